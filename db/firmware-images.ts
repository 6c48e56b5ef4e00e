import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { compareVersions, type FirmwareKind, type RecognisedImage } from "../domain/firmware.ts";
import type { VendorId } from "../domain/plan.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { phonesOfImage, placesOfImage } from "./firmware-uses.ts";
import { newId } from "./ids.ts";
import { raisePhones } from "./revisions.ts";
import { checkVersion, type EditableRow, edit, made, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const imageSources = ["upload", "folder"] as const;

/** A firmware image in the catalogue. Every organisation's phones may have it. */
export type FirmwareImage = Versioned & {
  readonly vendor: VendorId;
  /** As phones ask for it; unique in its make. */
  readonly name: string;
  /** Of the bytes, 64 hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  readonly kind: FirmwareKind;
  /** What a phone says when it runs it; null: nothing tells. */
  readonly firmwareVersion: string | null;
  /** Ids of the catalogue, without the vendor, sorted. */
  readonly models: readonly string[];
  /** Whether name and bytes tell the models, or somebody said them. */
  readonly modelsBy: "image" | "hand";
  readonly source: (typeof imageSources)[number];
  readonly createdBy: string;
};

type Row = EditableRow & {
  vendor: VendorId;
  name: string;
  sha256: string;
  bytes: number | string;
  kind: FirmwareKind;
  firmware_version: string | null;
  models_by: "image" | "hand";
  source: "upload" | "folder";
  created_by: string;
};

/** All images: by vendor, the newest version first, then by name. Two queries, however many there are. */
export async function listImages(db: Db, vendor?: VendorId): Promise<FirmwareImage[]> {
  const rows = db<Row>("firmware_image").orderBy(["vendor", "name"]);
  return withModels(db, await (vendor === undefined ? rows : rows.where({ vendor })));
}

/** The image of that name; null: there is none. */
export async function imageByName(db: Db, vendor: VendorId, name: string): Promise<FirmwareImage | null> {
  const [image] = await withModels(db, await db<Row>("firmware_image").where({ vendor, name }));
  return image ?? null;
}

/** What phones of this model can run (kind `phone`), the newest first. */
export async function imagesFor(db: Db, vendor: VendorId, model: string): Promise<FirmwareImage[]> {
  const ids = db("firmware_image_model").where({ vendor, model }).select("image_id");
  return withModels(db, await db<Row>("firmware_image").where({ vendor, kind: "phone" }).whereIn("id", ids));
}

/** @throws DomainError `firmware_not_found` */
export async function getImage(db: Db, { id }: { readonly id: string }): Promise<FirmwareImage> {
  const [image] = await withModels(db, await db<Row>("firmware_image").where({ id }));
  if (!image) throw new DomainError("firmware_not_found");
  return image;
}

/** Images with these bytes, whatever they are called. */
export async function imagesWithBytes(db: Db, sha256: string): Promise<FirmwareImage[]> {
  return withModels(db, await db<Row>("firmware_image").where({ sha256 }));
}

async function withModels(db: Db, rows: readonly Row[]): Promise<FirmwareImage[]> {
  if (rows.length === 0) return [];
  const [only] = rows;
  const models = db("firmware_image_model").orderBy("model");
  const said: { image_id: string; model: string }[] = await (rows.length === 1 ? models.where("image_id", only?.id) : models);
  const byImage = Map.groupBy(said, (row) => row.image_id);
  const images = rows.map((row) => present(row, byImage.get(row.id) ?? []));
  return images.sort(byVersion);
}

function present(row: Row, models: readonly { model: string }[]): FirmwareImage {
  return {
    ...versioned(row),
    vendor: row.vendor,
    name: row.name,
    sha256: row.sha256,
    bytes: Number(row.bytes),
    kind: row.kind,
    firmwareVersion: row.firmware_version,
    models: models.map(({ model }) => model),
    modelsBy: row.models_by,
    source: row.source,
    createdBy: row.created_by,
  };
}

function byVersion(a: FirmwareImage, b: FirmwareImage): number {
  if (a.vendor !== b.vendor) return a.vendor < b.vendor ? -1 : 1;
  return compareVersions(b.firmwareVersion ?? "", a.firmwareVersion ?? "") || (a.name < b.name ? -1 : 1);
}

/** What came in: as it was recognised, with the hash and size of its bytes, which are in the store already. */
export type NewImage = RecognisedImage & {
  readonly sha256: string;
  readonly bytes: number;
  readonly source: FirmwareImage["source"];
};

/**
 * Takes an image into the catalogue. The same bytes under the same name are there already: nothing is written then.
 * Phones for which the image has been wanted before it was there are raised.
 *
 * @throws DomainError `firmware_name_taken` (other bytes have the name), `firmware_contradicts` (these bytes are known as
 * something else; detail: `name`, `found`)
 */
export async function addImage(
  db: Db,
  input: NewImage,
  actor: Actor,
  now: Date,
): Promise<{ image: FirmwareImage; added: boolean }> {
  return change(db, async (trx) => {
    const { vendor, name, kind, firmwareVersion, models, sha256, bytes, source } = input;
    const before = await imageByName(trx, vendor, name);
    if (before?.sha256 === sha256) return { image: before, added: false };
    if (before) throw new DomainError("firmware_name_taken", { name });
    const other = (await imagesWithBytes(trx, sha256)).find((one) => !agrees(one, input));
    if (other) throw new DomainError("firmware_contradicts", { name, found: other.name });
    const id = newId(now);
    const columns = { vendor, name, sha256, bytes, kind, firmware_version: firmwareVersion, models_by: "image", source };
    await trx("firmware_image").insert({ ...made(id, actor, now), created_by: actor.name, ...columns });
    await writeModels(trx, id, vendor, models);
    const image = await getImage(trx, { id });
    const entry = { organisationId: null, action: "firmware.added", subject: { kind: "firmware_image", id } };
    await recordAudit(trx, { ...entry, after: { ...imageFields(image), name, bytes, sha256 } }, actor, now);
    await raisePhones(trx, phonesOfImage(trx, image));
    await announce(trx, "firmware", {});
    return { image, added: true };
  });
}

function agrees(known: FirmwareImage, input: NewImage): boolean {
  const versions = [known.firmwareVersion, input.firmwareVersion];
  const sameVersion = versions.includes(null) || versions[0] === versions[1];
  const shared = known.models.length === 0 || input.models.length === 0 || input.models.some((one) => known.models.includes(one));
  return known.vendor === input.vendor && known.kind === input.kind && sameVersion && (shared || input.vendor === "polycom");
}

async function writeModels(trx: Db, id: string, vendor: VendorId, models: readonly string[]): Promise<void> {
  const columns = (["image_id", "vendor", "model"] as const).map((name) => [name, "text"] as const);
  await bulkInsert(
    trx,
    "firmware_image_model",
    columns,
    [...new Set(models)].sort().map((model) => [id, vendor, model]),
  );
}

function imageFields(image: FirmwareImage): Record<string, AuditValue> {
  return { firmwareVersion: image.firmwareVersion, models: image.models };
}

/** What a person knows of an image that neither its name nor its bytes tell. */
export const UpdateImage = z.strictObject({
  firmwareVersion: z
    .string()
    .regex(/^[0-9][0-9A-Za-z._-]{0,39}$/, "must be a version such as 5.9.7.4477")
    .nullable()
    .optional(),
  /** Ids of the catalogue, without the vendor. The caller has checked that they are of the image's make. */
  models: z.array(z.string().min(1).max(40)).max(200).optional(),
});
export type UpdateImage = z.output<typeof UpdateImage>;

/** @throws DomainError `firmware_not_found`, `version_conflict` */
export async function updateImage(
  db: Db,
  input: UpdateImage & { readonly id: string; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
  by: "image" | "hand" = "hand",
): Promise<FirmwareImage> {
  return change(db, async (trx) => {
    const before = await getImage(trx, input);
    checkVersion(before, input.version);
    const models = input.models === undefined ? before.models : [...new Set(input.models)].sort();
    const firmwareVersion = input.firmwareVersion === undefined ? before.firmwareVersion : input.firmwareVersion;
    const fields = changedFields(imageFields(before), imageFields({ ...before, models, firmwareVersion }));
    if (Object.keys(fields.after).length === 0) return before;
    const modelsBy = fields.after.models === undefined ? before.modelsBy : by;
    const columns = { firmware_version: firmwareVersion, models_by: modelsBy };
    await edit(trx, "firmware_image", before, input.version, columns, actor, now);
    if (fields.after.models !== undefined) {
      await trx("firmware_image_model").where("image_id", before.id).delete();
      await writeModels(trx, before.id, before.vendor, models);
    }
    const entry = { organisationId: null, action: "firmware.updated", subject: { kind: "firmware_image", id: before.id } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await raisePhones(trx, phonesOfImage(trx, before), phonesOfImage(trx, { ...before, models }));
    await announce(trx, "firmware", {});
    return getImage(trx, before);
  });
}

/**
 * Refused while a setting or a roll-out names it: its phones would be told of a file that is not there.
 *
 * @returns the bytes that no image has any more; null: another name still points at them
 * @throws DomainError `firmware_not_found`, `version_conflict`, `firmware_in_use` (detail: `places`)
 */
export async function deleteImage(
  db: Db,
  input: { readonly id: string; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<{ image: FirmwareImage; orphan: string | null }> {
  return change(db, async (trx) => {
    const image = await getImage(trx, input);
    checkVersion(image, input.version);
    const places = await placesOfImage(trx, image);
    if (places.length > 0) throw new DomainError("firmware_in_use", { name: image.name, places });
    const subject = { kind: "firmware_image", id: image.id };
    const said = { ...imageFields(image), name: image.name, bytes: image.bytes, sha256: image.sha256 };
    await recordAudit(trx, { organisationId: null, action: "firmware.deleted", subject, before: said }, actor, now);
    await raisePhones(trx, phonesOfImage(trx, image));
    await trx("firmware_image").where("id", image.id).delete();
    await announce(trx, "firmware", {});
    const left = await trx("firmware_image").where("sha256", image.sha256).first("id");
    return { image, orphan: left ? null : image.sha256 };
  });
}
