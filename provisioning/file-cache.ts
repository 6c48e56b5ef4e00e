import { CachedFile, type FileContent } from "./cached-file.ts";
import type { PhoneRow } from "./phone-row.ts";
import { type DeltaBase, deltaBase } from "./text-delta.ts";

/** Of the limit: what came last is kept whole in this part, the rest as differences, which cost little to put together. */
const freshShare = 1 / 16;
/** As long as phones crowd in nobody has time for that: so much may be whole until there is. */
const crowdShare = 1 / 4;
/** Files that others are told apart from: one for each model and role. */
const mostBases = 1_000;

/** Files in the order of use. */
class Chain {
  newest: CachedFile | null = null;
  oldest: CachedFile | null = null;
  bytes = 0;

  push(file: CachedFile): void {
    file.older = this.newest;
    file.newer = null;
    if (this.newest) this.newest.newer = file;
    this.newest = file;
    this.oldest ??= file;
    this.bytes += file.bytes;
  }

  remove(file: CachedFile): void {
    if (file.newer) file.newer.older = file.older;
    else if (this.newest === file) this.newest = file.older;
    if (file.older) file.older.newer = file.newer;
    else if (this.oldest === file) this.oldest = file.newer;
    file.newer = null;
    file.older = null;
    this.bytes -= file.bytes;
  }
}

/**
 * Rendered files by phone and role, bounded in bytes. All but the newest are kept as their difference from a
 * file like them; those not used for longest go when that is not enough. A file of an older revision stays until a
 * new one takes its place, so that there is a last good one.
 */
export class FileCache {
  readonly #limit: number;
  readonly #fresh = new Chain();
  readonly #settled = new Chain();
  readonly #bases = new Map<string, DeltaBase | null>();
  readonly #onCrowded: () => void;
  #baseBytes = 0;
  #count = 0;

  /**
   * @param limit bytes
   * @param onCrowded told when more is whole than need be: `tidy` is to be called when there is time
   */
  constructor(limit: number, onCrowded: () => void = () => undefined) {
    this.#limit = limit;
    this.#onCrowded = onCrowded;
  }

  get limit(): number {
    return this.#limit;
  }

  get bytes(): number {
    return this.#fresh.bytes + this.#settled.bytes + this.#baseBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** The phone's file of any revision, noted as used. */
  find(phone: PhoneRow, role: string): CachedFile | null {
    for (let file = phone.files; file !== null; file = file.next) {
      if (file.role !== role) continue;
      const chain = file.settled ? this.#settled : this.#fresh;
      if (file !== chain.newest) {
        chain.remove(file);
        chain.push(file);
      }
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
    this.#add(file);
    this.#makeRoom(room === "make" ? file : null);
    return file;
  }

  /** The file weighs more or less than before: its gzip form has come. */
  reweigh(file: CachedFile): void {
    if (!file.linked) return;
    const chain = file.settled ? this.#settled : this.#fresh;
    chain.remove(file);
    file.bytes = file.weigh();
    chain.push(file);
    this.#makeRoom(file);
  }

  forget(phone: PhoneRow): void {
    while (phone.files) this.#remove(phone.files);
  }

  /** Makes files smaller that are whole without need. @returns true while there are more of them */
  tidy(mostFiles: number): boolean {
    for (let left = mostFiles; left > 0 && this.#crowded; left--) this.#settleOldest();
    return this.#crowded;
  }

  get #crowded(): boolean {
    return this.#fresh.bytes > this.#limit * freshShare && this.#fresh.oldest !== this.#fresh.newest;
  }

  #settleOldest(): void {
    if (this.#fresh.oldest) this.#settle(this.#fresh.oldest);
  }

  /** @param keep this one stays, whatever it weighs; null: the newest goes first */
  #makeRoom(keep: CachedFile | null): void {
    if (this.#crowded) this.#onCrowded();
    while (this.#fresh.bytes > this.#limit * crowdShare && this.#crowded && this.#fresh.oldest !== keep) this.#settleOldest();
    while (this.bytes > this.#limit) {
      const leaving = keep === null ? (this.#fresh.newest ?? this.#settled.newest) : this.#oldestBut(keep);
      if (!leaving) return;
      this.#remove(leaving);
    }
  }

  #oldestBut(keep: CachedFile): CachedFile | null {
    const { oldest } = this.#settled;
    if (oldest !== null && oldest !== keep) return oldest;
    return this.#fresh.oldest === keep ? null : this.#fresh.oldest;
  }

  /** From then on the file is kept as its difference; one that is not like its fellows, or the first of them, stays whole. */
  #settle(file: CachedFile): void {
    const base = this.#baseFor(file);
    this.#fresh.remove(file);
    if (base) file.shrink(base);
    file.settled = true;
    file.bytes = file.weigh();
    this.#settled.push(file);
  }

  /** The second of its kind becomes the one that others are told apart from: for a single file it would be waste. */
  #baseFor(file: CachedFile): DeltaBase | null {
    const { phone, role } = file;
    const name = `${phone.vendor} ${phone.model} ${role}`;
    const known = this.#bases.get(name);
    if (known || file.absent || this.#bases.size >= mostBases) return known ?? null;
    const made = known === null ? deltaBase(file.text()) : null;
    this.#bases.set(name, made);
    // The text, and an entry for each line.
    if (made) this.#baseBytes += made.text.length + 100 * made.lines.size;
    return made;
  }

  #known(phone: PhoneRow, role: string): CachedFile | null {
    for (let file = phone.files; file !== null; file = file.next) if (file.role === role) return file;
    return null;
  }

  #add(file: CachedFile): void {
    file.next = file.phone.files;
    file.phone.files = file;
    file.linked = true;
    this.#count += 1;
    this.#fresh.push(file);
  }

  #remove(file: CachedFile): void {
    const { phone } = file;
    if (phone.files === file) phone.files = file.next;
    else for (let at = phone.files; at !== null; at = at.next) if (at.next === file) at.next = file.next;
    file.linked = false;
    this.#count -= 1;
    (file.settled ? this.#settled : this.#fresh).remove(file);
  }
}
