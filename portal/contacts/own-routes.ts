import { z } from "zod";
import { listsOfUser } from "../../db/contact-members.ts";
import { pageContacts } from "../../db/contact-pages.ts";
import { type Contact, getContact } from "../../db/contacts.ts";
import { DomainError } from "../../domain/errors.ts";
import { Id } from "../api/fields.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { ok, type Route, route } from "../api/route.ts";
import { ContactView, contactView } from "./views.ts";

const tag = "Mina sidor";
/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

/** What a member sees of a contact: all of it, since a list is there to be used. */
export const MyContactView = ContactView.omit({ version: true, updatedAt: true }).extend({ list: z.string() });
export type MyContactView = z.infer<typeof MyContactView>;
export const MyContactsView = pageOf(MyContactView).extend({
  /** The lists that the person is in, by name. */
  lists: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type MyContactsView = z.infer<typeof MyContactsView>;

function mine(contact: Contact, list: string): MyContactView {
  const { version: _, updatedAt: _u, ...view } = contactView(contact);
  return { ...view, list };
}

export const myContactRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/contacts",
    tag,
    summary: "External contacts of the lists that the person is in, in Swedish order, and these lists.",
    query: z.strictObject({
      ...{ ...pageQuery, q: searchQuery },
      list: Id.optional().meta({ description: "Only of that list; of one that the person is not in there is nothing." }),
    }),
    answer: MyContactsView,
    handle: async ({ parts, who, query }) => {
      const { organisationId, userId } = own(who);
      const { q: search, list: listId = null, ...page } = query;
      const lists = await listsOfUser(parts.db, userId);
      const filter = { organisationId, listId, memberId: userId, search, descending: false, ...page };
      const { total, rows } = await pageContacts(parts.db, filter);
      const names = new Map(lists.map(({ id, name }) => [id, name]));
      const views = rows.map((contact) => mine(contact, names.get(contact.listId) ?? ""));
      return ok({ total, rows: views, lists });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/contacts/:contact",
    tag,
    summary: "An external contact of a list that the person is in; one of another list is not there.",
    params: z.strictObject({ contact: z.string().max(200) }),
    answer: MyContactView,
    handle: async ({ parts, who, params }) => {
      const { organisationId, userId } = own(who);
      const contact = await getContact(parts.db, { organisationId, id: params.contact });
      const list = (await listsOfUser(parts.db, userId)).find(({ id }) => id === contact.listId);
      if (!list) throw new DomainError("contact_not_found");
      return ok(mine(contact, list.name));
    },
  }),
];
