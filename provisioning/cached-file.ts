import { gzipSync } from "node:zlib";
import type { PhoneRow } from "./phone-row.ts";
import { type Delta, type DeltaBase, decodeDelta, encodeDelta } from "./text-delta.ts";
import { type Body, type Variant, variantOf } from "./variant.ts";

/** What an entry costs beside its bytes: objects, headers, links. */
const wholeOverhead = 900;
const deltaOverhead = 450;
/** Smaller bodies gain nothing from gzip. */
const worthGzip = 400;

export type FileContent = {
  readonly role: string;
  /** Of the phone, when this was rendered. */
  readonly revision: number;
  /** Keyed hash of the body, hex: says nothing of the secrets in it to whom lacks the key. */
  readonly hash: string;
  readonly contentType: string;
  /** Bytes as Latin-1 characters; null: this phone has no such file. */
  readonly text: string | null;
};

/**
 * One rendered file of one phone. Belongs to two chains: the phone's files, and the order of use. Kept whole while it is
 * in use, later as its difference from a file like it.
 */
export class CachedFile implements Body {
  readonly phone: PhoneRow;
  readonly role: string;
  readonly revision: number;
  readonly hash: string;
  readonly contentType: string;
  /** The phone has no such file; that is kept too. */
  readonly absent: boolean;
  #text: string | null;
  #delta: Delta | null = null;
  #base: DeltaBase | null = null;
  #plain: Variant | null = null;
  /** Made when first asked for; null when not worth it. */
  #gzip: Variant | null | undefined = undefined;
  #failedRevision = -1;
  #retryAt = 0;
  /** The next file of the same phone. */
  next: CachedFile | null = null;
  newer: CachedFile | null = null;
  older: CachedFile | null = null;
  bytes: number;
  linked = false;
  /** It has been a while since it came: it is kept in the smallest form it has. */
  settled = false;

  constructor(phone: PhoneRow, content: FileContent) {
    this.phone = phone;
    this.role = once(content.role);
    this.revision = content.revision;
    this.hash = content.hash;
    this.contentType = once(content.contentType);
    this.absent = content.text === null;
    this.#text = content.text ?? "";
    this.bytes = wholeOverhead + (content.text?.length ?? 0);
  }

  /** True while the file is kept whole. */
  get whole(): boolean {
    return this.#text !== null;
  }

  get etag(): string {
    return `"${this.hash.slice(0, 32)}"`;
  }

  /** Bytes as Latin-1 characters. */
  text(): string {
    if (this.#text !== null) return this.#text;
    return this.#base && this.#delta ? decodeDelta(this.#base, this.#delta) : "";
  }

  plain(): Variant {
    if (this.#plain) return this.#plain;
    const made = variantOf(this.text(), this.contentType, this.etag, null);
    if (this.#text !== null) this.#plain = made;
    return made;
  }

  /** The gzip form (RFC 1952), with an entity tag of its own, because its bytes differ (RFC 9110 section 8.8.3). */
  gzip(): Variant | null {
    if (this.#gzip !== undefined) return this.#gzip;
    const text = this.text();
    const body = text.length >= worthGzip ? gzipSync(Buffer.from(text, "latin1"), { level: 6 }) : null;
    const made = body ? variantOf(body, this.contentType, `"${this.hash.slice(0, 32)}-gz"`, "gzip") : null;
    if (this.#text !== null) this.#gzip = made;
    return made;
  }

  /** Bytes that this file weighs now; the gzip form may have come meanwhile. */
  weigh(): number {
    if (this.#delta) return deltaOverhead + this.#delta.literal.length + 2 * this.#delta.steps.length;
    return wholeOverhead + (this.#text?.length ?? 0) + (this.#gzip?.body.length ?? 0);
  }

  /** Keeps the difference alone. False when the file is not like the other one. */
  shrink(base: DeltaBase): boolean {
    const delta = this.#text === null ? null : encodeDelta(base, this.#text);
    if (!delta) return false;
    this.#delta = delta;
    this.#base = base;
    this.#text = null;
    this.#plain = null;
    this.#gzip = undefined;
    return true;
  }

  /** The next one could not be rendered: this one serves on. */
  failed(revision: number, retryAt: number): void {
    this.#failedRevision = revision;
    this.#retryAt = retryAt;
  }

  /** True while this revision failed a short time ago, so that trying again is of no use. @param now milliseconds, rising */
  failing(revision: number, now: number): boolean {
    return this.#failedRevision === revision && now < this.#retryAt;
  }
}

const shared = new Map<string, string>();

/** Roles and types are few; read from the database, each would be a string of its own. */
function once(text: string): string {
  const known = shared.get(text);
  if (known !== undefined) return known;
  if (shared.size < 200) shared.set(text, text);
  return text;
}
