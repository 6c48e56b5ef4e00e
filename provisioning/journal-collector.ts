import { randomBytes } from "node:crypto";
import { appendJournal, type JournalEntry } from "../db/journal.ts";
import type { Db } from "../db/types.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import type { Grant, Rung } from "./admit.ts";
import type { JournalThrift, Sum } from "./journal-thrift.ts";
import { noMeter, type PhonesMeter } from "./meter.ts";
import type { Route } from "./route.ts";
import type { Collector } from "./write-behind.ts";

/** One answered request, as cheap to make as can be: what can be worked out later is worked out when written. */
export type Answered = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly transport: JournalEntry["transport"];
  readonly route: Route;
  readonly address: string;
  readonly mac: string | null;
  readonly phoneId: string | null;
  readonly organisationId: string | null;
  readonly rung: Rung;
  readonly grant: Grant;
  readonly reason: Reason;
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  readonly durationMicros: number;
};

const rowsAtOnce = 1000;

export type JournalCollectorOptions = {
  /** Entries that may wait. */
  readonly most?: number;
  /** Hears of every entry, also of those that find no room. */
  readonly meter?: PhonesMeter;
  /** Absent: every entry is noted. */
  readonly thrift?: JournalThrift;
};

/** The journal on its way into the database. Bounded: what does not fit is counted, and the count is journalled. */
export class JournalCollector implements Collector {
  readonly name = "journal";
  readonly #db: Db;
  readonly #most: number;
  readonly #meter: PhonesMeter;
  readonly #thrift: JournalThrift | null;
  #waiting: Answered[] = [];
  #summed = 0;
  #ends = false;
  #dropped = 0;
  #droppedInAll = 0;
  #droppedAt = 0;

  constructor(db: Db, { most = 50_000, meter = noMeter, thrift }: JournalCollectorOptions = {}) {
    this.#db = db;
    this.#most = most;
    this.#meter = meter;
    this.#thrift = thrift ?? null;
  }

  /** Entries that wait, how many may; and since the start how many have found no room, and how many were summed up. */
  get state(): { readonly waiting: number; readonly most: number; readonly dropped: number; readonly summed: number } {
    return { waiting: this.#waiting.length, most: this.#most, dropped: this.#droppedInAll, summed: this.#summed };
  }

  /** From now on sums are written at each flush: there may be no other. */
  end(): void {
    this.#ends = true;
  }

  push(entry: Answered): void {
    this.#meter.asked(entry);
    if (this.#thrift && !this.#thrift.notes(entry)) this.#summed += 1;
    else if (this.#waiting.length < this.#most) this.#waiting.push(entry);
    else {
      this.#dropped += 1;
      this.#droppedInAll += 1;
      this.#droppedAt = entry.at;
    }
  }

  async flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, rowsAtOnce);
      try {
        await appendJournal(this.#db, toEntries(batch));
      } catch (error) {
        this.#waiting = [...batch, ...this.#waiting];
        throw error;
      }
    }
    if (this.#dropped > 0) await this.#tellDropped();
    await this.#tellSums();
  }

  async #tellSums(): Promise<void> {
    const sums = this.#thrift?.take(this.#ends) ?? [];
    const ids = journalIds(sums.map((sum) => sum.at));
    try {
      await appendJournal(
        this.#db,
        sums.map((sum, n) => summedEntry(ids[n] ?? "", sum)),
      );
    } catch (error) {
      this.#thrift?.giveBack(sums);
      throw error;
    }
  }

  async #tellDropped(): Promise<void> {
    const count = this.#dropped;
    const [id = ""] = journalIds([this.#droppedAt]);
    await appendJournal(this.#db, [droppedEntry(id, this.#droppedAt, count)]);
    this.#dropped -= count;
  }
}

function toEntries(batch: readonly Answered[]): JournalEntry[] {
  const ids = journalIds(batch.map((entry) => entry.at));
  return batch.map((entry, at) => ({
    id: ids[at] ?? "",
    at: new Date(entry.at).toISOString(),
    transport: entry.transport,
    method: entry.route.method,
    path: entry.route.shownPath,
    address: entry.address,
    userAgent: entry.route.shownUserAgent,
    mac: entry.mac,
    phoneId: entry.phoneId,
    organisationId: entry.organisationId,
    vendor: entry.route.recognised.vendor,
    model: entry.route.recognised.model,
    // Whoever signs in to the directory wants its phonebooks.
    wants: entry.transport === "ldap" ? "phonebook" : entry.route.recognised.wants,
    rung: entry.rung,
    decision: entry.grant,
    reason: entry.reason,
    status: entry.status,
    bytes: entry.bytes,
    durationMicros: entry.durationMicros,
  }));
}

function summedEntry(id: string, { at, count, ...whose }: Sum): JournalEntry {
  const rung = whose.phoneId === null ? "unknown" : "bound";
  return { ...droppedEntry(id, at, count), ...whose, rung, reason: "journal_summed" };
}

function droppedEntry(id: string, at: number, count: number): JournalEntry {
  return {
    id,
    at: new Date(at).toISOString(),
    transport: "http",
    method: "",
    path: "",
    address: "",
    userAgent: null,
    mac: null,
    phoneId: null,
    organisationId: null,
    vendor: null,
    model: null,
    wants: "unknown",
    rung: "unknown",
    decision: "nothing",
    reason: "journal_dropped",
    status: 0,
    bytes: count,
    durationMicros: 0,
  };
}

let counter = 0;

/** Ids for entries of these instants (milliseconds): UUID version 7, rising within a process also inside one millisecond. */
function journalIds(instants: readonly number[]): string[] {
  const random = randomBytes(instants.length * 8).toString("hex");
  return instants.map((at, n) => {
    counter = (counter + 1) % 0x1000;
    const time = Math.max(0, at).toString(16).padStart(12, "0");
    const rest = random.slice(n * 16, n * 16 + 16);
    const variant = "89ab"[Number.parseInt(rest.charAt(0), 16) % 4] ?? "8";
    const order = counter.toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${variant}${rest.slice(1, 4)}-${rest.slice(4)}`;
  });
}
