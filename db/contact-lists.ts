import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { keptContacts } from "./contact-list-copies.ts";
import { addEverybody } from "./contact-member-changes.ts";
import { fillListForEveryone, membersOf, phonesWithList } from "./contact-members.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { raisePhones } from "./revisions.ts";
import { type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateContactList = z.strictObject({
  organisationId: z.string(),
  name: Title,
  /** Everybody is in it, and whoever is new comes into it. */
  forEveryone: z.boolean().default(true),
});
export type CreateContactList = z.input<typeof CreateContactList>;
export type ContactList = Versioned & {
  readonly organisationId: string;
  readonly name: string;
  /** Whoever is new comes into it without being put there. */
  readonly forEveryone: boolean;
};

type ListRow = EditableRow & { organisation_id: string; name: string; for_everyone: boolean | number };

function present(row: ListRow): ContactList {
  return { ...versioned(row), organisationId: row.organisation_id, name: row.name, forEveryone: Boolean(row.for_everyone) };
}

/**
 * The phones of its members get the list as a phonebook: they are raised.
 *
 * @param id of a list that comes back
 * @throws DomainError `organisation_not_found`, `name_invalid` (taken)
 */
export async function createContactList(
  db: Db,
  input: CreateContactList,
  actor: Actor,
  now: Date,
  id = newId(now),
): Promise<ContactList> {
  return change(db, async (trx) => {
    const { organisationId, name, forEveryone = true } = input;
    await getOrganisation(trx, { id: organisationId });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name, for_everyone: forEveryone };
    await unlessTaken("name_invalid", { name }, trx("contact_list").insert(row));
    const entry = { organisationId, action: "contact_list.created", subject: { kind: "contact_list", id: row.id } };
    await recordAudit(trx, { ...entry, after: { name, forEveryone } }, actor, now);
    await fillListForEveryone(trx, id);
    await raisePhones(trx, phonesWithList(trx, id));
    await announce(trx, "phonebook", { organisationId });
    return present(row);
  });
}

export const UpdateContactList = z.strictObject({
  ...{ organisationId: z.string(), id: z.string(), version: z.int().optional() },
  name: Title.optional(),
  forEveryone: z.boolean().optional(),
});
export type UpdateContactList = z.infer<typeof UpdateContactList>;

/**
 * Another name, or for everyone from now on: then everybody comes into it at once. A list that is for everyone no more keeps
 * its members.
 *
 * @throws DomainError `contact_list_not_found`, `name_invalid` (taken), `version_conflict`
 */
export async function updateContactList(db: Db, input: UpdateContactList, actor: Actor, now: Date): Promise<ContactList> {
  return change(db, async (trx) => {
    const { organisationId, id, name, forEveryone } = input;
    const before = await getContactList(trx, input);
    // Those of nobody show the list no more when it is for some: they are raised while they still do.
    if (before.forEveryone && forEveryone === false) await raisePhones(trx, phonesWithList(trx, id));
    const write = edit(trx, "contact_list", before, input.version, { name, for_everyone: forEveryone }, actor, now);
    await unlessTaken("name_invalid", { name: name ?? before.name }, write);
    const after = await getContactList(trx, input);
    const [was, is] = [auditFields(before), auditFields(after)];
    const entry = { organisationId, action: "contact_list.updated", subject: { kind: "contact_list", id } };
    await recordAudit(trx, { ...entry, ...changedFields(was, is) }, actor, now);
    if (after.forEveryone && !before.forEveryone) await addEverybody(trx, { organisationId, listId: id }, actor, now);
    if (before.name !== after.name || (after.forEveryone && !before.forEveryone)) await raisePhones(trx, phonesWithList(trx, id));
    await announce(trx, "phonebook", { organisationId });
    return after;
  });
}

const auditFields = ({ name, forEveryone }: ContactList) => ({ name, forEveryone });

/** With all its contacts; keys that follow them become misfits. @throws DomainError `contact_list_not_found` */
export async function deleteContactList(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getContactList(trx, input);
    await raisePhones(trx, phonesWithList(trx, id));
    const contacts = await keptContacts(trx, id);
    const members = (await membersOf(trx, [id])).get(id) ?? [];
    await trx("contact_list").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "contact_list.deleted", subject: { kind: "contact_list", id } };
    const restore = contacts === null ? {} : { restore: { contacts, members } };
    await recordAudit(trx, { ...entry, before: auditFields(before), ...restore }, actor, now);
    await announce(trx, "phonebook", { organisationId });
  });
}

/** As `findContactList`. @throws DomainError `contact_list_not_found` */
export async function getContactList(db: Db, by: { organisationId: string; id: string }): Promise<ContactList> {
  const list = await findContactList(db, { organisationId: by.organisationId, id: by.id });
  if (!list) throw new DomainError("contact_list_not_found");
  return list;
}

export async function findContactList(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<ContactList | null> {
  const query = db<ListRow>("contact_list").where("organisation_id", by.organisationId);
  const row = await ("id" in by ? query.where("id", by.id) : query.where("name", by.name)).first();
  return row ? present(row) : null;
}

export async function listContactLists(db: Db, organisationId: string): Promise<ContactList[]> {
  return (await db<ListRow>("contact_list").where("organisation_id", organisationId).orderBy("name")).map(present);
}

/** How many contacts and how many active members each list has. Two queries. */
export async function countsOfLists(
  db: Db,
  listIds: readonly string[],
): Promise<Map<string, { readonly contacts: number; readonly members: number }>> {
  const contacts: Counted[] = await db("contact")
    .where(oneOf(db, "list_id", listIds))
    .groupBy("list_id")
    .select("list_id")
    .count({ count: "*" });
  const members: Counted[] = await db("contact_list_member as m")
    .join("users as u", "u.id", "m.user_id")
    .where(oneOf(db, "m.list_id", listIds))
    .whereNull("u.deactivated_at")
    .groupBy("m.list_id")
    .select("m.list_id")
    .count({ count: "*" });
  const [have, are] = [contacts, members].map((rows) => new Map(rows.map((row) => [row.list_id, Number(row.count)])));
  return new Map(listIds.map((id) => [id, { contacts: have?.get(id) ?? 0, members: are?.get(id) ?? 0 }]));
}

type Counted = { readonly list_id: string; readonly count: number | string };
