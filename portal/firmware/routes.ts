import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { listSeenFiles } from "../../db/firmware-files.ts";
import { countFirmware } from "../../db/firmware-fleet.ts";
import { deleteImage, type FirmwareImage, getImage, listImages, UpdateImage, updateImage } from "../../db/firmware-images.ts";
import { countTransfers } from "../../db/firmware-transfers.ts";
import { getUpload, listUploads } from "../../db/firmware-uploads.ts";
import { loadFirmwarePlaces } from "../../db/firmware-uses.ts";
import { DomainError } from "../../domain/errors.ts";
import { isFirmwareName } from "../../domain/firmware.ts";
import { oneLine } from "../../domain/one-line.ts";
import { ContentStore } from "../../firmware/content-store.ts";
import { removeLaidFile } from "../../firmware/folder-keeper.ts";
import { FirmwareUploads, mostFileBytes, partBytes } from "../../firmware/uploads.ts";
import { imageReader } from "../../templates/firmware-image.ts";
import { bytesOf, drain } from "../api/incoming.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { created, done, ok, type Route, route } from "../api/route.ts";
import { modelFirmware } from "./fleet.ts";
import {
  CatalogueView,
  detailOf,
  fileView,
  ImageView,
  imageView,
  ModelFirmwareView,
  modelsToSay,
  TakenView,
  UploadView,
  uploadView,
} from "./views.ts";

const tag = "Firmware";
const params = z.strictObject({ image: z.string().max(64) });
const ofUpload = z.strictObject({ upload: z.string().max(64) });

const imageRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/firmware",
    tag,
    summary:
      "All images with whom they are for and who wants them, uploads that have not come whole, and laid files that are no images.",
    answer: CatalogueView,
    handle: async ({ parts, who, now }) => {
      const images = await viewsOf(parts, who, await listImages(parts.db));
      return ok({
        images,
        uploads: (await listUploads(parts.db)).map(uploadView),
        files: (await listSeenFiles(parts.db)).flatMap(fileView),
        fetching: await countTransfers(parts.db, null, now),
        mayChange: who.session.access.operates === "all",
      });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/firmware/images/:image",
    tag,
    summary: "One image.",
    params,
    answer: ImageView,
    handle: async ({ parts, who, params }) => answered(parts, who, await getImage(parts.db, { id: params.image })),
  }),
  route("operator", {
    method: "patch",
    path: "/operator/firmware/images/:image",
    tag,
    summary:
      "Says of an image what neither its name nor its bytes tell: its version, the models it is for. Phones that it concerns get new files.",
    params,
    body: UpdateImage,
    answer: ImageView,
    example: { firmwareVersion: "5.9.7.4477" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      demandAll(who);
      const before = await getImage(parts.db, { id: params.image });
      demandSayable(before, body.models);
      return answered(parts, who, await updateImage(parts.db, { id: before.id, ...body, version }, who.actor, now));
    },
    current: async ({ parts, who, params }) => answered(parts, who, await getImage(parts.db, { id: params.image })),
  }),
  route("operator", {
    method: "delete",
    path: "/operator/firmware/images/:image",
    tag,
    summary: "Deletes an image; refused while a setting or a roll-out names it.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      demandAll(who);
      const { image } = await deleteImage(parts.db, { id: params.image, version }, who.actor, now);
      if (image.source === "folder") await removeLaidFile(folderOf(parts), image.vendor, image.name, image.bytes);
      return done();
    },
    current: async ({ parts, who, params }) => answered(parts, who, await getImage(parts.db, { id: params.image })),
  }),
  route("administrator", {
    method: "get",
    path: "/firmware",
    tag,
    summary: "The organisation's phones by model: what they say they run, what they should run, and what they can be given.",
    answer: z.strictObject({ models: z.array(ModelFirmwareView) }),
    handle: async ({ parts, who }) => ok({ models: await modelFirmware(parts.db, who.organisationId) }),
  }),
];

