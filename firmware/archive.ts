import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { DomainError } from "../domain/errors.ts";
import { whenRoom } from "./content-store.ts";

/** Entries that are looked at; a distribution of Polycom's has some hundred. */
const mostEntries = 5_000;
/** What all images of an archive unpack to. */
const mostUnpacked = 16 * 1024 ** 3;
/** A text that says the version (`sip.ver`). */
const mostText = 4096;

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

/** An archive that is open: its entries by the names of their files, without folders. */
export type Archive = {
  readonly entries: readonly ArchiveEntry[];
  readonly close: () => void;
};

export type ArchiveEntry = {
  /** Without folders. */
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  /** As text; null: it is longer than such a text. */
  readonly readText: () => Promise<string | null>;
  readonly unpackTo: (path: string) => Promise<void>;
};

/** True for a file that begins as an archive does. */
export async function isArchive(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.equals(Buffer.from("PK\u0003\u0004", "latin1"));
  } finally {
    await handle.close();
  }
}

/**
 * Opens an archive of images. Sizes are checked before anything is unpacked and while it is.
 *
 * @param name as a person knows it
 * @throws DomainError `firmware_archive_unreadable`
 */
export async function openArchive(path: string, name: string): Promise<Archive> {
  const unreadable = new DomainError("firmware_archive_unreadable", { name });
  let zip: ZipFile;
  try {
    zip = await openZip(path, { lazyEntries: true, autoClose: false });
  } catch {
    throw unreadable;
  }
  try {
    const entries = await listEntries(zip);
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (total > mostUnpacked) throw unreadable;
    return { entries: entries.map((entry) => present(zip, entry, unreadable)), close: () => zip.close() };
  } catch {
    zip.close();
    throw unreadable;
  }
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    if (zip.entryCount > mostEntries) reject(new Error("too many entries"));
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) found.push(entry);
      zip.readEntry();
    });
    zip.once("end", () => resolve(found));
    zip.once("error", reject);
    zip.readEntry();
  });
}

function present(zip: ZipFile, entry: Entry, unreadable: DomainError): ArchiveEntry {
  const stream = () => promisify(zip.openReadStream.bind(zip) as (of: Entry, then: StreamThen) => void)(entry);
  const orUnreadable = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await whenRoom(work);
    } catch (error) {
      throw error instanceof DomainError ? error : unreadable;
    }
  };
  return {
    name: entry.fileName.slice(entry.fileName.lastIndexOf("/") + 1),
    bytes: entry.uncompressedSize,
    readText: async () => (entry.uncompressedSize > mostText ? null : orUnreadable(async () => text(await stream()))),
    unpackTo: (path) => orUnreadable(async () => pipeline(await stream(), createWriteStream(path, { mode: 0o600 }))),
  };
}

type StreamThen = (error: Error | null, stream: import("node:stream").Readable) => void;
