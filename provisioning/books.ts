import { type Directory, loadDirectory } from "../db/directories.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { VendorId } from "../domain/plan.ts";
import type { BookView, RenderedFile } from "../templates/contract.ts";
import { vendorOf } from "../templates/index.ts";
import { seedDirectory } from "../templates/polycom/directory.ts";
import { bookWords } from "./book-words.ts";
import { type Body, plainBody } from "./variant.ts";

/** A vendor's phonebook of a key, or the seed that a Polycom reads when it has no directory of its own. */
export type BookForm = VendorId | "seed";

/** Books that were asked for longest ago go first. */
const mostBytes = 96 * 1024 * 1024;

/** A thing in memory that is made once: whoever asks meanwhile waits for the same. */
type Kept<T> = { readonly organisationId: string; readonly made: Promise<T>; bytes: number };

/**
 * Phonebooks, read when first asked for and kept until they change: what is in them, and as files for those phones
 * that take them whole. Parts of a large book are made from memory for each asker.
 */
export class Books {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #contents = new Map<string, Kept<Directory | null>>();
  readonly #files = new Map<string, Kept<Body | null>>();
  #bytes = 0;

  constructor(db: Db, keyring: Keyring) {
    this.#db = db;
    this.#keyring = keyring;
  }

  /**
   * Null: the organisation has no such book, or the make no such file. Rejects when the database is away.
   *
   * @param view what of the book is looked at, for makes that show it in parts
   */
  async find(
    organisationId: string,
    key: string,
    form: BookForm,
    view: Omit<BookView, "words"> | null = null,
  ): Promise<Body | null> {
    const part = form === "seed" || view === null ? null : await this.#part(organisationId, key, form, view);
    if (part) return this.body(part);
    const name = `${organisationId} ${form} ${key}`;
    return this.#once(this.#files, name, organisationId, () => this.#whole(organisationId, key, form), fileBytes);
  }

  /** What is in a book; null: the organisation has no such book. Rejects when the database is away. */
  content(organisationId: string, key: string): Promise<Directory | null> {
    const load = () => loadDirectory(this.#db, organisationId, key);
    return this.#once(this.#contents, `${organisationId} ${key}`, organisationId, load, contentBytes);
  }

  /** Those of the books that are there. */
  async contents(organisationId: string, keys: readonly string[]): Promise<Directory[]> {
    return (await Promise.all(keys.map((key) => this.content(organisationId, key)))).filter((book) => book !== null);
  }

  /** @param organisationId null: all */
  forget(organisationId: string | null): void {
    const concerned = (one: Kept<unknown>) => organisationId === null || one.organisationId === organisationId;
    for (const [name, one] of this.#contents) if (concerned(one)) this.#drop(this.#contents, name, one);
    for (const [name, one] of this.#files) if (concerned(one)) this.#drop(this.#files, name, one);
  }

  async #part(organisationId: string, key: string, form: VendorId, view: Omit<BookView, "words">): Promise<RenderedFile | null> {
    const content = await this.content(organisationId, key);
    return content && vendorOf(form).phonebookPart(content, { ...view, words: bookWords(content.language) });
  }

  async #whole(organisationId: string, key: string, form: BookForm): Promise<Body | null> {
    const content = await this.content(organisationId, key);
    const rendered = content && (form === "seed" ? seedDirectory(content) : vendorOf(form).phonebook(content));
    return rendered ? this.body(rendered) : null;
  }

  /** A made file as it goes out. */
  body(rendered: RenderedFile): Body {
    const body = Buffer.from(rendered.body);
    return plainBody(body, rendered.contentType, `"${bodyHash(this.#keyring, body).slice(0, 32)}"`);
  }

  /** A book that is not there is not remembered: anybody with a token could fill memory with keys. */
  #once<T>(
    kept: Map<string, Kept<T | null>>,
    name: string,
    organisationId: string,
    make: () => Promise<T | null>,
    weigh: (of: T) => number,
  ): Promise<T | null> {
    const known = kept.get(name);
    if (known) {
      kept.delete(name);
      kept.set(name, known);
      return known.made;
    }
    const one: Kept<T | null> = { organisationId, made: make(), bytes: 0 };
    kept.set(name, one);
    one.made.then(
      (of) => {
        if (of === null) this.#drop(kept, name, one);
        else if (kept.get(name) === one) this.#take(one, weigh(of));
      },
      () => this.#drop(kept, name, one),
    );
    return one.made;
  }

  #take(one: Kept<unknown>, bytes: number): void {
    one.bytes = bytes;
    this.#bytes += bytes;
    for (const [name, old] of this.#files) if (this.#bytes > mostBytes) this.#drop(this.#files, name, old);
    for (const [name, old] of this.#contents) if (this.#bytes > mostBytes) this.#drop(this.#contents, name, old);
  }

  #drop<T>(kept: Map<string, Kept<T>>, name: string, one: Kept<T>): void {
    if (kept.get(name) !== one) return;
    kept.delete(name);
    this.#bytes -= one.bytes;
  }
}

function fileBytes(body: Body): number {
  return body.plain().body.length;
}

/** About what the entries take: their text, the objects around it, and what searches keep of them. */
function contentBytes({ entries }: Directory): number {
  return entries.reduce((sum, { name, numbers }) => sum + 320 + 6 * name.length + numbers.length * 240, 0);
}
