/** Lengths kept; a phone's blocks are nearly all of one length, and only last blocks differ. */
const lengthsKept = 64;

/**
 * Buffers to build DATA packets in. The kernel takes a datagram while `send` runs, so one buffer of each length serves all
 * transfers; a packet that had to wait in the socket's queue is `spoilt` and never used again.
 */
export class PacketBuffers {
  readonly #byLength = new Map<number, Buffer>();

  /** A buffer of exactly `length` octets with old content in it. */
  take(length: number): Buffer {
    const kept = this.#byLength.get(length);
    if (kept !== undefined) return kept;
    if (this.#byLength.size >= lengthsKept) this.#byLength.clear();
    const fresh = Buffer.allocUnsafeSlow(length);
    this.#byLength.set(length, fresh);
    return fresh;
  }

  spoil(packet: Buffer): void {
    if (this.#byLength.get(packet.length) === packet) this.#byLength.delete(packet.length);
  }
}
