import { lookAtRollout, takeDueRollouts } from "../db/rollout-rounds.ts";
import { Engine } from "../db/rounds.ts";
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
export class RolloutEngine extends Engine {
  readonly #parts: RolloutEngineParts;

  constructor(parts: RolloutEngineParts) {
    super(lookEvery, parts.onFault);
    this.#parts = parts;
  }

  protected async round(): Promise<boolean> {
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
