import { DomainError } from "../../domain/errors.ts";
import { announce } from "../changes.ts";
import { settlePurchase } from "../data-purchases.ts";
import { cancelOrder, getOrder, listOrdersAbout, numbersIn, type Order } from "../orders.ts";
import { edit } from "../rows.ts";
import { withdrawOrdered } from "../sim-card-orders.ts";
import { getSimCard } from "../sim-card-rows.ts";
import { subscriptionFields, UpdateSubscription, updateSubscription } from "../subscription-changes.ts";
import { getSubscription } from "../subscription-rows.ts";
import { noPending } from "../subscription-type-changes.ts";
import type { Db } from "../types.ts";
import { pick, type Undoer, type Undoing } from "./undoer.ts";

/** Orders about subscriptions and cards that nobody has got yet can be taken back; those of portings have a way of their own. */
const kinds: readonly unknown[] = [
  ...["change_type", "buy_data", "twin_sim", "replace_sim", "activate_sim"],
  ...["block_sim", "unblock_sim", "set_blocks"],
];

const updated: Undoer = {
  current: async (trx, { organisationId, id, after }) =>
    pick(subscriptionFields(await getSubscription(trx, { organisationId, id })), Object.keys(after)),
  putBack: (trx, { organisationId, id, before, actor, now }) =>
    updateSubscription(trx, { organisationId, id, ...UpdateSubscription.parse(before) }, actor, now),
};

/** The order itself. @throws DomainError `order_already_sent` once somebody has it */
const placed: Undoer = {
  when: (_entry, _before, after) => kinds.includes(after.orderKind),
  current: async (trx, { organisationId, id }) => {
    const order = await getOrder(trx, { organisationId, id });
    return { orderKind: order.kind, ...numbersIn(order.payload) };
  },
  putBack: (trx, { organisationId, id, actor, now }) => cancelOrder(trx, { organisationId, id }, actor, now),
};

/** What was written beside an order is as it was before; whether the order can be taken back, it sees to itself. */
function beside(putBack: (trx: Db, undoing: Undoing) => Promise<unknown>): Undoer {
  return { current: async (_trx, { after }) => after, putBack };
}

const typeChange = beside(async (trx, { organisationId, id, actor, now }) => {
  const subscription = await getSubscription(trx, { organisationId, id });
  if (subscription.pending === null) throw new DomainError("type_change_not_pending");
  await edit(trx, "subscription", subscription, undefined, noPending, actor, now);
  await announce(trx, "subscription", { organisationId, userId: subscription.user?.id ?? null });
});

const purchase = beside(async (trx, { organisationId, id, entry, now }) => {
  const order = await orderOf(trx, organisationId, { kind: "subscription", id }, "buy_data", entry.at);
  if (order) await settlePurchase(trx, order, "cancelled", now);
  const { user } = await getSubscription(trx, { organisationId, id });
  await announce(trx, "subscription", { organisationId, userId: user?.id ?? null });
});

/** The card that was only ordered is not there; the one that it was to replace stays. */
const card = beside(async (trx, { organisationId, id }) => {
  const ordered = await getSimCard(trx, { organisationId, id });
  if (ordered.state !== "ordered") throw new DomainError("order_already_sent");
  await withdrawOrdered(trx, ordered);
  const { user } = await getSubscription(trx, { organisationId, id: ordered.subscriptionId });
  await announce(trx, "subscription", { organisationId, userId: user?.id ?? null });
});

const nothingMore = beside(async (trx, { organisationId }) => announce(trx, "subscription", { organisationId }));

/** The order of that kind that was placed in the same moment. */
async function orderOf(
  trx: Db,
  organisationId: string,
  subject: Order["subject"],
  kind: Order["kind"],
  at: string,
): Promise<Order | undefined> {
  const orders = await listOrdersAbout(trx, { organisationId, subjects: [subject] });
  return orders.find((order) => order.kind === kind && order.createdAt === at);
}

export const subscriptionUndoers: Readonly<Record<string, Undoer>> = {
  "subscription.updated": updated,
  "order.placed": placed,
  "subscription.type_change_ordered": typeChange,
  "subscription.data_bought": purchase,
  "subscription.blocks_ordered": nothingMore,
  "subscription.block_ordered": nothingMore,
  "sim_card.ordered": card,
  "sim_card.activation_ordered": nothingMore,
  "sim_card.block_ordered": nothingMore,
  "sim_card.unblock_ordered": nothingMore,
};
