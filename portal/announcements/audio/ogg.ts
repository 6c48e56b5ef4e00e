import { DomainError } from "../../../domain/errors.ts";

/** The packets of an Ogg file's first stream (RFC 3533). */
export type OggStream = {
  readonly packets: readonly Uint8Array[];
  /** Samples at the end, as the last page says. */
  readonly end: number;
};

const headLength = 27;
/** Packets of three minutes, and ten times as many. */
const mostPackets = 200_000;

/** @throws DomainError `audio_unreadable` (also when the last page is not there), `audio_too_heavy` */
export function readOgg(bytes: Uint8Array): OggStream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let begun: Uint8Array[] = [];
  let serial: number | null = null;
  for (let at = 0; at < bytes.length; ) {
    const table = at + headLength;
    if (table > bytes.length || view.getUint32(at) !== 0x4f676753) throw new DomainError("audio_unreadable");
    const segments = bytes.subarray(table, table + view.getUint8(at + 26));
    const length = segments.reduce((sum, size) => sum + size, 0);
    let from = table + view.getUint8(at + 26);
    const next = from + length;
    if (next > bytes.length) throw new DomainError("audio_unreadable");
    const stream = view.getUint32(at + 14);
    serial ??= stream;
    if (stream === serial) {
      for (const size of segments) {
        begun.push(bytes.subarray(from, from + size));
        from += size;
        // A segment that is full goes on in the next one, also on the next page.
        if (size === 255) continue;
        packets.push(begun.length === 1 ? (begun[0] ?? new Uint8Array()) : new Uint8Array(Buffer.concat(begun)));
        begun = [];
        if (packets.length > mostPackets) throw new DomainError("audio_too_heavy");
      }
      const last = (view.getUint8(at + 5) & 4) !== 0;
      if (last) return { packets, end: Number(view.getBigInt64(at + 6, true)) };
    }
    at = next;
  }
  throw new DomainError("audio_unreadable");
}
