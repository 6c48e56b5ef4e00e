/** Lets one in at a time, in the order of asking. */
export class WriteQueue {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is this one's turn, with the function to call when done. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave = () => {};
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
}
