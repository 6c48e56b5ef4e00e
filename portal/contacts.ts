import { z } from "zod";
import { pageContacts } from "../db/contact-pages.ts";
import {
  type Contact,
  type ContactList,
  contactNumberKinds,
  createContact,
  createContactList,
  deleteContact,
  deleteContactList,
  findContactList,
  getContact,
  listContactLists,
  updateContact,
} from "../db/contacts.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { deleteAsRead, NameInput, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, created, done, ok, type Route, route } from "./api/route.ts";
import { NumberView, numberView } from "./user-views.ts";

const tag = "Contacts";
export const ContactListView = z.strictObject({ ...versionedView, name: z.string() });
export const ContactView = z.strictObject({
  ...versionedView,
  listId: z.string(),
  /** What a key or a phonebook shows. */
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  company: z.string(),
  title: z.string(),
  numbers: z.array(NumberView.extend({ kind: z.enum(contactNumberKinds) })),
});

const text = z.string().overwrite(oneLine).trim().max(100).default("");
const ContactInput = z
  .strictObject({
    ...{ firstName: text, lastName: text, company: text, title: text },
    numbers: z
      .array(z.strictObject({ kind: z.enum(contactNumberKinds).default("work"), number: z.string().max(60) }))
      .min(1)
      .max(10),
  })
  .refine(({ firstName, lastName, company }) => firstName + lastName + company !== "", "name_invalid");
const example = { company: "Trävaror AB", numbers: [{ kind: "work", number: "08-465 004 71" }] };

function listView({ id, version, updatedAt, name }: ContactList): z.infer<typeof ContactListView> {
  return { id, version, updatedAt, name };
}

export function contactView(contact: Contact): z.infer<typeof ContactView> {
  const { id, version, updatedAt, listId, name, firstName, lastName, company, title } = contact;
  const numbers = contact.numbers.map(({ kind, number }) => ({ kind, ...numberView(number) }));
  return { id, version, updatedAt, listId, name, firstName, lastName, company, title, numbers };
}

async function getList(db: Db, by: { organisationId: string; id: string }): Promise<ContactList> {
  const list = await findContactList(db, by);
  if (!list) throw new DomainError("contact_list_not_found");
  return list;
}

const listParams = z.strictObject({ list: z.string().max(200) });
const contactParams = z.strictObject({ contact: z.string().max(200) });

async function currentContact(db: Db, who: Caller, id: string): Promise<Answer> {
  const contact = await getContact(db, { organisationId: who.organisationId, id });
  return ok(contactView(contact), contact.version);
}

export const contactRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/contact-lists",
    tag,
    summary: "Lists of external contacts, by name.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(ContactListView),
    handle: async ({ parts, who, query }) => {
      const all = await listContactLists(parts.db, who.organisationId);
      return ok(pageOfAll(all.map(listView), (one) => one.name, query));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists",
    tag,
    summary: "Creates a list, which every phone of the organisation gets as a phonebook.",
    body: z.strictObject({ name: NameInput }),
    answer: ContactListView,
    example: { name: "Leverantörer" },
    handle: async ({ parts, who, body, now }) => {
      const list = await createContactList(parts.db, { organisationId: who.organisationId, ...body }, who.actor, now);
      return created(listView(list), list.version);
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/contact-lists/:list",
    tag,
    summary: "Deletes a list with all its contacts.",
    params: listParams,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.list };
      const remove = (trx: Db) => deleteContactList(trx, by, who.actor, now);
      await deleteAsRead(parts.db, version, (trx) => getList(trx, by), remove);
      return done();
    },
    current: async ({ parts, who, params }) => {
      const list = await getList(parts.db, { organisationId: who.organisationId, id: params.list });
      return ok(listView(list), list.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/contact-lists/:list/contacts",
    tag,
    summary: "Contacts of a list in Swedish order.",
    params: listParams,
    query: z.strictObject({ ...pageQuery, q: searchQuery, order: orderQuery }),
    answer: pageOf(ContactView),
    handle: async ({ parts, who, params, query }) => {
      const { organisationId } = who;
      const list = await getList(parts.db, { organisationId, id: params.list });
      const { q: search, order, ...page } = query;
      const filter = { organisationId, listId: list.id, search, descending: order === "desc", ...page };
      const { total, rows } = await pageContacts(parts.db, filter);
      return ok({ total, rows: rows.map(contactView) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists/:list/contacts",
    tag,
    summary: "Creates a contact.",
    params: listParams,
    body: ContactInput,
    answer: ContactView,
    example,
    handle: async ({ parts, who, params, body, now }) => {
      const input = { organisationId: who.organisationId, listId: params.list, ...body };
      const contact = await createContact(parts.db, input, who.actor, now);
      return created(contactView(contact), contact.version);
    },
  }),
  route("administrator", {
    method: "put",
    path: "/contacts/:contact",
    tag,
    summary: "Writes a contact anew, as a whole; exactly the phones whose keys show what changed get new files.",
    params: contactParams,
    body: ContactInput,
    answer: ContactView,
    example,
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { organisationId: who.organisationId, id: params.contact, version, ...body };
      const contact = await updateContact(parts.db, input, who.actor, now);
      return ok(contactView(contact), contact.version);
    },
    current: ({ parts, who, params }) => currentContact(parts.db, who, params.contact),
  }),
  route("administrator", {
    method: "delete",
    path: "/contacts/:contact",
    tag,
    summary: "Deletes a contact. Keys that follow it stay, and are reported as misfits.",
    params: contactParams,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.contact };
      const remove = (trx: Db) => deleteContact(trx, by, who.actor, now);
      await deleteAsRead(parts.db, version, (trx) => getContact(trx, by), remove);
      return done();
    },
    current: ({ parts, who, params }) => currentContact(parts.db, who, params.contact),
  }),
];
