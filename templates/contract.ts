import type { KeyKind, KeyPlace } from "../domain/phone-key.ts";
import type { BootstrapPlan, Origin, Plan, VendorId } from "../domain/plan.ts";

/**
 * The contract between the house and a vendor's folder. A vendor is pure data and pure functions: it knows
 * no database, no network, no clock. `templates/index.ts` is the list of vendors.
 */

export const wantedKinds = [
  "boot",
  "common",
  "phone",
  "phonebook",
  "directory",
  "firmware",
  "licence",
  "language",
  "upload",
  "unknown",
] as const;
/** What a request is for. `upload`: a file that the phone itself writes (and may fetch back). */
export type Wanted = (typeof wantedKinds)[number];

/** A request as the listener saw it. `path` is raw: encoded, with its query, of any bytes. */
export type PhoneRequest = {
  readonly method: string;
  readonly path: string;
  readonly userAgent: string | null;
  /** Subject of a client certificate that the TLS layer has verified, in any of OpenSSL's or RFC 4514's forms. */
  readonly certificateSubject: string | null;
};

/** What a request says. `null` = the request does not say. */
export type Recognised = {
  readonly vendor: VendorId | null;
  /** Model id as in the catalogue, without the vendor: `T46U`, `D785`, `VVX450`. */
  readonly model: string | null;
  /** 12 lower-case hex digits. */
  readonly mac: string | null;
  /** The application's firmware version; an updater's or boot loader's version is not it. */
  readonly firmware: string | null;
  readonly hardware: string | null;
  readonly wants: Wanted;
  /** The file's own name, decoded once, without folders and query, a MAC in it lower-cased. Empty for a folder. */
  readonly file: string;
  /** True when path and user agent name different MACs: an error of the asker, nothing is given. */
  readonly macConflict: boolean;
};

/** A file that a phone of this vendor may have, by role. Stable words: they are stored beside hashes. */
export type FileRole = string;

export type RenderedLine = { readonly text: string; readonly origin: Origin | null };

/**
 * `key_moved`: this model fills keys in an order of its own. `account_ignored`, `number_ignored`: a key cannot name its
 * account, or carry its number, there. `book_left_out`: the phone has no room for that phonebook.
 */
export type RenderWarning = {
  readonly code:
    | "parameter_unknown"
    | "parameter_unverified"
    | "value_cut"
    | "key_moved"
    | "account_ignored"
    | "number_ignored"
    | "book_left_out";
  /** The parameter's name, the key's place as `formatPlace` writes it, or the phonebook's name. */
  readonly name: string;
};

export type RenderedFile = {
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly warnings: readonly RenderWarning[];
};

/** What the phone's browser shows after a press of a key: a few lines, and what there is to choose. */
export type KeyPage = {
  readonly title: string;
  readonly lines: readonly string[];
  /** `url` is absolute. */
  readonly choices: readonly { readonly label: string; readonly url: string }[];
};

/** A name and number in a phonebook file. */
export type DirectoryEntry = {
  readonly name: string;
  readonly numbers: readonly { readonly kind: "work" | "mobile" | "other"; readonly number: string }[];
};

export type DirectoryContent = { readonly key: string; readonly title: string; readonly entries: readonly DirectoryEntry[] };

/** Words of a phonebook's pages, in the organisation's language. */
export type BookWords = { readonly search: string; readonly more: string; readonly none: string };

/** Which part of a phonebook somebody looks at on the phone; nothing said: its beginning. */
export type BookView = {
  /** The book's own address, absolute and without a query. Holds the phone's token: secret. */
  readonly url: string;
  readonly letter: string | null;
  /** Page of people under the letter, 1-based. */
  readonly page: number | null;
  /** Part of a long list of ranges, 1-based. */
  readonly part: number;
  /** What is searched for; empty: the phone shall ask for it. */
  readonly search: string | null;
  readonly words: BookWords;
};

export interface Vendor {
  readonly id: VendorId;
  /** As people write it: `Yealink`. */
  readonly name: string;

  /** Reads a request. Null when nothing in it points to this vendor. Never throws, on any bytes. */
  recognise(request: PhoneRequest): Recognised | null;

  /**
   * Which of this phone's files answers the request; null = this phone has no such file (404).
   * `recognised.wants` upload, firmware and phonebook/directory of a list are handled by the caller through the role.
   */
  roleOf(recognised: Recognised, model: string): FileRole | null;

  /** The per-phone files to keep ready for a phone of this model, in the order in which it asks. */
  roles(model: string): readonly FileRole[];

  /** The name under which a phone asks for that file, for the CLI and the portal. */
  fileName(role: FileRole, phone: { readonly mac: string; readonly model: string }): string;

  /** Plan to bytes. Pure and byte-stable. Null = no such file for this phone. */
  render(role: FileRole, plan: Plan): RenderedFile | null;

  /** The same bytes, line by line, each with its origin. Joining the texts with `\n` gives the body. */
  explain(role: FileRole, plan: Plan): readonly RenderedLine[] | null;

  /** The secret-free file for an asker that has not proved itself; null = 404. */
  bootstrap(role: FileRole, plan: BootstrapPlan): RenderedFile | null;

  /** A whole phonebook that the phone fetches by URL, the same for every phone. `null` when this vendor has no such file. */
  phonebook(content: DirectoryContent): RenderedFile | null;

  /** A part of a book that is too large for this make to show at once, or what is searched for in it. Null: it takes books whole. */
  phonebookPart(content: DirectoryContent, view: BookView): RenderedFile | null;

  /** The file that holds the people of the phone's books beside its own entries; null: this make has no such file. */
  readonly bookRole: FileRole | null;

  /**
   * That file: what `render` made of it (null: nothing), and the people of the phone's books as far as the model takes
   * them. Called for a `bookRole` alone.
   */
  withBooks(file: string | null, books: readonly DirectoryContent[], model: string): RenderedFile | null;

  /** A page for the phone's own browser. */
  keyPage(page: KeyPage): RenderedFile;

  /** What pages and their addresses end in: `xml` or `html`. */
  readonly pageEnding: "xml" | "html";

  /** How the vendor's parameter list knows a name. */
  parameter(name: string): "known" | "unverified" | "unknown";

  /** Name and key kinds this vendor can put on that key. */
  keyKinds(model: string): readonly KeyKind[];

  /**
   * Whether a phone of this make starts again by itself, as far as is known, when it has fetched files in which these
   * lines have gone or come.
   */
  restarts(changed: readonly string[]): boolean;

  /** What the phone will show on that key, cut where that model cuts. */
  labelShown(model: string, label: string, place: KeyPlace): string;
}
