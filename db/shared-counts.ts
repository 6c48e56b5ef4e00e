import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { isPostgres } from "./dialect/dialect.ts";
import { Rounds } from "./rounds.ts";
import { type CountRow, pullCounts, purgeCounts, pushCounts } from "./shared-count-rows.ts";
import type { Db } from "./types.ts";

export type SharedCounterParts = {
  readonly db: Db;
  /** Of this process, in `node`. */
  readonly nodeId: string;
  /** The same in all processes, known to nobody outside: which identifiers fall together cannot be worked out. */
  readonly secret: Uint8Array;
  readonly clock: () => Date;
  readonly onFault: (error: unknown) => void;
  /** Milliseconds between two exchanges with the other processes; absent: a quarter of a second. */
  readonly every?: number;
};

type Counted = { row: Omit<CountRow, "count" | "places">; count: number; places: Uint8Array | null; dirty: boolean };
type Others = { readonly ends: number; readonly nodes: Map<string, { count: number; places: Uint8Array | null }> };

/** Places that different identifiers fall into: 64 of them are told from 65 as good as always, 1,000 to within 2 %. */
const places = 2048;
/** Things that are counted at once; the oldest go first. */
const mostKept = 20_000;
const mostInRound = 2_000;
/** What others have written since so long is read again each time: late commits are not missed. Milliseconds. */
const lookBack = 5_000;
const roundsPerPurge = 240;

/**
 * Counts how often something happens, over all server processes of the installation. Here it counts at once; what others
 * have counted is known a moment later, without a write for each time. In windows of time that begin at whole multiples
 * of their length. On SQLite, which has one process, nothing is written at all.
 *
 * Bounded, and exact to within what happens in a moment: for budgets that strangers use up, not for sums.
 */
export class SharedCounter {
  readonly #parts: SharedCounterParts;
  readonly #own = new Map<string, Counted>();
  readonly #others = new Map<string, Others>();
  /** How many different ones, worked out and still so. */
  readonly #estimates = new Map<string, number>();
  readonly #key: KeyObject;
  readonly #rounds: Rounds;
  readonly #shared: boolean;
  #all = true;
  #pulledAt = 0;
  #turn = 0;

  constructor(parts: SharedCounterParts) {
    this.#parts = parts;
    this.#shared = isPostgres(parts.db);
    this.#key = createSecretKey(parts.secret);
    this.#rounds = new Rounds(parts.every ?? 250, () => this.#round(), parts.onFault);
  }

