import { type RenderedRow, saveRendered } from "../db/rendered.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { Log } from "./log.ts";

const rowsAtOnce = 100;

/** A rendered file on its way; `text` holds its bytes as Latin-1 characters, shared with the one in memory. */
export type Unsaved = {
  readonly phoneId: string;
  readonly role: string;
  readonly revision: number;
  readonly hash: string;
  readonly contentType: string;
  readonly text: string;
};

/** Bytes that may wait; beyond that bodies are let go, to be made again one day. */
const mostBytes = 64 * 1024 * 1024;

/** Rendered files on their way into the database, behind the answers. One writer, in batches, bounded. */
export class SaveQueue {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #log: Log;
  readonly #dropped: (phoneId: string) => void;
  #rows: Unsaved[] = [];
  #bytes = 0;
  #writing: Promise<void> | null = null;

  /** @param dropped told of phones whose file could not be kept */
  constructor(db: Db, keyring: Keyring, log: Log, dropped: (phoneId: string) => void) {
    this.#db = db;
    this.#keyring = keyring;
    this.#log = log;
    this.#dropped = dropped;
  }

  /** Nothing waits and nothing is being written. */
  get idle(): boolean {
    return this.#rows.length === 0 && this.#writing === null;
  }

  /** So much waits that whoever is not answering a phone should wait too. */
  get full(): boolean {
    return this.#bytes > mostBytes / 4;
  }

  push(row: Unsaved): void {
    if (this.#bytes + row.text.length > mostBytes) {
      this.#dropped(row.phoneId);
      return;
    }
    this.#rows.push(row);
    this.#bytes += row.text.length;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Waits until everything that was pushed has been written, or could not be. */
  async drain(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#rows.length > 0) {
      const rows = this.#rows.splice(0, rowsAtOnce);
      try {
        await saveRendered(this.#db, this.#keyring, rows.map(toRow));
      } catch (error) {
        this.#log.error("Rendered files could not be stored; they will be made again.", { error, files: rows.length });
        for (const row of rows) this.#dropped(row.phoneId);
      }
      for (const row of rows) this.#bytes -= row.text.length;
    }
  }
}

function toRow({ text, ...row }: Unsaved): RenderedRow {
  return { ...row, body: Buffer.from(text, "latin1") };
}
