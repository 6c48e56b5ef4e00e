import { type DueOrder, noteFailed, noteSent, takeDueOrders } from "../../db/order-queue.ts";
import { withOwner } from "../../db/porting-owner.ts";
import { Rounds } from "../../db/rounds.ts";
import type { Actor } from "../../db/types.ts";
import { operatorSystem } from "../../domain/order-kinds.ts";
import type { PeopleParts } from "../api/parts.ts";
import { handOver, type OperatorSystem } from "./client.ts";

type Parts = Pick<PeopleParts, "db" | "keyring" | "now"> & { readonly system: OperatorSystem };

/** Orders come from every process: this often it is looked whether there are any. Milliseconds. */
const lookEvery = 2_000;
const atOnce = 8;

/** Who answers for what the operator's system says. */
export const operatorActor: Actor = { kind: "system", id: null, name: operatorSystem, organisationId: null };

/** Hands orders to the operator's system, and tries again until it has them or it has been tried often enough. */
export class Courier {
  readonly #parts: Parts;
  readonly #rounds: Rounds;
  readonly #onFault: (error: unknown) => void;
  readonly #random: () => number;

  constructor(parts: Parts, onFault: (error: unknown) => void, random: () => number = Math.random) {
    this.#parts = parts;
    this.#onFault = onFault;
    this.#random = random;
    this.#rounds = new Rounds(lookEvery, () => this.#round(), onFault);
    this.wake();
  }

  /** There may be something to hand over. */
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
    const due = await takeDueOrders(this.#parts.db, this.#parts.now(), atOnce);
    // Those of one look are about different things: see `takeDueOrders`.
    const ends = await Promise.allSettled(due.map((one) => this.#handOver(one)));
    for (const end of ends) if (end.status === "rejected") this.#onFault(end.reason);
    return due.length > 0;
  }

  async #handOver(due: DueOrder): Promise<void> {
    const { db, keyring, now, system } = this.#parts;
    const { order } = due;
    const whole = await withOwner(db, keyring, order);
    const handed = await handOver(system, { ...due, order: whole }, now());
    if (handed.outcome === "taken") await noteSent(db, order, handed, operatorActor, now());
    else await noteFailed(db, order, handed, this.#random(), now());
  }
}
