import { DomainError } from "../domain/errors.ts";
import { type AuditValue, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { settlePurchase } from "./data-purchases.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { OrderEffects } from "./order-effect.ts";
import { listOrdersAbout, type Order, type OrderOf } from "./orders.ts";
import { edit, unlessTaken } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { withdrawOrdered } from "./sim-card-orders.ts";
import { getSimCard, presentSimCards, type SimCard, type SimCardRow } from "./sim-card-rows.ts";
import { type SimCodes, sealedCodes } from "./sim-codes.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { applyTypeChange, localDate, noPending } from "./subscription-type-changes.ts";
import type { Actor, Db } from "./types.ts";

type Kinds =
  | "change_type"
  | "cancel_change"
  | "buy_data"
  | "twin_sim"
  | "replace_sim"
  | "block_sim"
  | "unblock_sim"
  | "set_blocks"
  | "activate_sim";

/** What becomes true of subscriptions and their cards when the operator has answered; until then nothing has. */
export const subscriptionOrderEffects: OrderEffects<Kinds> = {
  change_type: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const subscription = await subscriptionOf(trx, order);
      // It may have been called off meanwhile.
      if (subscription.pending?.orderId !== order.id) return;
      const due = subscription.pending.from <= (await localDate(trx, order.organisationId, now));
      if (due) await applyTypeChange(trx, subscription, actor, now);
      else await tell(trx, subscription);
    },
    refused: async (trx, order, _reason, actor, now) => {
      const subscription = await subscriptionOf(trx, order);
      if (subscription.pending?.orderId === order.id)
        await edit(trx, "subscription", subscription, undefined, noPending, actor, now);
      await tell(trx, subscription);
    },
  },
  cancel_change: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const subscription = await subscriptionOf(trx, order);
      if (subscription.pending?.orderId === order.payload.orderId) {
        await edit(trx, "subscription", subscription, undefined, noPending, actor, now);
      }
      await tell(trx, subscription);
    },
    refused: async (trx, order) => tell(trx, await subscriptionOf(trx, order)),
  },
  buy_data: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      await settlePurchase(trx, order, "confirmed", now);
      const subscription = await subscriptionOf(trx, order);
      await record(trx, order, "subscription.data_added", { bytes: order.payload.bytes }, actor, now);
      await tell(trx, subscription);
    },
    refused: async (trx, order, _reason, _actor, now) => {
      await settlePurchase(trx, order, "refused", now);
      await tell(trx, await subscriptionOf(trx, order));
    },
  },
  twin_sim: {
    confirmed: async (trx, keyring, order, details, actor, now) => {
      const card = await cardOf(trx, order);
      await deliver(trx, keyring, card, details, "inactive", actor, now);
      await tellOf(trx, card);
    },
    refused: async (trx, order) => {
      const card = await cardOf(trx, order);
      await withdrawOrdered(trx, card);
      await tellOf(trx, card);
    },
  },
  replace_sim: {
    confirmed: async (trx, keyring, order, details, actor, now) => {
      const card = await cardOf(trx, order);
      // A card that the customer had at hand is in use now; one that is sent waits until it has come.
      const atHand = order.payload.newIccid !== null;
      await deliver(trx, keyring, card, details, atHand ? "active" : "inactive", actor, now);
      if (atHand) await retire(trx, card, actor, now);
      await tellOf(trx, card);
    },
    refused: async (trx, order) => {
      const card = await cardOf(trx, order);
      await withdrawOrdered(trx, card);
      await tellOf(trx, card);
    },
  },
  activate_sim: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const card = await cardOf(trx, order);
      await edit(trx, "sim_card", card, undefined, { state: "active", activate_on: null }, actor, now);
      await record(trx, order, "sim_card.activated", {}, actor, now);
      await retire(trx, card, actor, now);
      await tellOf(trx, card);
    },
    refused: async (trx, order) => tellOf(trx, await cardOf(trx, order)),
  },
  block_sim: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const { reason, iccids } = order.payload;
      const blocked = { state: "blocked", blocked_at: now.toISOString(), blocked_by: order.placedBy.name, block_reason: reason };
      const later = await laterConfirmed(trx, order, await numberOf(trx, order));
      for (const card of await cardsBy(trx, order.organisationId, iccids)) {
        if (later.some((one) => names(one, card))) continue;
        // Replaced or given back meanwhile: there is nothing to block.
        if (card.state !== "active" && card.state !== "blocked" && card.state !== "inactive") continue;
        await edit(trx, "sim_card", card, undefined, blocked, actor, now);
        await recordCard(trx, card, "sim_card.blocked", { reason }, actor, now);
      }
      await tellAbout(trx, order);
    },
    refused: async (trx, order) => tellAbout(trx, order),
  },
  unblock_sim: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const opened = { state: "active", blocked_at: null, blocked_by: null, block_reason: null };
      const later = await laterConfirmed(trx, order, await numberOf(trx, order));
      for (const card of await cardsBy(trx, order.organisationId, order.payload.iccids)) {
        if (card.state !== "blocked" || later.some((one) => names(one, card))) continue;
        await edit(trx, "sim_card", card, undefined, opened, actor, now);
        await recordCard(trx, card, "sim_card.unblocked", {}, actor, now);
      }
      await tellAbout(trx, order);
    },
    refused: async (trx, order) => tellAbout(trx, order),
  },
  set_blocks: {
    confirmed: async (trx, _keyring, order, _details, actor, now) => {
      const subscription = await subscriptionOf(trx, order);
      const { blocks } = order.payload;
      const later = await laterConfirmed(trx, order, subscription);
      if (later.some(({ kind }) => kind === "set_blocks")) return;
      await edit(trx, "subscription", subscription, undefined, { blocks: JSON.stringify(blocks) }, actor, now);
      const entry = { organisationId: order.organisationId, action: "subscription.blocks_set", subject: order.subject };
      await recordAudit(trx, { ...entry, before: { blocks: [...subscription.blocks] }, after: { blocks } }, actor, now);
      await tell(trx, subscription);
    },
    refused: async (trx, order) => tell(trx, await subscriptionOf(trx, order)),
  },
};

