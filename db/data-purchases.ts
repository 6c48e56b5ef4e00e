import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { periodOf } from "../domain/subscription.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { getDataPackage } from "./data-packages.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { placeOrder } from "./orders.ts";
import { getSubscription } from "./subscription-rows.ts";
import { localDate, mustBeActive } from "./subscription-type-changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const purchaseStates = ["ordered", "confirmed", "refused", "cancelled"] as const;
export type PurchaseState = (typeof purchaseStates)[number];

/** Data that was bought for one month. Only what is confirmed counts. */
export type DataPurchase = {
  readonly id: string;
  readonly organisationId: string;
  readonly subscriptionId: string;
  readonly orderId: string | null;
  readonly bytes: number;
  readonly priceOre: number;
  /** The month that it can be used in: `2026-11`. */
  readonly period: string;
  readonly state: PurchaseState;
  readonly boughtAt: string;
  readonly boughtBy: string;
};

type Row = {
  id: string;
  organisation_id: string;
  subscription_id: string;
  idempotency_key: string;
  order_id: string | null;
  bytes: number;
  price_ore: number;
  period: string;
  state: string;
  bought_at: string;
  bought_by: string;
  bought_by_user_id: string | null;
};
const State = z.enum(purchaseStates);

function present(row: Row): DataPurchase {
  return {
    ...{ id: row.id, organisationId: row.organisation_id, subscriptionId: row.subscription_id, orderId: row.order_id },
    ...{ bytes: row.bytes, priceOre: row.price_ore, period: row.period, state: State.parse(row.state) },
    ...{ boughtAt: row.bought_at, boughtBy: row.bought_by },
  };
}

/**
 * Buys data for the month that it is where the organisation is. The same key again is the same purchase, as it is now.
 *
 * @param input `by`: `user`: only where the organisation lets people buy (D5)
 * @throws DomainError `subscription_not_found`, `subscription_state_refused`, `data_unlimited`, `data_package_not_found`,
 * `purchase_not_allowed`, `purchase_key_reused`
 */
export async function buyData(
  db: Db,
  input: {
    readonly organisationId: string;
    readonly subscriptionId: string;
    readonly packageId: string;
    readonly idempotencyKey: string;
    readonly by: "user" | "administrator";
  },
  actor: Actor,
  now: Date,
): Promise<DataPurchase> {
  return change(db, async (trx) => {
    const { organisationId, subscriptionId, packageId, idempotencyKey, by } = input;
    const subscription = await getSubscription(trx, { organisationId, id: subscriptionId });
    if (by === "user" && !subscription.userMayBuy) throw new DomainError("purchase_not_allowed");
    const bought = await getDataPackage(trx, packageId);
    const key = { organisation_id: organisationId, idempotency_key: idempotencyKey };
    const known: Row | undefined = await trx("data_purchase").where(key).first();
    if (known) {
      if (known.subscription_id !== subscriptionId || known.bytes !== bought.bytes) throw new DomainError("purchase_key_reused");
      return present(known);
    }
    mustBeActive(subscription);
    if (bought.retiredAt !== null) throw new DomainError("data_package_not_found");
    if (subscription.type.dataQuotaBytes === null) throw new DomainError("data_unlimited");
    const id = newId(now);
    const { bytes, priceOre } = bought;
    const order = await placeOrder(
      trx,
      {
        ...{ organisationId, kind: "buy_data", subject: { kind: "subscription", id: subscriptionId } },
        ...{ payload: { number: subscription.e164, bytes, priceOre }, idempotencyKey: `buy_data:${id}` },
      },
      actor,
      now,
    );
    const row: Row = {
      ...{ id, ...key, subscription_id: subscriptionId, order_id: order.id, bytes, price_ore: priceOre, state: "ordered" },
      period: periodOf(await localDate(trx, organisationId, now)),
      ...{ bought_at: now.toISOString(), bought_by: actor.name, bought_by_user_id: actor.kind === "user" ? actor.id : null },
    };
    await trx("data_purchase").insert(row);
    const entry = { organisationId, action: "subscription.data_bought", subject: { kind: "subscription", id: subscriptionId } };
    await recordAudit(trx, { ...entry, after: { bytes, priceOre, period: row.period } }, actor, now);
    await announce(trx, "subscription", { organisationId, userId: subscription.user?.id ?? null });
    return present(row);
  });
}

/** What was bought, of some subscriptions since a month, the newest first. One query. */
export async function listPurchases(db: Db, subscriptionIds: readonly string[], since: string): Promise<DataPurchase[]> {
  if (subscriptionIds.length === 0) return [];
  const rows: Row[] = await db("data_purchase")
    .where(oneOf(db, "subscription_id", subscriptionIds))
    .where("period", ">=", since)
    .orderBy([
      { column: "bought_at", order: "desc" },
      { column: "id", order: "desc" },
    ]);
  return rows.map(present);
}

/** Bytes that were bought and confirmed for a month, by subscription; without any it is not in the answer. One query. */
export async function boughtBytes(db: Db, subscriptionIds: readonly string[], period: string): Promise<Map<string, number>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows: { subscription_id: string; bytes: number | string }[] = await db("data_purchase")
    .where(oneOf(db, "subscription_id", subscriptionIds))
    .where({ period, state: "confirmed" })
    .groupBy("subscription_id")
    .select("subscription_id")
    .sum({ bytes: "bytes" });
  return new Map(rows.map((row) => [row.subscription_id, Number(row.bytes)]));
}

/** Settles the purchase of an order; a confirmed one counts in the month in which it can be used first. Inside `change`. */
export async function settlePurchase(
  trx: Db,
  order: { readonly id: string; readonly organisationId: string },
  state: Exclude<PurchaseState, "ordered">,
  now: Date,
): Promise<void> {
  const open = trx("data_purchase").where({ order_id: order.id, state: "ordered" });
  // Bought on the last evening and confirmed in the morning: it is there in the new month.
  if (state === "confirmed") await open.update({ state, period: periodOf(await localDate(trx, order.organisationId, now)) });
  else await open.update({ state });
}
