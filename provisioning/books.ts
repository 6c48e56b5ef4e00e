import { loadDirectory } from "../db/directories.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { VendorId } from "../domain/plan.ts";
import type { DirectoryContent, RenderedFile } from "../templates/contract.ts";
import { vendorOf } from "../templates/index.ts";
import { seedDirectory } from "../templates/polycom/directory.ts";
import { type Body, plainBody } from "./variant.ts";

/** A vendor's phonebook of a key, or the seed that a Polycom reads when it has no directory of its own. */
export type BookForm = VendorId | "seed";

const mostBytes = 48 * 1024 * 1024;

/** Phonebooks as files: one an organisation, book and form, made when first asked for and kept until they change. */
export class Books {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #kept = new Map<string, Promise<Body | null>>();
  #bytes = 0;

  constructor(db: Db, keyring: Keyring) {
    this.#db = db;
    this.#keyring = keyring;
  }

  /** Null: the organisation has no such book, or the make no such file. Rejects when the database is away. */
  find(organisationId: string, key: string, form: BookForm): Promise<Body | null> {
    const name = `${organisationId} ${form} ${key}`;
    const kept = this.#kept.get(name);
    if (kept) return kept;
    const made = this.#make(organisationId, key, form);
    this.#kept.set(name, made);
    made.then(
      (book) => this.#weigh(name, book),
      () => this.#kept.delete(name),
    );
    return made;
  }

  /** @param organisationId null: all */
  forget(organisationId: string | null): void {
    for (const name of this.#kept.keys())
      if (organisationId === null || name.startsWith(`${organisationId} `)) this.#kept.delete(name);
    if (this.#kept.size === 0) this.#bytes = 0;
  }

  async #make(organisationId: string, key: string, form: BookForm): Promise<Body | null> {
    const content = await loadDirectory(this.#db, organisationId, key);
    const rendered = content && renderBook(content, form);
    if (!rendered) return null;
    const body = Buffer.from(rendered.body);
    return plainBody(body, rendered.contentType, `"${bodyHash(this.#keyring, body).slice(0, 32)}"`);
  }

  /** A book that is not there is not remembered: anybody with a token could fill memory with keys. */
  #weigh(name: string, book: Body | null): void {
    if (!book) this.#kept.delete(name);
    this.#bytes += book?.plain().body.length ?? 0;
    if (this.#bytes > mostBytes) {
      this.#kept.clear();
      this.#bytes = 0;
    }
  }
}

function renderBook(content: DirectoryContent, form: BookForm): RenderedFile | null {
  return form === "seed" ? seedDirectory(content) : vendorOf(form).phonebook(content);
}
