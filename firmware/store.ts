import { createHash } from "node:crypto";
import { createReadStream, type Dirent } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isFirmwareName } from "../domain/firmware.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { ContentStore } from "./content-store.ts";
import { firmwareCandidates, withoutPart } from "./names.ts";

const nothing: FirmwareCatalogue = { images: [], refused: new Set() };

/** One image. Not secret: phones of all organisations get the same. */
export type FirmwareFile = {
  readonly vendor: VendorId;
  readonly name: string;
  readonly path: string;
  /** Of an image of the catalogue; null: a file in a folder. */
  readonly sha256: string | null;
  /** Bytes. */
  readonly size: number;
  /** Strong entity tag, with its quotes: of the bytes, or, until they are known, of name, size and time of change. */
  readonly etag: string;
};

/** Reads of one open file, for TFTP. */
export type FirmwareReader = {
  /** As `TftpReader`: how many bytes were read, 0 at the end. */
  read(offset: number, length: number, into: Buffer): Promise<number>;
};

/** An image of the catalogue. */
export type CataloguedImage = {
  readonly vendor: VendorId;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Empty: it is not tied to models. */
  readonly models: readonly string[];
};

/** What the catalogue says now. */
export type FirmwareCatalogue = {
  readonly images: readonly CataloguedImage[];
  /** Files in the folders that are no images: `<vendor>/<name>`. */
  readonly refused: ReadonlySet<string>;
};

/** How long a listing is believed, milliseconds. */
const listingAge = 2_000;

/**
 * Images of the catalogue, and files in `<folder>/<vendor>/` that have not been taken in yet. Both are listed now and then,
 * so that what is new is found without a restart; what is asked for is looked up in the listing and never made into a path.
 */
export class FirmwareStore {
  readonly #folder: string;
  readonly #clock: () => number;
  readonly #catalogue: () => Promise<FirmwareCatalogue>;
  #known = new Map<string, { readonly file: FirmwareFile; readonly models: readonly string[] }>();
  readonly #content: ContentStore;
  #refused: ReadonlySet<string> = new Set();
  #files = new Map<string, FirmwareFile>();
  #listedAt = Number.NEGATIVE_INFINITY;
  #listing: Promise<void> | null = null;
  readonly #open = new Map<string, OpenFile>();

  /**
   * @param clock milliseconds, rising
   * @param content where the bytes of its images are
   * @param catalogue what it says now; when it cannot be read, what it said the last time holds
   */
  constructor(
    folder: string,
    clock: () => number,
    catalogue = async (): Promise<FirmwareCatalogue> => nothing,
    content = new ContentStore(folder),
  ) {
    this.#folder = folder;
    this.#clock = clock;
    this.#catalogue = catalogue;
    this.#content = content;
  }

  /** The file for what a phone of this make asked for, whatever its model; null when there is none. */
  async find(vendor: VendorId, asked: string): Promise<FirmwareFile | null> {
    const found = await this.findFor(vendor, null, asked);
    return found === "wrong_model" ? null : found;
  }

  /** What the catalogue says is other than before: it is read with the next question. */
  renew(): void {
    this.#listedAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * The file for what a phone of this make and model asked for; null when there is none. An image for many parts is found
   * under a part's name when it is known to be for the model.
   *
   * @param model null: not known
   * @returns `wrong_model` for an image that is there, and is for other models
   */
  async findFor(vendor: VendorId, model: string | null, asked: string): Promise<FirmwareFile | "wrong_model" | null> {
    if (this.#clock() - this.#listedAt > listingAge) await this.#list();
    for (const name of firmwareCandidates(asked)) {
      const known = this.#known.get(`${vendor}/${name}`);
      if (known) return model === null || known.models.length === 0 || known.models.includes(model) ? known.file : "wrong_model";
      const file = this.#files.get(`${vendor}/${name}`);
      if (file) return file;
    }
    const plain = vendor === "polycom" ? withoutPart(asked) : null;
    const shared = plain === null ? undefined : this.#known.get(`${vendor}/${plain}`);
    return shared && model !== null && shared.models.includes(model) ? shared.file : null;
  }

  /** The files in the folders, by vendor and name. */
  async list(): Promise<FirmwareFile[]> {
    await this.#list();
    return [...this.#files.values()];
  }

  /** Brings the bytes of an image to this machine where they lie elsewhere. Rejects when they cannot be had now. */
  async ready(file: FirmwareFile): Promise<void> {
    if (file.sha256 !== null) await this.#content.ready(file.sha256);
  }

  /** Of a file that is `ready`. @param range first and last byte; without it everything */
  stream(file: FirmwareFile, range?: { readonly start: number; readonly end: number }): Readable {
    return createReadStream(file.path, { ...range, highWaterMark: 256 * 1024 });
  }

  /**
   * One reader a file for all who read at the same time; `release` once for each `reader`.
   */
  async reader(file: FirmwareFile): Promise<{ readonly reader: FirmwareReader; readonly release: () => void }> {
    await this.ready(file);
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
    const refused = await this.#readCatalogue();
    const files = new Map<string, FirmwareFile>();
    for (const vendor of vendorIds)
      for (const entry of await entriesOf(join(this.#folder, vendor))) {
        if (!entry.isFile() || !isFirmwareName(entry.name) || refused.has(`${vendor}/${entry.name}`)) continue;
        const file = await describe(vendor, entry.name, join(this.#folder, vendor, entry.name));
        if (file) files.set(`${vendor}/${entry.name}`, file);
      }
    this.#files = files;
    this.#listedAt = this.#clock();
  }

  async #readCatalogue(): Promise<ReadonlySet<string>> {
    try {
      const { images, refused } = await this.#catalogue();
      this.#known = new Map(images.map((image) => [`${image.vendor}/${image.name}`, this.#ofCatalogue(image)]));
      this.#refused = refused;
    } catch {
      // Phones go on getting what there was.
    }
    return this.#refused;
  }

  #ofCatalogue({ vendor, name, sha256, bytes, models }: CataloguedImage) {
    const path = this.#content.pathOf(sha256);
    return { file: { vendor, name, path, sha256, size: bytes, etag: `"${sha256}"` }, models };
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
    return { vendor, name, path, sha256: null, size, etag: `"${tag}"` };
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
