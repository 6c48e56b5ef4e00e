import { DomainError } from "../domain/errors.ts";
import { settledStates } from "../domain/order.ts";
import { announce } from "./changes.ts";
import type { Order } from "./order-rows.ts";
import { findOrder, markSent, record, type WhichOrder } from "./order-settling.ts";
import { checkVersion, edit } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * Somebody of the operator's staff works on an order from now on: for the customer it is sent. One's own again changes
 * nothing.
 *
 * @throws DomainError `order_not_found`, `order_settled`, `order_taken` (by somebody else), `version_conflict`
 */
export async function takeOrder(db: Db, which: WhichOrder, actor: Actor, now: Date): Promise<Order> {
  return change(db, async (trx) => {
    const order = await openOrder(trx, which);
    const { taken } = order;
    if (taken !== null && taken.id === actor.id) return order;
    if (taken !== null) throw new DomainError("order_taken", { name: taken.by });
    const columns = {
      taken_by_id: actor.id,
      taken_by: actor.name,
      taken_at: now.toISOString(),
      next_try_at: null,
      dead_at: null,
    };
    await edit(trx, "orders", order, undefined, columns, actor, now);
    await record({ trx, order, actor, now }, "order.taken", {});
    await markSent(trx, await findOrder(trx, which), { via: "manual", reference: order.reference }, actor, now);
    await announce(trx, "order", { organisationId: order.organisationId });
    return findOrder(trx, which);
  });
}

/**
 * Whoever works on it lets go of it; somebody else may go on. Also what another has taken: people fall ill.
 *
 * @throws DomainError `order_not_found`, `order_settled`, `version_conflict`
 */
export async function releaseOrder(db: Db, which: WhichOrder, actor: Actor, now: Date): Promise<Order> {
  return change(db, async (trx) => {
    const order = await openOrder(trx, which);
    if (order.taken === null) return order;
    await edit(trx, "orders", order, undefined, { taken_by_id: null, taken_by: null, taken_at: null }, actor, now);
    await record({ trx, order, actor, now }, "order.released", { takenBy: order.taken.by });
    await announce(trx, "order", { organisationId: order.organisationId });
    return findOrder(trx, which);
  });
}

/**
 * Hands an order over again, now, with all tries before it: one that was given up, or that waits for its next try. One that
 * is with the operator already stays there.
 *
 * @throws DomainError `order_not_found`, `order_settled`, `order_already_sent`, `version_conflict`
 */
export async function retryOrder(db: Db, which: WhichOrder, actor: Actor, now: Date): Promise<Order> {
  return change(db, async (trx) => {
    const order = await openOrder(trx, which);
    if (order.state !== "queued") throw new DomainError("order_already_sent");
    const columns = { tries: 0, next_try_at: now.toISOString(), dead_at: null, fault: null };
    await edit(trx, "orders", order, undefined, columns, actor, now);
    await record({ trx, order, actor, now }, "order.retried", {});
    await announce(trx, "order", { organisationId: order.organisationId });
    return findOrder(trx, which);
  });
}

async function openOrder(trx: Db, which: WhichOrder): Promise<Order> {
  const order = await findOrder(trx, which);
  checkVersion(order, which.version);
  if (settledStates.includes(order.state)) throw new DomainError("order_settled", { state: order.state });
  return order;
}
