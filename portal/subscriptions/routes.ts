import { z } from "zod";
import { listDataPackages } from "../../db/data-packages.ts";
import { buyData } from "../../db/data-purchases.ts";
import { orderBlocks } from "../../db/service-blocks.ts";
import { blockSims, OrderedCard, orderTwin } from "../../db/sim-card-orders.ts";
import { UpdateSubscription, updateSubscription } from "../../db/subscription-changes.ts";
import { pageSubscriptions, subscriptionSorts, subscriptionStatuses } from "../../db/subscription-pages.ts";
import { getSubscription } from "../../db/subscription-rows.ts";
import { cancelTypeChange, orderTypeChange } from "../../db/subscription-type-changes.ts";
import { loadSubscriptionTypes } from "../../db/subscription-types.ts";
import { blockReasons } from "../../domain/sim-card.ts";
import { serviceBlocks, typeChangeTimes } from "../../domain/subscription.ts";
import { Id } from "../api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, ok, type RawAsk, type Route, route } from "../api/route.ts";
import { UsageView, usageView } from "./usage-view.ts";
import { OffersView, SubscriptionRowView, SubscriptionView, subscriptionRows, subscriptionView, typeChoices } from "./views.ts";

const tag = "Subscriptions";
const params = z.strictObject({ subscription: z.string().max(200) });
type Asking = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/** The asker's own key for a write that must not happen twice. */
export const OnceKey = z.string().regex(/^[\w-]{8,64}$/);

/** Operator staff may do more with a card than the customer's administrator. */
export const askerOf = ({ operating }: Caller) => (operating ? "operator" : "administrator");

/** The subscription as it is now. */
export async function answerSubscription({ parts, who, now }: Asking, id: string, fresh = false): Promise<Answer> {
  const found = await getSubscription(parts.db, { organisationId: who.organisationId, id });
  const view = await subscriptionView(parts.db, found, askerOf(who), now);
  return fresh ? created(view, found.version) : ok(view, found.version);
}

const of = ({ organisationId }: Caller, id: string) => ({ organisationId, id });

