import { z } from "zod";
import { countsOfLists, getContactList, updateContactList } from "../../db/contact-lists.ts";
import { ChangeMembers, changeMembers } from "../../db/contact-member-changes.ts";
import { tagsOfList } from "../../db/contact-pages.ts";
import { type ContactList, createContactList, deleteContactList, listContactLists } from "../../db/contacts.ts";
import type { Db } from "../../db/types.ts";
import { deleteAsRead, NameInput } from "../api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type Route, route } from "../api/route.ts";
import { ContactListView, listView } from "./views.ts";

const tag = "Contacts";
const listParams = z.strictObject({ list: z.string().max(200) });
const by = (who: Caller, params: { list: string }) => ({ organisationId: who.organisationId, id: params.list });

async function viewOf(db: Db, list: ContactList): Promise<ContactListView> {
  return listView(list, (await countsOfLists(db, [list.id])).get(list.id));
}

async function currentList(db: Db, who: Caller, params: { list: string }): Promise<Answer> {
  const list = await getContactList(db, by(who, params));
  return ok(await viewOf(db, list), list.version);
}

export const contactListRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/contact-lists",
    tag,
    summary: "Lists of external contacts, by name, each with how many contacts and members it has.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(ContactListView),
    handle: async ({ parts, who, query }) => {
      const { total, rows } = pageOfAll(await listContactLists(parts.db, who.organisationId), (one) => one.name, query);
      const counts = await countsOfLists(
        parts.db,
        rows.map(({ id }) => id),
      );
      return ok({ total, rows: rows.map((list) => listView(list, counts.get(list.id))) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists",
    tag,
    summary: "Creates a list: a phonebook for its members, on Mina sidor and on their phones.",
    body: z.strictObject({ name: NameInput, forEveryone: z.boolean().default(true) }),
    answer: ContactListView,
    example: { name: "Leverantörer", forEveryone: true },
    handle: async ({ parts, who, body, now }) => {
      const list = await createContactList(parts.db, { organisationId: who.organisationId, ...body }, who.actor, now);
      return created(await viewOf(parts.db, list), list.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/contact-lists/:list",
    tag,
    summary: "A list of contacts, with the tags that its contacts have, the most frequent first.",
    params: listParams,
    answer: ContactListView.extend({ tags: z.array(z.string()) }),
    handle: async ({ parts, who, params }) => {
      const { organisationId } = who;
      const list = await getContactList(parts.db, by(who, params));
      const tags = await tagsOfList(parts.db, { organisationId, listId: list.id });
      return ok({ ...(await viewOf(parts.db, list)), tags }, list.version);
    },
  }),
  route("administrator", {
    method: "patch",
    path: "/contact-lists/:list",
    tag,
    summary:
      "Another name for a list, or whether it is for everyone: then everybody comes into it now, and whoever is new later.",
    params: listParams,
    body: z.strictObject({ name: NameInput.optional(), forEveryone: z.boolean().optional() }),
    answer: ContactListView,
    example: { name: "Leverantörer", forEveryone: false },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const list = await updateContactList(parts.db, { ...by(who, params), version, ...body }, who.actor, now);
      return ok(await viewOf(parts.db, list), list.version);
    },
    current: ({ parts, who, params }) => currentList(parts.db, who, params),
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists/:list/members",
    tag,
    summary:
      "Puts users into a list and takes others out; they see it from their next request on. `GET /users?list=` says who is in it.",
    params: listParams,
    body: ChangeMembers,
    answer: ContactListView,
    example: { in: ["{colleague}"], out: ["{user}"] },
    handle: async ({ parts, who, params, body, now }) => {
      const { organisationId } = who;
      await changeMembers(parts.db, { organisationId, listId: params.list, ...body }, who.actor, now);
      return currentList(parts.db, who, params);
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
      const remove = (trx: Db) => deleteContactList(trx, by(who, params), who.actor, now);
      await deleteAsRead(parts.db, version, (trx) => getContactList(trx, by(who, params)), remove);
      return done();
    },
    current: ({ parts, who, params }) => currentList(parts.db, who, params),
  }),
];
