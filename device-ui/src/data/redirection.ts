import type { AccountView, PhoneRedirectionView, RedirectionView } from "../../../portal/redirection/views.ts";
import type { Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { AccountView, PhoneRedirectionView, RedirectionView };
export type RedirectionTask = "register" | "unregister" | "check";

/** What is said of an account; an absent secret stays as it is. */
export type AccountSay = {
  readonly kind?: AccountView["kind"];
  readonly organisationId?: string | null;
  readonly name: string;
  readonly url: string;
  readonly userName: string;
  readonly secret?: string;
  readonly details: AccountView["details"];
  readonly automatic: boolean;
};

const account = (id: string, step = "") => `/operator/redirection/accounts/${encodeURIComponent(id)}${step}`;

export async function listAccounts(api: Api, signal?: AbortSignal): Promise<readonly AccountView[]> {
  return (await api.get<{ accounts: readonly AccountView[] }>("/operator/redirection/accounts", {}, signal)).accounts;
}

export function createAccount(api: Api, body: AccountSay) {
  return api.post<AccountView>("/operator/redirection/accounts", body);
}

/** @throws ConflictError */
export function saveAccount(api: Api, { id, version }: AccountView, body: AccountSay) {
  return api.patch<AccountView>(account(id), body, `"${version}"`);
}

/** @throws ConflictError */
export function removeAccount(api: Api, { id, version }: AccountView): Promise<unknown> {
  return api.delete(account(id), `"${version}"`);
}

export async function testAccount(api: Api, id: string): Promise<AccountView> {
  return (await api.post<AccountView>(account(id, "/test"))).value;
}

/** @returns how many phones are being registered */
export async function registerAll(api: Api, id: string): Promise<number> {
  return (await api.post<{ phones: number }>(account(id, "/register"))).value.phones;
}

export function listRedirections(api: Api, query: Query, signal?: AbortSignal): Promise<Page<RedirectionView>> {
  return api.get("/operator/redirection", query, signal);
}

export async function retryRedirection(api: Api, id: string): Promise<void> {
  await api.post(`/operator/redirection/${encodeURIComponent(id)}/retry`);
}

const ofPhone = (phoneId: string) => `/phones/${encodeURIComponent(phoneId)}/redirection`;
type Services = { readonly services: readonly PhoneRedirectionView[] };

export async function servicesOf(api: Api, phoneId: string, signal?: AbortSignal): Promise<readonly PhoneRedirectionView[]> {
  return (await api.get<Services>(ofPhone(phoneId), {}, signal)).services;
}

export async function askService(
  api: Api,
  phoneId: string,
  body: { readonly accountId: string; readonly task: RedirectionTask },
): Promise<{ readonly services: readonly PhoneRedirectionView[]; readonly auditId: string | null }> {
  const { value, auditId } = await api.post<Services>(ofPhone(phoneId), body);
  return { services: value.services, auditId };
}
