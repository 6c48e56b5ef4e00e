import { type BookAccess, bookAccessOf } from "../db/phone-books.ts";
import type { Db } from "../db/types.ts";
import type { PhoneRow } from "./phone-row.ts";

type Kept = { readonly revision: number; readonly books: Promise<BookAccess | null> };

/** Phones whose books are remembered, in one generation. */
const mostKept = 10_000;

/**
 * Which phonebooks a phone may read: those that its files name. Whatever changes them raises the phone's revision, so
 * that an answer holds as long as the revision does.
 */
export class BookRights {
  readonly #db: Db;
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Null: the phone is not there any more. Rejects when the database is away. */
  of(phone: PhoneRow): Promise<BookAccess | null> {
    const kept = this.#young.get(phone.id) ?? this.#old.get(phone.id);
    if (kept && kept.revision >= phone.revision) {
      if (!this.#young.has(phone.id)) this.#keep(phone.id, kept);
      return kept.books;
    }
    const asked = { revision: phone.revision, books: bookAccessOf(this.#db, phone.id) };
    this.#keep(phone.id, asked);
    asked.books.catch(() => {
      if (this.#young.get(phone.id) === asked) this.#young.delete(phone.id);
    });
    return asked.books;
  }

  #keep(phoneId: string, kept: Kept): void {
    if (this.#young.size >= mostKept) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(phoneId, kept);
  }
}
