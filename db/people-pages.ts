import { z } from "zod";
import type { FeatureCode } from "../domain/feature-groups.ts";
import type { Right } from "../domain/rights.ts";
import { type NumberQuery, numberPatterns, readQuery, type SearchQuery, searchRank } from "../domain/search.ts";
import { oneOf } from "./dialect/dialect.ts";
import { whereAway } from "./diversion-rows.ts";
import { loadPeople, type Person } from "./people.ts";
import type { Db } from "./types.ts";

export const personStatuses = ["active", "deactivated", "all"] as const;
export const personSorts = ["name", "number", "mobile", "extension", "email"] as const;

export type PeopleFilter = {
  readonly organisationId: string;
  readonly status: (typeof personStatuses)[number];
  /** Today in the organisation's zone: whose date has come counts as deactivated. */
  readonly today: string;
  /** Only who has that right. */
  readonly right?: Right | undefined;
  /** Only members of that feature group, by code. */
  readonly feature?: FeatureCode | undefined;
  /** Only members of that response group. */
  readonly groupId?: string | undefined;
  /** Only members of that list of contacts. */
  readonly listId?: string | undefined;
  /** Only who is away at that moment, or only who is not. */
  readonly away?: { readonly is: boolean; readonly at: Date } | undefined;
  /** Not this one: whoever looks. */
  readonly except?: string | undefined;
  /** Searched by what a colleague may know alone: name, search words, extension, primary number. */
  readonly asColleague?: boolean | undefined;
  readonly search: string;
  readonly sort: (typeof personSorts)[number];
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};
export type PageOf<T> = { readonly total: number; readonly rows: readonly T[] };

/** More than these are not ranked: who finds so many searches on. */
const mostRanked = 20_000;

/**
 * People in Swedish order. Found ones come best first when they are sorted by name: what is written exactly so before
 * what only fits without accents.
 */
export async function listPeople(db: Db, filter: PeopleFilter): Promise<PageOf<Person>> {
  const query = readQuery(filter.search);
  const searched = query.words.length > 0 || query.number !== null;
  const { total, ids } =
    searched && filter.sort === "name" ? await rankedIds(db, filter, query) : await sortedIds(db, filter, query);
  const people = await loadPeople(db, filter.organisationId, ids);
  const byId = new Map(people.map((person) => [person.id, person]));
  return { total, rows: ids.flatMap((id) => byId.get(id) ?? []) };
}

type Ids = { readonly total: number; readonly ids: readonly string[] };

async function sortedIds(db: Db, filter: PeopleFilter, query: SearchQuery): Promise<Ids> {
  const found = whereFound(db, filter, query);
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const direction = filter.descending ? "desc" : "asc";
  const ordered = found.clone().select("u.id");
  const column = joinSorted(ordered, filter.sort);
  // Who has none comes last in both directions, alike on both databases.
  if (column !== null) ordered.orderByRaw(`case when ${column} is null then 1 else 0 end, ${column} ${direction}`);
  ordered.orderBy([
    { column: "u.sort_key", order: direction },
    { column: "u.id", order: direction },
  ]);
  const rows: { id: string }[] = await ordered.offset(filter.offset).limit(filter.limit);
  return { total: Number(counted?.count ?? 0), ids: rows.map((row) => row.id) };
}

/** Joins what is sorted by. @returns its column, null for the name */
function joinSorted(query: ReturnType<Db>, sort: PeopleFilter["sort"]): string | null {
  if (sort === "name") return null;
  if (sort === "email") return "u.email";
  if (sort === "extension") {
    query.leftJoin("extension as x", "x.user_id", "u.id");
    return "x.digits";
  }
  const kind = sort === "number" ? "primary" : "mobile";
  query.leftJoin("user_number as n", (on) => on.on("n.user_id", "u.id").andOnVal("n.kind", kind));
  return "n.e164";
}

