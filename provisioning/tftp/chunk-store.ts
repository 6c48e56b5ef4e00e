import type { TftpReader } from "./contract.ts";

/** Octets read at once: enough that a phone meets the next chunk only when it has long been read. */
export const chunkLength = 262_144;

export type Chunk = {
  readonly reader: TftpReader;
  readonly index: number;
  readonly octets: Buffer;
  state: "reading" | "ready" | "failed";
  holders: number;
  waiting: Set<() => void>;
};

/** Fills `into` from `offset` on; false when the file is shorter than was said. */
async function readFully(reader: TftpReader, offset: number, into: Buffer): Promise<boolean> {
  for (let filled = 0; filled < into.length; ) {
    const count = await reader.read(offset + filled, into.length - filled, into.subarray(filled));
    if (!(count > 0)) return false;
    filled += count;
  }
  return true;
}

/**
 * Pieces of big files, read once for all phones that are at the same place: when a site takes new firmware, they are. A chunk
 * lives while a transfer holds it, and a little longer: up to `idleLimit` chunks that nobody holds are kept for the next phone.
 * So the memory is at most that of the files which are being sent, and a few megabytes.
 */
export class ChunkStore {
  readonly #files = new Map<TftpReader, Map<number, Chunk>>();
  readonly #idle = new Set<Chunk>();
  /** Full-length buffers of chunks that are gone, to be filled again. */
  readonly #spare: Buffer[] = [];
  readonly #idleLimit: number;

  constructor(idleLimit = 32) {
    this.#idleLimit = idleLimit;
  }

  /** Takes hold of a chunk of a file of `size` octets; reading starts if nobody has asked for it before. */
  hold(reader: TftpReader, size: number, index: number): Chunk {
    const chunk = this.#files.get(reader)?.get(index) ?? this.#read(reader, size, index);
    chunk.holders += 1;
    this.#idle.delete(chunk);
    return chunk;
  }

  release(chunk: Chunk): void {
    chunk.holders -= 1;
    if (chunk.holders > 0) return;
    if (chunk.state === "failed") {
      this.#drop(chunk);
      return;
    }
    this.#idle.add(chunk);
    for (const oldest of this.#idle) {
      if (this.#idle.size <= this.#idleLimit) break;
      this.#idle.delete(oldest);
      this.#drop(oldest);
    }
  }

  /** Gives back the memory of chunks that nobody holds. */
  clear(): void {
    for (const chunk of this.#idle) this.#drop(chunk);
    this.#idle.clear();
    this.#spare.length = 0;
  }

  #buffer(length: number): Buffer {
    return (length === chunkLength ? this.#spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(length);
  }

  #read(reader: TftpReader, size: number, index: number): Chunk {
    const offset = index * chunkLength;
    const octets = this.#buffer(Math.min(chunkLength, size - offset));
    const chunk: Chunk = { reader, index, octets, state: "reading", holders: 0, waiting: new Set() };
    const chunks = this.#files.get(reader) ?? new Map<number, Chunk>();
    this.#files.set(reader, chunks.set(index, chunk));
    const settle = (state: "ready" | "failed"): void => {
      chunk.state = state;
      const waiting = chunk.waiting;
      chunk.waiting = new Set();
      for (const resume of waiting) resume();
    };
    readFully(reader, offset, octets).then(
      (whole) => settle(whole ? "ready" : "failed"),
      () => settle("failed"),
    );
    return chunk;
  }

  /** Out of the index. A buffer that is still read into is left to itself. */
  #drop(chunk: Chunk): void {
    if (chunk.state === "ready" && chunk.octets.length === chunkLength && this.#spare.length < this.#idleLimit) {
      this.#spare.push(chunk.octets);
    }
    const chunks = this.#files.get(chunk.reader);
    if (chunks?.get(chunk.index) === chunk) chunks.delete(chunk.index);
    if (chunks?.size === 0) this.#files.delete(chunk.reader);
  }
}
