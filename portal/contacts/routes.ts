import { z } from "zod";
import { ContactBulk, changeContacts, mostContactsAtOnce } from "../../db/contact-bulk.ts";
import { getContactList } from "../../db/contact-lists.ts";
import { pageContacts } from "../../db/contact-pages.ts";
import { type Contact, createContact, deleteContact, getContact, updateContact } from "../../db/contacts.ts";
import type { Db } from "../../db/types.ts";
import { deleteAsRead, Id } from "../api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type Route, route } from "../api/route.ts";
import { BulkResultView } from "../users-many.ts";
import { ContactInput, ContactRowView, ContactUpdate, rowViews } from "./views.ts";

const tag = "Contacts";
const example = {
  ...{ firstName: "Ulla", lastName: "Ek", company: "Trävaror AB", title: "Inköpare", email: "ulla.ek@example.se" },
  ...{ note: "Ring före tio.", tags: ["Trä"], numbers: [{ kind: "work", number: "08-465 004 71" }] },
};
const listParams = z.strictObject({ list: z.string().max(200) });
const contactParams = z.strictObject({ contact: z.string().max(200) });
const by = (who: Caller, params: { contact: string }) => ({ organisationId: who.organisationId, id: params.contact });

async function viewOf(db: Db, contact: Contact): Promise<ContactRowView | undefined> {
  return (await rowViews(db, [contact]))[0];
}

async function currentContact(db: Db, who: Caller, params: { contact: string }): Promise<Answer> {
  const contact = await getContact(db, by(who, params));
  return ok(await viewOf(db, contact), contact.version);
}

const BulkInput = z.strictObject({ contacts: z.array(Id).min(1).max(mostContactsAtOnce), change: ContactBulk });

export const contactRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/contact-lists/:list/contacts",
    tag,
    summary: "Contacts of a list in Swedish order, each with the others of the list that share a number with it.",
    params: listParams,
    query: z.strictObject({
      ...{ ...pageQuery, q: searchQuery, order: orderQuery, sort: z.enum(["name", "company"]).default("name") },
      tag: z.string().max(100).optional().meta({ description: "Only those with exactly that tag." }),
      show: z
        .enum(["duplicates"])
        .optional()
        .meta({ description: "Only those that share a number with another one of the list." }),
    }),
    answer: pageOf(ContactRowView),
    handle: async ({ parts, who, params, query }) => {
      const { organisationId } = who;
      const list = await getContactList(parts.db, { organisationId, id: params.list });
      const { q: search, order, show, ...page } = query;
      const filter = { organisationId, listId: list.id, search, descending: order === "desc", ...page };
      const { total, rows } = await pageContacts(parts.db, { ...filter, duplicates: show === "duplicates" });
      return ok({ total, rows: await rowViews(parts.db, rows) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists/:list/contacts",
    tag,
    summary: "Creates a contact: a name or a company, and a number at least.",
    params: listParams,
    body: ContactInput,
    answer: ContactRowView,
    example,
    handle: async ({ parts, who, params, body, now }) => {
      const input = { organisationId: who.organisationId, listId: params.list, ...body };
      const contact = await createContact(parts.db, input, who.actor, now);
      return created(await viewOf(parts.db, contact), contact.version);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contacts/bulk",
    tag,
    summary: `Deletes up to ${mostContactsAtOnce} contacts, moves them to another list, or gives or takes a tag, with a result for each.`,
    body: BulkInput,
    answer: z.strictObject({ results: z.array(BulkResultView) }),
    example: { contacts: ["{contact}"], change: { what: "tag", tag: "Trä", on: true } },
    handle: async ({ parts, who, body, now }) => {
      const { organisationId, actor } = who;
      const input = { organisationId, ids: body.contacts, change: body.change };
      const results = await changeContacts(parts.db, input, actor, now);
      const code = (outcome: string) => (outcome === "refused" ? "contact_tags_many" : null);
      return ok({ results: results.map((one) => ({ ...one, code: code(one.outcome), values: {} })) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/contacts/:contact",
    tag,
    summary: "A contact, with the others of its list that share a number with it.",
    params: contactParams,
    answer: ContactRowView,
    handle: ({ parts, who, params }) => currentContact(parts.db, who, params),
  }),
  route("administrator", {
    method: "put",
    path: "/contacts/:contact",
    tag,
    summary:
      "Writes a contact anew: names and numbers as a whole; e-mail, note, tags and list stay where they are not said. Exactly the phones whose keys show what changed get new files.",
    params: contactParams,
    body: ContactUpdate,
    answer: ContactRowView,
    example: { ...example, listId: "{list}" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const contact = await updateContact(parts.db, { ...by(who, params), version, ...body }, who.actor, now);
      return ok(await viewOf(parts.db, contact), contact.version);
    },
    current: ({ parts, who, params }) => currentContact(parts.db, who, params),
  }),
  route("administrator", {
    method: "delete",
    path: "/contacts/:contact",
    tag,
    summary: "Deletes a contact. Keys that follow it stay, and are reported as misfits.",
    params: contactParams,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const remove = (trx: Db) => deleteContact(trx, by(who, params), who.actor, now);
      await deleteAsRead(parts.db, version, (trx) => getContact(trx, by(who, params)), remove);
      return done();
    },
    current: ({ parts, who, params }) => currentContact(parts.db, who, params),
  }),
];
