import type { GroupVersionView } from "../../../portal/group-versions.ts";
import type { GroupRowView, GroupView } from "../../../portal/group-views.ts";
import type { GroupPointersView } from "../../../portal/groups.ts";
import type { MembersView } from "../../../portal/memberships.ts";
import type { Answered, Query, Versioned } from "./api.ts";
import { api } from "./client.ts";
import type { Page } from "./paged-rows.ts";

export type { GroupPointersView, GroupRowView, GroupVersionView, GroupView, MembersView };
export type MemberView = MembersView["members"][number];
/** With the server's clock, and when one of them opens or closes next. */
export type GroupPage = Page<GroupRowView> & { readonly now: string; readonly changesAt: string | null };
/** As a member is written; `loggedIn` absent: as it is. */
export type MemberSaid = Pick<MemberView, "userId" | "mayToggle" | "viaMobile"> & { readonly loggedIn?: boolean };

const of = (id: string) => `/groups/${encodeURIComponent(id)}`;

export function listGroupRows(query: Query, signal?: AbortSignal): Promise<GroupPage> {
  return api.get<GroupPage>("/groups", query, signal);
}

export function readGroup(id: string, signal?: AbortSignal): Promise<Versioned<GroupView>> {
  return api.read<GroupView>(of(id), signal);
}

export function createGroup(body: unknown): Promise<Answered<GroupView>> {
  return api.post<GroupView>("/groups", body);
}

/** Absent fields stay. @throws ConflictError with the group as it is now, when somebody saved after `version` */
export function saveGroup(id: string, changes: unknown, version: number): Promise<Answered<GroupView>> {
  return api.patch<GroupView>(of(id), changes, `"${version}"`);
}

/** @param agreed keys and shown numbers that lose the group are agreed to */
export function deleteGroup(id: string, version: number, agreed: boolean): Promise<Answered<undefined>> {
  return api.ask("DELETE", of(id), { version: `"${version}"`, ...(agreed ? { query: { agreed: "yes" } } : {}) });
}

export function readGroupPointers(id: string, signal?: AbortSignal): Promise<GroupPointersView> {
  return api.get<GroupPointersView>(`${of(id)}/pointers`, {}, signal);
}

export function readGroupMembers(id: string, signal?: AbortSignal): Promise<Versioned<MembersView>> {
  return api.read<MembersView>(`${of(id)}/members`, signal);
}

/** @throws ConflictError with the members as they are now */
export function saveGroupMembers(id: string, members: readonly MemberSaid[], version: number): Promise<Answered<MembersView>> {
  return api.put<MembersView>(`${of(id)}/members`, { members }, `"${version}"`);
}

export function logMember(id: string, userId: string, loggedIn: boolean): Promise<Answered<MembersView>> {
  return api.put<MembersView>(`${of(id)}/members/${encodeURIComponent(userId)}/login`, { loggedIn }, null);
}

export function logEverybody(id: string, loggedIn: boolean): Promise<Answered<MembersView>> {
  return api.put<MembersView>(`${of(id)}/logins`, { loggedIn }, null);
}
