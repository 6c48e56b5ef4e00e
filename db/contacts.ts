import { z } from "zod";
import { preferredNumber } from "../domain/contact.ts";
import { DomainError } from "../domain/errors.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import {
  type Contact,
  type ContactRow,
  contactAudit,
  contactColumns,
  contactFields,
  type NumberRow,
  needsName,
  presentContacts,
} from "./contact-rows.ts";
import { type Followed, raiseFollowers } from "./followers.ts";
import { newId } from "./ids.ts";
import { numberFor } from "./number-owners.ts";
import { edit, made, mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { type ContactNumber, contactNumberKinds, preferredNumber } from "../domain/contact.ts";
export {
  type ContactList,
  CreateContactList,
  createContactList,
  deleteContactList,
  findContactList,
  listContactLists,
} from "./contact-lists.ts";
export { type Contact, type ContactRow, contactAudit, contactName, presentContacts } from "./contact-rows.ts";

export const CreateContact = z
  .strictObject({ organisationId: z.string(), listId: z.string(), ...contactFields })
  .refine(...needsName);
export type CreateContact = z.infer<typeof CreateContact>;
/** With `listId` it goes into another list. */
export const UpdateContact = z
  .strictObject({
    ...{ organisationId: z.string(), id: z.string(), version: z.int().optional() },
    ...{ ...contactFields, listId: z.string().max(64).optional() },
  })
  .refine(...needsName);
export type UpdateContact = z.infer<typeof UpdateContact>;

/**
 * @param id of a contact that comes back: keys that follow it know it again
 * @throws DomainError `contact_list_not_found`, `number_invalid`
 */
export async function createContact(db: Db, input: CreateContact, actor: Actor, now: Date, id = newId(now)): Promise<Contact> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    await mustBelong(trx, "contact_list", input.listId, organisationId, "contact_list_not_found");
    const columns = contactColumns({ email: "", note: "", tags: [], ...said(input) });
    const row = { ...made(id, actor, now), organisation_id: organisationId, list_id: input.listId, ...columns };
    await trx("contact").insert(row);
    await writeNumbers(trx, row.id, input.numbers);
    const contact = await getContact(trx, { organisationId, id: row.id });
    const entry = { organisationId, action: "contact.created", subject: { kind: "contact", id: row.id } };
    await recordAudit(trx, { ...entry, after: contactAudit(contact) }, actor, now);
    await announce(trx, "phonebook", { organisationId });
    return contact;
  });
}

type Texts = Omit<z.infer<z.ZodObject<typeof contactFields>>, "numbers">;

/** Only what is said: a field that is absent is not there. */
function said({ firstName, lastName, company, title, email, note, tags }: Texts) {
  return {
    ...{ firstName, lastName, company, title },
    ...(email === undefined ? {} : { email }),
    ...(note === undefined ? {} : { note }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/**
 * Raises the phones whose keys show what changed.
 *
 * @throws DomainError `contact_not_found`, `contact_list_not_found`, `number_invalid`, `version_conflict`
 */
export async function updateContact(db: Db, input: UpdateContact, actor: Actor, now: Date): Promise<Contact> {
  return change(db, async (trx) => {
    const { organisationId, id, listId } = input;
    const before = await getContact(trx, input);
    if (listId !== undefined) await mustBelong(trx, "contact_list", listId, organisationId, "contact_list_not_found");
    const columns = contactColumns({ ...before, ...said(input) });
    await edit(trx, "contact", before, input.version, { ...columns, list_id: listId }, actor, now);
    await trx("contact_number").where("contact_id", id).delete();
    await writeNumbers(trx, id, input.numbers);
    const after = await getContact(trx, input);
    const entry = { organisationId, action: "contact.updated", subject: { kind: "contact", id } };
    await recordAudit(trx, { ...entry, ...changedFields(contactAudit(before), contactAudit(after)) }, actor, now);
    await raiseFollowers(trx, { kind: "contact", id, organisationId }, followed(before), followed(after));
    await announce(trx, "phonebook", { organisationId });
    return after;
  });
}

/** Keys that follow the contact stay and become misfits. @throws DomainError `contact_not_found` */
export async function deleteContact(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getContact(trx, input);
    await raiseFollowers(trx, { kind: "contact", id, organisationId }, followed(before), null);
    await trx("contact").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "contact.deleted", subject: { kind: "contact", id } };
    await recordAudit(trx, { ...entry, before: contactAudit(before) }, actor, now);
    await announce(trx, "phonebook", { organisationId });
  });
}

async function writeNumbers(trx: Db, contactId: string, numbers: CreateContact["numbers"]): Promise<void> {
  const rows: NumberRow[] = numbers.map(({ kind, number }, at) => ({
    contact_id: contactId,
    position: at + 1,
    kind,
    number: numberFor("contact", number),
  }));
  await trx("contact_number").insert(rows);
}

function followed(contact: Contact): Followed {
  return { name: contact.name, extension: null, numbers: [preferredNumber(contact.numbers)] };
}

/** As `findContact`. @throws DomainError `contact_not_found` */
export async function getContact(db: Db, by: { organisationId: string; id: string }): Promise<Contact> {
  const contact = await findContact(db, by);
  if (!contact) throw new DomainError("contact_not_found");
  return contact;
}

export async function findContact(db: Db, by: { organisationId: string; id: string }): Promise<Contact | null> {
  const rows = await db<ContactRow>("contact").where({ id: by.id, organisation_id: by.organisationId });
  const [contact] = await presentContacts(db, rows);
  return contact ?? null;
}

/** In Swedish order. */
export async function listContacts(db: Db, filter: { organisationId: string; listId: string }): Promise<Contact[]> {
  const rows = db<ContactRow>("contact").where({ organisation_id: filter.organisationId, list_id: filter.listId });
  return presentContacts(db, await rows.orderBy(["sort_key", "id"]));
}
