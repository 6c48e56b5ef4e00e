import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { type ContactContent, contactName, contactNumberKinds, preferredNumber } from "../domain/contact.ts";
import { announce } from "./changes.ts";
import { type Contact, type ContactRow, contactColumns, contentOf, presentContacts } from "./contact-rows.ts";
import { bulkInsert, bulkUpdate } from "./dialect/bulk-insert.ts";
import { chunks, oneOf } from "./dialect/dialect.ts";
import { phonesFollowingContacts, raisePhones } from "./revisions.ts";
import type { Actor, Db } from "./types.ts";

/** Contents of more contacts than these are not kept for taking a write back: they come from a file. */
export const mostKept = 2000;

/** A contact as the change log keeps it. What was not there yet when it was kept is empty. */
export const KeptContact = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  company: z.string(),
  title: z.string(),
  email: z.string().default(""),
  note: z.string().default(""),
  tags: z.array(z.string()).default([]),
  numbers: z.array(z.object({ kind: z.enum(contactNumberKinds), number: z.string() })),
});
export const KeptContacts = z.array(KeptContact);
export type KeptContact = z.infer<typeof KeptContact>;

/** The contacts of a list that is deleted, as the change log keeps them. @returns null: too many */
export async function keptContacts(db: Db, listId: string): Promise<KeptContact[] | null> {
  const rows: ContactRow[] = await db("contact")
    .where("list_id", listId)
    .orderBy("id")
    .limit(mostKept + 1);
  return rows.length > mostKept ? null : (await presentContacts(db, rows)).map(kept);
}

export const kept = (contact: Contact): KeptContact => ({ id: contact.id, ...contentOf(contact) });

/** What is written of a list at once. Numbers are canonical. */
export type ContactWrites = {
  /** Under these ids: keys that follow one who comes back know it again. */
  readonly made: readonly KeptContact[];
  readonly changed: readonly { readonly before: Contact; readonly after: ContactContent }[];
  readonly gone: readonly Contact[];
};

/** Rows in one statement: the thread that answers phones has a turn after each. */
const atOnce = 300;

type OfList = { readonly organisationId: string; readonly listId: string };

/**
 * Any number of contacts in a fixed number of statements for every few hundred. Inside `change`; raises the phones whose keys show
 * what changed. The audit entry is the caller's.
 */
export async function writeContacts(trx: Db, of: OfList, writes: ContactWrites, actor: Actor, now: Date): Promise<void> {
  const { made, changed, gone } = writes;
  await raiseShowing(trx, writes);
  for (const part of chunks(gone, 5000)) {
    await trx("contact")
      .where("organisation_id", of.organisationId)
      .where(
        oneOf(
          trx,
          "id",
          part.map(({ id }) => id),
        ),
      )
      .delete();
  }
  await insertContacts(trx, of, made, actor, now);
  await updateContacts(trx, changed, actor, now);
  if (made.length > 0)
    await raisePhones(trx, phonesFollowingContacts(trx, idsOf(made), { name: true, number: true, gone: true }));
  await announce(trx, "phonebook", { organisationId: of.organisationId });
}

const idsOf = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id);
const text = (name: string) => [name, "text"] as const;
const numberColumns = [text("contact_id"), ["position", "integer"] as const, text("kind"), text("number")];

async function insertContacts(trx: Db, of: OfList, made: readonly KeptContact[], actor: Actor, now: Date): Promise<void> {
  const at = now.toISOString();
  for (const part of chunks(made, atOnce)) {
    const columns = part.map(({ id, ...said }) => ({
      ...{ id, organisation_id: of.organisationId, list_id: of.listId, created_at: at, updated_at: at, updated_by: actor.name },
      ...contactColumns(said),
    }));
    const [first = {}] = columns;
    const rows = columns.map((one) => [...Object.values(one), 1]);
    await bulkInsert(trx, "contact", [...Object.keys(first).map(text), ["version", "integer"]], rows);
    await insertNumbers(trx, part);
    await nextTurn();
  }
}

async function insertNumbers(
  trx: Db,
  some: readonly (Pick<ContactContent, "numbers"> & { readonly id: string })[],
): Promise<void> {
  const rows = some.flatMap(({ id, numbers }) => numbers.map(({ kind, number }, at) => [id, at + 1, kind, number]));
  await bulkInsert(trx, "contact_number", numberColumns, rows);
}

async function updateContacts(trx: Db, changed: ContactWrites["changed"], actor: Actor, now: Date): Promise<void> {
  for (const part of chunks(changed, atOnce)) {
    const rows = part.map(({ before, after }) => {
      const columns = { ...contactColumns(after), updated_at: now.toISOString(), updated_by: actor.name };
      return { id: before.id, columns };
    });
    const names = Object.keys(rows[0]?.columns ?? {});
    const said = rows.map(({ id, columns }) => ({ id, texts: Object.values(columns), steps: [1] }));
    await bulkUpdate(trx, "contact", names, ["version"], said);
    const ids = part.map(({ before }) => before.id);
    await trx("contact_number")
      .where(oneOf(trx, "contact_id", ids))
      .delete();
    await insertNumbers(
      trx,
      part.map(({ before, after }) => ({ id: before.id, numbers: after.numbers })),
    );
  }
}

async function raiseShowing(trx: Db, { changed, gone }: ContactWrites): Promise<void> {
  const differ = (of: (one: ContactContent) => string | null) =>
    changed.filter(({ before, after }) => of(before) !== of(after)).map(({ before }) => before.id);
  const renamed = differ(contactName);
  const renumbered = differ(({ numbers }) => preferredNumber(numbers));
  const selections = [
    ...(renamed.length > 0 ? [phonesFollowingContacts(trx, renamed, { name: true, number: false })] : []),
    ...(renumbered.length > 0 ? [phonesFollowingContacts(trx, renumbered, { name: false, number: true })] : []),
    ...(gone.length > 0 ? [phonesFollowingContacts(trx, idsOf(gone), { name: true, number: true, gone: true })] : []),
  ];
  await raisePhones(trx, ...selections);
}
