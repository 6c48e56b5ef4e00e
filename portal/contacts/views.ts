import { z } from "zod";
import { type SameNumber, sameNumbers } from "../../db/contact-duplicates.ts";
import type { countsOfLists } from "../../db/contact-lists.ts";
import { contactFields, needsName } from "../../db/contact-rows.ts";
import type { Contact, ContactList } from "../../db/contacts.ts";
import type { Db } from "../../db/types.ts";
import { contactNumberKinds } from "../../domain/contact.ts";
import { Id, versionedView } from "../api/fields.ts";
import { NumberView, numberView } from "../user-views.ts";

export const ContactListView = z.strictObject({
  ...versionedView,
  name: z.string(),
  /** Whoever is new comes into it without being put there. */
  forEveryone: z.boolean(),
  contacts: z.int(),
  /** Who is active. */
  members: z.int(),
});
export type ContactListView = z.infer<typeof ContactListView>;

export const ContactView = z.strictObject({
  ...versionedView,
  listId: z.string(),
  /** What a key or a phonebook shows. */
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  company: z.string(),
  title: z.string(),
  email: z.string(),
  note: z.string(),
  tags: z.array(z.string()),
  numbers: z.array(NumberView.extend({ kind: z.enum(contactNumberKinds) })),
});
export type ContactView = z.infer<typeof ContactView>;
/** With the others of the list that have a number of it: an oversight more often than not. */
export const ContactRowView = ContactView.extend({
  sameNumbers: z.array(z.strictObject({ number: NumberView, id: z.string(), name: z.string() })),
});
export type ContactRowView = z.infer<typeof ContactRowView>;

export const ContactInput = z.strictObject(contactFields).refine(...needsName);
export const ContactUpdate = z.strictObject({ ...contactFields, listId: Id.optional() }).refine(...needsName);
export type ContactInput = z.input<typeof ContactUpdate>;

type Counts = ReturnType<Awaited<ReturnType<typeof countsOfLists>>["get"]>;

/** A list with how many contacts and members it has. */
export function listView({ id, version, updatedAt, name, forEveryone }: ContactList, counts: Counts): ContactListView {
  const { contacts = 0, members = 0 } = counts ?? {};
  return { id, version, updatedAt, name, forEveryone, contacts, members };
}

/** A contact with its numbers as they are read. */
export function contactView(contact: Contact): ContactView {
  const { id, version, updatedAt, listId, name, firstName, lastName, company, title, email, note, tags } = contact;
  const numbers = contact.numbers.map(({ kind, number }) => ({ kind, ...numberView(number) }));
  return {
    ...{ id, version, updatedAt, listId, name, firstName, lastName, company, title, email, note },
    ...{ tags: [...tags], numbers },
  };
}

function rowView(contact: Contact, same: readonly SameNumber[] = []): ContactRowView {
  const sharing = same.map(({ number, id, name }) => ({ number: numberView(number), id, name }));
  return { ...contactView(contact), sameNumbers: sharing };
}

/** One query for any number of contacts. */
export async function rowViews(db: Db, contacts: readonly Contact[]): Promise<ContactRowView[]> {
  const same = await sameNumbers(db, contacts);
  return contacts.map((contact) => rowView(contact, same.get(contact.id)));
}