/** Answers come in any order: what was asked for after this, about the same number, and has come true before it. One query. */
async function laterConfirmed(trx: Db, order: Order, subscription: Subscription): Promise<Order[]> {
  const { organisationId, id, simCards } = subscription;
  const cards = simCards.map((card) => ({ kind: "sim_card", id: card.id }) as const);
  const orders = await listOrdersAbout(trx, { organisationId, subjects: [{ kind: "subscription", id }, ...cards] });
  // The newest first.
  return orders
    .slice(
      0,
      orders.findIndex((one) => one.id === order.id),
    )
    .filter(({ state }) => state === "confirmed");
}

async function numberOf(trx: Db, order: OrderOf<"block_sim"> | OrderOf<"unblock_sim">): Promise<Subscription> {
  if (order.subject.kind === "subscription") return subscriptionOf(trx, order);
  const { organisationId, subscriptionId } = await cardOf(trx, order);
  return getSubscription(trx, { organisationId, id: subscriptionId });
}

/** Whether it blocks or opens that card. */
function names({ kind, payload }: Order, { iccid }: SimCard): boolean {
  return (kind === "block_sim" || kind === "unblock_sim") && iccid !== null && payload.iccids.includes(iccid);
}

function subscriptionOf(trx: Db, { organisationId, subject }: Order): Promise<Subscription> {
  return getSubscription(trx, { organisationId, id: subject.id });
}

function cardOf(trx: Db, { organisationId, subject }: Order): Promise<SimCard> {
  return getSimCard(trx, { organisationId, id: subject.id });
}

/** At most 20 of an order. */
async function cardsBy(trx: Db, organisationId: string, iccids: readonly string[]): Promise<SimCard[]> {
  const rows: SimCardRow[] = await trx("sim_card")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "iccid", iccids));
  return presentSimCards(rows);
}

type Made = Partial<SimCodes> & { readonly iccid: string; readonly imsi: string | null };

/** The ordered card is there: its number, and its codes sealed. @throws DomainError `iccid_taken` */
async function deliver(
  trx: Db,
  keyring: Keyring,
  card: SimCard,
  { iccid, imsi, ...codes }: Made,
  state: "inactive" | "active",
  actor: Actor,
  now: Date,
): Promise<void> {
  if (card.state !== "ordered") throw new DomainError("sim_state_refused", { state: card.state });
  const columns = { iccid, imsi, state, ...sealedCodes(keyring, card.id, codes) };
  await unlessTaken("iccid_taken", { iccid }, edit(trx, "sim_card", card, undefined, columns, actor, now));
  await recordCard(trx, card, "sim_card.delivered", { iccid, form: card.form, state }, actor, now);
}

/** The card that this one was ordered instead of is out of use now. */
async function retire(trx: Db, by: SimCard, actor: Actor, now: Date): Promise<void> {
  const rows: SimCardRow[] = await trx("sim_card").where("replaced_by", by.id).whereNull("replaced_at");
  for (const old of presentSimCards(rows)) {
    await edit(trx, "sim_card", old, undefined, { state: "replaced", replaced_at: now.toISOString() }, actor, now);
    await recordCard(trx, old, "sim_card.replaced", { iccid: old.iccid }, actor, now);
  }
}

async function record(trx: Db, order: Order, action: string, after: AuditValue, actor: Actor, now: Date): Promise<void> {
  await recordAudit(trx, { organisationId: order.organisationId, action, subject: order.subject, after }, actor, now);
}

async function recordCard(trx: Db, card: SimCard, action: string, after: AuditValue, actor: Actor, now: Date): Promise<void> {
  const subject = { kind: "sim_card", id: card.id };
  await recordAudit(trx, { organisationId: card.organisationId, action, subject, after }, actor, now);
}

async function tell(trx: Db, { organisationId, user }: Subscription): Promise<void> {
  await announce(trx, "subscription", { organisationId, userId: user?.id ?? null });
}

async function tellOf(trx: Db, { organisationId, subscriptionId }: SimCard): Promise<void> {
  await tell(trx, await getSubscription(trx, { organisationId, id: subscriptionId }));
}

async function tellAbout(trx: Db, order: OrderOf<"block_sim"> | OrderOf<"unblock_sim">): Promise<void> {
  if (order.subject.kind === "subscription") await tell(trx, await subscriptionOf(trx, order));
  else await tellOf(trx, await cardOf(trx, order));
}
