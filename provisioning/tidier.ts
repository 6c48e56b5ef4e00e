import type { FileCache } from "./file-cache.ts";

/** Milliseconds after a crowd has begun until there is time. */
const patience = 1_000;
/** Files at a time, and milliseconds to rest after them: a twentieth of the processor's time. */
const filesAtOnce = 40;
const rest = 12;

/** Makes the cache smaller behind the answers, a little at a time. */
export class Tidier {
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** For `FileCache`'s `onCrowded`. */
  readonly wanted = (cache: FileCache): void => {
    if (this.#timer === null) this.#schedule(cache, patience);
  };

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(cache: FileCache, millis: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (cache.tidy(filesAtOnce)) this.#schedule(cache, rest);
    }, millis);
    this.#timer.unref();
  }
}