  start(): void {
    if (this.#shared) this.#rounds.wake();
  }

  /** Tells the others what is left to tell. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    if (this.#shared) await this.#push().catch(this.#parts.onFault);
  }

  /**
   * Counts one more, or as many as `by` says.
   *
   * @param scope what is counted, @param key of whom
   * @param windowMillis the length of the window
   * @returns how often in the window that is now, over all processes
   */
  add(scope: string, key: string, windowMillis: number, now: Date, by = 1): number {
    const name = nameOf(scope, key, windowMillis, now);
    const own = this.#counted(name, scope, key, windowMillis, now);
    own.count += by;
    own.dirty = true;
    return own.count + this.#othersCount(name);
  }

  /**
   * Counts different identifiers: the same again does not count, in whichever process.
   *
   * @returns how many in the window that is now, over all processes; above some thousand it tells only that there are many
   */
  addDistinct(scope: string, key: string, identifier: string, windowMillis: number, now: Date): number {
    const name = nameOf(scope, key, windowMillis, now);
    const own = this.#counted(name, scope, key, windowMillis, now);
    own.places ??= new Uint8Array(places / 8);
    const place = createHmac("sha256", this.#key).update(identifier).digest().readUInt32LE(0) % places;
    const [at, bit] = [place >> 3, 1 << (place & 7)];
    const byte = own.places[at] ?? 0;
    if ((byte & bit) === 0) {
      own.places[at] = byte | bit;
      own.dirty = true;
      this.#estimates.delete(name);
    }
    return this.#distinct(name);
  }

  /** As `add` and `addDistinct` tell it, without counting. */
  count(scope: string, key: string, windowMillis: number, now: Date): number {
    const name = nameOf(scope, key, windowMillis, now);
    const own = this.#own.get(name);
    const different = own?.places ?? [...(this.#others.get(name)?.nodes.values() ?? [])].some((one) => one.places !== null);
    return different ? this.#distinct(name) : (own?.count ?? 0) + this.#othersCount(name);
  }

  /** Resolves when the others have been told what was counted here, and what they have told is known. */
  async settle(): Promise<void> {
    if (this.#shared) await this.#round();
  }

  #counted(name: string, scope: string, key: string, windowMillis: number, now: Date): Counted {
    const known = this.#own.get(name);
    if (known) return known;
    if (this.#own.size >= mostKept) this.#makeRoom(now);
    const began = beginning(windowMillis, now);
    const made = { row: { scope, key, began, ends: began + windowMillis }, count: 0, places: null, dirty: false };
    this.#own.set(name, made);
    return made;
  }

  #othersCount(name: string): number {
    let sum = 0;
    for (const { count } of this.#others.get(name)?.nodes.values() ?? []) sum += count;
    return sum;
  }

  #distinct(name: string): number {
    const known = this.#estimates.get(name);
    if (known !== undefined) return known;
    const estimate = this.#estimate(name);
    this.#estimates.set(name, estimate);
    return estimate;
  }

  #estimate(name: string): number {
    const all = new Uint8Array(places / 8);
    const maps = [this.#own.get(name)?.places, ...[...(this.#others.get(name)?.nodes.values() ?? [])].map((one) => one.places)];
    for (const map of maps) if (map) for (let at = 0; at < all.length; at++) all[at] = (all[at] ?? 0) | (map[at] ?? 0);
    const free = places - all.reduce((sum, byte) => sum + bitsIn(byte), 0);
    return Math.round(-places * Math.log(Math.max(free, 1) / places));
  }

  /** What is over goes, then the oldest tenth. */
  #makeRoom(now: Date): void {
    this.#forget(now);
    let left = this.#own.size >= mostKept ? mostKept / 10 : 0;
    for (const name of this.#own.keys()) {
      if (left-- <= 0) return;
      this.#own.delete(name);
      this.#estimates.delete(name);
    }
  }

  #forget(now: Date): void {
    this.#estimates.clear();
    for (const [name, { row }] of this.#own) if (row.ends <= now.getTime()) this.#own.delete(name);
    for (const [name, { ends }] of this.#others) if (ends <= now.getTime()) this.#others.delete(name);
  }

  async #round(): Promise<boolean> {
    const more = await this.#push();
    await this.#pull();
    if (this.#turn++ % roundsPerPurge !== 0) return more;
    this.#forget(this.#parts.clock());
    await purgeCounts(this.#parts.db, this.#parts.clock());
    return more;
  }

  async #push(): Promise<boolean> {
    const dirty: Counted[] = [];
    for (const one of this.#own.values()) {
      if (one.dirty) dirty.push(one);
      if (dirty.length > mostInRound) break;
    }
    const now = dirty.slice(0, mostInRound);
    for (const one of now) one.dirty = false;
    const rows = now.map(({ row, count, places: map }) => {
      return { ...row, count, places: map === null ? null : Buffer.from(map).toString("base64") };
    });
    try {
      await pushCounts(this.#parts.db, this.#parts.nodeId, rows);
    } catch (error) {
      for (const one of now) one.dirty = true;
      throw error;
    }
    return dirty.length > mostInRound;
  }

  /** All at the start, and whenever more time has gone by than is looked back. */
  async #pull(): Promise<void> {
    const began = performance.now();
    const all = this.#all || began - this.#pulledAt > lookBack / 2;
    const rows = await pullCounts(this.#parts.db, this.#parts.nodeId, all ? null : lookBack, this.#parts.clock());
    this.#all = false;
    this.#pulledAt = began;
    for (const { nodeId, count, places: map, ...row } of rows) {
      const name = rowName(row);
      if (!this.#others.has(name) && this.#others.size >= mostKept) continue;
      const others = this.#others.get(name) ?? { ends: row.ends, nodes: new Map() };
      others.nodes.set(nodeId, { count, places: map === null ? null : Buffer.from(map, "base64") });
      this.#others.set(name, others);
      this.#estimates.delete(name);
    }
  }
}

function beginning(windowMillis: number, now: Date): number {
  return Math.floor(now.getTime() / windowMillis) * windowMillis;
}

function nameOf(scope: string, key: string, windowMillis: number, now: Date): string {
  return `${scope}\n${key}\n${beginning(windowMillis, now)}`;
}

function rowName({ scope, key, began }: Pick<CountRow, "scope" | "key" | "began">): string {
  return `${scope}\n${key}\n${began}`;
}

function bitsIn(byte: number): number {
  let bits = 0;
  for (let left = byte; left > 0; left >>= 1) bits += left & 1;
  return bits;
}
