import { type Contact, type ContactRow, contactName } from "./contact-rows.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Another contact of the same list with the same number. */
export type SameNumber = { readonly number: string; readonly id: string; readonly name: string };

/** Of those that share a number, as many are named. */
const mostNamed = 5;

type Row = Pick<ContactRow, "id" | "list_id" | "first_name" | "last_name" | "company"> & { readonly number: string };

/**
 * For each of these contacts the first others of its list that have a number of it. One query, which reads each number once,
 * however many share it. Who shares none is not in the answer.
 */
export async function sameNumbers(
  db: Db,
  contacts: readonly Pick<Contact, "id" | "listId" | "numbers">[],
): Promise<Map<string, SameNumber[]>> {
  const numbers = [...new Set(contacts.flatMap((one) => one.numbers.map(({ number }) => number)))];
  if (numbers.length === 0) return new Map();
  const ranked = db("contact_number as n")
    .join("contact as c", "c.id", "n.contact_id")
    .where(oneOf(db, "n.number", numbers))
    .where(oneOf(db, "c.list_id", [...new Set(contacts.map(({ listId }) => listId))]))
    .select("n.number", "c.id", "c.list_id", "c.first_name", "c.last_name", "c.company")
    .select(db.raw("row_number() over (partition by c.list_id, n.number order by c.sort_key, c.id) as place"));
  const rows: Row[] = await db.from(ranked.as("r")).where("r.place", "<=", mostNamed + 1);
  const byNumber = Map.groupBy(rows, (row) => `${row.list_id} ${row.number}`);
  const found = contacts.map(({ id, listId, numbers: own }): [string, SameNumber[]] => {
    const others = [...new Set(own.map(({ number }) => number))].flatMap((number) =>
      (byNumber.get(`${listId} ${number}`) ?? []).filter((row) => row.id !== id),
    );
    return [id, others.slice(0, mostNamed).map((row) => ({ number: row.number, id: row.id, name: contactName(row) }))];
  });
  return new Map(found.filter(([, others]) => others.length > 0));
}
