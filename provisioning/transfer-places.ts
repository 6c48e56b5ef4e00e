import { randomUUID } from "node:crypto";
import {
  dropTransferPlaces,
  type Fetcher,
  keepTransferPlaces,
  leaveTransferPlace,
  loadTransferCaps,
  type TransferCaps,
  takeTransferPlace,
} from "../db/firmware-transfers.ts";
import type { Db } from "../db/types.ts";
import { comeAgainAfter } from "../domain/load.ts";
import type { Ask } from "./ask.ts";
import type { Log } from "./log.ts";
import type { PressureGauge } from "./pressure.ts";

/** What the settings say is believed for so long, milliseconds. */
const capsAge = 10_000;
/** A process that has died holds its places for so long, milliseconds. */
const lease = 60_000;
/** Whose places are all taken is not asked for again for so long, milliseconds. */
const fullAge = 500;

/** Why there is no place, as the journal says it. */
export type NoPlace = "firmware_busy" | "server_busy";

type Held = { readonly fetcher: Fetcher; transfers: number };

/**
 * Who fetches firmware at the moment: at most as many of an organisation and of a site as its settings say, over all
 * processes of the installation. A phone that fetches in several parts at once has one place.
 */
export class TransferPlaces {
  readonly #db: Db;
  readonly #clock: () => Date;
  readonly #log: Log;
  readonly #gauge: PressureGauge;
  readonly #most: number;
  readonly #process = randomUUID();
  readonly #held = new Map<string, Held>();
  readonly #caps = new Map<string, { readonly caps: Promise<TransferCaps>; readonly at: number }>();
  readonly #full = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<unknown> = Promise.resolve();

  /** @param most phones that may fetch from this process at once, whoever they belong to */
  constructor(db: Db, clock: () => Date, log: Log, gauge: PressureGauge, most: number) {
    this.#db = db;
    this.#clock = clock;
    this.#log = log;
    this.#gauge = gauge;
    this.#most = most;
  }

  start(): void {
    this.#timer = setInterval(() => this.#renew(), lease / 3);
    this.#timer.unref();
  }

  /** Gives all places back. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#work;
    await dropTransferPlaces(this.#db, this.#process).catch(() => undefined);
  }

  /** How many phones fetch from this process now. */
  get count(): number {
    return this.#held.size;
  }

  /**
   * A place for the asker. Who has one keeps it; nobody gets one while configuration waits.
   *
   * @returns gives it back, once; else why there is none: it shall come again
   */
  async take(ask: Ask): Promise<(() => void) | NoPlace> {
    const fetcher = fetcherOf(ask);
    const held = this.#held.get(fetcher.asker);
    if (held) {
      held.transfers += 1;
      return this.#release(held);
    }
    const place = `${fetcher.organisationId} ${fetcher.siteId ?? ""}`;
    if (!this.#gauge.serves("firmware")) return "server_busy";
    if (this.#held.size >= this.#most) {
      this.#gauge.turnedAway("firmware");
      return "server_busy";
    }
    const monotonic = performance.now();
    if (monotonic - (this.#full.get(place) ?? Number.NEGATIVE_INFINITY) < fullAge) return "firmware_busy";
    // A place that is being given back must not take the new one along.
    await this.#work;
    try {
      const now = this.#clock();
      const until = new Date(now.getTime() + lease);
      const caps = await this.#capsOf(fetcher, place);
      if (!(await takeTransferPlace(this.#db, fetcher, caps, { process: this.#process, until }, now))) {
        if (this.#full.size > 10_000) this.#full.clear();
        this.#full.set(place, monotonic);
        return "firmware_busy";
      }
    } catch (error) {
      this.#log.error("Who fetches firmware could not be noted: the phone is told to come again.", { error });
      return "firmware_busy";
    }
    const mine = this.#held.get(fetcher.asker) ?? { fetcher, transfers: 0 };
    mine.transfers += 1;
    this.#held.set(fetcher.asker, mine);
    return this.#release(mine);
  }

  #release(held: Held): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      held.transfers -= 1;
      if (held.transfers > 0) return;
      const { asker, organisationId, siteId } = held.fetcher;
      this.#held.delete(asker);
      this.#full.delete(`${organisationId} ${siteId ?? ""}`);
      this.#do(() => leaveTransferPlace(this.#db, this.#process, asker));
    };
  }

  #renew(): void {
    const now = this.#clock();
    this.#do(() => keepTransferPlaces(this.#db, this.#process, new Date(now.getTime() + lease), now));
  }

  /** One after the other: a place that is given back and taken again must not be given back last. */
  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => {
      this.#log.error("Who fetches firmware could not be noted.", { error });
    });
  }

  #capsOf({ organisationId, siteId }: Fetcher, place: string): Promise<TransferCaps> {
    const known = this.#caps.get(place);
    const at = performance.now();
    if (known && at - known.at < capsAge) return known.caps;
    if (this.#caps.size > 10_000) this.#caps.clear();
    const caps = loadTransferCaps(this.#db, organisationId, siteId);
    this.#caps.set(place, { caps, at });
    caps.catch(() => this.#caps.delete(place));
    return caps;
  }
}

function fetcherOf({ admission, address }: Ask): Fetcher {
  const { phone } = admission;
  const proved = phone !== null && admission.grant === "everything";
  return {
    asker: proved ? `phone:${phone.id}` : `address:${address}`,
    organisationId: phone?.organisationId ?? admission.organisationId ?? "",
    siteId: phone?.siteId ?? null,
  };
}

/** Seconds after which who found no place shall come again: not all at the same time. */
export function comeAgain({ admission, address }: Ask): number {
  return comeAgainAfter("firmware", admission.phone?.mac ?? address);
}
