import { DomainError } from "../domain/errors.ts";
import {
  type OrderDetails,
  type OrderKind,
  type OrderRefusal,
  orderDetails,
  type PortingProgress,
  settledStates,
} from "../domain/order.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { queueMessage } from "./messages.ts";
import type { OrderEffect } from "./order-effect.ts";
import { orderEffects } from "./order-effects.ts";
import { type Order, type OrderOf, type OrderRow, orderOf } from "./order-rows.ts";
import { numbersIn } from "./orders.ts";
import { checkVersion, edit } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { takeFromStock } from "./sim-stock.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What the operator says about an order. `reference`: what the operator calls it; absent: nothing new. */
export type OrderAnswer = { readonly reference?: string | null } & (
  | { readonly answer: "confirmed"; readonly details: OrderDetails }
  | { readonly answer: "refused"; readonly refusal: OrderRefusal }
  | { readonly answer: "progressed"; readonly progress: PortingProgress }
);

/** Which order; `organisations`: those that the asker looks after, null for all. `version`: what the asker has seen. */
export type WhichOrder = {
  readonly id: string;
  readonly organisations: readonly string[] | null;
  readonly version?: number;
};

/** @throws DomainError `order_not_found`, also for one of an organisation that the asker does not look after */
export async function findOrder(db: Db, { id, organisations }: WhichOrder): Promise<Order> {
  const row = await db("orders").where("id", id).first<OrderRow | undefined>();
  if (!row || !(organisations === null || organisations.includes(row.organisation_id))) throw new DomainError("order_not_found");
  return orderOf(row);
}

/**
 * Takes the operator's word for an order, with all that it changes here, as one transaction. The same word again changes
 * nothing.
 *
 * @throws DomainError `order_not_found`, `order_settled` when it has been settled otherwise, `version_conflict`,
 *   `order_refusal_text_missing`, `stock_card_taken`, and what the thing that it is about refuses
 */
export async function answerOrder(
  db: Db,
  keyring: Keyring,
  which: WhichOrder,
  answer: OrderAnswer,
  actor: Actor,
  now: Date,
): Promise<Order> {
  return change(db, async (trx) => {
    const order = await findOrder(trx, which);
    checkVersion(order, which.version);
    if (settledStates.includes(order.state)) {
      if (order.state === answer.answer) return order;
      throw new DomainError("order_settled", { state: order.state });
    }
    const steps = { trx, keyring, order, reference: answer.reference ?? order.reference, actor, now };
    if (answer.answer === "confirmed") await confirm(steps, answer.details);
    else if (answer.answer === "refused") await refuse(steps, answer.refusal);
    else await progress(steps, answer.progress);
    await announce(trx, "order", { organisationId: order.organisationId });
    return findOrder(trx, which);
  });
}

type Steps = {
  readonly trx: Db;
  readonly keyring: Keyring;
  readonly order: Order;
  readonly reference: string | null;
  readonly actor: Actor;
  readonly now: Date;
};

async function confirm({ trx, keyring, order, reference, actor, now }: Steps, given: OrderDetails): Promise<void> {
  // What has been sent to us by mistake is no answer to this kind of order.
  const parsed = orderDetails[order.kind].safeParse(given);
  if (!parsed.success) throw new DomainError("input_invalid", { field: "details" });
  const details =
    order.kind === "twin_sim" || order.kind === "replace_sim"
      ? await takeFromStock(trx, keyring, { ...order, form: order.payload.form }, orderDetails[order.kind].parse(given))
      : parsed.data;
  await settle({ trx, keyring, order, reference, actor, now }, { state: "confirmed" });
  const { effect, one } = effectOf(order);
  await effect?.confirmed(trx, keyring, one, details, actor, now);
  const card = "iccid" in details ? { iccid: details.iccid } : {};
  await record({ trx, order, actor, now }, "order.confirmed", { ...card, ...(reference === null ? {} : { reference }) });
}

async function refuse(steps: Steps, refusal: OrderRefusal): Promise<void> {
  const { trx, keyring, order, actor, now } = steps;
  const { code, text } = refusal;
  if (code === "other" && text.trim() === "") throw new DomainError("order_refusal_text_missing", { field: "text" });
  await settle(steps, { state: "refused", refusal_code: code, refusal_text: text });
  const { effect, one } = effectOf(order);
  await effect?.refused(trx, one, refusal, actor, now);
  await record(steps, "order.refused", { refusalCode: code, ...(text === "" ? {} : { refusalText: text }) });
  const { organisationId, placedBy, kind } = order;
  // An order that was placed for the customer by operator staff is theirs to tell about.
  if (placedBy.kind !== "user" || placedBy.id === null) return;
  const person = await trx("users").where({ id: placedBy.id, organisation_id: organisationId }).first("id");
  if (!person) return;
  const [number = ""] = Object.values(numbersIn(order.payload)).flat();
  const about = { order: kind, number, reason: code, text };
  const message = { organisationId, userId: placedBy.id, channel: "mail", kind: "order_refused", about } as const;
  await queueMessage(trx, keyring, { ...message, key: `order_refused:${order.id}` }, now);
}

async function progress({ trx, keyring, order, reference, actor, now }: Steps, told: PortingProgress): Promise<void> {
  const { effect, one } = effectOf(order);
  if (!effect?.progressed) throw new DomainError("input_invalid", { field: "progress" });
  await markSent(trx, order, { via: order.via ?? "manual", reference }, actor, now);
  await effect.progressed(trx, keyring, one, told, actor, now);
  await record({ trx, order, actor, now }, "order.progressed", { ...told });
}

/**
 * Whoever carries it out has it now. What is settled stays so: the answer may have come before.
 *
 * @returns false when it was sent or settled before
 */
export async function markSent(
  trx: Db,
  order: Order,
  by: { readonly via: "manual" | "http"; readonly reference: string | null },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  if (order.state !== "queued") return false;
  const sent = { state: "sent", via: by.via, sent_at: now.toISOString(), ...quiet, reference: by.reference };
  await edit(trx, "orders", order, undefined, sent, actor, now);
  const { effect, one } = effectOf(order);
  await effect?.sent?.(trx, one, actor, now);
  await record({ trx, order, actor, now }, "order.sent", {});
  return true;
}

/** It is tried no more. */
const quiet = { next_try_at: null, fault: null, dead_at: null } as const;

async function settle(
  { trx, order, reference, actor, now }: Steps,
  columns: { readonly state: "confirmed" | "refused"; readonly refusal_code?: string; readonly refusal_text?: string },
): Promise<void> {
  const at = now.toISOString();
  const said = { ...columns, ...quiet, reference, via: order.via ?? "manual", sent_at: order.sentAt ?? at };
  await edit(trx, "orders", order, undefined, { ...said, settled_at: at, settled_by: actor.name }, actor, now);
}

/** The effect of an order, and the order as that effect takes it. */
function effectOf(order: Order): { effect: OrderEffect<OrderKind> | undefined; one: OrderOf<OrderKind> } {
  // Both are of the kind that stands in the order: the table has them side by side.
  return { effect: orderEffects[order.kind] as unknown as OrderEffect<OrderKind> | undefined, one: order };
}

/** An entry about the order, with the numbers that it is about. */
export async function record(
  { trx, order, actor, now }: Pick<Steps, "trx" | "order" | "actor" | "now">,
  action: string,
  more: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { organisationId, id, kind, payload } = order;
  const after = { orderKind: kind, ...numbersIn(payload), ...more };
  await recordAudit(trx, { organisationId, action, subject: { kind: "order", id }, after }, actor, now);
}
