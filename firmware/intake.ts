import { randomUUID } from "node:crypto";
import { addImage, type FirmwareImage, imagesWithBytes } from "../db/firmware-images.ts";
import type { Actor, Db } from "../db/types.ts";
import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
import type { RecognisedImage } from "../domain/firmware.ts";
import type { VendorId } from "../domain/plan.ts";
import { type Archive, type ArchiveEntry, isArchive, openArchive } from "./archive.ts";
import type { ContentStore } from "./content-store.ts";

/** What the makes know of images; `templates/firmware-image.ts`. */
export type ImageReader = {
  /** @throws DomainError, as `recogniseImage` */
  readonly recognise: (file: {
    readonly name: string;
    readonly head: Uint8Array;
    readonly bytes: number;
    readonly version: string | null;
    readonly vendor?: VendorId;
  }) => RecognisedImage;
  /** True for a name that some make's images have. */
  readonly looksLikeImage: (name: string) => boolean;
  readonly versionInArchiveName: (name: string) => string | null;
  readonly headBytes: number;
};

export type IntakeParts = { readonly db: Db; readonly content: ContentStore; readonly reader: ImageReader };

/** A file that is on the disk, and is not written to any more. */
export type ComeIn = {
  readonly path: string;
  readonly name: string;
  /** Said by a person; null: name and bytes decide. */
  readonly version: string | null;
  /** Of the folder that it was laid into. */
  readonly vendor?: VendorId;
  readonly source: FirmwareImage["source"];
};

/** What became of one image. */
export type Taken = {
  readonly name: string;
  readonly image: FirmwareImage | null;
  /** False: it was there already. */
  readonly added: boolean;
  readonly problem: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null;
};

/**
 * Takes in an image, or every image of an archive. May be done again from the beginning at any time: what is there already
 * stays.
 *
 * @returns one of a file, one for each image of an archive
 * @throws DomainError of a file that is no image or cannot be taken: `firmware_empty`, `firmware_name_unknown`, `firmware_not_image`,
 * `firmware_contradicts`, `firmware_make_differs`, `firmware_name_taken`, `firmware_version_missing`, `firmware_space_full`; of an archive
 * `firmware_archive_unreadable`, `firmware_archive_empty`
 */
export async function takeIn(parts: IntakeParts, file: ComeIn, actor: Actor, now: Date): Promise<Taken[]> {
  const whole = parts.reader.looksLikeImage(file.name) || !(await isArchive(file.path));
  return whole ? [await takeFile(parts, file, actor, now)] : takeArchive(parts, file, actor, now);
}

async function takeFile({ db, content, reader }: IntakeParts, file: ComeIn, actor: Actor, now: Date): Promise<Taken> {
  const { name, version, vendor, source } = file;
  const { sha256, bytes, head } = await content.examine(file.path, reader.headBytes);
  if (bytes === 0) throw new DomainError("firmware_empty", { name });
  const said = reader.recognise({ name, head, bytes, version, ...(vendor === undefined ? {} : { vendor }) });
  // Two versions of a Polycom image have one name: without a version they could not be told apart.
  if (source === "upload" && said.kind === "phone" && said.firmwareVersion === null) {
    throw new DomainError("firmware_version_missing", { name });
  }
  await content.keep(file.path, sha256);
  try {
    const { image, added } = await addImage(db, { ...said, sha256, bytes, source }, actor, now);
    return { name: image.name, image, added, problem: null };
  } catch (error) {
    if ((await imagesWithBytes(db, sha256)).length === 0) await content.remove(sha256);
    throw error;
  }
}

async function takeArchive(parts: IntakeParts, file: ComeIn, actor: Actor, now: Date): Promise<Taken[]> {
  const archive = await openArchive(file.path, file.name);
  try {
    const images = archive.entries.filter((entry) => parts.reader.looksLikeImage(entry.name));
    const said = file.version ?? (await versionOf(archive)) ?? parts.reader.versionInArchiveName(file.name);
    await parts.content.roomFor(images.reduce((sum, { bytes }) => sum + bytes, 0));
    const taken: Taken[] = [];
    for (const entry of images) taken.push(await takeEntry(parts, entry, { ...file, version: said }, actor, now));
    if (taken.length === 0) throw new DomainError("firmware_archive_empty", { name: file.name });
    return taken;
  } finally {
    archive.close();
  }
}

/** What is wrong with the archive as a whole, not with one image in it. */
const ofWhole: readonly ErrorCode[] = ["firmware_space_full", "firmware_version_missing", "firmware_archive_unreadable"];

async function takeEntry(parts: IntakeParts, entry: ArchiveEntry, file: ComeIn, actor: Actor, now: Date): Promise<Taken> {
  const half = `${randomUUID()}.unpacked`;
  const path = await parts.content.incoming(half);
  try {
    await entry.unpackTo(path);
    return await takeFile(parts, { ...file, path, name: entry.name }, actor, now);
  } catch (error) {
    if (!(error instanceof DomainError) || ofWhole.includes(error.code)) throw error;
    return { name: entry.name, image: null, added: false, problem: { code: error.code, detail: error.detail } };
  } finally {
    await parts.content.removeIncoming(half);
  }
}

/** Polycom's distributions say their version in a file of its own: `5.9.7.4477 22-Oct-20 12:30`. */
async function versionOf(archive: Archive): Promise<string | null> {
  const said = archive.entries.find(({ name }) => name.toLowerCase() === "sip.ver");
  return /\d+(?:\.\d+){2,3}/.exec((await said?.readText()) ?? "")?.[0] ?? null;
}
