import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Followed, raiseFollowers } from "./followers.ts";
import { newId } from "./ids.ts";
import { contactListColumns } from "./list-columns.ts";
import { numberFor } from "./number-owners.ts";
import { type EditableRow, edit, made, mustBelong, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export {
  type ContactList,
  CreateContactList,
  createContactList,
  deleteContactList,
  findContactList,
  listContactLists,
} from "./contact-lists.ts";

export const contactNumberKinds = ["work", "mobile", "other"] as const;
const text = z.string().overwrite(oneLine).trim().max(100);
const ContactNumberInput = z.strictObject({
  kind: z.enum(contactNumberKinds).default("work"),
  /** Any written form; short numbers too. */
  number: z.string(),
});

const inputFields = {
  firstName: text.default(""),
  lastName: text.default(""),
  company: text.default(""),
  title: text.default(""),
  numbers: z.array(ContactNumberInput).min(1).max(10),
};
const hasName = (contact: { firstName: string; lastName: string; company: string }) =>
  contact.firstName !== "" || contact.lastName !== "" || contact.company !== "";

export const CreateContact = z
  .strictObject({ organisationId: z.string(), listId: z.string(), ...inputFields })
  .refine(hasName, "a name or a company is needed");
export type CreateContact = z.infer<typeof CreateContact>;
/** The whole contact anew. */
export const UpdateContact = z
  .strictObject({ organisationId: z.string(), id: z.string(), version: z.int().optional(), ...inputFields })
  .refine(hasName, "a name or a company is needed");
export type UpdateContact = z.infer<typeof UpdateContact>;

export type ContactNumber = {
  readonly kind: (typeof contactNumberKinds)[number] /** E.164, or a short number as it is dialled. */;
  readonly number: string;
};
export type Contact = Versioned & {
  readonly organisationId: string;
  readonly listId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  /** What a key or a phonebook shows: the person's name, else the company. */
  readonly name: string;
  readonly numbers: readonly ContactNumber[];
};

/** What a key or a phonebook shows: the person's name, else the company. */
export function contactName(row: { first_name: string; last_name: string; company: string }): string {
  return [row.first_name, row.last_name].filter(Boolean).join(" ") || row.company;
}

/** The number that a key dials: the work number before the mobile before any other. */
export function preferredNumber(numbers: readonly ContactNumber[]): string | null {
  const inOrder = [...numbers].sort((a, b) => contactNumberKinds.indexOf(a.kind) - contactNumberKinds.indexOf(b.kind));
  return inOrder[0]?.number ?? null;
}

export type ContactRow = EditableRow & {
  organisation_id: string;
  list_id: string;
  first_name: string;
  last_name: string;
  company: string;
  title: string;
};
type NumberRow = { contact_id: string; position: number; kind: ContactNumber["kind"]; number: string };

export async function presentContacts(db: Db, rows: readonly ContactRow[]): Promise<Contact[]> {
  const ids = rows.map((row) => row.id);
  const numbers: NumberRow[] = await db("contact_number")
    .where(oneOf(db, "contact_id", ids))
    .orderBy("position");
  const byContact = Map.groupBy(numbers, (number) => number.contact_id);
  return rows.map((row) => ({
    ...versioned(row),
    organisationId: row.organisation_id,
    listId: row.list_id,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    title: row.title,
    name: contactName(row),
    numbers: (byContact.get(row.id) ?? []).map(({ kind, number }) => ({ kind, number })),
  }));
}

/**
 * @param id of a contact that comes back: keys that follow it know it again
 * @throws DomainError `contact_list_not_found`, `number_invalid`
 */
export async function createContact(db: Db, input: CreateContact, actor: Actor, now: Date, id = newId(now)): Promise<Contact> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    await mustBelong(trx, "contact_list", input.listId, organisationId, "contact_list_not_found");
    const row = { ...made(id, actor, now), organisation_id: organisationId, list_id: input.listId, ...columns(input) };
    await trx("contact").insert(row);
    await writeNumbers(trx, row.id, input.numbers);
    const contact = await getContact(trx, { organisationId, id: row.id });
    const entry = { organisationId, action: "contact.created", subject: { kind: "contact", id: row.id } };
    await recordAudit(trx, { ...entry, after: contactAudit(contact) }, actor, now);
    await announce(trx, "phonebook", { organisationId });
    return contact;
  });
}

/** Raises the phones whose keys show what changed. @throws DomainError `contact_not_found`, `number_invalid`, `version_conflict` */
export async function updateContact(db: Db, input: UpdateContact, actor: Actor, now: Date): Promise<Contact> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getContact(trx, input);
    await edit(trx, "contact", before, input.version, columns(input), actor, now);
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

function columns(input: { firstName: string; lastName: string; company: string; title: string }) {
  const { firstName, lastName, company, title } = input;
  return { first_name: firstName, last_name: lastName, company, title, ...contactListColumns(input) };
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

/** What the audit log says of a contact. */
export function contactAudit(contact: Contact) {
  const { listId, firstName, lastName, company, title, numbers } = contact;
  return { listId, firstName, lastName, company, title, numbers: numbers.map(({ kind, number }) => ({ kind, number })) };
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

export async function listContacts(db: Db, filter: { organisationId: string; listId: string }): Promise<Contact[]> {
  const rows = db<ContactRow>("contact").where({ organisation_id: filter.organisationId, list_id: filter.listId });
  return presentContacts(db, await rows.orderBy(["last_name", "first_name", "company", "id"]));
}
