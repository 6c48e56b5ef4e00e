import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type BlockReason, mayUnblock, type SimAsker, simForms } from "../domain/sim-card.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { isOpen, listOrdersAbout, type Order, placeOrder } from "./orders.ts";
import { edit, made } from "./rows.ts";
import { getSimCard, type SimCard } from "./sim-card-rows.ts";
import { Iccid } from "./sim-cards.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { mustBeActive } from "./subscription-type-changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly id: string };

/** How a new card comes. */
export const OrderedCard = z.strictObject({
  form: z.enum(simForms),
  /** Where a card of plastic is sent, in lines; null: the address that the operator has. */
  deliverTo: z.string().trim().max(300).nullable().default(null),
});
export type OrderedCard = z.output<typeof OrderedCard>;

export const Replacement = OrderedCard.extend({
  /** Of a card that is at hand; null: one is sent. */
  newIccid: Iccid.nullable().default(null),
  /** A local date, or at once. */
  startsOn: z.union([z.literal("now"), z.iso.date()]).default("now"),
});
export type Replacement = z.output<typeof Replacement>;

/** What is still going on with cards and subscriptions: orders without an answer, the newest first. One query. */
export async function openOrders(db: Db, organisationId: string, subjects: readonly Order["subject"][]): Promise<Order[]> {
  const orders = await listOrdersAbout(db, { organisationId, subjects });
  return orders.filter(isOpen);
}

const aboutCard = (id: string) => ({ kind: "sim_card", id }) as const;

/**
 * Orders one more card for the same number. It is in the list from now on, as ordered.
 *
 * @param input `key`: the same once more is the same card
 * @throws DomainError `subscription_not_found`, `subscription_state_refused`, `twin_not_offered` (detail: `name`)
 */
export async function orderTwin(
  db: Db,
  input: OrderedCard & Of & { readonly key: string },
  actor: Actor,
  now: Date,
): Promise<SimCard> {
  return change(db, async (trx) => {
    const { organisationId, id: subscriptionId, form, deliverTo, key } = input;
    const subscription = await getSubscription(trx, input);
    const known = await cardOfKey(trx, organisationId, `twin_sim:${key}`);
    if (known) return known;
    mustBeActive(subscription);
    const { name, twinPriceOre } = subscription.type;
    if (twinPriceOre === null) throw new DomainError("twin_not_offered", { name });
    const card = await insertOrdered(trx, subscription, form, "twin", actor, now);
    const payload = { number: subscription.e164, form, deliverTo };
    const ask = { organisationId, subject: aboutCard(card), payload, idempotencyKey: `twin_sim:${key}` };
    await placeOrder(trx, { ...ask, kind: "twin_sim" }, actor, now);
    const entry = { organisationId, action: "sim_card.ordered", subject: aboutCard(card) };
    await recordAudit(trx, { ...entry, after: { subscriptionId, form, role: "twin", priceOre: twinPriceOre } }, actor, now);
    await tell(trx, subscription);
    return getSimCard(trx, { organisationId, id: card });
  });
}

async function cardOfKey(trx: Db, organisationId: string, key: string): Promise<SimCard | null> {
  const row = await trx("orders")
    .where({ organisation_id: organisationId, idempotency_key: key })
    .first<{ subject_id: string } | undefined>("subject_id");
  return row ? getSimCard(trx, { organisationId, id: row.subject_id }) : null;
}

async function insertOrdered(
  trx: Db,
  { organisationId, id: subscriptionId }: Subscription,
  form: SimCard["form"],
  role: SimCard["role"],
  actor: Actor,
  now: Date,
): Promise<string> {
  const id = newId(now, actor.trail?.written);
  const row = { ...made(id, actor, now), organisation_id: organisationId, subscription_id: subscriptionId };
  await trx("sim_card").insert({ ...row, form, role, state: "ordered" });
  return id;
}

/**
 * A card that was ordered and will not come is not there, and the one that it was to replace stays. What was ordered is about
 * its number from now on, where people find it. Inside `change`.
 */
export async function withdrawOrdered(trx: Db, { id, organisationId, subscriptionId }: SimCard): Promise<void> {
  const about = { organisation_id: organisationId, subject_kind: "sim_card", subject_id: id };
  await trx("orders").where(about).update({ subject_kind: "subscription", subject_id: subscriptionId });
  await trx("sim_card").where("replaced_by", id).whereNull("replaced_at").update({ replaced_by: null });
  await trx("sim_card").where({ id, state: "ordered" }).delete();
}

