import type { Outcome } from "./contract.ts";

/** Counts cases, and keeps the first failures. */
export class Tally {
  #cases = 0;
  #failed = 0;
  readonly #failures: string[] = [];
  readonly #most: number;

  /** @param most failures that are kept */
  constructor(most = 12) {
    this.#most = most;
  }

  /** One case. @param failure what is wrong when it does not hold; no secrets */
  check(holds: boolean, failure: string | (() => string)): void {
    this.#cases += 1;
    if (holds) return;
    this.#failed += 1;
    if (this.#failures.length < this.#most) this.#failures.push(typeof failure === "string" ? failure : failure());
  }

  get cases(): number {
    return this.#cases;
  }

  outcome(more: Pick<Outcome, "measured" | "unmet"> = {}): Outcome {
    const left = this.#failed - this.#failures.length;
    const failures = left === 0 ? this.#failures : [...this.#failures, `and ${left} more`];
    return { cases: this.#cases, failures, ...more };
  }
}

/** Does it to each, `atOnce` at a time; the first that throws ends it. */
export async function eachOf<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const lane = async () => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
