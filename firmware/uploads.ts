import {
  type AnnouncedUpload,
  advanceUpload,
  beginUpload,
  dropUploads,
  endUpload,
  type FirmwareUpload,
  getUpload,
} from "../db/firmware-uploads.ts";
import type { Actor } from "../db/types.ts";
import { DomainError, type ErrorCode } from "../domain/errors.ts";
import { type IntakeParts, type Taken, takeIn } from "./intake.ts";

export { writeWhole } from "./content-store.ts";

/** Bytes of a file; today's largest images have a hundredth of it. */
export const mostFileBytes = 8 * 1024 ** 3;
/** Bytes of one request: as little is sent again when a line breaks. */
export const partBytes = 4 * 1024 * 1024;
/** What nothing has come of for so long is thrown away, milliseconds. */
const keptFor = 7 * 24 * 3_600_000;

/** After these the same upload may be finished in another try. */
const askAgain: readonly ErrorCode[] = ["firmware_space_full", "firmware_version_missing"];

/**
 * Files that come in part by part. How much has come is in the database once it is on the disk, so that whoever sends can
 * go on after a broken line, a reload, or a server that was killed.
 */
export class FirmwareUploads {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * @throws DomainError `firmware_name_unknown` (neither an image's name nor an archive's), `firmware_empty`,
   * `firmware_too_large`, `firmware_space_full`
   */
  async begin(input: AnnouncedUpload, actor: Actor, now: Date): Promise<FirmwareUpload> {
    const { name, bytes } = input;
    if (!this.#parts.reader.looksLikeImage(name) && !/\.zip$/i.test(name))
      throw new DomainError("firmware_name_unknown", { name });
    if (bytes === 0) throw new DomainError("firmware_empty", { name });
    if (bytes > mostFileBytes) throw new DomainError("firmware_too_large", { most: "8 GB" });
    const upload = await beginUpload(this.#parts.db, input, actor, now);
    await this.#parts.content.roomFor(bytes - upload.received);
    return upload;
  }

  /**
   * Takes the next part. What has come of it when the line breaks is kept.
   *
   * @param offset where it begins: what has been received so far
   * @returns how much has been received now
   * @throws DomainError `firmware_upload_not_found`, `firmware_offset_wrong` (detail: `received`), `firmware_too_large`,
   * `firmware_space_full`
   */
  async receive(id: string, offset: number, chunks: AsyncIterable<Uint8Array>, clock: () => Date): Promise<number> {
    const { db, content } = this.#parts;
    const { received, bytes } = await getUpload(db, id);
    if (offset !== received) throw new DomainError("firmware_offset_wrong", { received });
    const most = Math.min(partBytes, bytes - received);
    const { to, broken } = await content.takePart(id, received, chunks, most);
    if (broken instanceof DomainError) throw broken;
    const now = to > received ? await advanceUpload(db, { id, from: received, to }, clock()) : received;
    if (broken !== null) throw broken;
    return now;
  }

  /**
   * Takes a file that has come whole into the catalogue. May be asked again when nothing was heard of the first time.
   *
   * @param version what a person says of it; null: name and bytes decide
   * @throws DomainError `firmware_upload_not_found`, `firmware_upload_incomplete`, and as `takeIn`; of these only
   * `firmware_space_full` and `firmware_version_missing` leave the upload where it is: it may be asked again
   */
  async finish(id: string, version: string | null, actor: Actor, now: Date): Promise<Taken[]> {
    const { db, content } = this.#parts;
    const { name, bytes, received } = await getUpload(db, id);
    if (received < bytes) throw new DomainError("firmware_upload_incomplete", { received, bytes });
    try {
      const path = await content.wholeUpload(id, bytes);
      const taken = await takeIn(this.#parts, { path, name, version, source: "upload" }, actor, now);
      await this.drop(id);
      return taken;
    } catch (error) {
      if (error instanceof DomainError && !askAgain.includes(error.code)) await this.drop(id);
      throw error;
    }
  }

  /** Gives an upload up. */
  async drop(id: string): Promise<void> {
    await endUpload(this.#parts.db, id);
    await this.#parts.content.dropUpload(id);
  }

  /** Throws away what was given up without a word, and what a process that was killed has left. */
  async tidy(now: Date): Promise<void> {
    const { db, content } = this.#parts;
    for (const id of await dropUploads(db, new Date(now.getTime() - keptFor))) await content.dropUpload(id);
    await content.dropStale(now.getTime() - keptFor - 3_600_000);
    for (const { name, at } of await content.listIncoming()) {
      if (at < now.getTime() - keptFor - 3_600_000 || (!name.endsWith(".part") && at < now.getTime() - 24 * 3_600_000)) {
        await content.removeIncoming(name);
      }
    }
  }
}
