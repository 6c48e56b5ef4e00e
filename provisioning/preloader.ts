import { loadRendered } from "../db/rendered.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { FileCache } from "./file-cache.ts";
import type { Log } from "./log.ts";
import type { PhoneRow } from "./phone-row.ts";
import { toContent } from "./render-queue.ts";

const phonesAtOnce = 100;

export type PreloadOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly cache: FileCache;
  readonly log: Log;
};

/**
 * After a start: takes the files that were rendered before into memory, while there is room, so that a restart is not
 * cold. Phones that ask meanwhile are answered between two pages.
 */
export class Preloader {
  readonly #options: PreloadOptions;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();

  constructor(options: PreloadOptions) {
    this.#options = options;
  }

  /** @param phones all that there are now */
  start(phones: Iterable<PhoneRow>): void {
    const bound = [...phones].filter((phone) => phone.state === "bound");
    this.#working = this.#load(bound).catch((error: unknown) => {
      this.#options.log.error("Files that were made before could not be read ahead; they are read when asked for.", { error });
    });
  }

  /** Resolves when all is read. */
  async drain(): Promise<void> {
    await this.#working;
  }

  /** Resolves when the page under way is there. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #load(phones: readonly PhoneRow[]): Promise<void> {
    const { db, keyring, cache } = this.#options;
    for (let at = 0; at < phones.length && !this.#stopped; at += phonesAtOnce) {
      const page = phones.slice(at, at + phonesAtOnce).filter((phone) => phone.files === null);
      if (page.length === 0) continue;
      const byId = new Map(page.map((phone) => [phone.id, phone]));
      for (const row of await loadRendered(db, keyring, [...byId.keys()])) {
        const phone = byId.get(row.phoneId);
        if (phone && !cache.put(phone, toContent(row), "spare").linked) return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
