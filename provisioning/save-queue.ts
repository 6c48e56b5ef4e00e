import { type RenderedRow, saveRendered, type Wanted } from "../db/rendered.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { Log } from "./log.ts";
import type { Collector } from "./write-behind.ts";

const rowsAtOnce = 100;

/** A rendered file on its way; `text` holds its bytes as Latin-1 characters, shared with the one in memory. `hash` empty: there is none. */
export type Unsaved = {
  readonly phoneId: string;
  readonly role: string;
  readonly revision: number;
  readonly hash: string;
  readonly contentType: string;
  readonly text: string;
  /** When it was made, ISO 8601 UTC, and what else its plan wants. */
  readonly at: string;
  readonly wanted: Wanted;
};

/** A file as it is in memory. */
export type FileInMemory = Omit<Unsaved, "at" | "wanted">;

/** Bytes that may wait. */
const mostBytes = 32 * 1024 * 1024;

/** Rows that are tried again at a time. */
const retriesAtOnce = 500;

/**
 * Rendered files on their way into the database, behind the answers. One writer, in batches, bounded: what does not fit,
 * or could not be written, is remembered by name and taken from memory again later.
 */
export class SaveQueue implements Collector {
  readonly name = "rendered files";
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #log: Log;
  readonly #find: (phoneId: string, role: string) => FileInMemory | null;
  readonly #onSaved: (phoneIds: readonly string[], changed: ReadonlySet<string>) => void;
  readonly #left = new Map<string, Pick<Unsaved, "phoneId" | "role" | "at" | "wanted">>();
  #rows: Unsaved[] = [];
  #bytes = 0;
  #writing: Promise<void> | null = null;

  /**
   * @param find the file as it is in memory now; null: it is not there any more, and will be made again when asked for
   * @param onSaved called with the phones whose files have been written, and the organisations whose phones stand otherwise by that
   */
  constructor(
    db: Db,
    keyring: Keyring,
    log: Log,
    find: (phoneId: string, role: string) => FileInMemory | null,
    onSaved: (phoneIds: readonly string[], changed: ReadonlySet<string>) => void = () => undefined,
  ) {
    this.#db = db;
    this.#keyring = keyring;
    this.#log = log;
    this.#find = find;
    this.#onSaved = onSaved;
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
      this.#leave(row);
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

  /** Tries again what was left, when nothing else waits. */
  async flush(): Promise<void> {
    if (!this.idle) return;
    for (const [name, { phoneId, role, at, wanted }] of [...this.#left].slice(0, retriesAtOnce)) {
      this.#left.delete(name);
      const row = this.#find(phoneId, role);
      if (row) this.push({ ...row, at, wanted });
    }
  }

  #leave({ phoneId, role, at, wanted }: Unsaved): void {
    this.#left.set(`${phoneId} ${role}`, { phoneId, role, at, wanted });
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#rows.length > 0) {
      const rows = this.#rows.splice(0, rowsAtOnce);
      try {
        const changed = await saveRendered(this.#db, this.#keyring, rows.map(toRow));
        this.#onSaved(
          rows.map((row) => row.phoneId),
          changed,
        );
      } catch (error) {
        this.#log.error("Rendered files could not be stored; it is tried again.", { error, files: rows.length });
        for (const row of rows) this.#leave(row);
      }
      for (const row of rows) this.#bytes -= row.text.length;
    }
  }
}

function toRow({ text, ...row }: Unsaved): RenderedRow {
  return { ...row, body: Buffer.from(text, "latin1") };
}
