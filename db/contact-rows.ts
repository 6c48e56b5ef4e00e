import { z } from "zod";
import {
  type ContactContent,
  type ContactNumber,
  contactLimits,
  contactNumberKinds,
  hasName,
  manyLines,
  contactName as nameOf,
  tidyTags,
} from "../domain/contact.ts";
import { oneLine } from "../domain/one-line.ts";
import { oneOf } from "./dialect/dialect.ts";
import { contactListColumns } from "./list-columns.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

const text = z.string().overwrite(oneLine).trim().max(contactLimits.text);
const ContactNumberInput = z.strictObject({
  kind: z.enum(contactNumberKinds).default("work"),
  /** Any written form; short numbers too. */
  number: z.string().max(60),
});
const Email = z
  .string()
  .overwrite(oneLine)
  .trim()
  .max(contactLimits.email)
  .pipe(z.union([z.literal(""), z.email()]));
const Note = z.string().overwrite(manyLines).max(contactLimits.note);
const Tags = z
  .array(z.string().overwrite(oneLine).trim().max(contactLimits.tag))
  .max(100)
  .transform(tidyTags)
  .pipe(z.array(z.string()).max(contactLimits.tags));

/** Names and numbers as a whole. E-mail, note and tags that are not said: none of one who is made, else those that there are. */
export const contactFields = {
  firstName: text.default(""),
  lastName: text.default(""),
  company: text.default(""),
  title: text.default(""),
  email: Email.optional(),
  note: Note.optional(),
  tags: Tags.optional(),
  numbers: z.array(ContactNumberInput).min(1).max(contactLimits.numbers),
};
export const needsName: [typeof hasName, { message: string; path: string[] }] = [
  hasName,
  { message: "contact_nameless", path: ["lastName"] },
];

export type Contact = Versioned &
  ContactContent & {
    readonly organisationId: string;
    readonly listId: string;
    /** What a key or a phonebook shows: the person's name, else the company. */
    readonly name: string;
  };

export type ContactRow = EditableRow & {
  organisation_id: string;
  list_id: string;
  first_name: string;
  last_name: string;
  company: string;
  title: string;
  email: string;
  note: string;
  tags: string;
};
export type NumberRow = { contact_id: string; position: number; kind: ContactNumber["kind"]; number: string };

/** What a key or a phonebook shows of a row. */
export function contactName(row: { first_name: string; last_name: string; company: string }): string {
  return nameOf({ firstName: row.first_name, lastName: row.last_name, company: row.company });
}

const TagsKept = z.array(z.string());

/** With their numbers, in the order of the rows. One query. */
export async function presentContacts(db: Db, rows: readonly ContactRow[]): Promise<Contact[]> {
  const ids = rows.map((row) => row.id);
  const numbers: NumberRow[] = await db("contact_number")
    .where(oneOf(db, "contact_id", ids))
    .orderBy(["contact_id", "position"]);
  const byContact = Map.groupBy(numbers, (number) => number.contact_id);
  return rows.map((row) => ({
    ...versioned(row),
    organisationId: row.organisation_id,
    listId: row.list_id,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    title: row.title,
    email: row.email,
    note: row.note,
    tags: row.tags === "[]" ? [] : TagsKept.parse(JSON.parse(row.tags)),
    name: contactName(row),
    numbers: (byContact.get(row.id) ?? []).map(({ kind, number }) => ({ kind, number })),
  }));
}

type Columns = Omit<ContactContent, "numbers">;

/** The columns of what a contact says, and those that it is sorted and searched by. */
export function contactColumns(contact: Columns): Record<string, string> {
  const { firstName, lastName, company, title, email, note, tags } = contact;
  return {
    ...{ first_name: firstName, last_name: lastName, company, title, email, note, tags: JSON.stringify(tags) },
    ...contactListColumns(contact),
  };
}

/** What the audit log says of a contact. */
export function contactAudit({ listId, ...contact }: ContactContent & { readonly listId: string }) {
  return { listId, ...contentOf(contact) };
}

/** Only what the contact says of itself. */
export function contentOf(contact: ContactContent): ContactContent & { numbers: ContactNumber[]; tags: string[] } {
  const { firstName, lastName, company, title, email, note, tags, numbers } = contact;
  const said = numbers.map(({ kind, number }) => ({ kind, number }));
  return { firstName, lastName, company, title, email, note, tags: [...tags], numbers: said };
}