/**
 * Orders a card instead of this one. The old one works, or stays blocked, until the new one is in use.
 *
 * @returns the new card, as ordered
 * @throws DomainError `sim_card_not_found`, `sim_state_refused`, `sim_order_pending` when one is on its way already
 */
export async function replaceSim(db: Db, input: Replacement & Of, actor: Actor, now: Date): Promise<SimCard> {
  return change(db, async (trx) => {
    const { organisationId, id, form, deliverTo, newIccid, startsOn } = input;
    const old = await getSimCard(trx, input);
    if ((old.state !== "active" && old.state !== "blocked" && old.state !== "inactive") || old.iccid === null) {
      throw new DomainError("sim_state_refused", { state: old.state });
    }
    if (old.replacedBy !== null) throw new DomainError("sim_order_pending");
    const subscription = await getSubscription(trx, { organisationId, id: old.subscriptionId });
    const card = await insertOrdered(trx, subscription, form, old.role, actor, now);
    await edit(trx, "sim_card", old, undefined, { replaced_by: card }, actor, now);
    const payload = { number: subscription.e164, form, deliverTo, iccid: old.iccid, newIccid, startsOn };
    const ask = { organisationId, subject: aboutCard(card), payload, idempotencyKey: `replace_sim:${card}` };
    await placeOrder(trx, { ...ask, kind: "replace_sim" }, actor, now);
    const entry = { organisationId, action: "sim_card.ordered", subject: aboutCard(card) };
    const after = { subscriptionId: subscription.id, form, role: old.role, replaces: id, oldIccid: old.iccid };
    await recordAudit(trx, { ...entry, after }, actor, now);
    await tell(trx, subscription);
    return getSimCard(trx, { organisationId, id: card });
  });
}

/**
 * Asks the operator to put a card into use that has come. @throws DomainError `sim_card_not_found`, `sim_state_refused`,
 * `sim_order_pending`
 */
export async function activateSim(db: Db, input: Of, actor: Actor, now: Date): Promise<SimCard> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const card = await getSimCard(trx, input);
    if (card.state !== "inactive" || card.iccid === null) throw new DomainError("sim_state_refused", { state: card.state });
    const open = await openOrders(trx, organisationId, [aboutCard(id)]);
    if (open.length > 0) throw new DomainError("sim_order_pending");
    const subscription = await getSubscription(trx, { organisationId, id: card.subscriptionId });
    const payload = { number: subscription.e164, iccid: card.iccid };
    const ask = { organisationId, subject: aboutCard(id), payload, idempotencyKey: `activate_sim:${id}:${card.version}` };
    await placeOrder(trx, { ...ask, kind: "activate_sim" }, actor, now);
    await edit(trx, "sim_card", card, undefined, {}, actor, now);
    const entry = { organisationId, action: "sim_card.activation_ordered", subject: aboutCard(id) };
    await recordAudit(trx, entry, actor, now);
    await tell(trx, subscription);
    return getSimCard(trx, input);
  });
}

/** Which cards a block is for: one, or all of the number (P6). */
export type BlockTarget = { readonly simCardId: string } | { readonly subscriptionId: string };

/**
 * Asks the operator to block cards. What is blocked for that reason already, or on its way there, is left alone: a second time
 * changes nothing. A card that is only paused can be blocked as lost.
 *
 * @returns the cards that a block is ordered for now
 * @throws DomainError `sim_card_not_found`, `subscription_not_found`, `sim_state_refused` when none of them can be blocked
 */
