import { numberPatterns, readQuery } from "../domain/search.ts";
import { type Contact, type ContactRow, presentContacts } from "./contact-rows.ts";
import { isPostgres, textsIn } from "./dialect/dialect.ts";
import type { PageOf } from "./people-pages.ts";
import type { Db } from "./types.ts";

export type ContactFilter = {
  readonly organisationId: string;
  /** Null: in all lists. */
  readonly listId: string | null;
  /** Only in lists that this person is in. */
  readonly memberId?: string | undefined;
  /** Only those with exactly that tag. */
  readonly tag?: string | undefined;
  /** Only those that share a number with another one of their list. */
  readonly duplicates?: boolean | undefined;
  readonly search: string;
  /** By name unless said. */
  readonly sort?: "name" | "company" | undefined;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

/** By last name, companies among them, in Swedish order; found by words in any order and by parts of a number. */
export async function pageContacts(db: Db, filter: ContactFilter): Promise<PageOf<Contact>> {
  const query = db("contact as c").where("c.organisation_id", filter.organisationId);
  if (filter.listId !== null) query.where("c.list_id", filter.listId);
  if (filter.memberId !== undefined) {
    query.whereIn("c.list_id", db("contact_list_member").where("user_id", filter.memberId).select("list_id"));
  }
  if (filter.tag) query.whereExists(db.from(textsIn(db, "c.tags")).where("texts.value", filter.tag).select("texts.value"));
  if (filter.duplicates) query.whereIn("c.id", sharing(db, filter));
  narrow(db, query, filter);
  const counted: { count?: number | string } | undefined = await query.clone().count({ count: "*" }).first();
  const order = filter.descending ? "desc" : "asc";
  const rows: ContactRow[] = await query
    .clone()
    .orderBy([
      { column: filter.sort === "company" ? "c.company_key" : "c.sort_key", order },
      { column: "c.id", order },
    ])
    .offset(filter.offset)
    .limit(filter.limit)
    .select("c.*");
  return { total: Number(counted?.count ?? 0), rows: await presentContacts(db, rows) };
}

/** Contacts that share a number with another one of their list. */
function sharing(db: Db, { organisationId, listId }: ContactFilter): ReturnType<Db> {
  const said = db("contact_number as n").join("contact as o", "o.id", "n.contact_id").where("o.organisation_id", organisationId);
  if (listId !== null) said.where("o.list_id", listId);
  const shared = said
    .clone()
    .groupBy("o.list_id", "n.number")
    .havingRaw("count(distinct o.id) > 1")
    .select("o.list_id", "n.number");
  return said
    .clone()
    .join(shared.as("s"), (on) => on.on("s.list_id", "o.list_id").andOn("s.number", "n.number"))
    .select("o.id");
}

/** The tags of a list's contacts, by how many have them, the most frequent first. */
export async function tagsOfList(db: Db, by: { organisationId: string; listId: string }): Promise<string[]> {
  const rows: { tag: string }[] = await db
    .from(db.raw(`contact as c cross join ${isPostgres(db) ? "lateral " : ""}?`, [textsIn(db, "c.tags")]))
    .where({ "c.organisation_id": by.organisationId, "c.list_id": by.listId })
    .groupBy("texts.value")
    .orderByRaw("count(*) desc, texts.value")
    .limit(mostTags)
    .select("texts.value as tag");
  return rows.map(({ tag }) => tag);
}

/** More are not offered as a filter. */
const mostTags = 100;

function narrow(db: Db, query: ReturnType<Db>, filter: ContactFilter): void {
  const { words, number } = readQuery(filter.search);
  if (words.length === 0 && number === null) return;
  query.where((any) => {
    if (words.length > 0) {
      any.where((all) => {
        for (const word of words) all.where("c.search_text", "like", `%${word.folded.replace(/[%\\]/g, "_")}%`);
      });
    }
    if (number === null) return;
    // Beside each contact of the organisation: a look-up by number would read those of all organisations.
    const numbered = db("contact_number as n")
      .whereRaw("n.contact_id = c.id")
      .where((one) => {
        for (const pattern of numberPatterns(number)) one.orWhere("n.number", "like", pattern);
      });
    any.orWhereExists(numbered.select("n.contact_id"));
  });
}
