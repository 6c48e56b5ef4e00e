/** Goes round over and over: whenever it is woken, and every so often, because another process may have put something in. */
export class Rounds {
  readonly #every: number;
  readonly #round: () => Promise<boolean>;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  /**
   * Waits until it is woken the first time.
   *
   * @param every milliseconds between two rounds when nobody wakes it
   * @param round does what there is to do; true: there is more, go round at once
   */
  constructor(every: number, round: () => Promise<boolean>, onFault: (error: unknown) => void) {
    this.#every = every;
    this.#round = round;
    this.#onFault = onFault;
  }

  /** There may be something to do. */
  wake(): void {
    this.#again = true;
    if (this.#stopped || this.#running) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.wake();
      else if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), this.#every);
    });
  }

  /** Resolves when there is nothing more to do for now. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Resolves when the round under way has ended; there is no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      if (await this.#round()) this.#again = true;
    } catch (error) {
      this.#onFault(error);
    }
  }
}

/** What goes round as long as the process lives: a kind of it says what there is to do. */
export abstract class Engine {
  readonly #rounds: Rounds;

  /** As `Rounds`. */
  constructor(every: number, onFault: (error: unknown) => void) {
    this.#rounds = new Rounds(every, () => this.round(), onFault);
  }

  protected abstract round(): Promise<boolean>;

  /** There may be something to do; the first time: begins. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when there is nothing more to do for now. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  /** Resolves when the round under way has ended; there is no other. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }
}
