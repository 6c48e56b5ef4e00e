import { foldText, readQuery, type SearchQuery, searchRank } from "../domain/search.ts";
import { pageContacts } from "./contact-pages.ts";
import type { Contact } from "./contacts.ts";
import { type ListedInvoice, listInvoices } from "./invoice-list.ts";
import { type Layout, listLayouts } from "./layouts.ts";
import type { Person } from "./people.ts";
import { listPeople } from "./people-pages.ts";
import type { PhonePageRow } from "./phone-pages.ts";
import { listResponseGroups, type ResponseGroup } from "./response-groups.ts";
import { type FoundRequest, foundRequests } from "./search-journal.ts";
import { type FoundKey, foundKeys } from "./search-keys.ts";
import { foundPhones } from "./search-phones.ts";
import type { Db } from "./types.ts";

export type { FoundKey, FoundRequest };
export type FoundMenu = { readonly id: string; readonly name: string; readonly e164: string | null };
export type Found = {
  readonly users: readonly Person[];
  readonly groups: readonly ResponseGroup[];
  readonly menus: readonly FoundMenu[];
  readonly contacts: readonly Contact[];
  readonly layouts: readonly Layout[];
  /** By number or reference, the newest first. */
  readonly invoices: readonly ListedInvoice[];
  readonly phones: readonly PhonePageRow[];
  /** Keys of phones and layouts: those with that label, and those that show somebody who has been found. */
  readonly keys: readonly FoundKey[];
  /** What phones asked for of late, newest first. */
  readonly requests: readonly FoundRequest[];
};

export const nothingFound: Found = {
  users: [],
  groups: [],
  menus: [],
  contacts: [],
  layouts: [],
  invoices: [],
  phones: [],
  keys: [],
  requests: [],
};

type Search = { readonly organisationId: string; readonly text: string; readonly today: string; readonly most: number };

/**
 * Everything that fits, the best few of each kind, what fits exactly first. Two characters at least. A fixed number of
 * queries, each within the organisation.
 *
 * @param by `today` in the organisation's zone
 */
export async function searchEverything(db: Db, by: Search): Promise<Found> {
  const { organisationId, text, most } = by;
  if (text.trim().length < 2) return nothingFound;
  const query = readQuery(text);
  const [users, contacts, groups, menus, layouts, invoices] = await Promise.all([
    searchPeople(db, by),
    rankedContacts(db, by, query),
    rankedGroups(db, by, query),
    rankedMenus(db, by, query),
    rankedLayouts(db, by, query),
    foundInvoices(db, by),
  ]);
  const named = [
    ...users.map(({ id, name }) => ({ kind: "user", id, name })),
    ...groups.map(({ id, name }) => ({ kind: "group", id, name })),
    ...contacts.map(({ id, name }) => ({ kind: "contact", id, name })),
  ];
  const userIds = users.map((user) => user.id);
  const [phones, keys, requests] = await Promise.all([
    foundPhones(db, { organisationId, text, query, userIds, most }),
    foundKeys(db, { organisationId, query, named, most }),
    foundRequests(db, { organisationId, text, most }),
  ]);
  return { users, groups, menus, contacts, layouts, invoices, phones, keys, requests };
}

/** People who are active, best first. */
export async function searchPeople(db: Db, { organisationId, text: search, today, most }: Search): Promise<readonly Person[]> {
  if (search.trim().length < 2) return [];
  const page = { organisationId, search, descending: false, offset: 0, limit: most };
  return (await listPeople(db, { ...page, status: "active", today, sort: "name" })).rows;
}

/** Candidates in Swedish order are ranked here: an exact name may be far down among those that only contain it. */
const candidates = 200;

type ContactSearch = Pick<Search, "organisationId" | "text" | "most"> & {
  /** Only in lists that this person is in. */
  readonly memberId?: string;
};

/** Contacts, best first. */
export async function searchContacts(db: Db, by: ContactSearch): Promise<readonly Contact[]> {
  return by.text.trim().length < 2 ? [] : rankedContacts(db, by, readQuery(by.text));
}

async function rankedContacts(db: Db, by: ContactSearch, query: SearchQuery): Promise<Contact[]> {
  const { organisationId, text, most, memberId } = by;
  const page = { organisationId, listId: null, memberId, search: text, descending: false, offset: 0, limit: candidates };
  const { rows } = await pageContacts(db, page);
  return best(rows, most, ({ firstName, lastName, company, title, email, tags, note, numbers }) =>
    searchRank(
      query,
      [firstName, lastName, company, title, email, ...tags, note],
      numbers.map((one) => one.number),
    ),
  );
}

/** An organisation has few groups, menus and layouts: they are looked through here. */
async function rankedGroups(db: Db, { organisationId, text, most }: Search, query: SearchQuery): Promise<ResponseGroup[]> {
  const digits = text.replace(/\D/g, "");
  return best(await listResponseGroups(db, organisationId), most, ({ name, e164, extension }) =>
    extension !== null && extension === digits ? 0 : searchRank(query, [name], e164 === null ? [] : [e164]),
  );
}

async function rankedMenus(db: Db, { organisationId, most }: Search, query: SearchQuery): Promise<FoundMenu[]> {
  const all: FoundMenu[] = await db("menu").where("organisation_id", organisationId).orderBy("name").select("id", "name", "e164");
  return best(all, most, ({ name, e164 }) => searchRank(query, [name], e164 === null ? [] : [e164]));
}

async function rankedLayouts(db: Db, { organisationId, most }: Search, query: SearchQuery): Promise<Layout[]> {
  return best(await listLayouts(db, organisationId), most, ({ name }) => searchRank(query, [name]));
}

/** Whoever looks for an invoice types its number or OCR: a word without figures finds none. */
async function foundInvoices(db: Db, { organisationId, text: search, today, most }: Search): Promise<readonly ListedInvoice[]> {
  if (!/\d{3}/.test(search)) return [];
  const page = { sort: "issued", descending: true, offset: 0, limit: most } as const;
  return (await listInvoices(db, { organisationId, today, search, ...page })).rows;
}

/** The best few, in the order in which they came where they fit alike. */
export function best<T>(rows: readonly T[], most: number, rankOf: (row: T) => number | null): T[] {
  const ranked = rows.flatMap((row) => {
    const rank = rankOf(row);
    return rank === null ? [] : [{ row, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, most).map(({ row }) => row);
}

/** A pattern for columns of folded text: what LIKE reads as a sign of its own stands for any one here. */
export function inside(word: string): string {
  return `%${foldText(word).replace(/[%\\]/g, "_")}%`;
}
