import { z } from "zod";
import { boughtBytes, type DataPurchase, listPurchases, purchaseStates } from "../../db/data-purchases.ts";
import { isOpen, listOrdersAbout, type Order } from "../../db/orders.ts";
import { picturesOf } from "../../db/pictures.ts";
import { type SimCard, simCodeKinds } from "../../db/sim-card-rows.ts";
import { type Subscription, subscriptionName } from "../../db/subscription-rows.ts";
import { localDate } from "../../db/subscription-type-changes.ts";
import type { SubscriptionType } from "../../db/subscription-types.ts";
import { nothingUsed, totalUsed, type Used, usedBetween, usedInPeriod } from "../../db/subscription-usage.ts";
import type { Db } from "../../db/types.ts";
import { dataLevel } from "../../domain/data-amount.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { blockReasons, mayUnblock, type SimAsker, simForms, simRoles, simStates } from "../../domain/sim-card.ts";
import {
  periodOf,
  periodsUntil,
  serviceBlocks,
  subscriptionStates,
  typeChangeTimes,
  typeChangeTimesFor,
} from "../../domain/subscription.ts";
import { versionedView } from "../api/fields.ts";
import { PictureView, pictureView } from "../pictures/picture-view.ts";
import { NumberView, numberView } from "../user-views.ts";
import { OrderLineView, orderLineView } from "./order-line-view.ts";

const TypeView = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** A month, without VAT. */
  priceOre: z.int(),
  /** A calendar month; null: without limit. */
  dataQuotaBytes: z.int().nullable(),
  /** A month, without VAT, for each twin card; null: there are none. */
  twinPriceOre: z.int().nullable(),
});

/** A type as the customer sees it. */
export function typeView({ id, name, priceOre, dataQuotaBytes, twinPriceOre }: SubscriptionType): z.infer<typeof TypeView> {
  return { id, name, priceOre, dataQuotaBytes, twinPriceOre };
}

const UsedView = z.strictObject({ domesticBytes: z.int(), euBytes: z.int(), otherBytes: z.int() });

/** Data of the month that it is, of all cards of the number. */
const MonthView = z.strictObject({
  period: z.string(),
  used: UsedView,
  usedBytes: z.int(),
  /** What the type gives and what was bought; null: without limit. */
  quotaBytes: z.int().nullable(),
  /** Of that, bought for this month and confirmed. */
  boughtBytes: z.int(),
  /** `little` from 80 %, `none` from 100 %. */
  level: z.enum(["plenty", "little", "none"]),
  /** When the operator last counted; null: never. */
  updatedAt: z.string().nullable(),
});

const PersonView = z.strictObject({ id: z.string(), name: z.string(), active: z.boolean(), picture: PictureView.nullable() });

/** A row of the list. */
export const SubscriptionRowView = z.strictObject({
  ...versionedView,
  updatedBy: z.string(),
  /** The label, else whoever has it, else the number. */
  name: z.string(),
  label: z.string().nullable(),
  number: NumberView,
  user: PersonView.nullable(),
  type: TypeView,
  state: z.enum(subscriptionStates),
  bindingUntil: z.string().nullable(),
  pending: z.strictObject({ type: TypeView, from: z.string() }).nullable(),
  blocks: z.array(z.enum(serviceBlocks)),
  userMayBuy: z.boolean(),
  data: MonthView,
  cards: z.array(z.strictObject({ role: z.enum(simRoles), form: z.enum(simForms), state: z.enum(simStates) })),
  /** Orders that the operator has not answered. */
  waiting: z.int(),
});
export type SubscriptionRowView = z.infer<typeof SubscriptionRowView>;

const SimCardView = z.strictObject({
  ...versionedView,
  iccid: z.string().nullable(),
  imsi: z.string().nullable(),
  form: z.enum(simForms),
  role: z.enum(simRoles),
  state: z.enum(simStates),
  /** Which codes there are; the codes themselves are asked for one card at a time. */
  codes: z.array(z.enum(simCodeKinds)),
  activateOn: z.string().nullable(),
  blocked: z.strictObject({ at: z.string(), by: z.string().nullable(), reason: z.enum(blockReasons).nullable() }).nullable(),
  /** Whoever asks may open it again. */
  mayUnblock: z.boolean(),
  /** The card that has come, or comes, instead. */
  replacedBy: z.string().nullable(),
  replacedAt: z.string().nullable(),
  /** This month. */
  usedBytes: z.int(),
  /** What the operator has not answered about this card. */
  waiting: z.array(OrderLineView),
});
export type SimCardView = z.infer<typeof SimCardView>;

