import { EdgeError } from "../problem.ts";

/** Work that takes memory and a thread that the database needs too: few at a time, and no endless queue. */
const mostWaiting = 200;

export class Gate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;

  constructor(atOnce = 2) {
    this.#atOnce = atOnce;
  }

  /** @throws EdgeError `too_many` when too many wait already */
  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= mostWaiting) throw new EdgeError("too_many", 5);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
