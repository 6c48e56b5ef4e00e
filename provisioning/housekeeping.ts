import { purgeAlarms } from "../db/alarms.ts";
import { latestChange, purgeChanges } from "../db/changes.ts";
import { forgetFound } from "../db/found-phones.ts";
import { purgeJournal } from "../db/journal.ts";
import { type JournalSize, journalCutoff } from "../db/journal-size.ts";
import { forgetHolds } from "../db/phone-holds.ts";
import { purgeRendered } from "../db/rendered.ts";
import { forgetNotices } from "../db/snmp-notices.ts";
import { forgetFindings } from "../db/switch-findings.ts";
import { forgetSeats } from "../db/switch-seats.ts";
import { forgetSwitches } from "../db/switches.ts";
import type { Db } from "../db/types.ts";
import type { Log } from "./log.ts";

const everyMillis = 60 * 60_000;
/** Changes that stay for readers that are behind. */
const changesKept = 100_000;
const hourMillis = 60 * 60_000;
const dayMillis = 24 * hourMillis;
/** What the journal may hold where nobody has said. */
const usualSize: JournalSize = { entries: 20_000_000, bytes: 16 * 2 ** 30 };
/** Where a phone sat that nobody has seen since, what was noticed and is over, and switches that were removed. Days. */
const placesKept = 30;
/** Alarms that somebody has looked at. Days. */
const alarmsKept = 365;

/** Drops what is kept for a time only: journal entries, the change feed's past, bodies that no file refers to. */
export class Housekeeping {
  readonly #db: Db;
  readonly #journalDays: number;
  readonly #clock: () => Date;
  readonly #log: Log;
  readonly #journalSize: JournalSize;
  readonly #foundDays: number;
  #saidFull = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #stopped = false;

  /** @param journalSize what the journal may hold; beyond that the oldest go before their days are over, @param foundDays for how long phones that nobody owns are kept */
  constructor(db: Db, journalDays: number, clock: () => Date, log: Log, journalSize: JournalSize = usualSize, foundDays = 30) {
    this.#db = db;
    this.#journalDays = journalDays;
    this.#clock = clock;
    this.#log = log;
    this.#journalSize = journalSize;
    this.#foundDays = foundDays;
  }

  start(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#working = this.run().finally(() => this.start());
    }, everyMillis);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#working;
  }

  async #keepJournal(): Promise<void> {
    const old = this.#clock().getTime() - this.#journalDays * dayMillis;
    const before = new Date(Math.floor(old / hourMillis) * hourMillis);
    await purgeJournal(this.#db, before);
    const cutoff = await journalCutoff(this.#db, this.#journalSize);
    if (cutoff === null || cutoff <= before) return;
    const dropped = await purgeJournal(this.#db, cutoff);
    const now = this.#clock().getTime();
    if (now - this.#saidFull < dayMillis) return;
    this.#saidFull = now;
    const since = cutoff.toISOString();
    this.#log.warn("The journal held more than it may: the oldest entries went before their days were over.", { dropped, since });
  }

  /** Once through everything; a failure is logged and left to the next time. */
  async run(): Promise<void> {
    try {
      await this.#keepJournal();
      await purgeAlarms(this.#db, new Date(this.#clock().getTime() - alarmsKept * dayMillis));
      await purgeRendered(this.#db);
      await forgetFound(this.#db, new Date(this.#clock().getTime() - this.#foundDays * dayMillis));
      await forgetHolds(this.#db, new Date(this.#clock().getTime() - this.#journalDays * dayMillis));
      const old = new Date(this.#clock().getTime() - placesKept * dayMillis);
      for (const forget of [forgetSeats, forgetFindings, forgetSwitches, forgetNotices]) await forget(this.#db, old);
      await purgeChanges(this.#db, (await latestChange(this.#db)) - changesKept);
    } catch (error) {
      this.#log.warn("Housekeeping in the database failed; it is tried again in an hour.", { error });
    }
  }
}