const PurchaseView = z.strictObject({
  id: z.string(),
  bytes: z.int(),
  priceOre: z.int(),
  period: z.string(),
  state: z.enum(purchaseStates),
  boughtAt: z.string(),
  boughtBy: z.string(),
});

export const SubscriptionView = SubscriptionRowView.omit({ cards: true }).extend({
  cards: z.array(SimCardView),
  /** This month's and the one's before, the newest first. */
  purchases: z.array(PurchaseView),
  /** What was asked of the operator, the newest first; at most 30. */
  orders: z.array(OrderLineView),
  /** What services will be blocked once the operator has confirmed; null: nothing waits. */
  comingBlocks: z.array(z.enum(serviceBlocks)).nullable(),
});
export type SubscriptionView = z.infer<typeof SubscriptionView>;

/** One that may be changed to, and when that may hold from. */
const TypeChoiceView = TypeView.extend({ when: z.array(z.enum(typeChangeTimes)) });
export const PackageView = z.strictObject({ id: z.string(), bytes: z.int(), priceOre: z.int() });
export type PackageView = z.infer<typeof PackageView>;
export const OffersView = z.strictObject({ types: z.array(TypeChoiceView), packages: z.array(PackageView) });
export type OffersView = z.infer<typeof OffersView>;

function purchaseView({ id, bytes, priceOre, period, state, boughtAt, boughtBy }: DataPurchase): z.infer<typeof PurchaseView> {
  return { id, bytes, priceOre, period, state, boughtAt, boughtBy };
}

/** Those that are sold and are another one than it has. */
export function typeChoices(types: Iterable<SubscriptionType>, { type }: Subscription): z.infer<typeof TypeChoiceView>[] {
  return [...types]
    .filter((one) => one.retiredAt === null && one.id !== type.id)
    .map((one) => ({ ...typeView(one), when: [...typeChangeTimesFor(type, one)] }));
}

type Known = {
  readonly used: ReadonlyMap<string, Used>;
  readonly bought: ReadonlyMap<string, number>;
  readonly orders: readonly Order[];
  readonly pictures: Awaited<ReturnType<typeof picturesOf>>;
  readonly period: string;
};

async function know(db: Db, organisationId: string, subscriptions: readonly Subscription[], now: Date): Promise<Known> {
  const ids = subscriptions.map((one) => one.id);
  const period = periodOf(await localDate(db, organisationId, now));
  const subjects = subscriptions.flatMap((one): Order["subject"][] => [
    { kind: "subscription", id: one.id },
    ...one.simCards.map((card) => ({ kind: "sim_card", id: card.id }) as const),
  ]);
  return {
    used: await usedInPeriod(db, ids, period),
    bought: await boughtBytes(db, ids, period),
    orders: await listOrdersAbout(db, { organisationId, subjects }),
    pictures: await picturesOf(
      db,
      subscriptions.flatMap((one) => one.user?.id ?? []),
    ),
    period,
  };
}

/** Rows of the list, in the order of `subscriptions`. A fixed number of queries for any number of them. */
export async function subscriptionRows(
  db: Db,
  organisationId: string,
  subscriptions: readonly Subscription[],
  now: Date,
): Promise<SubscriptionRowView[]> {
  const known = await know(db, organisationId, subscriptions, now);
  return subscriptions.map((one) => rowView(one, known));
}

function rowView(one: Subscription, known: Known): SubscriptionRowView {
  const { id, version, updatedAt, updatedBy, label, e164, user, type, state, bindingUntil, pending, blocks, userMayBuy } = one;
  return {
    ...{ id, version, updatedAt, updatedBy, label, state, bindingUntil, userMayBuy },
    name: label === null && user === null ? displayNumber(e164) : subscriptionName(one),
    number: numberView(e164),
    user: user && { ...user, picture: pictureView(known.pictures.get(user.id)) },
    type: typeView(type),
    pending: pending && { type: typeView(pending.type), from: pending.from },
    blocks: [...blocks],
    data: dataView(one, known),
    cards: one.simCards
      .filter((card) => card.state !== "replaced" && card.state !== "terminated")
      .map(({ role, form, state: now }) => ({ role, form, state: now })),
    waiting: ordersOf(one, known.orders).filter(isOpen).length,
  };
}

