import { z } from "zod";
import { getOrganisation } from "../db/organisations.ts";
import { searchContacts, searchEverything } from "../db/search.ts";
import { wallClock } from "../domain/local-time.ts";
import { searchQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";
import { ColleagueView, findColleagues } from "./colleagues.ts";
import { ContactView, contactView } from "./contacts/views.ts";
import { FoundGroupView, foundGroupView } from "./group-views.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { NumberView, numberView, UserRowView, userRowView } from "./user-views.ts";

/** Hits of each kind. */
const most = 8;
const KeyHit = z.strictObject({
  of: z.enum(["phone", "layout"]),
  id: z.string(),
  /** The phone's label, or the layout's name. */
  name: z.string(),
  mac: z.string().nullable(),
  place: z.string(),
  /** Its own label, else the name of whom it follows. */
  label: z.string(),
  /** Whom it follows, when that is what was found. */
  target: z.string().nullable(),
});
export type KeyHit = z.infer<typeof KeyHit>;
const RequestHit = z.strictObject({
  id: z.string(),
  at: z.string(),
  phoneId: z.string().nullable(),
  mac: z.string().nullable(),
  address: z.string(),
  path: z.string(),
  decision: z.string(),
  status: z.int(),
});
export type RequestHit = z.infer<typeof RequestHit>;
const MenuHit = z.strictObject({ id: z.string(), name: z.string(), number: NumberView.nullable() });
export type MenuHit = z.infer<typeof MenuHit>;
const InvoiceHit = z.strictObject({ id: z.string(), number: z.string(), issuedOn: z.string(), payable: z.int() });
export type InvoiceHit = z.infer<typeof InvoiceHit>;
const LayoutHit = z.strictObject({ id: z.string(), name: z.string() });
export const searchRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/search",
    tag: "Search",
    summary:
      "Everything that fits, the best few of each kind: users, groups, menus, contacts, layouts, invoices, phones, keys, requests.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({
      users: z.array(UserRowView),
      groups: z.array(FoundGroupView),
      menus: z.array(MenuHit),
      contacts: z.array(ContactView),
      layouts: z.array(LayoutHit),
      invoices: z.array(InvoiceHit),
      phones: z.array(PhoneRowView),
      keys: z.array(KeyHit),
      requests: z.array(RequestHit),
    }),
    handle: async ({ parts, who, query, now }) => {
      const { organisationId } = who;
      const { timeZone } = await getOrganisation(parts.db, { id: organisationId });
      const today = wallClock(now, timeZone).date;
      const found = await searchEverything(parts.db, { organisationId, text: query.q, today, most });
      return ok({
        users: found.users.map((person) => userRowView(person, today)),
        groups: found.groups.map(foundGroupView),
        menus: found.menus.map(({ id, name, e164 }) => ({ id, name, number: e164 && numberView(e164) })),
        contacts: found.contacts.map(contactView),
        layouts: found.layouts.map(({ id, name }) => ({ id, name })),
        invoices: found.invoices.map(({ id, number, issuedOn, payable }) => ({ id, number, issuedOn, payable })),
        phones: found.phones.map((phone) => phoneRowView(phone, now)),
        keys: found.keys,
        requests: found.requests,
      });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/search",
    tag: "Search",
    summary:
      "Colleagues by name or number, and whether they are away, and contacts of the lists that the person is in: nothing else of the organisation.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({ colleagues: z.array(ColleagueView), contacts: z.array(ContactView) }),
    handle: async ({ parts, who, query, now }) => {
      // A person's own organisation, also while an operator is in another one.
      const organisationId = who.session.access.organisationId ?? "";
      if (query.q.trim().length < 2) return ok({ colleagues: [], contacts: [] });
      const found = await findColleagues(parts.db, { organisationId, search: query.q, offset: 0, limit: most }, now);
      const contacts = await searchContacts(parts.db, { organisationId, memberId: who.session.userId, text: query.q, most });
      return ok({ colleagues: found.rows, contacts: contacts.map(contactView) });
    },
  }),
];
