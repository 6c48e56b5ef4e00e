/** So many changes go before records in a row; then one of those that wait goes. */
const inARow = 8;

/**
 * Lets one in at a time: whoever changes something, for whom a person waits, before what is only noted behind answers
 * (journal, what was fetched, rendered files, uploads). Each in the order of asking, and nobody waits for ever.
 */
export class WriteQueue {
  readonly #changes: (() => void)[] = [];
  readonly #records: (() => void)[] = [];
  #busy = false;
  #row = 0;

  /**
   * Resolves when it is this one's turn, with the function to call when done, once.
   *
   * @param record nobody waits for it in person
   */
  async enter(record = false): Promise<() => void> {
    if (this.#busy) await new Promise<void>((resolve) => (record ? this.#records : this.#changes).push(resolve));
    this.#busy = true;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#next();
    };
  }

  #next(): void {
    const recordsTurn = this.#records.length > 0 && (this.#changes.length === 0 || this.#row >= inARow);
    const next = recordsTurn ? this.#records.shift() : this.#changes.shift();
    this.#row = recordsTurn ? 0 : this.#row + 1;
    // The place is handed over: nobody who comes in between takes it.
    if (next) next();
    else this.#busy = false;
  }
}
