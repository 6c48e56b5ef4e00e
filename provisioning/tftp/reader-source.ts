import type { BlockSource, BlockState } from "./block-source.ts";
import { type Chunk, type ChunkStore, chunkLength } from "./chunk-store.ts";
import type { TftpReader } from "./contract.ts";

/** A big file, of which a transfer holds the chunks that its window lies in and the one that comes next. */
export class ReaderSource implements BlockSource {
  readonly size: number;
  readonly #reader: TftpReader;
  readonly #store: ChunkStore;
  readonly #resume: () => void;
  /** Neighbours, the first of them with index `#first`. */
  readonly #held: Chunk[] = [];
  #first = 0;
  #closed = false;

  /** `resume` is called after a `prepare` that gave `waiting`. */
  constructor(reader: TftpReader, size: number, store: ChunkStore, resume: () => void) {
    this.#reader = reader;
    this.size = size;
    this.#store = store;
    this.#resume = resume;
  }

  prepare(offset: number, length: number): BlockState {
    if (length === 0) return "ready";
    const first = Math.floor(offset / chunkLength);
    const last = Math.floor((offset + length - 1) / chunkLength);
    this.#holdUpTo(Math.min(last + 1, Math.ceil(this.size / chunkLength) - 1));
    for (let index = first; index <= last; index++) {
      const chunk = this.#held[index - this.#first];
      if (chunk === undefined || chunk.state === "failed") return "failed";
      if (chunk.state === "reading") {
        chunk.waiting.add(this.#resume);
        return "waiting";
      }
    }
    return "ready";
  }

  copy(offset: number, length: number, into: Buffer, at: number): void {
    for (let done = 0; done < length; ) {
      const place = offset + done;
      const chunk = this.#held[Math.floor(place / chunkLength) - this.#first];
      if (chunk === undefined) throw new RangeError("a block was copied before it was prepared");
      done += chunk.octets.copy(into, at + done, place % chunkLength, (place % chunkLength) + length - done);
    }
  }

  forget(offset: number): void {
    while (this.#held.length > 0 && (this.#first + 1) * chunkLength <= offset) {
      const chunk = this.#held.shift();
      this.#first += 1;
      if (chunk) this.#letGo(chunk);
    }
  }

  close(): void {
    this.#closed = true;
    for (const chunk of this.#held.splice(0)) this.#letGo(chunk);
  }

  #holdUpTo(index: number): void {
    while (!this.#closed && this.#first + this.#held.length <= index) {
      this.#held.push(this.#store.hold(this.#reader, this.size, this.#first + this.#held.length));
    }
  }

  #letGo(chunk: Chunk): void {
    chunk.waiting.delete(this.#resume);
    this.#store.release(chunk);
  }
}
