import { lookAtRollout, takeDueRollouts } from "../db/rollout-rounds.ts";
import { Rounds } from "../db/rounds.ts";
import type { Actor, Db } from "../db/types.ts";

/** So often it is looked whether a roll-out is due. Milliseconds. */
const lookEvery = 1_000;
const atOnce = 10;

/** Who answers for what a roll-out does by itself. */
export const rolloutActor: Actor = { kind: "system", id: null, name: "rollout", organisationId: null };

export type RolloutEngineParts = {
  readonly db: Db;
  readonly clock: () => Date;
  readonly onFault: (error: unknown) => void;
  /** Phones may have something else: whoever serves them in this process looks. */
  readonly notify?: () => void;
};

/**
 * Takes roll-outs on, round by round. What it knows is in the database: any process goes on where another stopped, and
 * several do not get in each other's way.
 */
export class RolloutEngine {
  readonly #parts: RolloutEngineParts;
  readonly #rounds: Rounds;

  constructor(parts: RolloutEngineParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(lookEvery, () => this.#round(), parts.onFault);
  }

  /** From now on; also: there may be something to do. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when there is nothing more to do for now. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #round(): Promise<boolean> {
    const { db, clock, onFault, notify } = this.#parts;
    const ids = await takeDueRollouts(db, clock(), atOnce);
    for (const id of ids) {
      try {
        // A ring that has passed makes room for the next one at once; each look is a transaction of its own.
        while (await lookAtRollout(db, id, rolloutActor, clock()));
      } catch (error) {
        onFault(error);
      }
    }
    if (ids.length > 0) notify?.();
    return ids.length === atOnce;
  }
}
