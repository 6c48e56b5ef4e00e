import { numberPatterns, readQuery } from "../domain/search.ts";
import { type Contact, type ContactRow, presentContacts } from "./contacts.ts";
import type { PageOf } from "./people-pages.ts";
import type { Db } from "./types.ts";

export type ContactFilter = {
  readonly organisationId: string;
  /** Null: in all lists. */
  readonly listId: string | null;
  readonly search: string;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

/** By last name, companies among them, in Swedish order; found by words in any order and by parts of a number. */
export async function pageContacts(db: Db, filter: ContactFilter): Promise<PageOf<Contact>> {
  const query = db("contact as c").where("c.organisation_id", filter.organisationId);
  if (filter.listId !== null) query.where("c.list_id", filter.listId);
  narrow(db, query, filter);
  const counted: { count?: number | string } | undefined = await query.clone().count({ count: "*" }).first();
  const order = filter.descending ? "desc" : "asc";
  const rows: ContactRow[] = await query
    .clone()
    .orderBy([
      { column: "c.sort_key", order },
      { column: "c.id", order },
    ])
    .offset(filter.offset)
    .limit(filter.limit)
    .select("c.*");
  return { total: Number(counted?.count ?? 0), rows: await presentContacts(db, rows) };
}

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
