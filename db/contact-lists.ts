import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { keptContacts } from "./contact-list-copies.ts";
import { fillListForEveryone, membersOf, phonesWithList } from "./contact-members.ts";
import { newId } from "./ids.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { raisePhones } from "./revisions.ts";
import { type EditableRow, made, unlessTaken, versioned } from "./rows.ts";
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

/** With all its contacts; keys that follow them become misfits. @throws DomainError `contact_list_not_found` */
export async function deleteContactList(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await findContactList(trx, { organisationId, id });
    if (!before) throw new DomainError("contact_list_not_found");
    await raisePhones(trx, phonesWithList(trx, id));
    const contacts = await keptContacts(trx, id);
    const members = (await membersOf(trx, [id])).get(id) ?? [];
    await trx("contact_list").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "contact_list.deleted", subject: { kind: "contact_list", id } };
    const restore = contacts === null ? {} : { restore: { contacts, members } };
    await recordAudit(trx, { ...entry, before: { name: before.name, forEveryone: before.forEveryone }, ...restore }, actor, now);
    await announce(trx, "phonebook", { organisationId });
  });
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
