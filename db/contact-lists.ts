import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { keptContacts } from "./contact-list-copies.ts";
import { newId } from "./ids.ts";
import { getOrganisation, Title } from "./organisations.ts";
import { phonesOf, raisePhones } from "./revisions.ts";
import { type EditableRow, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateContactList = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateContactList = z.infer<typeof CreateContactList>;
export type ContactList = Versioned & { readonly organisationId: string; readonly name: string };

type ListRow = EditableRow & { organisation_id: string; name: string };

function present(row: ListRow): ContactList {
  return { ...versioned(row), organisationId: row.organisation_id, name: row.name };
}

/**
 * All phones of the organisation get the list as a phonebook: they are raised.
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
    const { organisationId, name } = input;
    await getOrganisation(trx, { id: organisationId });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name };
    await unlessTaken("name_invalid", { name }, trx("contact_list").insert(row));
    const entry = { organisationId, action: "contact_list.created", subject: { kind: "contact_list", id: row.id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
    await raisePhones(trx, phonesOf(trx, organisationId));
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
    await raisePhones(trx, phonesOf(trx, organisationId));
    const contacts = await keptContacts(trx, id);
    await trx("contact_list").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "contact_list.deleted", subject: { kind: "contact_list", id } };
    const restore = contacts === null ? {} : { restore: { contacts } };
    await recordAudit(trx, { ...entry, before: { name: before.name }, ...restore }, actor, now);
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
