import type { ImportView } from "../../../portal/csv/exchange.ts";
import type { MembershipsView } from "../../../portal/memberships.ts";
import type { PhoneRowView } from "../../../portal/phone-views.ts";
import type { UserListView, UserView } from "../../../portal/user-views.ts";
import type { UsersView } from "../../../portal/users.ts";
import type { BulkInput, BulkResultView, FreeNumbersView, FreeNumberView, RestingView } from "../../../portal/users-many.ts";
import type { Answered, Api, Query, Versioned } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { BulkResultView, FreeNumbersView, FreeNumberView, ImportView, MembershipsView, RestingView, UserListView, UserView };

/** The categories of a user, each with a version of its own. */
export type Category = keyof UserView["versions"];
export type BulkChange = BulkInput["change"];
export type GroupName = { readonly id: string; readonly name: string };

/** What points to somebody, and needs somebody else when they go. */
export type Pointers = {
  readonly keys: readonly {
    readonly phoneId: string;
    readonly phoneLabel: string;
    readonly mac: string;
    readonly place: string;
  }[];
  readonly layoutKeys: readonly { readonly layoutId: string; readonly layoutName: string; readonly place: string }[];
  readonly phones: readonly { readonly id: string; readonly label: string; readonly mac: string; readonly model: string }[];
  readonly accounts: readonly { readonly id: string; readonly sipUser: string }[];
  readonly forwardings: readonly { readonly userId: string; readonly userName: string }[];
  /** Ways of groups and menus that lead to the person or their mailbox. */
  readonly calls: readonly {
    readonly ownerKind: string;
    readonly ownerId: string;
    readonly ownerName: string;
    readonly slot: string;
  }[];
};

/** People in one request: the server takes no more. */
export const mostAtOnce = 100;

const of = (id: string): string => `/users/${encodeURIComponent(id)}`;

export function listUsers(api: Api, query: Query, signal?: AbortSignal): Promise<UsersView> {
  return api.get("/users", query, signal);
}

export function readUser(api: Api, id: string, signal?: AbortSignal): Promise<UserView> {
  return api.get(of(id), {}, signal);
}

export function createUser(api: Api, body: unknown): Promise<Answered<UserView>> {
  return api.post("/users", body);
}

/** Saves what was changed in one category. @throws ConflictError with the user as it is now */
export function saveCategory(
  api: Api,
  id: string,
  category: Category,
  body: unknown,
  version: number,
): Promise<Answered<UserView>> {
  return api.patch(`${of(id)}/${category}`, body, `"${version}"`);
}

export function readPointers(api: Api, id: string, signal?: AbortSignal): Promise<Pointers> {
  return api.get(`${of(id)}/pointers`, {}, signal);
}

/** @returns the password when the server made it: it is shown this once */
export async function setUserPassword(api: Api, id: string, password: string | null): Promise<string | null> {
  const { value } = await api.post<{ password: string | null }>(`${of(id)}/password`, password === null ? {} : { password });
  return value.password;
}

export function readMemberships(api: Api, id: string): Promise<Versioned<MembershipsView>> {
  return api.read(`${of(id)}/memberships`);
}

/** @throws ConflictError with the memberships as they are now */
export function saveMemberships(
  api: Api,
  id: string,
  /** Ids of each kind; what is not said stays. */
  said: { readonly groups?: readonly string[]; readonly contactLists?: readonly string[] },
  version: number,
): Promise<Answered<MembershipsView>> {
  return api.put(`${of(id)}/memberships`, said, `"${version}"`);
}

export async function listGroups(api: Api, signal?: AbortSignal): Promise<readonly GroupName[]> {
  return (await api.get<Page<GroupName>>("/groups", { limit: 500 }, signal)).rows;
}

export async function phonesOf(api: Api, userId: string, signal?: AbortSignal): Promise<readonly PhoneRowView[]> {
  return (await api.get<Page<PhoneRowView>>("/phones", { userId, limit: 50 }, signal)).rows;
}

/** Numbers that nobody has, and those that rest because somebody had them until lately. */
export function suggestedNumbers(api: Api, signal?: AbortSignal): Promise<FreeNumbersView> {
  return api.get("/free-numbers", {}, signal);
}

export async function changeMany(api: Api, users: readonly string[], change: BulkChange) {
  const { value, auditId } = await api.post<{ results: readonly BulkResultView[] }>("/users/bulk", { users, change });
  return { results: value.results, auditId };
}

/** @param dryRun only says what each row would do */
export function importUsers(api: Api, file: Blob, dryRun: boolean): Promise<Answered<ImportView>> {
  // Whatever the browser calls it, which may be nothing.
  return api.ask("POST", "/users/import", { query: { dryRun }, body: new Blob([file], { type: "text/csv" }) });
}

/** The response groups that somebody is in. */
export async function listGroupsOf(api: Api, id: string): Promise<readonly GroupName[]> {
  return (await readMemberships(api, id)).value.groups;
}

/** Mails a link with which the person chooses a first password; only where the server sends mail. */
export function inviteUser(api: Api, id: string): Promise<unknown> {
  return api.post(`${of(id)}/invitation`);
}
