import { z } from "zod";
import { Title } from "./organisations.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const contactNumberKinds = ["work", "mobile", "other"] as const;
const text = z.string().trim().max(100);
const ContactNumberInput = z.strictObject({
  kind: z.enum(contactNumberKinds).default("work"),
  /** Any written form; short numbers too. */
  number: z.string(),
});

export const CreateContactList = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateContactList = z.infer<typeof CreateContactList>;
export type ContactList = Versioned & { readonly organisationId: string; readonly name: string };

const contactFields = {
  firstName: text.default(""),
  lastName: text.default(""),
  company: text.default(""),
  title: text.default(""),
  numbers: z.array(ContactNumberInput).min(1).max(10),
};
const hasName = (contact: { firstName: string; lastName: string; company: string }) =>
  contact.firstName !== "" || contact.lastName !== "" || contact.company !== "";

export const CreateContact = z
  .strictObject({ organisationId: z.string(), listId: z.string(), ...contactFields })
  .refine(hasName, "a name or a company is needed");
export type CreateContact = z.infer<typeof CreateContact>;
/** The whole contact anew. */
export const UpdateContact = z
  .strictObject({ organisationId: z.string(), id: z.string(), version: z.int().optional(), ...contactFields })
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

/** @throws DomainError `organisation_not_found`, `name_invalid` (taken) */
export declare function createContactList(db: Db, input: CreateContactList, actor: Actor, now: Date): Promise<ContactList>;
export declare function deleteContactList(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function findContactList(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<ContactList | null>;
export declare function listContactLists(db: Db, organisationId: string): Promise<ContactList[]>;
/** @throws DomainError `contact_list_not_found`, `number_invalid` */
export declare function createContact(db: Db, input: CreateContact, actor: Actor, now: Date): Promise<Contact>;
/** Raises the phones whose keys show what changed. @throws DomainError `contact_not_found`, `number_invalid`, `version_conflict` */
export declare function updateContact(db: Db, input: UpdateContact, actor: Actor, now: Date): Promise<Contact>;
export declare function deleteContact(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function findContact(db: Db, by: { organisationId: string; id: string }): Promise<Contact | null>;
export declare function listContacts(db: Db, filter: { organisationId: string; listId: string }): Promise<Contact[]>;
