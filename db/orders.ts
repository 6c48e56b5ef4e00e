import type { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type OrderKind, type OrderSubject, orderPayloads, settledStates } from "../domain/order.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { getOrder, isUnsent, type Order, type OrderRow, orderOf } from "./order-rows.ts";
import { edit, made } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { getOrder, isOpen, isUnsent, listOrdersAbout, type Order, type OrderOf } from "./order-rows.ts";

/** What is asked of the operator. `idempotencyKey`: a second order with it, in the same organisation, is the same order. */
export type PlaceOrder = {
  [K in OrderKind]: {
    readonly organisationId: string;
    readonly kind: K;
    readonly subject: OrderSubject;
    readonly payload: z.input<(typeof orderPayloads)[K]>;
    readonly idempotencyKey: string;
  };
}[OrderKind];

/**
 * Puts an order in the queue, as part of the transaction that writes what it is about. The same key again gives the order
 * that is there, as it is now.
 *
 * @throws DomainError `order_key_reused` when the key has been used for something else
 */
export async function placeOrder(db: Db, input: PlaceOrder, actor: Actor, now: Date): Promise<Order> {
  return change(db, async (trx) => {
    const { organisationId, kind, subject, idempotencyKey } = input;
    const payload = orderPayloads[kind].parse(input.payload);
    const same = { organisation_id: organisationId, idempotency_key: idempotencyKey };
    const known = await trx("orders").where(same).first<OrderRow | undefined>();
    if (known) return sameOrder(known, input);
    const id = newId(now, actor.trail?.written);
    const row = {
      ...made(id, actor, now),
      ...same,
      ...{ kind, subject_kind: subject.kind, subject_id: subject.id, payload: JSON.stringify(payload), state: "queued" },
      ...{ placed_by_kind: actor.kind, placed_by_id: actor.id, placed_by: actor.name },
      search_text: digitsIn(payload),
      next_try_at: now.toISOString(),
    };
    await trx("orders").insert(row);
    const entry = { organisationId, action: "order.placed", subject: { kind: "order", id } };
    await recordAudit(trx, { ...entry, after: { orderKind: kind, ...numbersIn(payload) } }, actor, now);
    await announce(trx, "order", { organisationId });
    return getOrder(trx, { organisationId, id });
  });
}

function sameOrder(known: OrderRow, { kind, subject }: PlaceOrder): Order {
  const fits = known.kind === kind && known.subject_kind === subject.kind && known.subject_id === subject.id;
  if (!fits) throw new DomainError("order_key_reused");
  return orderOf(known);
}

/**
 * Takes back an order that nobody has got yet.
 *
 * @throws DomainError `order_not_found`, `order_already_sent` once it has been sent, taken or settled
 */
export async function cancelOrder(
  db: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<Order> {
  return change(db, async (trx) => {
    const order = await getOrder(trx, by);
    if (!isUnsent(order)) throw new DomainError("order_already_sent");
    return close(trx, order, actor, now);
  });
}

/** Ends an order that the operator has called off by another one: nobody sends it, or answers it, any more. Inside `change`. */
export async function endCalledOff(
  trx: Db,
  by: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  const order = await getOrder(trx, by);
  if (!settledStates.includes(order.state)) await close(trx, order, actor, now);
}

async function close(trx: Db, order: Order, actor: Actor, now: Date): Promise<Order> {
  const settled = { state: "cancelled", settled_at: now.toISOString(), settled_by: actor.name, next_try_at: null, dead_at: null };
  await edit(trx, "orders", order, undefined, settled, actor, now);
  const { organisationId, id } = order;
  const entry = { organisationId, action: "order.cancelled", subject: { kind: "order", id } };
  await recordAudit(trx, { ...entry, after: { orderKind: order.kind, ...numbersIn(order.payload) } }, actor, now);
  await announce(trx, "order", { organisationId });
  return getOrder(trx, order);
}

/** The numbers that an order is about, as its entries in the change log name them. */
export function numbersIn(payload: Order["payload"]): { number: string } | { numbers: string[] } {
  return "numbers" in payload ? { numbers: [...payload.numbers] } : { number: payload.number };
}

/** What an order is found by: the digits of its numbers and cards. */
function digitsIn(payload: Order["payload"]): string {
  const numbers = "numbers" in payload ? payload.numbers : [payload.number];
  const cards = "iccids" in payload ? payload.iccids : "iccid" in payload ? [payload.iccid] : [];
  return [...numbers, ...cards].join(" ");
}
