/** Lets so many in at once; the others wait in the order in which they came. */
export class AtMost {
  readonly #most: number;
  readonly #waiting: { readonly go: () => void; readonly at: number }[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How long the first in line has waited, milliseconds. */
  get wait(): number {
    const [first] = this.#waiting;
    return first ? performance.now() - first.at : 0;
  }

  /** Does the work when it is its turn. Rejects as the work does. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#most) await new Promise<void>((go) => this.#waiting.push({ go, at: performance.now() }));
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed over: nobody who comes in between takes it.
      if (next) next.go();
      else this.#inside -= 1;
    }
  }
}