function dataView({ id, type }: Subscription, { used, bought, period }: Known): z.infer<typeof MonthView> {
  const { domesticBytes, euBytes, otherBytes, updatedAt } = used.get(id) ?? nothingUsed;
  const usedBytes = domesticBytes + euBytes + otherBytes;
  const boughtBytes = bought.get(id) ?? 0;
  const quotaBytes = type.dataQuotaBytes === null ? null : type.dataQuotaBytes + boughtBytes;
  const level = dataLevel(usedBytes, quotaBytes);
  return { period, used: { domesticBytes, euBytes, otherBytes }, usedBytes, quotaBytes, boughtBytes, level, updatedAt };
}

function ordersOf(one: Subscription, orders: readonly Order[]): Order[] {
  const ids = new Set([one.id, ...one.simCards.map((card) => card.id)]);
  return orders.filter((order) => ids.has(order.subject.id));
}

const mostOrders = 30;

/** One subscription with its cards and what was asked of the operator. @param asker who looks: what may be unblocked hangs on it */
export async function subscriptionView(db: Db, one: Subscription, asker: SimAsker, now: Date): Promise<SubscriptionView> {
  const [view] = await subscriptionViews(db, one.organisationId, [one], asker, now);
  // One for each.
  if (!view) throw new Error("no view");
  return view;
}

/** As `subscriptionView`, for several: a fixed number of queries. */
export async function subscriptionViews(
  db: Db,
  organisationId: string,
  subscriptions: readonly Subscription[],
  asker: SimAsker,
  now: Date,
): Promise<SubscriptionView[]> {
  const ids = subscriptions.map((one) => one.id);
  const known = await know(db, organisationId, subscriptions, now);
  const used = await usedBetween(db, ids, "month", `${known.period}-01`, `${known.period}-31`);
  const usedBy = new Map(used.map((row) => [row.simCardId, totalUsed(row)]));
  const [before = known.period] = periodsUntil(known.period, 2);
  const purchases = Map.groupBy(await listPurchases(db, ids, before), (one) => one.subscriptionId);
  return subscriptions.map((one) => {
    const orders = ordersOf(one, known.orders);
    const coming = orders.find((order) => order.kind === "set_blocks" && isOpen(order));
    const { cards: _short, ...row } = rowView(one, known);
    return {
      ...row,
      cards: one.simCards.map((card) => cardView(card, orders, usedBy, asker)),
      purchases: (purchases.get(one.id) ?? []).map(purchaseView),
      orders: orders.slice(0, mostOrders).map(orderLineView),
      comingBlocks: coming?.kind === "set_blocks" ? [...coming.payload.blocks] : null,
    };
  });
}

/** Orders about the card itself, and those about all cards that name it. */
function aboutCard({ id, iccid }: SimCard, order: Order): boolean {
  if (order.subject.id === id) return true;
  return iccid !== null && "iccids" in order.payload && order.payload.iccids.includes(iccid);
}

function cardView(card: SimCard, orders: readonly Order[], used: ReadonlyMap<string, number>, asker: SimAsker): SimCardView {
  const { id, version, updatedAt, iccid, imsi, form, role, state, codes, activateOn, replacedBy, replacedAt } = card;
  const { blockedAt, blockedBy, blockReason } = card;
  return {
    ...{ id, version, updatedAt, iccid, imsi, form, role, state, activateOn, replacedBy, replacedAt },
    codes: [...codes],
    blocked: state === "blocked" && blockedAt !== null ? { at: blockedAt, by: blockedBy, reason: blockReason } : null,
    mayUnblock: state === "blocked" && mayUnblock(blockReason ?? "lost", asker),
    usedBytes: used.get(id) ?? 0,
    waiting: orders.filter((order) => isOpen(order) && aboutCard(card, order)).map(orderLineView),
  };
}
