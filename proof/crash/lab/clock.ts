import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The wall clock of a server process, which the harness moves. */
export class TortureClock {
  readonly file: string;
  #offset = 0;

  /** @param folder outside of what the server writes to */
  constructor(folder: string) {
    this.file = join(folder, "clock");
    this.set(0);
  }

  /** Milliseconds that it is ahead of the machine's. */
  get offset(): number {
    return this.#offset;
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /** @param offset milliseconds ahead of the machine's; negative: behind */
  set(offset: number): void {
    this.#offset = offset;
    // Whole or not at all: the server reads it at any time.
    writeFileSync(`${this.file}.new`, String(offset));
    renameSync(`${this.file}.new`, this.file);
  }

  /** So much time passes at once. Milliseconds. */
  pass(milliseconds: number): void {
    this.set(this.#offset + milliseconds);
  }
}
