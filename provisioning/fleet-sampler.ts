import { sampleFleet } from "../db/fleet.ts";
import { Rounds } from "../db/rounds.ts";
import type { Db } from "../db/types.ts";
import type { Log } from "./log.ts";

/** Often enough that every hour is noted, also by a process that starts in the middle of it. Milliseconds. */
const every = 5 * 60_000;
const keptMillis = 14 * 24 * 60 * 60_000;

/** Notes once an hour how many phones stand how, whichever of several processes comes first. */
export class FleetSampler {
  readonly #rounds: Rounds;

  constructor(db: Db, clock: () => Date, log: Log) {
    this.#rounds = new Rounds(
      every,
      async () => {
        const now = clock();
        await sampleFleet(db, now, new Date(now.getTime() - keptMillis));
        return false;
      },
      (error) => log.error("How phones stand could not be noted; it is tried again.", { error }),
    );
  }

  start(): void {
    this.#rounds.wake();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }
}
