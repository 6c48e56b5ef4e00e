import { z } from "zod";
import { listDataPackages } from "../../db/data-packages.ts";
import { buyData } from "../../db/data-purchases.ts";
import { demandProof } from "../../db/password-proofs.ts";
import { activateSim, blockSims } from "../../db/sim-card-orders.ts";
import { getSimCard } from "../../db/sim-card-rows.ts";
import { readSimCodes } from "../../db/sim-codes.ts";
import { getSubscription, type Subscription, subscriptionsOfUser } from "../../db/subscription-rows.ts";
import { DomainError } from "../../domain/errors.ts";
import { blockReasons } from "../../domain/sim-card.ts";
import { Id } from "../api/fields.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, ok, type RawAsk, type Route, route } from "../api/route.ts";
import { answerCodes, CodesView } from "./card-routes.ts";
import { OnceKey } from "./routes.ts";
import { UsageView, usageView } from "./usage-view.ts";
import { PackageView, SubscriptionView, subscriptionView, subscriptionViews } from "./views.ts";

const tag = "Mina sidor";
const params = z.strictObject({ subscription: z.string().max(200) });
const cardParams = z.strictObject({ card: z.string().max(200) });
type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/** A person's own organisation, also while an operator is in another one. */
const home = ({ session }: Caller): string => session.access.organisationId ?? "";

/** The person's own; another's answers as none. @throws DomainError `subscription_not_found` */
async function ownSubscription({ parts, who }: Mine, id: string): Promise<Subscription> {
  const found = await getSubscription(parts.db, { organisationId: home(who), id });
  if (found.user?.id !== who.session.userId) throw new DomainError("subscription_not_found");
  return found;
}

/** @throws DomainError `sim_card_not_found` */
async function ownOfCard({ parts, who }: Mine, id: string): Promise<Subscription> {
  const card = await getSimCard(parts.db, { organisationId: home(who), id });
  const found = await getSubscription(parts.db, { organisationId: home(who), id: card.subscriptionId });
  if (found.user?.id !== who.session.userId) throw new DomainError("sim_card_not_found");
  return found;
}

async function answerOwn({ parts, who, now }: Mine, id: string, fresh = false): Promise<Answer> {
  const found = await getSubscription(parts.db, { organisationId: home(who), id });
  const view = await subscriptionView(parts.db, found, "user", now);
  return fresh ? created(view, found.version) : ok(view, found.version);
}

const MySubscriptions = z.strictObject({
  subscriptions: z.array(SubscriptionView),
  /** What data may be bought by oneself; none where the organisation does not let people buy. */
  packages: z.array(PackageView),
});
export type MySubscriptions = z.infer<typeof MySubscriptions>;

/** More than these are not shown: nobody has so many. */
const mostOwn = 10;

export const mySubscriptionRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/subscriptions",
    tag,
    summary: "The person's own mobile subscriptions, with cards and what they have used this month.",
    answer: MySubscriptions,
    handle: async ({ parts, who, now }) => {
      const all = await subscriptionsOfUser(parts.db, home(who), who.session.userId);
      const shown = all.filter((one) => one.state !== "terminated").slice(0, mostOwn);
      const subscriptions = await subscriptionViews(parts.db, home(who), shown, "user", now);
      const may = shown.some((one) => one.userMayBuy && one.type.dataQuotaBytes !== null);
      const packages = may ? await listDataPackages(parts.db) : [];
      return ok({
        subscriptions,
        packages: packages.flatMap(({ id, bytes, priceOre, retiredAt }) => (retiredAt === null ? [{ id, bytes, priceOre }] : [])),
      });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/subscriptions/:subscription/usage",
    tag,
    summary: "Own data used in the last 30 days and 12 months, at home, in the EU and elsewhere.",
    params,
    answer: UsageView,
    handle: async (asked) =>
      ok(await usageView(asked.parts.db, await ownSubscription(asked, asked.params.subscription), asked.now)),
  }),
  route("user", {
    method: "post",
    path: "/me/subscriptions/:subscription/purchases",
    tag,
    summary: "Buys data for this month, where the organisation lets people buy. The same key again buys nothing more.",
    params,
    body: z.strictObject({ packageId: Id, key: OnceKey }),
    answer: SubscriptionView,
    example: { packageId: "{dataPackage}", key: "e1c1a2c4-own" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const { id } = await ownSubscription(asked, asked.params.subscription);
      const by = { organisationId: home(who), subscriptionId: id, by: "user" } as const;
      await buyData(parts.db, { ...by, packageId: body.packageId, idempotencyKey: body.key }, who.actor, now);
      return answerOwn(asked, id, true);
    },
  }),
  route("user", {
    method: "post",
    path: "/me/subscriptions/:subscription/block",
    tag,
    summary: "Asks the operator to block all cards of the own number. A second time changes nothing.",
    params,
    body: z.strictObject({ reason: z.enum(blockReasons) }),
    answer: SubscriptionView,
    example: { reason: "stolen" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const { id } = await ownSubscription(asked, asked.params.subscription);
      const input = { organisationId: home(who), target: { subscriptionId: id }, reason: body.reason };
      await blockSims(parts.db, input, who.actor, now);
      return answerOwn(asked, id);
    },
  }),
  route("user", {
    method: "post",
    path: "/me/sim-cards/:card/block",
    tag,
    summary: "Asks the operator to block one of the own cards. A second time changes nothing.",
    params: cardParams,
    body: z.strictObject({ reason: z.enum(blockReasons) }),
    answer: SubscriptionView,
    example: { reason: "lost" },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const { id } = await ownOfCard(asked, params.card);
      const input = { organisationId: home(who), target: { simCardId: params.card }, reason: body.reason };
      await blockSims(parts.db, input, who.actor, now);
      return answerOwn(asked, id);
    },
  }),
  route("user", {
    method: "post",
    path: "/me/sim-cards/:card/activate",
    tag,
    summary: "Asks the operator to put an own card into use that has come.",
    params: cardParams,
    answer: SubscriptionView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      const { id } = await ownOfCard(asked, params.card);
      await activateSim(parts.db, { organisationId: home(who), id: params.card }, who.actor, now);
      return answerOwn(asked, id);
    },
  }),
  route("user", {
    method: "post",
    path: "/me/sim-cards/:card/codes",
    tag,
    summary:
      "PIN and PUK of an own card as they were delivered, for whoever entered their password within the last five minutes (`POST /session/proof`). It stands in the change log.",
    params: cardParams,
    answer: CodesView,
    handle: async (asked) => {
      const { parts, who, params, now } = asked;
      await ownOfCard(asked, params.card);
      await demandProof(parts.db, who.session.id, now);
      const by = { organisationId: home(who), id: params.card };
      return answerCodes((await readSimCodes(parts.db, parts.keyring, by, who.actor, now)).codes);
    },
  }),
];
