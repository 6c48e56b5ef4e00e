import { createHash } from "node:crypto";
import { createReadStream, type Dirent } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isFirmwareName } from "../domain/firmware.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { firmwareCandidates } from "./names.ts";

/** One image. Not secret: phones of all organisations get the same. */
export type FirmwareFile = {
  readonly vendor: VendorId;
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Strong entity tag, with its quotes: changes when name, size or time of change do. */
  readonly etag: string;
};

/** Reads of one open file, for TFTP. */
export type FirmwareReader = {
  /** As `TftpReader`: how many bytes were read, 0 at the end. */
  read(offset: number, length: number, into: Buffer): Promise<number>;
};

/** How long a listing is believed, milliseconds. */
const listingAge = 2_000;

/**
 * Images in `<folder>/<vendor>/<file>`. The folder is listed now and then, so that a file put there is found without a
 * restart; what is asked for is looked up in the listing and never made into a path.
 */
export class FirmwareStore {
  readonly #folder: string;
  readonly #clock: () => number;
  #files = new Map<string, FirmwareFile>();
  #listedAt = Number.NEGATIVE_INFINITY;
  #listing: Promise<void> | null = null;
  readonly #open = new Map<string, OpenFile>();

  /** @param clock milliseconds, rising */
  constructor(folder: string, clock: () => number) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** The file for what a phone of this make asked for; null when there is none. */
  async find(vendor: VendorId, asked: string): Promise<FirmwareFile | null> {
    if (this.#clock() - this.#listedAt > listingAge) await this.#list();
    for (const name of firmwareCandidates(asked)) {
      const file = this.#files.get(`${vendor}/${name}`);
      if (file) return file;
    }
    return null;
  }

  /** All images, by vendor and name. */
  async list(): Promise<FirmwareFile[]> {
    await this.#list();
    return [...this.#files.values()];
  }

  /** @param range first and last byte; without it everything */
  stream(file: FirmwareFile, range?: { readonly start: number; readonly end: number }): Readable {
    return createReadStream(file.path, { ...range, highWaterMark: 256 * 1024 });
  }

  /**
   * One reader a file for all who read at the same time; `release` once for each `reader`.
   */
  async reader(file: FirmwareFile): Promise<{ readonly reader: FirmwareReader; readonly release: () => void }> {
    const key = `${file.path} ${file.etag}`;
    let shared = this.#open.get(key);
    if (!shared) {
      shared = new OpenFile(open(file.path, "r"), () => this.#open.delete(key));
      this.#open.set(key, shared);
    }
    return shared.share();
  }

  #list(): Promise<void> {
    this.#listing ??= this.#readFolders().finally(() => {
      this.#listing = null;
    });
    return this.#listing;
  }

  async #readFolders(): Promise<void> {
    const files = new Map<string, FirmwareFile>();
    for (const vendor of vendorIds)
      for (const entry of await entriesOf(join(this.#folder, vendor))) {
        if (!entry.isFile() || !isFirmwareName(entry.name)) continue;
        const file = await describe(vendor, entry.name, join(this.#folder, vendor, entry.name));
        if (file) files.set(`${vendor}/${entry.name}`, file);
      }
    this.#files = files;
    this.#listedAt = this.#clock();
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

async function describe(vendor: VendorId, name: string, path: string): Promise<FirmwareFile | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    const tag = createHash("sha256").update(`${vendor}/${name} ${size} ${mtimeMs}`).digest("hex").slice(0, 32);
    return { vendor, name, path, size, etag: `"${tag}"` };
  } catch {
    return null;
  }
}

/** An open file, closed when its last reader has let go. */
class OpenFile {
  readonly #handle: Promise<FileHandle>;
  readonly #closed: () => void;
  readonly #reader: FirmwareReader;
  #users = 0;

  constructor(handle: Promise<FileHandle>, closed: () => void) {
    this.#handle = handle;
    this.#closed = closed;
    this.#reader = {
      read: async (offset, length, into) => (await (await handle).read(into, 0, length, offset)).bytesRead,
    };
  }

  async share(): Promise<{ readonly reader: FirmwareReader; readonly release: () => void }> {
    this.#users += 1;
    try {
      await this.#handle;
    } catch (error) {
      this.#release();
      throw error;
    }
    let held = true;
    const release = () => {
      if (held) this.#release();
      held = false;
    };
    return { reader: this.#reader, release };
  }

  #release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#closed();
    this.#handle.then(
      (handle) => handle.close(),
      () => undefined,
    );
  }
}
