/** The packets of RFC 1350 section 5 and RFC 2347. All numbers are 16 bits, high octet first. */

export const opcode = { read: 1, write: 2, data: 3, acknowledgement: 4, error: 5, optionAcknowledgement: 6 } as const;

/** Octets before the body in a DATA packet; an ACK is as long. Whatever is shorter is a runt. */
export const headerLength = 4;

export const noSuchOption = 8;

/** RFC 1350 section 5: opcode 5, code, text, NUL. */
export function errorPacket(code: number, text: string): Buffer {
  const packet = Buffer.alloc(headerLength + text.length + 1);
  packet.writeUInt16BE(opcode.error, 0);
  packet.writeUInt16BE(code, 2);
  packet.write(text, headerLength, "latin1");
  return packet;
}

/** RFC 2347: opcode 6, then name NUL value NUL for every option that was agreed to. */
export function optionAcknowledgement(options: readonly (readonly [name: string, value: number])[]): Buffer {
  const text = options.map(([name, value]) => `${name}\0${value}\0`).join("");
  const packet = Buffer.alloc(2 + text.length);
  packet.writeUInt16BE(opcode.optionAcknowledgement, 0);
  packet.write(text, 2, "latin1");
  return packet;
}

/** Puts the head of block `number` (any whole number; the counter rolls over from 65,535 to 0) in front of `packet`. */
export function writeDataHead(packet: Buffer, number: number): void {
  packet[0] = 0;
  packet[1] = opcode.data;
  packet[2] = (number >>> 8) & 0xff;
  packet[3] = number & 0xff;
}

/** The 16-bit number at `offset`; the caller has checked the length. */
export function numberAt(packet: Uint8Array, offset: number): number {
  return ((packet[offset] ?? 0) << 8) | (packet[offset + 1] ?? 0);
}

/** The error packets that this server sends; shared, never changed. */
export const answers = {
  fileNotFound: errorPacket(1, "File not found"),
  accessViolation: errorPacket(2, "Access violation"),
  illegalOperation: errorPacket(4, "Illegal TFTP operation"),
  unknownTransfer: errorPacket(5, "Unknown transfer ID"),
  readFailed: errorPacket(0, "Read failed"),
  stopping: errorPacket(0, "Server is stopping"),
} as const;
