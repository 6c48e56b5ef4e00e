import { type NonceUse, purgeNonces, useNonces } from "../db/nonce-uses.ts";
import type { Db } from "../db/types.ts";
import { nonceLife } from "./digest.ts";

/** Where the database does not answer in time, phones are let in by what this process knows. Milliseconds. */
const patience = 1_000;
const mostAtOnce = 500;
const purgeEvery = 60_000;

type Waiting = NonceUse & { readonly resolve: (fresh: boolean) => void };

/**
 * Which answers to digest challenges have been seen, over all server processes: a phone may answer a challenge of one
 * process at another, and nobody may answer twice. Phones that ask in the same moment cost one statement together.
 */
export class NonceUses {
  readonly #db: Db;
  readonly #clock: () => Date;
  #waiting: Waiting[] = [];
  #writing = false;
  #purgedAt = performance.now();

  constructor(db: Db, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
  }

  /** False: somebody has answered with this count of this nonce before. */
  use(nonce: string, count: number): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(true), patience);
      const done = (fresh: boolean) => {
        clearTimeout(late);
        resolve(fresh);
      };
      this.#waiting.push({ nonce, count, resolve: done });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#writeSome(this.#waiting.splice(0, mostAtOnce));
    this.#writing = false;
  }

  async #writeSome(some: readonly Waiting[]): Promise<void> {
    const now = this.#clock();
    try {
      const first = new Map(some.toReversed().map((one) => [nameOf(one), one]));
      const fresh = await useNonces(this.#db, [...first.values()], new Date(now.getTime() + 2 * nonceLife));
      const names = new Set(fresh.map(nameOf));
      for (const one of some) one.resolve(names.has(nameOf(one)) && first.get(nameOf(one)) === one);
      if (performance.now() - this.#purgedAt < purgeEvery) return;
      this.#purgedAt = performance.now();
      await purgeNonces(this.#db, now);
    } catch {
      // The database is away: said elsewhere. What this process remembers holds.
      for (const one of some) one.resolve(true);
    }
  }
}

function nameOf({ nonce, count }: NonceUse): string {
  return `${nonce} ${count}`;
}
