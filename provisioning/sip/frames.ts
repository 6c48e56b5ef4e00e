import { longestMessage } from "./message.ts";

/**
 * Cuts whole messages out of a stream (TCP, TLS): by `Content-Length`, which must be said there (RFC 3261 section 18.3;
 * absent counts as 0). Empty lines between messages are keep-alives (RFC 5626).
 */
export class SipFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the messages that are whole now, as bytes for `parseSip`; null: what comes is no SIP, or too long: close it */
  push(bytes: Buffer): Buffer[] | null {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const whole: Buffer[] = [];
    for (;;) {
      let from = 0;
      while (this.#rest[from] === 0x0d || this.#rest[from] === 0x0a) from++;
      if (from > 0) this.#rest = this.#rest.subarray(from);
      const length = messageLength(this.#rest);
      if (length === null) return null;
      if (length === "unknown" || length > this.#rest.length) return this.#rest.length > longestMessage ? null : whole;
      whole.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/** Bytes of head and body; `unknown` as long as the head is not whole; null: it says a length that is none. */
function messageLength(bytes: Buffer): number | "unknown" | null {
  const end = headEnd(bytes);
  if (end === null) return "unknown";
  const head = bytes.toString("latin1", 0, end);
  const said = /^(?:content-length|l)[ \t]*:[ \t]*(\S*)/im.exec(head)?.[1];
  if (said === undefined) return end;
  if (!/^\d{1,6}$/.test(said)) return null;
  const length = end + Number(said);
  return length > longestMessage ? null : length;
}

function headEnd(bytes: Buffer): number | null {
  const crlf = bytes.indexOf("\r\n\r\n");
  const lf = bytes.indexOf("\n\n");
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return crlf + 4;
  return lf === -1 ? null : lf + 2;
}