const uploadRoutes: readonly Route[] = [
  route("operator", {
    method: "post",
    path: "/operator/firmware/uploads",
    tag,
    summary:
      "Begins an upload of an image or of an archive with images, or finds the one with the same name, size and fingerprint that has not come whole.",
    body: z.strictObject({
      name: z.string().overwrite(oneLine).trim().min(1).max(200),
      bytes: z.int().min(0).max(mostFileBytes),
      /** The same for the same bytes, and for no others, such as a hash of them. Null: it is gone on with by its id alone. */
      fingerprint: z
        .string()
        .regex(/^[\w.:+/=-]{8,128}$/)
        .nullable()
        .default(null),
    }),
    answer: UploadView,
    example: { name: "T46U(T43U,T46U,T41U,T48U,T42U,T44U,T44W)-108.86.0.90.rom", bytes: 42_000_000 },
    handle: async ({ parts, who, body, now }) => {
      demandAll(who);
      if (!isFirmwareName(body.name)) throw new DomainError("firmware_name_unknown", { name: body.name });
      return created(uploadView(await uploadsOf(parts).begin(body, who.actor, now)));
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/firmware/uploads/:upload",
    tag,
    summary: "How much of an upload has come: the next part begins there.",
    params: ofUpload,
    answer: UploadView,
    handle: async ({ parts, params }) => ok(uploadView(await getUpload(parts.db, params.upload))),
  }),
  route("operator", {
    method: "put",
    path: "/operator/firmware/uploads/:upload/parts",
    tag,
    summary: "Takes the next part of an upload. What has come of a part when the line breaks is kept.",
    params: ofUpload,
    query: z.strictObject({ offset: z.coerce.number().int().min(0).max(mostFileBytes).default(0) }),
    file: { types: ["application/octet-stream"], most: partBytes, tooLarge: "firmware_too_large", streamed: true },
    answer: z.strictObject({ received: z.int() }),
    example: "first bytes",
    handle: async ({ parts, who, params, query, incoming }) => {
      demandAll(who);
      if (incoming === null) return done();
      try {
        return ok({ received: await uploadsOf(parts).receive(params.upload, query.offset, bytesOf(incoming), parts.now) });
      } catch (error) {
        // Nobody hears the answer of a line that broke: it is asked again how much has come.
        if (incoming.socket.destroyed && !incoming.complete && !(error instanceof DomainError)) return done();
        await drain(incoming).catch(() => undefined);
        throw error;
      }
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/firmware/uploads/:upload/finish",
    tag,
    summary: "Takes an upload that has come whole into the catalogue: an image, or each image of an archive.",
    params: ofUpload,
    body: z.strictObject({ version: UpdateImage.shape.firmwareVersion.default(null) }),
    answer: TakenView,
    example: {},
    handle: async ({ parts, who, params, body, now }) => {
      demandAll(who);
      const taken = await uploadsOf(parts).finish(params.upload, body.version ?? null, who.actor, now);
      const views = await viewsOf(
        parts,
        who,
        taken.flatMap(({ image }) => image ?? []),
      );
      return ok({
        taken: taken.map(({ name, added, image, problem }) => ({
          ...{ name, added, image: views.find(({ id }) => id === image?.id) ?? null },
          ...{ code: problem?.code ?? null, values: detailOf(problem?.detail ?? {}) },
        })),
      });
    },
  }),
  route("operator", {
    method: "delete",
    path: "/operator/firmware/uploads/:upload",
    tag,
    summary: "Gives an upload up.",
    params: ofUpload,
    handle: async ({ parts, who, params }) => {
      demandAll(who);
      await getUpload(parts.db, params.upload);
      await uploadsOf(parts).drop(params.upload);
      return done();
    },
  }),
];

export const firmwareRoutes: readonly Route[] = [...imageRoutes, ...uploadRoutes];

/** Images are for the phones of all organisations. @throws DomainError `all_organisations_needed` */
function demandAll({ session }: Caller): void {
  if (session.access.operates !== "all") throw new DomainError("all_organisations_needed");
}

/** @throws DomainError `firmware_models_told`, `model_unknown` */
function demandSayable(image: FirmwareImage, models: readonly string[] | undefined): void {
  if (models === undefined) return;
  const may = modelsToSay(image).map(({ model }) => model);
  if (may.length === 0) throw new DomainError("firmware_models_told", { name: image.name });
  const strange = models.find((model) => !may.includes(model));
  if (strange !== undefined) throw new DomainError("model_unknown", { model: strange });
}

/** Where images lie; a portal without a server for phones keeps them among the system's temporary files. */
function folderOf({ firmware }: ApiParts): string {
  return firmware?.folder ?? join(tmpdir(), `klyka-firmware-${process.pid}`);
}

function uploadsOf(parts: ApiParts): FirmwareUploads {
  return new FirmwareUploads({
    db: parts.db,
    content: parts.firmware?.content ?? new ContentStore(folderOf(parts)),
    reader: imageReader,
  });
}

/** Counts and places are of the organisations that the asker looks after. */
async function viewsOf({ db }: ApiParts, { session }: Caller, images: readonly FirmwareImage[]): Promise<ImageView[]> {
  if (images.length === 0) return [];
  const { operates } = session.access;
  const groups = await countFirmware(db, operates === "all" ? null : operates);
  const places = await loadFirmwarePlaces(db);
  const names = new Set((await listImages(db)).map(({ name }) => name));
  return images.map((image) => {
    const seen = (places.get(image.name) ?? []).filter(
      ({ organisation }) => operates === "all" || organisation === null || operates.includes(organisation.id),
    );
    return imageView(image, groups, seen, names);
  });
}

async function answered(parts: ApiParts, who: Caller, image: FirmwareImage) {
  const [view] = await viewsOf(parts, who, [image]);
  return ok(view, image.version);
}
