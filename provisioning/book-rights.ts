import { type BookAccess, bookAccessOf } from "../db/phone-books.ts";
import type { Db } from "../db/types.ts";
import type { PhoneRow } from "./phone-row.ts";

type Kept = { readonly revision: number; readonly access: Promise<BookAccess | null> };
type Waiting = {
  readonly phoneId: string;
  readonly resolve: (access: BookAccess | null) => void;
  readonly reject: (error: unknown) => void;
};

/** Phones whose books are remembered, in one generation. */
const mostKept = 10_000;
const phonesAtOnce = 500;

/**
 * Which phonebooks a phone may read: those that its files name. Whatever changes them raises the phone's revision, so
 * that an answer holds as long as the revision does. Phones that ask in the same moment, or while others are looked up,
 * are looked up together: the busier the database is, the fewer questions it is asked.
 */
export class BookRights {
  readonly #db: Db;
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();
  #waiting: Waiting[] = [];
  #looking = false;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Null: the phone is not there any more. Rejects when the database is away. */
  of(phone: PhoneRow): Promise<BookAccess | null> {
    const kept = this.#young.get(phone.id) ?? this.#old.get(phone.id);
    if (kept && kept.revision >= phone.revision) {
      if (!this.#young.has(phone.id)) this.#keep(phone.id, kept);
      return kept.access;
    }
    const asked = { revision: phone.revision, access: this.#ask(phone.id) };
    this.#keep(phone.id, asked);
    asked.access.catch(() => {
      if (this.#young.get(phone.id) === asked) this.#young.delete(phone.id);
    });
    return asked.access;
  }

  #ask(phoneId: string): Promise<BookAccess | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ phoneId, resolve, reject });
      if (!this.#looking) {
        this.#looking = true;
        setImmediate(() => void this.#lookAtAll());
      }
    });
  }

  async #lookAtAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, phonesAtOnce);
      try {
        const found = await bookAccessOf(this.#db, [...new Set(some.map(({ phoneId }) => phoneId))]);
        for (const { phoneId, resolve } of some) resolve(found.get(phoneId) ?? null);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.#looking = false;
  }

  #keep(phoneId: string, kept: Kept): void {
    if (this.#young.size >= mostKept) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(phoneId, kept);
  }
}
