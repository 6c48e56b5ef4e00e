import type { Log } from "./log.ts";

/** Something that collects in memory and is written to the database now and then. */
export type Collector = {
  readonly name: string;
  /** Writes what has been collected so far; keeps it when that fails, as far as its bounds allow. */
  flush(): Promise<void>;
};

/**
 * Writes behind the answers, never in them: one writer, one collector after the other, at least every `millis` while
 * the database keeps up. A failure is logged once until it is over.
 */
export class WriteBehind {
  readonly #collectors: readonly Collector[];
  readonly #millis: number;
  readonly #log: Log;
  readonly #failing = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #stopped = false;

  constructor(collectors: readonly Collector[], millis: number, log: Log) {
    this.#collectors = collectors;
    this.#millis = millis;
    this.#log = log;
  }

  start(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.flush().then(() => this.start());
    }, this.#millis);
  }

  /** Writes now; a flush under way is waited for, and what came after its beginning is written too. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#writing ??= this.#flushAll().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  /** Writes what is left, and no more after that. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.flush();
  }

  async #flushAll(): Promise<void> {
    for (const collector of this.#collectors) {
      try {
        await collector.flush();
        if (this.#failing.delete(collector.name)) this.#log.info("Writing works again.", { what: collector.name });
      } catch (error) {
        if (!this.#failing.has(collector.name)) this.#log.error("Writing fails.", { what: collector.name, error });
        this.#failing.add(collector.name);
      }
    }
  }
}
