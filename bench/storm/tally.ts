import { monitorEventLoopDelay } from "node:perf_hooks";
import { quantile } from "../../templates/virtual/fleet.ts";
import type { PartResult } from "./plan.ts";

const mostProblems = 10;

/** Collects what one part sees. */
export class Tally {
  readonly #times: number[] = [];
  readonly #outcomes: Record<string, number> = {};
  readonly #problems: string[] = [];
  readonly #lag = monitorEventLoopDelay({ resolution: 5 });
  readonly #began = performance.now();
  #asked = 0;

  constructor() {
    this.#lag.enable();
  }

  /** @param millis null: it does not count among the times */
  note(outcome: string, millis: number | null): void {
    this.#asked += 1;
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    if (millis !== null) this.#times.push(millis);
  }

  problem(text: string): void {
    if (this.#problems.length < mostProblems) this.#problems.push(text);
  }

  result(): PartResult {
    this.#lag.disable();
    const sorted = this.#times.toSorted((a, b) => a - b);
    return {
      ...{ asked: this.#asked, outcomes: this.#outcomes, problems: this.#problems },
      ...{ p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), slowest: sorted.at(-1) ?? 0 },
      seconds: (performance.now() - this.#began) / 1000,
      ownLag: Math.max(0, this.#lag.percentile(99) / 1e6 - 5),
    };
  }
}

export const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** Calls `once` so many times a second, evenly, until then (milliseconds as `performance.now()`); late ones are caught up. */
export async function atRate(perSecond: number, until: number, once: () => void): Promise<void> {
  const began = performance.now();
  for (let done = 0; performance.now() < until && perSecond > 0; await pause(2)) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; done < due; done++) once();
  }
}
