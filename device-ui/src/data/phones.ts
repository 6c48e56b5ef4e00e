import type { z } from "zod";
import type { AccountView } from "../../../portal/accounts.ts";
import type { AlarmView } from "../../../portal/alarms.ts";
import type { ImportView } from "../../../portal/csv/exchange.ts";
import type { LayoutListView } from "../../../portal/keys.ts";
import type { ModelView } from "../../../portal/models.ts";
import type { PhoneHoldsView } from "../../../portal/phone-holds.ts";
import type { SwapPreviewView } from "../../../portal/phone-trust.ts";
import type { PhoneRowView, PhoneView, WindowView } from "../../../portal/phone-views.ts";
import type { FoundView } from "../../../portal/phones.ts";
import type { SiteListView } from "../../../portal/sites.ts";
import type { PhoneShape } from "../drawing/drawing.ts";
import type { Answered, Api, Query, Versioned } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { AlarmView, LayoutListView, ModelView, PhoneRowView, PhoneView, SiteListView, SwapPreviewView };
export type Account = z.infer<typeof AccountView>;
export type PhoneHolds = PhoneHoldsView;
export type PhoneHold = PhoneHoldsView["holds"][number];
export type FoundPhone = z.infer<typeof FoundView>;
export type ContactWindow = z.infer<typeof WindowView>;
/** What is said of a phone that is taken in. */
export type PhoneSay = {
  readonly mac: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly label: string;
  readonly userId: string | null;
  readonly siteId: string | null;
  readonly layoutId: string | null;
  readonly accounts: readonly string[];
};
export type Apparatus = { readonly vendor: string; readonly model: string };

const of = (id: string): string => `/phones/${encodeURIComponent(id)}`;

export function listPhones(api: Api, query: Query, signal?: AbortSignal): Promise<Page<PhoneRowView>> {
  return api.get("/phones", query, signal);
}

