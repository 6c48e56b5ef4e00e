import { raiseAlarm } from "../db/alarms.ts";
import { recordHolds, type StrangeAsk } from "../db/phone-holds.ts";
import { type NewHome, saveHomes } from "../db/phone-homes.ts";
import { believeMoves } from "../db/phone-moves.ts";
import type { Db } from "../db/types.ts";
import type { Collector } from "./write-behind.ts";

/** Askers that wait to be noted, at most; those beyond are held all the same. */
const mostStrange = 2_000;
/** How often is looked whether an office has moved, milliseconds. */
const movesEvery = 60_000;

/** How phones ask and who asked in their names, on the way into the database. */
export class HomeCollector implements Collector {
  readonly name = "homes";
  readonly #db: Db;
  readonly #clock: () => Date;
  #learned = new Map<string, NewHome>();
  #strange: (StrangeAsk & { readonly mac: string })[] = [];
  #lookedForMoves = Number.NEGATIVE_INFINITY;

  constructor(db: Db, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
  }

  learned(home: NewHome): void {
    const before = this.#learned.get(home.phoneId);
    this.#learned.set(home.phoneId, { ...home, expectedUsed: home.expectedUsed || (before?.expectedUsed ?? false) });
  }

  strange(ask: StrangeAsk & { readonly mac: string }): void {
    if (this.#strange.length < mostStrange) this.#strange.push(ask);
  }

  async flush(): Promise<void> {
    await this.#saveLearned();
    await this.#saveStrange();
    const now = this.#clock();
    if (now.getTime() - this.#lookedForMoves < movesEvery) return;
    this.#lookedForMoves = now.getTime();
    await believeMoves(this.#db, now);
  }

  async #saveLearned(): Promise<void> {
    const learned = this.#learned;
    this.#learned = new Map();
    try {
      await saveHomes(this.#db, [...learned.values()]);
    } catch (error) {
      this.#learned = new Map([...learned, ...this.#learned]);
      throw error;
    }
  }

  /** An alarm for each phone about which nobody has decided; the same one is counted up. */
  async #saveStrange(): Promise<void> {
    const strange = this.#strange;
    this.#strange = [];
    let undecided: ReadonlySet<StrangeAsk>;
    try {
      undecided = await recordHolds(this.#db, strange);
    } catch (error) {
      this.#strange = [...strange, ...this.#strange].slice(0, mostStrange);
      throw error;
    }
    const told = new Map(strange.filter((one) => undecided.has(one)).map((one) => [one.phoneId, one]));
    for (const { phoneId, organisationId, mac, address, reasons } of told.values())
      await raiseAlarm(
        this.#db,
        { kind: "phone_held", organisationId, phoneId, mac, address, detail: reasons.join(",") },
        this.#clock(),
      );
  }
}
