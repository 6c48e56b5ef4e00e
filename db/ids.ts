import { randomBytes } from "node:crypto";

/**
 * A new id: UUID version 7 (RFC 9562 section 5.7), the time first, so that rows inserted together lie together.
 *
 * @param turn puts ids of one moment in order, up to 4096 of them (section 6.2, method 1)
 * @returns 36 characters, lower case
 */
export function newId(now: Date, turn?: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  if (turn !== undefined) bytes.writeUInt16BE(turn & 0x0fff, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
