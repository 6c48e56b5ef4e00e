import { isServed, type LoadKind, type Pressure } from "../domain/load.ts";

/** So often it is looked how late the loop is, milliseconds. */
const lookEvery = 50;
/** What was so long ago counts a third. Milliseconds. */
const remembers = 500;

/**
 * How much a process is pressed: how late its loop is, as requests see it that cannot even be read yet, and how long
 * those wait that have been read. Whoever has a line says so by `watch`.
 */
export class PressureGauge {
  readonly #lines: (() => number)[] = [];
  readonly #turnedAway: Record<LoadKind, number> = { configuration: 0, people: 0, firmware: 0, strangers: 0 };
  #timer: NodeJS.Timeout | null = null;
  #looked = performance.now();
  #late = 0;
  #requests = 0;
  #rate = 0;

  /** Begins to look at the loop. */
  start(): void {
    this.#looked = performance.now();
    this.#timer = setInterval(() => this.#look(), lookEvery);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** @param wait milliseconds that the first in some line has waited */
  watch(wait: () => number): void {
    this.#lines.push(wait);
  }

  /** A phone has asked. */
  count(): void {
    this.#requests += 1;
  }

  now(): Pressure {
    return { wait: this.#lines.reduce((most, line) => Math.max(most, line()), this.#late), rate: this.#rate };
  }

  /** Whether who is being served of this kind makes room for others. */
  presses(kind: LoadKind): boolean {
    return !isServed(kind, this.now());
  }

  /** Whether this kind is served now; who is not is counted. */
  serves(kind: LoadKind): boolean {
    const served = isServed(kind, this.now());
    if (!served) this.turnedAway(kind);
    return served;
  }

  /** Somebody was told to come again, or not heard. */
  turnedAway(kind: LoadKind): void {
    this.#turnedAway[kind] += 1;
  }

  /** Since the start. */
  get turnedAwaySoFar(): Readonly<Record<LoadKind, number>> {
    return this.#turnedAway;
  }

  #look(): void {
    const now = performance.now();
    const passed = now - this.#looked;
    this.#looked = now;
    const weight = 1 - Math.exp(-passed / remembers);
    this.#late += weight * (Math.max(0, passed - lookEvery) - this.#late);
    const perSecond = (this.#requests * 1000) / Math.max(passed, 1);
    this.#requests = 0;
    this.#rate += weight * (perSecond - this.#rate);
  }
}