export const subscriptionRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/subscriptions",
    tag,
    summary: "Mobile subscriptions with what they have used of their data this month.",
    query: z.strictObject({
      q: searchQuery,
      status: z.enum(subscriptionStatuses).default("current"),
      type: Id.optional(),
      sort: z.enum(subscriptionSorts).default("name"),
      order: orderQuery,
      ...pageQuery,
    }),
    answer: pageOf(SubscriptionRowView),
    handle: async ({ parts, who, query, now }) => {
      const { q, status, type, sort, order, offset, limit } = query;
      const { organisationId } = who;
      const filter = { organisationId, status, typeId: type, search: q, sort, descending: order === "desc", offset, limit };
      const { total, rows } = await pageSubscriptions(parts.db, filter);
      return ok({ total, rows: await subscriptionRows(parts.db, organisationId, rows, now) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/subscriptions/:subscription",
    tag,
    summary: "One subscription with its cards, what was bought, and what was asked of the operator.",
    params,
    answer: SubscriptionView,
    handle: (asked) => answerSubscription(asked, asked.params.subscription),
  }),
  route("administrator", {
    method: "patch",
    path: "/subscriptions/:subscription",
    tag,
    summary: "What it is called, who has it, and whether they may buy data themselves.",
    params,
    body: UpdateSubscription,
    answer: SubscriptionView,
    example: { label: "Lagrets mobil", userId: "{user}" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      await updateSubscription(parts.db, { ...of(who, params.subscription), ...body, version }, who.actor, now);
      return answerSubscription(asked, params.subscription);
    },
    current: (asked) => answerSubscription(asked, asked.params.subscription),
  }),
  route("administrator", {
    method: "get",
    path: "/subscriptions/:subscription/usage",
    tag,
    summary: "Data used in the last 30 days and 12 months, at home, in the EU and elsewhere.",
    params,
    answer: UsageView,
    handle: async ({ parts, who, params, now }) => {
      const found = await getSubscription(parts.db, of(who, params.subscription));
      return ok(await usageView(parts.db, found, now));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/subscriptions/:subscription/offers",
    tag,
    summary: "What it can be changed to and when that would hold from, and what data can be bought. Prices without VAT.",
    params,
    answer: OffersView,
    handle: async ({ parts, who, params }) => {
      const found = await getSubscription(parts.db, of(who, params.subscription));
      const types = await loadSubscriptionTypes(parts.db);
      const packages = found.type.dataQuotaBytes === null ? [] : await listDataPackages(parts.db);
      const sold = packages.filter((one) => one.retiredAt === null);
      return ok({
        types: typeChoices(types.values(), found),
        packages: sold.map(({ id, bytes, priceOre }) => ({ id, bytes, priceOre })),
      });
    },
  }),
  route("administrator", {
    method: "put",
    path: "/subscriptions/:subscription/type-change",
    tag,
    summary: "Orders another type, at once or from next month. One change waits at most.",
    params,
    body: z.strictObject({ typeId: Id, when: z.enum(typeChangeTimes) }),
    answer: SubscriptionView,
    example: { typeId: "{biggerType}", when: "now" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      await orderTypeChange(parts.db, { ...of(who, params.subscription), ...body, version }, who.actor, now);
      return answerSubscription(asked, params.subscription);
    },
    current: (asked) => answerSubscription(asked, asked.params.subscription),
  }),
  route("administrator", {
    method: "delete",
    path: "/subscriptions/:subscription/type-change",
    tag,
    summary: "Takes a waiting change of type back, or asks the operator to stop it where it has been sent.",
    params,
    answer: SubscriptionView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, version, now } = asked;
      await cancelTypeChange(parts.db, { ...of(who, params.subscription), version }, who.actor, now);
      return answerSubscription(asked, params.subscription);
    },
    current: (asked) => answerSubscription(asked, asked.params.subscription),
  }),
  route("administrator", {
    method: "post",
    path: "/subscriptions/:subscription/purchases",
    tag,
    summary: "Buys data for this month. The same key again buys nothing more.",
    params,
    body: z.strictObject({ packageId: Id, key: OnceKey }),
    answer: SubscriptionView,
    example: { packageId: "{dataPackage}", key: "e1c1a2c4-buy" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const by = { organisationId: who.organisationId, subscriptionId: params.subscription, by: "administrator" } as const;
      await buyData(parts.db, { ...by, packageId: body.packageId, idempotencyKey: body.key }, who.actor, now);
      return answerSubscription(asked, params.subscription, true);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/subscriptions/:subscription/twin-cards",
    tag,
    summary: "Orders one more card for the same number. The same key again orders nothing more.",
    params,
    body: OrderedCard.extend({ key: OnceKey }),
    answer: SubscriptionView,
    example: { form: "esim", key: "e1c1a2c4-twin" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      await orderTwin(parts.db, { ...of(who, params.subscription), ...body }, who.actor, now);
      return answerSubscription(asked, params.subscription, true);
    },
  }),
  route("administrator", {
    method: "put",
    path: "/subscriptions/:subscription/blocks",
    tag,
    summary: "Asks the operator to block exactly these services, free of charge. 112 stays reachable.",
    params,
    body: z.strictObject({ blocks: z.array(z.enum(serviceBlocks)).max(serviceBlocks.length) }),
    answer: SubscriptionView,
    example: { blocks: ["premium_numbers", "premium_sms"] },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      await orderBlocks(parts.db, { ...of(who, params.subscription), ...body, version }, who.actor, now);
      return answerSubscription(asked, params.subscription);
    },
    current: (asked) => answerSubscription(asked, asked.params.subscription),
  }),
  route("administrator", {
    method: "post",
    path: "/subscriptions/:subscription/block",
    tag,
    summary: "Asks the operator to block all cards of the number. A second time changes nothing.",
    params,
    body: z.strictObject({ reason: z.enum(blockReasons) }),
    answer: SubscriptionView,
    example: { reason: "stolen" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const target = { subscriptionId: params.subscription };
      await blockSims(parts.db, { organisationId: who.organisationId, target, reason: body.reason }, who.actor, now);
      return answerSubscription(asked, params.subscription);
    },
  }),
];
