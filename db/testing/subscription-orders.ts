import type { OrderDetails } from "../../domain/order.ts";
import { answerOrder } from "../order-settling.ts";
import { listOrdersAbout, type Order } from "../orders.ts";
import { getSubscription, type Subscription } from "../subscription-rows.ts";
import type { Actor, Db } from "../types.ts";
import { testKeyring, testNow } from "./builders.ts";

/** Who answers orders in tests. */
export const operator: Actor = { kind: "operator", id: null, name: "Olof", organisationId: null };
export const later = (minutes: number): Date => new Date(testNow.getTime() + minutes * 60_000);
export const reread = (db: Db, { organisationId, id }: Subscription): Promise<Subscription> =>
  getSubscription(db, { organisationId, id });

/** Everything that was ordered for a subscription and its cards, the newest first. */
export async function ordersOf(db: Db, { organisationId, id, simCards }: Subscription): Promise<Order[]> {
  const subjects = [
    { kind: "subscription", id } as const,
    ...simCards.map((card) => ({ kind: "sim_card", id: card.id }) as const),
  ];
  return listOrdersAbout(db, { organisationId, subjects });
}

/** The operator answers the order that waits. */
export async function answer(
  db: Db,
  subscription: Subscription,
  now: Date,
  said: { readonly details: OrderDetails } | "refused" = { details: {} },
): Promise<void> {
  const waiting = (await ordersOf(db, await reread(db, subscription))).filter(
    (one) => one.state === "queued" || one.state === "sent",
  );
  const which = { id: waiting[0]?.id ?? "", organisations: null };
  const words =
    said === "refused"
      ? ({ answer: "refused", refusal: { code: "contract", text: "" } } as const)
      : ({ answer: "confirmed", details: said.details } as const);
  await answerOrder(db, testKeyring, which, words, operator, now);
}
