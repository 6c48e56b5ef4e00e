import type { Answered } from "./journal-collector.ts";

export type JournalLimits = {
  /** Entries of one phone and day (UTC) that are noted one by one. */
  readonly perPhone: number;
  /** Entries without a phone that are noted one by one in an hour. */
  readonly strangers: number;
};

/** Requests that were not noted one by one. */
export type Sum = {
  /** Milliseconds since 1970, of the last one. */
  readonly at: number;
  readonly count: number;
  /** Null: of nobody. */
  readonly phoneId: string | null;
  readonly mac: string | null;
  readonly organisationId: string | null;
};

const hour = 3_600_000;
const day = 24 * hour;
/** So often the sum of strangers is written, and a phone's; milliseconds of the entries' own time. */
const tellsStrangers = 60_000;
const tellsPhone = hour;

/**
 * What the journal notes one by one and what it sums up, so that nobody can fill it: a phone that asks without end, or
 * somebody who tries identifiers. Who asks as phones do never comes near the limits.
 */
export class JournalThrift {
  readonly #limits: JournalLimits;
  readonly #crowded: () => boolean;
  readonly #noted = new Map<string, number>();
  readonly #sums = new Map<string, Sum & { readonly began: number }>();
  #day = 0;
  #hour = 0;
  #strangers = 0;
  #now = 0;

  /** @param crowded true while there is too much to do to note strangers one by one */
  constructor(limits: JournalLimits, crowded: () => boolean = () => false) {
    this.#limits = limits;
    this.#crowded = crowded;
  }

  /** True: it is noted; else it is in a sum. */
  notes(entry: Answered): boolean {
    this.#turn(entry.at);
    const noted = entry.phoneId === null ? this.#notesStranger() : this.#notesPhone(entry.phoneId);
    if (!noted) this.#add(entry);
    return noted;
  }

  /** Sums to be written now. @param all also those that would still grow */
  take(all = false): Sum[] {
    const ripe = [...this.#sums].filter(
      ([key, { began }]) => all || this.#now - began >= (key === "" ? tellsStrangers : tellsPhone),
    );
    for (const [key] of ripe) this.#sums.delete(key);
    return ripe.map(([, { began: _, ...sum }]) => sum);
  }

  /** Sums that could not be written. */
  giveBack(sums: readonly Sum[]): void {
    for (const sum of sums) this.#merge(sum, sum.at);
  }

  #turn(at: number): void {
    this.#now = Math.max(this.#now, at);
    if (Math.floor(at / day) !== this.#day) {
      this.#day = Math.floor(at / day);
      this.#noted.clear();
    }
    if (Math.floor(at / hour) !== this.#hour) {
      this.#hour = Math.floor(at / hour);
      this.#strangers = 0;
    }
  }

  #notesStranger(): boolean {
    if (this.#strangers >= this.#limits.strangers || this.#crowded()) return false;
    this.#strangers += 1;
    return true;
  }

  #notesPhone(phoneId: string): boolean {
    const count = (this.#noted.get(phoneId) ?? 0) + 1;
    this.#noted.set(phoneId, count);
    return count <= this.#limits.perPhone;
  }

  #add({ at, phoneId, mac, organisationId }: Answered): void {
    const whose = phoneId === null ? { phoneId, mac: null, organisationId: null } : { phoneId, mac, organisationId };
    this.#merge({ at, count: 1, ...whose }, at);
  }

  #merge(sum: Sum, began: number): void {
    const key = sum.phoneId ?? "";
    const known = this.#sums.get(key);
    const count = sum.count + (known?.count ?? 0);
    this.#sums.set(key, { ...sum, at: Math.max(sum.at, known?.at ?? 0), count, began: known?.began ?? began });
  }
}
