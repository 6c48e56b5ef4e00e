import { comeAgainAfter, isServed, type LoadKind } from "../domain/load.ts";
import type { Ask } from "./ask.ts";
import type { PressureGauge } from "./pressure.ts";

/** Kinds that come through here, first served first. */
const order = ["configuration", "firmware", "strangers"] as const satisfies readonly LoadKind[];
export type TurnstileKind = (typeof order)[number];

/**
 * So many milliseconds of a turn of the loop belong to requests of phones. What is left over waits for the next turn, so
 * that people's requests, which need several turns each, go on in between.
 */
const share = 8;

type Waiting = { readonly work: () => void; readonly at: number };

/** A line that gives back its places without moving all of those behind. */
class Line {
  #waiting: Waiting[] = [];
  #next = 0;

  get length(): number {
    return this.#waiting.length - this.#next;
  }

  get first(): Waiting | null {
    return this.#waiting[this.#next] ?? null;
  }

  push(one: Waiting): void {
    this.#waiting.push(one);
  }

  shift(): Waiting | null {
    const one = this.#waiting[this.#next] ?? null;
    if (one) this.#next += 1;
    if (this.#next > 1024 && this.#next * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return one;
  }
}

/** Requests of a kind that may wait; beyond that no more of it are let in. */
const mostWaiting: Readonly<Record<TurnstileKind, number>> = { configuration: 20_000, firmware: 2_000, strangers: 2_000 };

/**
 * Requests of phones pass here one after the other: those that are nothing to wait for at once, and when there is a
 * crowd, files of proven phones before firmware before strangers.
 */
export class Turnstile {
  readonly #gauge: PressureGauge;
  readonly #lines: Readonly<Record<TurnstileKind, Line>> = {
    configuration: new Line(),
    firmware: new Line(),
    strangers: new Line(),
  };
  #spent = 0;
  #waiting = 0;
  #scheduled = false;

  constructor(gauge: PressureGauge) {
    this.#gauge = gauge;
    gauge.watch(() => this.wait);
  }

  /** Requests that wait now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How long the first configuration in line has waited, milliseconds. */
  get wait(): number {
    const first = this.#lines.configuration.first;
    return first ? performance.now() - first.at : 0;
  }

  /**
   * Lets the work be done now or in its turn.
   *
   * @param work must not throw
   * @returns false: it will not be done, the asker shall come again
   */
  enter(kind: TurnstileKind, work: () => void): boolean {
    this.#gauge.count();
    if (this.#waiting === 0 && this.#spent < share) {
      this.#do(work);
      return true;
    }
    const full = this.#lines[kind].length >= mostWaiting[kind];
    if (full || (kind === "configuration" && !isServed(kind, this.#gauge.now()))) {
      this.#gauge.turnedAway(kind);
      return false;
    }
    this.#lines[kind].push({ work, at: performance.now() });
    this.#waiting += 1;
    this.#schedule();
    return true;
  }

  /** Seconds after which who was not let in shall come again. */
  comeAgain({ admission, address, route }: Ask): number {
    const kind = route.recognised.wants === "firmware" ? "firmware" : "configuration";
    return comeAgainAfter(kind, admission.phone?.mac ?? address, this.#gauge.now().wait);
  }

  #do(work: () => void): void {
    const began = performance.now();
    work();
    this.#spent += performance.now() - began;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#spent = 0;
      while (this.#waiting > 0 && this.#spent < share) this.#next();
    });
  }

  #next(): void {
    for (const kind of order) {
      const one = this.#lines[kind].shift();
      if (!one) continue;
      this.#waiting -= 1;
      this.#do(one.work);
      return;
    }
  }
}

/** Where a question stands in line. */
export function kindOf({ admission, route }: Pick<Ask, "admission" | "route">): TurnstileKind {
  if (admission.grant === "nothing") return "strangers";
  return route.recognised.wants === "firmware" ? "firmware" : "configuration";
}