export async function blockSims(
  db: Db,
  input: { readonly organisationId: string; readonly target: BlockTarget; readonly reason: BlockReason },
  actor: Actor,
  now: Date,
): Promise<readonly SimCard[]> {
  return change(db, async (trx) => {
    const { organisationId, target, reason } = input;
    const { subscription, cards, one } = await targeted(trx, organisationId, target);
    const able = cards.filter((card) => card.iccid !== null && (card.state === "active" || card.state === "blocked"));
    if (able.length === 0) throw new DomainError("sim_state_refused", { state: cards[0]?.state ?? "terminated" });
    const open = await openOrders(trx, organisationId, [subscription, ...subscription.simCards].map(subjectOf));
    const wanted = able.filter((card) => mayBecome(willBe(card, open), reason));
    if (wanted.length === 0) return [];
    const iccids = wanted.flatMap((card) => card.iccid ?? []);
    const subject = one === null ? ({ kind: "subscription", id: subscription.id } as const) : aboutCard(one);
    const payload = { number: subscription.e164, iccids, reason };
    const ask = { organisationId, subject, payload, idempotencyKey: `block_sim:${newId(now, actor.trail?.written)}` };
    await placeOrder(trx, { ...ask, kind: "block_sim" }, actor, now);
    const action = one === null ? "subscription.block_ordered" : "sim_card.block_ordered";
    await recordAudit(trx, { organisationId, action, subject, after: { iccids, reason } }, actor, now);
    await tell(trx, subscription);
    return wanted;
  });
}

/** A pause may become a loss, and not the other way round. */
function mayBecome(blocked: BlockReason | null, reason: BlockReason): boolean {
  return blocked === null || (blocked === "paused" && reason !== "paused");
}

/** For which reason a card is blocked when what is on its way has come true; null: it is open then. */
function willBe({ iccid, state, blockReason }: SimCard, open: readonly Order[]): BlockReason | null {
  for (const { kind, payload } of open) {
    if (kind !== "block_sim" && kind !== "unblock_sim") continue;
    if (iccid === null || !payload.iccids.includes(iccid)) continue;
    return "reason" in payload ? payload.reason : null;
  }
  return state === "blocked" ? (blockReason ?? "lost") : null;
}

function subjectOf(one: Subscription | SimCard): Order["subject"] {
  return "e164" in one ? { kind: "subscription", id: one.id } : aboutCard(one.id);
}

async function targeted(trx: Db, organisationId: string, target: BlockTarget) {
  if ("subscriptionId" in target) {
    const subscription = await getSubscription(trx, { organisationId, id: target.subscriptionId });
    return { subscription, cards: subscription.simCards, one: null };
  }
  const card = await getSimCard(trx, { organisationId, id: target.simCardId });
  const subscription = await getSubscription(trx, { organisationId, id: card.subscriptionId });
  return { subscription, cards: [card], one: card.id };
}

/**
 * Asks the operator to open a blocked card again (P4). A second time changes nothing.
 *
 * @throws DomainError `sim_card_not_found`, `sim_state_refused`, `sim_unblock_refused`
 */
export async function unblockSim(db: Db, input: Of & { readonly asker: SimAsker }, actor: Actor, now: Date): Promise<SimCard> {
  return change(db, async (trx) => {
    const { organisationId, id, asker } = input;
    const card = await getSimCard(trx, input);
    const { iccid, blockReason } = card;
    if (card.state !== "blocked" || iccid === null) throw new DomainError("sim_state_refused", { state: card.state });
    if (!mayUnblock(blockReason ?? "lost", asker)) throw new DomainError("sim_unblock_refused");
    const subscription = await getSubscription(trx, { organisationId, id: card.subscriptionId });
    const open = await openOrders(trx, organisationId, [subscription, ...subscription.simCards].map(subjectOf));
    const coming = willBe(card, open);
    if (coming === null) return card;
    // Somebody has just told that the paused card is lost: that is on its way already.
    if (!mayUnblock(coming, asker)) throw new DomainError("sim_unblock_refused");
    const payload = { number: subscription.e164, iccids: [iccid] };
    const ask = {
      organisationId,
      subject: aboutCard(id),
      payload,
      idempotencyKey: `unblock_sim:${newId(now, actor.trail?.written)}`,
    };
    await placeOrder(trx, { ...ask, kind: "unblock_sim" }, actor, now);
    const entry = { organisationId, action: "sim_card.unblock_ordered", subject: aboutCard(id) };
    await recordAudit(trx, { ...entry, after: { iccids: [iccid], reason: blockReason } }, actor, now);
    await tell(trx, subscription);
    return getSimCard(trx, input);
  });
}

async function tell(trx: Db, { organisationId, user }: Subscription): Promise<void> {
  await announce(trx, "subscription", { organisationId, userId: user?.id ?? null });
}
