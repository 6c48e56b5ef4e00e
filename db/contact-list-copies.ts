import { z } from "zod";
import type { Db } from "./types.ts";

/** A list with more contacts than these is not kept for taking its deletion back: its contacts come from a file. */
const mostKept = 2000;

/** The contacts of a list that is deleted, as the change log keeps them. */
export const KeptContacts = z.array(
  z.object({
    id: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    company: z.string(),
    title: z.string(),
    numbers: z.array(z.object({ kind: z.string(), number: z.string() })),
  }),
);
export type KeptContacts = z.infer<typeof KeptContacts>;

type Row = { id: string; first_name: string; last_name: string; company: string; title: string };
type NumberRow = { contact_id: string; kind: string; number: string };

/** @returns null: too many */
export async function keptContacts(db: Db, listId: string): Promise<KeptContacts | null> {
  const rows: Row[] = await db("contact")
    .where("list_id", listId)
    .orderBy("id")
    .limit(mostKept + 1)
    .select("id", "first_name", "last_name", "company", "title");
  if (rows.length > mostKept) return null;
  const numbers: NumberRow[] = await db("contact_number as n")
    .join("contact as c", "c.id", "n.contact_id")
    .where("c.list_id", listId)
    .orderBy(["n.contact_id", "n.position"])
    .select("n.contact_id", "n.kind", "n.number");
  const byContact = Map.groupBy(numbers, (row) => row.contact_id);
  return rows.map(({ id, first_name: firstName, last_name: lastName, company, title }) => {
    const own = (byContact.get(id) ?? []).map(({ kind, number }) => ({ kind, number }));
    return { id, firstName, lastName, company, title, numbers: own };
  });
}
