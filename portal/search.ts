import { z } from "zod";
import { getOrganisation } from "../db/organisations.ts";
import { searchEverything } from "../db/search.ts";
import { wallClock } from "../domain/local-time.ts";
import { searchQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";
import { ContactView, contactView } from "./contacts.ts";
import { GroupView, groupView } from "./groups.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { UserRowView, userRowView } from "./user-views.ts";

/** Hits of each kind. */
const most = 8;
const KeyHit = z.strictObject({
  phoneId: z.string(),
  phoneLabel: z.string(),
  mac: z.string(),
  place: z.string(),
  label: z.string(),
});

export const searchRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/search",
    tag: "Search",
    summary: "Everything that fits, the best few of each kind: users, groups, contacts, phones, keys.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({
      users: z.array(UserRowView),
      groups: z.array(GroupView),
      contacts: z.array(ContactView),
      phones: z.array(PhoneRowView),
      keys: z.array(KeyHit),
    }),
    handle: async ({ parts, who, query, now }) => {
      const { organisationId } = who;
      const { timeZone } = await getOrganisation(parts.db, { id: organisationId });
      const today = wallClock(now, timeZone).date;
      const found = await searchEverything(parts.db, { organisationId, text: query.q, today, most });
      return ok({
        users: found.users.map((person) => userRowView(person, today)),
        groups: found.groups.map(groupView),
        contacts: found.contacts.map(contactView),
        phones: found.phones.map(phoneRowView),
        keys: found.keys,
      });
    },
  }),
];
