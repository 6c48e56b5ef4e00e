import { randomUUID } from "node:crypto";
import type { Dirent, Stats } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type FirmwareFileSeen, forgetSeenFile, listSeenFiles, noteSeenFile } from "../db/firmware-files.ts";
import { listImages, updateImage } from "../db/firmware-images.ts";
import { Rounds } from "../db/rounds.ts";
import type { Actor } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { type IntakeParts, takeIn } from "./intake.ts";
import { FirmwareUploads } from "./uploads.ts";

/** Looks so often, milliseconds. */
const every = 15_000;
/** A file that was written to more recently may not be whole yet. */
const settled = 10_000;
/** Bytes without an image stay so long: somebody may be about to name them. */
const orphansKept = 3_600_000;

const actor: Actor = { kind: "system", id: null, name: "Klyka", organisationId: null };

type Found = { readonly vendor: VendorId; readonly name: string; readonly path: string; readonly stats: Stats };

/**
 * Takes what somebody lays into `<folder>/<vendor>/` into the catalogue, throws away bytes that no image has, and looks at
 * each image again with what this release knows. Everything it does may be done again: several processes may do it at once.
 */
export class FolderKeeper {
  readonly #folder: string;
  readonly #parts: IntakeParts;
  readonly #clock: () => Date;
  readonly #rounds: Rounds;
  #looked = false;

  /** @param folder holds `<vendor>/<file>` and what the content store keeps */
  constructor(folder: string, parts: IntakeParts, clock: () => Date, onFault: (error: unknown) => void) {
    this.#folder = folder;
    this.#parts = parts;
    this.#clock = clock;
    this.#rounds = new Rounds(every, () => this.round(), onFault);
  }

  start(): void {
    this.#rounds.wake();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** One look; false: there is nothing more to do for now. */
  async round(): Promise<boolean> {
    await this.#takeFolder();
    if (!this.#looked) await this.#lookAgain();
    this.#looked = true;
    await this.#sweep();
    return false;
  }

  async #takeFolder(): Promise<void> {
    const seen = new Map((await listSeenFiles(this.#parts.db)).map((file) => [`${file.vendor}/${file.name}`, file]));
    const here = await this.#filesHere();
    for (const file of here) {
      const known = seen.get(`${file.vendor}/${file.name}`);
      if (known && isSame(known, file)) continue;
      if (this.#clock().getTime() - file.stats.mtimeMs < settled) continue;
      await this.#take(file);
    }
    const names = new Set(here.map(({ vendor, name }) => `${vendor}/${name}`));
    for (const [key, file] of seen) if (!names.has(key)) await forgetSeenFile(this.#parts.db, file);
  }

  /** A copy is taken: whoever laid the file there may write to it again. */
  async #take(file: Found): Promise<void> {
    const { db, content } = this.#parts;
    const { vendor, name, stats } = file;
    const half = `${randomUUID()}.copied`;
    const lookedAt = this.#clock().toISOString();
    const seen = { vendor, name, bytes: stats.size, changedAt: stats.mtime.toISOString(), lookedAt };
    try {
      const path = await content.copyIn(file.path, half);
      const after = await stat(file.path);
      if (after.size !== stats.size || after.mtimeMs !== stats.mtimeMs) return;
      const taken = await takeIn(this.#parts, { path, name, version: null, vendor, source: "folder" }, actor, this.#clock());
      const problem = taken.find((one) => one.problem !== null)?.problem ?? null;
      await noteSeenFile(db, { ...seen, problem }, taken.length === 1 ? (taken[0]?.image?.id ?? null) : null);
    } catch (error) {
      // A disk that is full now may have room at the next look.
      if (!(error instanceof DomainError) || error.code === "firmware_space_full") throw error;
      await noteSeenFile(db, { ...seen, problem: { code: error.code, detail: error.detail } }, null);
    } finally {
      await content.removeIncoming(half);
    }
  }

  async #filesHere(): Promise<Found[]> {
    const found: Found[] = [];
    for (const vendor of vendorIds) {
      for (const entry of await entriesOf(join(this.#folder, vendor))) {
        if (!entry.isFile() || entry.name.startsWith(".")) continue;
        const path = join(this.#folder, vendor, entry.name);
        const stats = await stat(path).catch(() => null);
        if (stats) found.push({ vendor, name: entry.name, path, stats });
      }
    }
    return found;
  }

  /** A newer release of Klyka may know more models than the one that took an image in. */
  async #lookAgain(): Promise<void> {
    const { db, reader } = this.#parts;
    for (const image of await listImages(db)) {
      if (image.modelsBy === "hand") continue;
      const { name, bytes, firmwareVersion: version } = image;
      try {
        const { models, firmwareVersion } = reader.recognise({ name, head: unknownHead, bytes, version });
        await updateImage(db, { id: image.id, models: [...models], firmwareVersion }, actor, this.#clock(), "image");
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
      }
    }
  }

  async #sweep(): Promise<void> {
    const { db, content } = this.#parts;
    const wanted = new Set((await listImages(db)).map(({ sha256 }) => sha256));
    const before = this.#clock().getTime() - orphansKept;
    for (const { sha256, at } of await content.list()) if (!wanted.has(sha256) && at < before) await content.remove(sha256);
    await new FirmwareUploads(this.#parts).tidy(this.#clock());
    await content.warm(wanted);
  }
}

/** Bytes that name nothing: the name alone is read. */
const unknownHead = Uint8Array.of(0);

function isSame(known: FirmwareFileSeen, { stats }: Found): boolean {
  return known.bytes === stats.size && known.changedAt === stats.mtime.toISOString();
}

/** Takes away the file that an image was taken from, when it still is that: else it would be taken in again. */
export async function removeLaidFile(folder: string, vendor: VendorId, name: string, bytes: number): Promise<void> {
  const path = join(folder, vendor, name);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() && found.size === bytes) await rm(path, { force: true });
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
