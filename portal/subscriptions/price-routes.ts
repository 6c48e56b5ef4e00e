import { z } from "zod";
import {
  createDataPackage,
  type DataPackage,
  DataPackageInput,
  getDataPackage,
  listDataPackages,
  retireDataPackage,
} from "../../db/data-packages.ts";
import { CreateSubscription, createSubscription } from "../../db/subscription-changes.ts";
import {
  countByType,
  createSubscriptionType,
  getSubscriptionType,
  loadSubscriptionTypes,
  type SubscriptionType,
  SubscriptionTypeInput,
  UpdateSubscriptionType,
  updateSubscriptionType,
} from "../../db/subscription-types.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { demand, mayOperate } from "../../domain/rights.ts";
import { versionedView } from "../api/fields.ts";
import type { Caller } from "../api/parts.ts";
import { created, ok, type Route, route } from "../api/route.ts";
import { SubscriptionView, subscriptionView } from "./views.ts";

const tag = "Operator";

/** What is sold, with how many have it. Prices are a month, without VAT. */
export const PricedTypeView = z.strictObject({
  ...versionedView,
  name: z.string(),
  priceOre: z.int(),
  /** A calendar month; null: without limit. */
  dataQuotaBytes: z.int().nullable(),
  twinPriceOre: z.int().nullable(),
  retiredAt: z.string().nullable(),
  subscriptions: z.int(),
});
export type PricedTypeView = z.infer<typeof PricedTypeView>;
export const PricedPackageView = z.strictObject({
  ...versionedView,
  bytes: z.int(),
  priceOre: z.int(),
  retiredAt: z.string().nullable(),
});
export type PricedPackageView = z.infer<typeof PricedPackageView>;
export const PriceListView = z.strictObject({ types: z.array(PricedTypeView), packages: z.array(PricedPackageView) });
export type PriceListView = z.infer<typeof PriceListView>;

function typeView(type: SubscriptionType, subscriptions: number): PricedTypeView {
  const { id, version, updatedAt, name, priceOre, dataQuotaBytes, twinPriceOre, retiredAt } = type;
  return { id, version, updatedAt, name, priceOre, dataQuotaBytes, twinPriceOre, retiredAt, subscriptions };
}

function packageView({ id, version, updatedAt, bytes, priceOre, retiredAt }: DataPackage): PricedPackageView {
  return { id, version, updatedAt, bytes, priceOre, retiredAt };
}

async function answerType(db: Db, type: SubscriptionType) {
  return ok(typeView(type, (await countByType(db)).get(type.id) ?? 0), type.version);
}

/** The price list is everybody's: whoever looks after some organisations alone reads it. */
const looksAfterAll = ({ session }: Caller): boolean => session.access.operates === "all";

const typeParams = z.strictObject({ type: z.string().max(200) });
const packageParams = z.strictObject({ package: z.string().max(200) });

export const priceRoutes: readonly Route[] = [
  route("operator", {
    method: "post",
    path: "/operator/organisations/:organisation/subscriptions",
    tag,
    summary: "Adds a number to an organisation that is at the mobile operator already, with its SIM card if that is known.",
    body: CreateSubscription,
    answer: SubscriptionView,
    example: { number: "070-174 06 71", typeId: "{subscriptionType}", userId: "{user}" },
    handle: async ({ parts, who, params, body, now }) => {
      const organisationId = String(params.organisation);
      if (!mayOperate(who.session.access, organisationId)) throw new DomainError("organisation_not_found");
      const made = await createSubscription(parts.db, parts.keyring, { organisationId, ...body }, who.actor, now);
      return created(await subscriptionView(parts.db, made, "operator", now), made.version);
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/price-list",
    tag,
    summary: "Subscription types and data packages, also those that are no longer sold.",
    answer: PriceListView,
    handle: async ({ parts }) => {
      const counts = await countByType(parts.db);
      const types = [...(await loadSubscriptionTypes(parts.db)).values()].map((one) => typeView(one, counts.get(one.id) ?? 0));
      return ok({ types, packages: (await listDataPackages(parts.db)).map(packageView) });
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/subscription-types",
    tag,
    summary: "Adds a subscription type to what is sold; for operators who look after all organisations.",
    body: SubscriptionTypeInput,
    answer: PricedTypeView,
    example: { name: "Mobil 40 GB", priceOre: 29_900, dataQuotaBytes: 40_000_000_000, twinPriceOre: 4900 },
    handle: async ({ parts, who, body, now }) => {
      demand(looksAfterAll(who));
      const type = await createSubscriptionType(parts.db, body, who.actor, now);
      return created(typeView(type, 0), type.version);
    },
  }),
  route("operator", {
    method: "patch",
    path: "/operator/subscription-types/:type",
    tag,
    summary: "Changes a type for everybody who has it, or sells it no longer; for operators who look after all organisations.",
    params: typeParams,
    body: UpdateSubscriptionType,
    answer: PricedTypeView,
    example: { priceOre: 24_900 },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      await getSubscriptionType(parts.db, params.type);
      demand(looksAfterAll(who));
      const input = { id: params.type, version, ...body };
      return answerType(parts.db, await updateSubscriptionType(parts.db, input, who.actor, now));
    },
    current: async ({ parts, params }) => answerType(parts.db, await getSubscriptionType(parts.db, params.type)),
  }),
  route("operator", {
    method: "post",
    path: "/operator/data-packages",
    tag,
    summary: "Adds a data package to what is sold; for operators who look after all organisations.",
    body: DataPackageInput,
    answer: PricedPackageView,
    example: { bytes: 5_000_000_000, priceOre: 9900 },
    handle: async ({ parts, who, body, now }) => {
      demand(looksAfterAll(who));
      const made = await createDataPackage(parts.db, body, who.actor, now);
      return created(packageView(made), made.version);
    },
  }),
  route("operator", {
    method: "patch",
    path: "/operator/data-packages/:package",
    tag,
    summary: "Sells a data package no longer, or again; for operators who look after all organisations.",
    params: packageParams,
    body: z.strictObject({ retired: z.boolean() }),
    answer: PricedPackageView,
    example: { retired: true },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      await getDataPackage(parts.db, params.package);
      demand(looksAfterAll(who));
      const after = await retireDataPackage(parts.db, { id: params.package, version, ...body }, who.actor, now);
      return ok(packageView(after), after.version);
    },
    current: async ({ parts, params }) => {
      const one = await getDataPackage(parts.db, params.package);
      return ok(packageView(one), one.version);
    },
  }),
];
