/** Lets so many in at once; the others wait in the order in which they came. */
export class AtMost {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Does the work when it is its turn. Rejects as the work does. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed over: nobody who comes in between takes it.
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