function whereFound(db: Db, filter: PeopleFilter, query: SearchQuery): ReturnType<Db> {
  const people = db("users as u").where("u.organisation_id", filter.organisationId);
  if (filter.status !== "all") {
    const gone = (row: typeof people) =>
      row.whereNotNull("u.deactivated_at").orWhere((due) => due.where("u.deactivate_on", "<=", filter.today));
    if (filter.status === "deactivated") people.where(gone);
    else
      people
        .whereNull("u.deactivated_at")
        .where((row) => row.whereNull("u.deactivate_on").orWhere("u.deactivate_on", ">", filter.today));
  }
  if (filter.right) people.whereIn("u.id", db("user_right").where("right_name", filter.right).select("user_id"));
  if (filter.feature) people.where("u.features", "like", `%"${filter.feature}"%`);
  if (filter.away) whereAway(db, people, filter.away);
  if (filter.except) people.whereNot("u.id", filter.except);
  if (filter.groupId) people.whereIn("u.id", db("group_member").where("group_id", filter.groupId).select("user_id"));
  if (filter.listId) people.whereIn("u.id", db("contact_list_member").where("list_id", filter.listId).select("user_id"));
  const { words, number } = query;
  if (words.length === 0 && number === null) return people;
  return people.where((any) => {
    if (words.length > 0) {
      any.where((all) => {
        for (const word of words) all.where("u.search_text", "like", like(word.folded));
      });
    }
    if (number) any.orWhereIn("u.id", withNumber(db, filter, number));
  });
}

function withNumber(db: Db, { organisationId, asColleague }: PeopleFilter, number: NumberQuery): ReturnType<Db> {
  return db("user_number")
    .where({ organisation_id: organisationId, ...(asColleague ? { kind: "primary" } : {}) })
    .where((any) => {
      for (const pattern of numberPatterns(number)) any.orWhere("e164", "like", pattern);
    })
    .select("user_id");
}

/** Folded text has letters and digits, and now and then a mark; those of LIKE stand for any one here, which ranking then sees. */
function like(folded: string): string {
  return `%${folded.replace(/[%\\]/g, "_")}%`;
}

async function rankedIds(db: Db, filter: PeopleFilter, query: SearchQuery): Promise<Ids> {
  const rows: Row[] = await whereFound(db, filter, query)
    .leftJoin("extension as e", "e.user_id", "u.id")
    .limit(mostRanked)
    .select("u.id", "u.first_name", "u.last_name", "u.email", "u.search_text", "u.search_words", "u.sort_key", "e.digits");
  const numbers = query.number === null ? new Map<string, string[]>() : await numbersOf(db, rows, filter);
  const ranked = rows.flatMap((row) => {
    const { names, further } = fieldsOf(row, filter);
    const more = searchRank(query, [...names, ...further]);
    const rank = searchRank(query, names, numbers.get(row.id)) ?? (more === null ? null : more + 1);
    return rank === null ? [] : [{ id: row.id, rank, key: row.sort_key }];
  });
  ranked.sort((a, b) => a.rank - b.rank || compare(a.key, b.key) || compare(a.id, b.id));
  if (filter.descending) ranked.reverse();
  return { total: ranked.length, ids: ranked.slice(filter.offset, filter.offset + filter.limit).map((row) => row.id) };
}

type Row = {
  id: string;
  first_name: string;
  last_name: string;
  email: string | null;
  search_text: string;
  search_words: string;
  sort_key: string;
  digits: string | null;
};
const Words = z.array(z.string());

/** What is searched; `further` comes after names that fit as well. An extension is found by a colleague as a whole alone. */
function fieldsOf(row: Row, { asColleague, search }: PeopleFilter): { names: string[]; further: string[] } {
  const names = [row.first_name, row.last_name];
  if (!asColleague) return { names: [...names, row.email ?? ""], further: [row.search_text] };
  const extension = row.digits === search.trim() ? [row.digits] : [];
  return { names, further: [...Words.parse(JSON.parse(row.search_words)), ...extension] };
}

async function numbersOf(db: Db, rows: readonly Row[], { asColleague }: PeopleFilter): Promise<Map<string, string[]>> {
  const found: { user_id: string; e164: string }[] = await db("user_number")
    .where(asColleague ? { kind: "primary" } : {})
    .where(
      oneOf(
        db,
        "user_id",
        rows.map((row) => row.id),
      ),
    )
    .select("user_id", "e164");
  const byUser = new Map<string, string[]>();
  for (const { user_id: id, e164 } of found) byUser.set(id, [...(byUser.get(id) ?? []), e164]);
  return byUser;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
