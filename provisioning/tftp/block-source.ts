/** Where a transfer takes its blocks from. Offsets and lengths are octets of the file, always inside it. */

export type BlockState = "ready" | "waiting" | "failed";

export interface BlockSource {
  readonly size: number;
  /** Asks for a piece. `waiting`: the transfer is called back once when it is worth asking again. */
  prepare(offset: number, length: number): BlockState;
  /** Copies a piece that is `ready` into a packet. */
  copy(offset: number, length: number, into: Buffer, at: number): void;
  /** Nothing before `offset` is asked for again. */
  forget(offset: number): void;
  close(): void;
}

/** A body that lies in memory and is shared by all who send it. */
export class MemorySource implements BlockSource {
  readonly size: number;
  readonly #body: Buffer;
  constructor(body: Uint8Array) {
    this.#body = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.size = body.byteLength;
  }
  prepare(): BlockState {
    return "ready";
  }
  copy(offset: number, length: number, into: Buffer, at: number): void {
    this.#body.copy(into, at, offset, offset + length);
  }
  forget(): void {}
  close(): void {}
}
