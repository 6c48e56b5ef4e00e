import { z } from "zod";
import type { FirmwareFileSeen } from "../../db/firmware-files.ts";
import type { FirmwareGroup } from "../../db/firmware-fleet.ts";
import type { FirmwareImage } from "../../db/firmware-images.ts";
import type { FirmwareUpload } from "../../db/firmware-uploads.ts";
import type { FirmwarePlace } from "../../db/firmware-uses.ts";
import { firmwareKinds, ramdiskFor, sameVersion } from "../../domain/firmware.ts";
import { vendorIds } from "../../domain/plan.ts";
import { partBytes } from "../../firmware/uploads.ts";
import { allModels, findModel } from "../../templates/index.ts";
import { versionedView } from "../api/fields.ts";

const ModelName = z.strictObject({ model: z.string(), name: z.string() });
const Detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

/** One image, whom it is for, and who wants it. */
export const ImageView = z.strictObject({
  ...versionedView,
  vendor: z.enum(vendorIds),
  name: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  kind: z.enum(firmwareKinds),
  firmwareVersion: z.string().nullable(),
  models: z.array(ModelName),
  modelsBy: z.enum(["image", "hand"]),
  /** Models of its make that may be said by hand; empty: its name tells them. */
  maySay: z.array(ModelName),
  source: z.enum(["upload", "folder"]),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Phones of its models that say they run this version. */
  runs: z.int(),
  /** Phones of its models that should run this version. */
  wanted: z.int(),
  /** Where settings and roll-outs name it. */
  places: z.array(
    z.strictObject({
      layer: z.string(),
      organisation: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
      name: z.string().nullable(),
    }),
  ),
  /** Small images that older phones need first and that are not here. */
  missing: z.array(z.string()),
});
export type ImageView = z.infer<typeof ImageView>;

export const UploadView = z.strictObject({
  id: z.string(),
  name: z.string(),
  bytes: z.int(),
  received: z.int(),
  /** As much goes into one part. */
  partBytes: z.int(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type UploadView = z.infer<typeof UploadView>;

/** A file that somebody laid into the folder and that is no image. */
export const FileView = z.strictObject({
  vendor: z.enum(vendorIds),
  name: z.string(),
  bytes: z.int(),
  lookedAt: z.string(),
  code: z.string(),
  values: Detail,
});
export type FileView = z.infer<typeof FileView>;

export const CatalogueView = z.strictObject({
  images: z.array(ImageView),
  uploads: z.array(UploadView),
  files: z.array(FileView),
  /** Phones that fetch firmware now. */
  fetching: z.int(),
  /** False: the asker looks after some organisations alone, and changes nothing here. */
  mayChange: z.boolean(),
});
export type CatalogueView = z.infer<typeof CatalogueView>;

export const TakenView = z.strictObject({
  taken: z.array(
    z.strictObject({
      name: z.string(),
      /** False: it was there already. */
      added: z.boolean(),
      image: ImageView.nullable(),
      /** Why it was not taken. */
      code: z.string().nullable(),
      values: Detail,
    }),
  ),
});
export type TakenView = z.infer<typeof TakenView>;

const Version = z.strictObject({ version: z.string(), phones: z.int() });
/** The phones of one model in an organisation. */
export const ModelFirmwareView = z.strictObject({
  vendor: z.enum(vendorIds),
  model: z.string(),
  name: z.string(),
  phones: z.int(),
  /** What they say they run, the newest first. */
  runs: z.array(Version),
  /** Of these nothing has been heard yet. */
  silent: z.int(),
  /** What they should run. */
  wants: z.array(Version),
  /** Of these it is known that they run something else. */
  behind: z.int(),
  /** What they can be given, the newest first. */
  images: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      firmwareVersion: z.string().nullable(),
      bytes: z.int(),
      createdAt: z.string(),
    }),
  ),
});
export type ModelFirmwareView = z.infer<typeof ModelFirmwareView>;

export function imageView(
  image: FirmwareImage,
  groups: readonly FirmwareGroup[],
  places: readonly FirmwarePlace[],
  names: ReadonlySet<string>,
): ImageView {
  const { id, version, updatedAt, vendor, name, bytes, sha256, kind, firmwareVersion, modelsBy, source, createdAt, createdBy } =
    image;
  const mine = groups.filter((one) => one.vendor === vendor && image.models.includes(one.model));
  const phones = (of: "runs" | "wants") =>
    mine
      .filter(
        (one) => kind === "phone" && firmwareVersion !== null && one[of] !== null && sameVersion(one[of] ?? "", firmwareVersion),
      )
      .reduce((sum, one) => sum + one.phones, 0);
  return {
    ...{ id, version, updatedAt, vendor, name, bytes, sha256, kind, firmwareVersion, modelsBy, source, createdAt, createdBy },
    models: image.models.map((model) => ({ model, name: findModel(vendor, model)?.name ?? model })),
    maySay: modelsToSay(image),
    runs: phones("runs"),
    wanted: phones("wants"),
    places: [...places],
    missing: missingRamdisks(image, names),
  };
}

/** A person says the models where neither name nor bytes do: then of models whose images' names are not known either. */
export function modelsToSay({ vendor, kind, models, modelsBy }: FirmwareImage): ImageView["maySay"] {
  if (kind !== "phone" || vendor !== "polycom" || (modelsBy === "image" && models.length > 0)) return [];
  return allModels()
    .filter((one) => one.vendor === vendor && one.firmware.pattern === null)
    .map(({ model, name }) => ({ model, name }));
}

function missingRamdisks({ vendor, kind, models, firmwareVersion }: FirmwareImage, names: ReadonlySet<string>): string[] {
  if (kind !== "phone" || firmwareVersion === null) return [];
  const needed = models.flatMap((model) => ramdiskFor(findModel(vendor, model)?.firmware.through, firmwareVersion) ?? []);
  return [...new Set(needed)].filter((name) => !names.has(name));
}

export function uploadView({ id, name, bytes, received, createdAt, createdBy }: FirmwareUpload): UploadView {
  return { id, name, bytes, received, partBytes, createdAt, createdBy };
}

export function fileView({ vendor, name, bytes, lookedAt, problem }: FirmwareFileSeen): FileView[] {
  if (problem === null) return [];
  return [{ vendor, name, bytes, lookedAt, code: problem.code, values: detailOf(problem.detail) }];
}

export function detailOf(detail: Readonly<Record<string, unknown>>): z.infer<typeof Detail> {
  return Detail.parse(detail);
}
