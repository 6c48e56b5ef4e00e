import { gzipSync } from "node:zlib";
import type { PhoneRow } from "./phone-row.ts";

/** What an entry costs beside its bytes: objects, headers, links. */
const overhead = 700;
/** Smaller bodies gain nothing from gzip. */
const worthGzip = 400;

export type FileContent = {
  readonly role: string;
  /** Of the phone, when this was rendered. */
  readonly revision: number;
  /** Keyed hash of the body, hex: says nothing of the secrets in it to whom lacks the key. */
  readonly hash: string;
  readonly contentType: string;
  /** Null: this phone has no such file. */
  readonly body: Buffer | null;
};

/** A body with the header block that goes before it. */
export type Variant = { readonly etag: string; readonly headers: string[]; readonly body: Buffer };

/** One rendered file of one phone. Belongs to two chains: the phone's files, and the order of use. */
export class CachedFile {
  readonly phone: PhoneRow;
  readonly role: string;
  readonly revision: number;
  readonly hash: string;
  readonly contentType: string;
  /** Null: the phone has no such file. */
  readonly plain: Variant | null;
  /** Made when first asked for; null when not worth it. */
  #gzip: Variant | null | undefined = undefined;
  /** The next file of the same phone. */
  next: CachedFile | null = null;
  newer: CachedFile | null = null;
  older: CachedFile | null = null;
  bytes: number;
  linked = false;
  #failedRevision = -1;
  #retryAt = 0;

  constructor(phone: PhoneRow, content: FileContent) {
    this.phone = phone;
    this.role = content.role;
    this.revision = content.revision;
    this.hash = content.hash;
    this.contentType = content.contentType;
    this.plain = content.body ? variantOf(content.body, content.contentType, `"${content.hash.slice(0, 32)}"`, null) : null;
    this.bytes = overhead + (content.body?.length ?? 0);
  }

  get hasGzip(): boolean {
    return this.#gzip !== undefined;
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

  /** The gzip form (RFC 1952), with an entity tag of its own, because its bytes differ (RFC 9110 section 8.8.3). */
  gzip(): Variant | null {
    if (this.#gzip !== undefined) return this.#gzip;
    const body = this.plain && this.plain.body.length >= worthGzip ? gzipSync(this.plain.body, { level: 6 }) : null;
    const tag = `"${this.hash.slice(0, 32)}-gz"`;
    this.#gzip = body ? variantOf(body, this.contentType, tag, "gzip") : null;
    return this.#gzip;
  }
}

/** The header block of a file; `Vary` because of gzip, and no shared cache may keep a phone's secrets. */
export function variantOf(body: Buffer, contentType: string, etag: string, encoding: "gzip" | null): Variant {
  const headers = ["Content-Type", contentType, "Content-Length", String(body.length), "ETag", etag, ...common];
  if (encoding) headers.push("Content-Encoding", encoding);
  return { etag, headers, body };
}

const common = [
  "Cache-Control",
  "private, no-cache",
  "Vary",
  "Accept-Encoding",
  "Accept-Ranges",
  "bytes",
  "X-Content-Type-Options",
  "nosniff",
] as const;

/**
 * Rendered files by phone and role, bounded in bytes: what was not used for longest goes first. A file of an older
 * revision stays until a new one takes its place, so that there is a last good one.
 */
export class FileCache {
  readonly #limit: number;
  #bytes = 0;
  #count = 0;
  #newest: CachedFile | null = null;
  #oldest: CachedFile | null = null;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#count;
  }

  /** The phone's file of any revision, noted as used. */
  find(phone: PhoneRow, role: string): CachedFile | null {
    for (let file = phone.files; file !== null; file = file.next) {
      if (file.role !== role) continue;
      if (file !== this.#newest) this.#touch(file);
      return file;
    }
    return null;
  }

  /**
   * Keeps a file; one of a newer revision that is there already stays.
   *
   * @param room `make`: older ones go for it; `spare`: it is kept only while there is room
   * @returns the file that is now right for the phone
   */
  put(phone: PhoneRow, content: FileContent, room: "make" | "spare" = "make"): CachedFile {
    const known = this.#known(phone, content.role);
    if (known && known.revision > content.revision) return known;
    const file = new CachedFile(phone, content);
    if (known) this.#remove(known);
    if (room === "spare" && this.#bytes + file.bytes > this.#limit) return file;
    this.#add(file);
    while (this.#bytes > this.#limit && this.#oldest && this.#oldest !== file) this.#remove(this.#oldest);
    return file;
  }

  /** Counts bytes that a file has gained since (its gzip form). */
  grew(file: CachedFile, bytes: number): void {
    if (!file.linked) return;
    file.bytes += bytes;
    this.#bytes += bytes;
    while (this.#bytes > this.#limit && this.#oldest && this.#oldest !== file) this.#remove(this.#oldest);
  }

  forget(phone: PhoneRow): void {
    while (phone.files) this.#remove(phone.files);
  }

  #known(phone: PhoneRow, role: string): CachedFile | null {
    for (let file = phone.files; file !== null; file = file.next) if (file.role === role) return file;
    return null;
  }

  #add(file: CachedFile): void {
    file.next = file.phone.files;
    file.phone.files = file;
    file.linked = true;
    this.#bytes += file.bytes;
    this.#count += 1;
    this.#pushNewest(file);
  }

  #remove(file: CachedFile): void {
    const { phone } = file;
    if (phone.files === file) phone.files = file.next;
    else for (let at = phone.files; at !== null; at = at.next) if (at.next === file) at.next = file.next;
    file.linked = false;
    this.#bytes -= file.bytes;
    this.#count -= 1;
    this.#unlink(file);
  }

  #touch(file: CachedFile): void {
    this.#unlink(file);
    this.#pushNewest(file);
  }

  #pushNewest(file: CachedFile): void {
    file.older = this.#newest;
    file.newer = null;
    if (this.#newest) this.#newest.newer = file;
    this.#newest = file;
    this.#oldest ??= file;
  }

  #unlink(file: CachedFile): void {
    if (file.newer) file.newer.older = file.older;
    else if (this.#newest === file) this.#newest = file.older;
    if (file.older) file.older.newer = file.newer;
    else if (this.#oldest === file) this.#oldest = file.newer;
    file.newer = null;
    file.older = null;
  }
}