export function readPhone(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<PhoneView>> {
  return api.read(of(id), signal);
}

/** @throws ConflictError with the phone as it is now */
export function savePhone(api: Api, id: string, body: unknown, version: string | null): Promise<Answered<PhoneView>> {
  return api.patch(of(id), body, version);
}

/** Another person, with what goes and comes. @throws ConflictError */
export function givePhone(
  api: Api,
  id: string,
  body: { readonly userId: string | null; readonly accounts?: readonly (string | null)[]; readonly clearKeys?: boolean },
  version: string | null,
): Promise<Answered<PhoneView>> {
  return api.put(`${of(id)}/user`, body, version);
}

/** @throws ConflictError */
export function setAccounts(
  api: Api,
  id: string,
  accounts: readonly (string | null)[],
  version: string | null,
): Promise<Answered<PhoneView>> {
  return api.put(`${of(id)}/accounts`, { accounts }, version);
}

/** @throws ConflictError */
export function retirePhone(api: Api, id: string, version: string | null): Promise<Answered<undefined>> {
  return api.delete(of(id), version);
}

export function addPhone(api: Api, say: PhoneSay): Promise<Answered<PhoneView>> {
  return api.post("/phones", say);
}

export function claimPhone(api: Api, say: PhoneSay): Promise<Answered<PhoneView>> {
  return api.post("/phones/claim", say);
}

export async function openWindow(
  api: Api,
  id: string,
  body: { readonly minutes: number; readonly network: string | null },
): Promise<ContactWindow> {
  return (await api.put<ContactWindow>(`${of(id)}/window`, body, null)).value;
}

export async function closeWindow(api: Api, id: string): Promise<void> {
  await api.delete(`${of(id)}/window`, null);
}

/** That it was read stands in the change log. */
export async function readAddress(api: Api, id: string): Promise<string> {
  return (await api.post<{ url: string }>(`${of(id)}/address`)).value.url;
}

/** That they were read stands in the change log. */
export async function readPasswords(api: Api, id: string): Promise<{ readonly admin: string; readonly user: string }> {
  return (await api.post<{ admin: string; user: string }>(`${of(id)}/passwords`)).value;
}

export async function previewSwap(api: Api, id: string, to: Apparatus): Promise<SwapPreviewView> {
  return (await api.post<SwapPreviewView>(`${of(id)}/swap/preview`, { vendor: to.vendor, model: to.model })).value;
}

/** @throws ConflictError */
export function swapPhone(
  api: Api,
  id: string,
  to: Apparatus & { readonly mac: string },
  version: string | null,
): Promise<Answered<PhoneView>> {
  return api.ask("POST", `${of(id)}/swap`, { body: to, version });
}

export function listFound(api: Api, signal?: AbortSignal): Promise<Page<FoundPhone>> {
  return api.get("/phones/found", { limit: 500 }, signal);
}

export async function phoneAlarms(api: Api, phoneId: string): Promise<readonly AlarmView[]> {
  return (await api.get<{ alarms: readonly AlarmView[] }>("/alarms", { phoneId })).alarms;
}

/** Who has had the phone's proof without looking like it. */
export function readHolds(api: Api, id: string): Promise<PhoneHolds> {
  return api.get(`${of(id)}/holds`);
}

/** Says whether it was the phone. */
export async function decideHold(api: Api, id: string, hold: string, was: "release" | "deny"): Promise<PhoneHolds> {
  return (await api.post<PhoneHolds>(`${of(id)}/holds/${encodeURIComponent(hold)}/${was}`)).value;
}

/** Says beforehand that the phone moves or gets older firmware; 0: it does not any more. */
export async function expectPhone(api: Api, id: string, hours: number): Promise<void> {
  if (hours === 0) await api.delete(`${of(id)}/expected`, null);
  else await api.put(`${of(id)}/expected`, { hours }, null);
}

export async function acknowledge(api: Api, alarmId: string): Promise<void> {
  await api.post(`/alarms/${encodeURIComponent(alarmId)}/acknowledge`);
}

export async function accountsOf(api: Api, userId: string): Promise<readonly Account[]> {
  return (await api.get<Page<Account>>("/accounts", { userId, limit: 50 })).rows;
}

export function listAccounts(api: Api, signal?: AbortSignal): Promise<Page<Account>> {
  return api.get("/accounts", { limit: 500 }, signal);
}

export async function createAccount(api: Api, body: { readonly sipUser: string; readonly userId: string }): Promise<Account> {
  return (await api.post<Account>("/accounts", body)).value;
}

export async function listSites(api: Api, signal?: AbortSignal): Promise<readonly SiteListView[]> {
  return (await api.get<Page<SiteListView>>("/sites", { limit: 500 }, signal)).rows;
}

export async function listLayouts(api: Api, signal?: AbortSignal): Promise<readonly LayoutListView[]> {
  return (await api.get<Page<LayoutListView>>("/layouts", { limit: 500 }, signal)).rows;
}

/** @param dryRun only says what each row would do */
export function importPhones(api: Api, file: Blob, dryRun: boolean): Promise<Answered<ImportView>> {
  // Whatever the browser calls it, which may be nothing.
  return api.ask("POST", "/phones/import", { query: { dryRun }, body: new Blob([file], { type: "application/octet-stream" }) });
}

const catalogues = new Map<string, Promise<readonly ModelView[]>>();

/** The catalogue: asked for once, it changes with the server alone. @param at `/operator/models` for staff in no organisation */
export function listModels(api: Api, at: "/models" | "/operator/models" = "/models"): Promise<readonly ModelView[]> {
  const known = catalogues.get(at);
  if (known) return known;
  const asked = api.get<Page<ModelView>>(at, { limit: 500 }).then(({ rows }) => rows);
  catalogues.set(at, asked);
  asked.catch(() => catalogues.delete(at));
  return asked;
}

export function readModel(api: Api, { vendor, model }: Apparatus, signal?: AbortSignal) {
  return api.get<ModelView & { readonly shape: PhoneShape }>(
    `/models/${encodeURIComponent(vendor)}/${encodeURIComponent(model)}`,
    {},
    signal,
  );
}
