import type { ContactImportView } from "../../../portal/contacts/file-routes.ts";
import type { MyContactsView, MyContactView } from "../../../portal/contacts/own-routes.ts";
import type { ContactInput, ContactListView, ContactRowView } from "../../../portal/contacts/views.ts";
import type { BulkResultView } from "../../../portal/users-many.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { ContactImportView, ContactInput, ContactListView, ContactRowView, MyContactsView, MyContactView };

/** A list with the tags of its contacts. */
export type OneListView = ContactListView & { readonly tags: readonly string[] };
export type ContactChange =
  | { readonly what: "delete" }
  | { readonly what: "move"; readonly listId: string }
  | { readonly what: "tag"; readonly tag: string; readonly on: boolean };
export type ListSaid = { readonly name?: string; readonly forEveryone?: boolean };

/** Contacts in one request: the server takes no more. */
export const mostAtOnce = 500;

const ofList = (id: string): string => `/contact-lists/${encodeURIComponent(id)}`;
const of = (id: string): string => `/contacts/${encodeURIComponent(id)}`;
const etag = (version: number): string => `"${version}"`;

export async function listContactLists(api: Api, signal?: AbortSignal): Promise<readonly ContactListView[]> {
  return (await api.get<Page<ContactListView>>("/contact-lists", { limit: 500 }, signal)).rows;
}

export function readContactList(api: Api, id: string, signal?: AbortSignal): Promise<OneListView> {
  return api.get(ofList(id), {}, signal);
}

export function createContactList(api: Api, said: ListSaid): Promise<Answered<ContactListView>> {
  return api.post("/contact-lists", said);
}

/** @throws ConflictError with the list as it is now */
export function saveContactList(api: Api, id: string, said: ListSaid, version: number): Promise<Answered<ContactListView>> {
  return api.patch(ofList(id), said, etag(version));
}

export function deleteContactList(api: Api, id: string, version: number): Promise<Answered<undefined>> {
  return api.delete(ofList(id), etag(version));
}

export function changeListMembers(
  api: Api,
  id: string,
  change: { readonly in?: readonly string[]; readonly out?: readonly string[] },
): Promise<Answered<ContactListView>> {
  return api.post(`${ofList(id)}/members`, change);
}

export function listContacts(api: Api, list: string, query: Query, signal?: AbortSignal): Promise<Page<ContactRowView>> {
  return api.get(`${ofList(list)}/contacts`, query, signal);
}

export function readContact(api: Api, id: string, signal?: AbortSignal): Promise<ContactRowView> {
  return api.get(of(id), {}, signal);
}

export function createContact(api: Api, list: string, said: ContactInput): Promise<Answered<ContactRowView>> {
  return api.post(`${ofList(list)}/contacts`, said);
}

/** @throws ConflictError with the contact as it is now */
export function saveContact(api: Api, id: string, said: ContactInput, version: number): Promise<Answered<ContactRowView>> {
  return api.put(of(id), said, etag(version));
}

export function deleteContact(api: Api, id: string, version: number): Promise<Answered<undefined>> {
  return api.delete(of(id), etag(version));
}

export async function changeManyContacts(api: Api, contacts: readonly string[], change: ContactChange) {
  const { value, auditId } = await api.post<{ results: readonly BulkResultView[] }>("/contacts/bulk", { contacts, change });
  return { results: value.results, auditId };
}

/** @param ask `dryRun` only says what each row would do; `skipWrong` takes in the others */
export function importContacts(
  api: Api,
  list: string,
  file: Blob,
  ask: { readonly dryRun: boolean; readonly skipWrong: boolean },
): Promise<Answered<ContactImportView>> {
  // Whatever the browser calls it, which may be nothing.
  return api.ask("POST", `${ofList(list)}/import`, { query: ask, body: new Blob([file], { type: "text/plain" }) });
}

/** Where a list is fetched as a file. */
export function exportAddress(list: string, format: "csv" | "vcard"): string {
  return `/api${ofList(list)}/export?format=${format}`;
}

export function listMyContacts(api: Api, query: Query, signal?: AbortSignal): Promise<MyContactsView> {
  return api.get("/me/contacts", query, signal);
}

export function readMyContact(api: Api, id: string, signal?: AbortSignal): Promise<MyContactView> {
  return api.get(`/me/contacts/${encodeURIComponent(id)}`, {}, signal);
}
