import type { Plan } from "../domain/plan.ts";

/**
 * Plans of the last seconds. A phone asks for two to four files in a row, all made of one plan. Plans hold secrets in
 * the clear, so they are kept briefly and few.
 */
export class PlanShelf {
  readonly #most: number;
  readonly #millis: number;
  readonly #plans = new Map<string, { readonly plan: Plan; readonly revision: number; readonly at: number }>();

  constructor(most = 1000, millis = 10_000) {
    this.#most = most;
    this.#millis = millis;
  }

  /** @param now milliseconds, rising */
  take(phoneId: string, revision: number, now: number): { readonly plan: Plan; readonly revision: number } | null {
    const kept = this.#plans.get(phoneId);
    if (!kept) return null;
    if (kept.revision >= revision && now - kept.at <= this.#millis) return kept;
    this.#plans.delete(phoneId);
    return null;
  }

  put(phoneId: string, plan: Plan, revision: number, now: number): void {
    this.#plans.delete(phoneId);
    this.#plans.set(phoneId, { plan, revision, at: now });
    if (this.#plans.size > this.#most) this.clear(now, this.#plans.size - this.#most);
  }

  forget(phoneId: string): void {
    this.#plans.delete(phoneId);
  }

  /** Drops what is too old, and at least `atLeast` of the oldest. */
  clear(now: number, atLeast = 0): void {
    let left = atLeast;
    for (const [phoneId, { at }] of this.#plans) {
      if (left-- <= 0 && now - at <= this.#millis) return;
      this.#plans.delete(phoneId);
    }
  }
}
