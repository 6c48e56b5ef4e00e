/** Reads HTTP/1.1 answers off a connection, one at a time: status, and how long the body is. Bodies are counted, not kept. */
export class ResponseReader {
  status = 0;
  bytes = 0;
  #head = "";
  #left = -1;

  reset(): void {
    this.status = 0;
    this.bytes = 0;
    this.#head = "";
    this.#left = -1;
  }

  /**
   * Takes the next bytes; true when the answer is whole. An answer without `Content-Length` and without a reason to have none
   * counts as empty, so that the caller sees too few bytes instead of waiting for ever.
   */
  take(part: Buffer, length: number): boolean {
    this.bytes += length;
    if (this.#left >= 0) {
      this.#left -= length;
      return this.#left <= 0;
    }
    this.#head += part.toString("latin1", 0, length);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return false;
    this.status = Number(this.#head.slice(9, 12));
    const bodyless = this.status === 304 || this.status === 204;
    this.#left = (bodyless ? 0 : contentLength(this.#head, end)) - (this.#head.length - end - 4);
    return this.#left <= 0;
  }
}

function contentLength(head: string, end: number): number {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end));
  return found ? Number(found[1]) : 0;
}
