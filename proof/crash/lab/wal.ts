/** SQLite's write-ahead log as it lies on the disk (sqlite.org/fileformat2.html#walformat). */
export type Wal = {
  /** Changes whenever the log begins anew. */
  readonly salt: string;
  readonly pageSize: number;
  /** Where each frame ends, and whether a transaction ends with it. */
  readonly frames: readonly { readonly page: number; readonly end: number; readonly commits: boolean }[];
};

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Frames of the log's present generation; null when there is none. Sums are not checked: SQLite does that. */
export function readWal(bytes: Buffer): Wal | null {
  if (bytes.length < headerBytes) return null;
  const pageSize = bytes.readUInt32BE(8);
  const salt = bytes.subarray(16, 24).toString("hex");
  const frames: { page: number; end: number; commits: boolean }[] = [];
  const size = frameHeaderBytes + pageSize;
  for (let at = headerBytes; at + size <= bytes.length; at += size) {
    if (bytes.subarray(at + 8, at + 16).toString("hex") !== salt) break;
    frames.push({ page: bytes.readUInt32BE(at), end: at + size, commits: bytes.readUInt32BE(at + 4) !== 0 });
  }
  return { salt, pageSize, frames };
}
