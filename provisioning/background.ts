import type { PhoneRow } from "./phone-row.ts";
import type { RenderQueue } from "./render-queue.ts";
import type { SaveQueue } from "./save-queue.ts";

const phonesAtOnce = 32;
/** Share of the time that is left to others: after working for t, it rests for three times t. */
const restFactor = 3;
const shortestRest = 5;

export type BackgroundOptions = {
  readonly queue: RenderQueue;
  readonly saves: SaveQueue;
  /** The phone's roles; empty when nothing is to be made for it. */
  readonly rolesOf: (phone: PhoneRow) => readonly string[];
  /** Told of phones for which nothing can be made. */
  readonly onNothing: (phone: PhoneRow) => void;
};

/**
 * Makes the files of phones whose revision was raised before they ask, so that it is known what each phone should have,
 * and memory is warm. Slow on purpose: phones that ask come first.
 */
export class BackgroundRenderer {
  readonly #options: BackgroundOptions;
  readonly #waiting = new Set<PhoneRow>();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  add(phones: Iterable<PhoneRow>): void {
    for (const phone of phones) this.#waiting.add(phone);
    if (this.#waiting.size > 0) this.#schedule(shortestRest);
  }

  forget(phone: PhoneRow): void {
    this.#waiting.delete(phone);
  }

  /** Waits until nothing is left to do. */
  async drain(): Promise<void> {
    if (this.#waiting.size > 0 || this.#working) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#waiting.clear();
    await this.#working;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #schedule(millis: number): void {
    if (this.#stopped || this.#timer || this.#working) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#working = this.#work().then((rest) => this.#after(rest));
    }, millis);
  }

  /** @returns milliseconds to rest */
  async #work(): Promise<number> {
    const began = performance.now();
    if (!this.#options.queue.busy && !this.#options.saves.full) await Promise.all(this.#takeSome());
    return Math.max(shortestRest, (performance.now() - began) * restFactor);
  }

  #after(rest: number): void {
    this.#working = null;
    if (this.#waiting.size > 0 && !this.#stopped) this.#schedule(rest);
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  #takeSome(): Promise<unknown>[] {
    const made: Promise<unknown>[] = [];
    let phones = 0;
    for (const phone of this.#waiting) {
      if (phones++ >= phonesAtOnce) break;
      this.#waiting.delete(phone);
      const roles = this.#options.rolesOf(phone);
      if (roles.length === 0) this.#options.onNothing(phone);
      for (const role of roles) made.push(this.#options.queue.request(phone, role, "spare"));
    }
    return made;
  }
}
