import type { CodesView } from "../../../portal/subscriptions/card-routes.ts";
import type { OrderLineView } from "../../../portal/subscriptions/order-line-view.ts";
import type { MySubscriptions } from "../../../portal/subscriptions/own-routes.ts";
import type { PricedPackageView, PricedTypeView, PriceListView } from "../../../portal/subscriptions/price-routes.ts";
import type { UsageView } from "../../../portal/subscriptions/usage-view.ts";
import type {
  OffersView,
  PackageView,
  SimCardView,
  SubscriptionRowView,
  SubscriptionView,
} from "../../../portal/subscriptions/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type {
  CodesView,
  MySubscriptions,
  OffersView,
  OrderLineView,
  PackageView,
  PricedPackageView,
  PricedTypeView,
  PriceListView,
  SimCardView,
  SubscriptionRowView,
  SubscriptionView,
  UsageView,
};

/** Whose view it is: an administrator's of any subscription, or the person's own. */
export type Side = "office" | "own";

const part = encodeURIComponent;
const of = (side: Side, id: string): string => `${side === "own" ? "/me" : ""}/subscriptions/${part(id)}`;
const card = (side: Side, id: string): string => `${side === "own" ? "/me" : ""}/sim-cards/${part(id)}`;
const version = (one: { readonly version: number }): string => `"${one.version}"`;
type Told = Promise<Answered<SubscriptionView>>;

export function listSubscriptions(api: Api, query: Query, signal?: AbortSignal): Promise<Page<SubscriptionRowView>> {
  return api.get("/subscriptions", query, signal);
}

export function readSubscription(api: Api, id: string, signal?: AbortSignal): Promise<SubscriptionView> {
  return api.get(of("office", id), {}, signal);
}

export function readMySubscriptions(api: Api, signal?: AbortSignal): Promise<MySubscriptions> {
  return api.get("/me/subscriptions", {}, signal);
}

export function readUsage(api: Api, side: Side, id: string, signal?: AbortSignal): Promise<UsageView> {
  return api.get(`${of(side, id)}/usage`, {}, signal);
}

/** What it can be changed to, and what data can be bought. */
export function readOffers(api: Api, id: string, signal?: AbortSignal): Promise<OffersView> {
  return api.get(`${of("office", id)}/offers`, {}, signal);
}

/** @throws ConflictError with the subscription as it is now */
export function saveSubscription(api: Api, one: SubscriptionView, body: unknown, read = one.version): Told {
  return api.patch(of("office", one.id), body, `"${read}"`);
}

/** @throws ConflictError */
export function orderTypeChange(api: Api, one: SubscriptionView, body: unknown): Told {
  return api.put(`${of("office", one.id)}/type-change`, body, version(one));
}

/** @throws ConflictError */
export function cancelTypeChange(api: Api, one: SubscriptionView): Told {
  return api.ask("DELETE", `${of("office", one.id)}/type-change`, { version: version(one) });
}

/** @throws ConflictError */
export function orderBlocks(api: Api, one: SubscriptionView, blocks: readonly string[]): Told {
  return api.put(`${of("office", one.id)}/blocks`, { blocks }, version(one));
}

/** @param key of the caller's own: the same once more buys nothing more */
export function buyData(api: Api, side: Side, id: string, body: { readonly packageId: string; readonly key: string }): Told {
  return api.post(`${of(side, id)}/purchases`, body);
}

export function orderTwin(api: Api, id: string, body: unknown): Told {
  return api.post(`${of("office", id)}/twin-cards`, body);
}

/** All cards of the number. */
export function blockAll(api: Api, side: Side, id: string, reason: string): Told {
  return api.post(`${of(side, id)}/block`, { reason });
}

export function blockCard(api: Api, side: Side, id: string, reason: string): Told {
  return api.post(`${card(side, id)}/block`, { reason });
}

export function unblockCard(api: Api, id: string): Told {
  return api.post(`${card("office", id)}/unblock`);
}

export function activateCard(api: Api, side: Side, id: string): Told {
  return api.post(`${card(side, id)}/activate`);
}

export function replaceCard(api: Api, id: string, body: unknown): Told {
  return api.post(`${card("office", id)}/replace`, body);
}

/** @throws ApiError `proof_needed` when the password was not entered lately */
export async function readCodes(api: Api, side: Side, id: string): Promise<CodesView> {
  return (await api.post<CodesView>(`${card(side, id)}/codes`)).value;
}

/** Whether the password was entered lately enough. */
export async function isProved(api: Api): Promise<boolean> {
  return (await api.get<{ until: string | null }>("/session/proof")).until !== null;
}

/** Enters the own password again. @throws ApiError `password_wrong`, `too_many` */
export async function prove(api: Api, password: string): Promise<void> {
  await api.post("/session/proof", { password });
}

export function readPriceList(api: Api, signal?: AbortSignal): Promise<PriceListView> {
  return api.get("/operator/price-list", {}, signal);
}

export function createType(api: Api, body: unknown): Promise<Answered<PricedTypeView>> {
  return api.post("/operator/subscription-types", body);
}

/** @throws ConflictError */
export function saveType(api: Api, one: PricedTypeView, body: unknown): Promise<Answered<PricedTypeView>> {
  return api.patch(`/operator/subscription-types/${part(one.id)}`, body, version(one));
}

export function createPackage(api: Api, body: unknown): Promise<Answered<PricedPackageView>> {
  return api.post("/operator/data-packages", body);
}

/** @throws ConflictError */
export function retirePackage(api: Api, one: PricedPackageView, retired: boolean): Promise<Answered<PricedPackageView>> {
  return api.patch(`/operator/data-packages/${part(one.id)}`, { retired }, version(one));
}

/** Of operator staff. */
export function createSubscription(api: Api, organisationId: string, body: unknown): Told {
  return api.post(`/operator/organisations/${part(organisationId)}/subscriptions`, body);
}
