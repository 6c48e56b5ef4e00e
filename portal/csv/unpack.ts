import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { DomainError } from "../../domain/errors.ts";

export type Unpacked = { readonly name: string; readonly bytes: Uint8Array };

export type UnpackBounds = {
  /** Which files are wanted, by their path in the archive and what they say that they unpack to. */
  readonly wants: (name: string, bytes: number) => boolean;
  readonly mostFiles: number;
  readonly mostBytes: number;
};

/** Files that an archive may name, wanted or not: a list of a million keeps the processor busy for seconds. */
const mostListed = 100_000;

const openZip = promisify<Buffer, yauzl.Options, ZipFile>(yauzl.fromBuffer);
type StreamThen = (error: Error | null, stream: import("node:stream").Readable) => void;

/**
 * The files of an archive that somebody sent. A file ends where the archive says it ends: one that goes on is refused as soon
 * as it does, so that a small archive keeps neither memory nor processor busy.
 *
 * @throws DomainError `input_invalid` (no such archive), `upload_too_large`
 */
export async function unpack(bytes: Uint8Array, bounds: UnpackBounds): Promise<Unpacked[]> {
  const { wants, mostFiles, mostBytes } = bounds;
  try {
    const zip = await openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true });
    if (zip.entryCount > mostListed) throw new DomainError("upload_too_large", { megabytes: mostBytes / 1_000_000 });
    const entries = await listEntries(
      zip,
      (entry) => !entry.fileName.endsWith("/") && wants(entry.fileName, entry.uncompressedSize),
    );
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (entries.length > mostFiles || total > mostBytes)
      throw new DomainError("upload_too_large", { megabytes: mostBytes / 1_000_000 });
    const stream = promisify(zip.openReadStream.bind(zip) as (of: Entry, then: StreamThen) => void);
    const files: Unpacked[] = [];
    for (const entry of entries) files.push({ name: entry.fileName, bytes: await buffer(await stream(entry)) });
    return files;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("input_invalid", { field: "file", reason: "is no archive that can be opened" });
  }
}

function listEntries(zip: ZipFile, wanted: (entry: Entry) => boolean): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      if (wanted(entry)) found.push(entry);
      zip.readEntry();
    });
    zip.once("end", () => resolve(found));
    zip.once("error", reject);
    zip.readEntry();
  });
}
