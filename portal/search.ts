import { z } from "zod";
import { loadAway } from "../db/diversion-rows.ts";
import { getOrganisation } from "../db/organisations.ts";
import type { Person } from "../db/people.ts";
import { searchEverything, searchPeople } from "../db/search.ts";
import { wallClock } from "../domain/local-time.ts";
import { readQuery, searchRank } from "../domain/search.ts";
import { searchQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";
import { AwayView, awayView } from "./away-view.ts";
import { ContactView, contactView } from "./contacts.ts";
import { GroupView, groupView } from "./groups.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";
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
const LayoutHit = z.strictObject({ id: z.string(), name: z.string() });
/** What everybody in the organisation may know of a colleague. */
export const ColleagueView = z.strictObject({
  id: z.string(),
  name: z.string(),
  extension: z.string().nullable(),
  number: NumberView.nullable(),
  /** Null: reachable. */
  away: AwayView.nullable(),
  picture: PictureView.nullable(),
});
export type ColleagueView = z.infer<typeof ColleagueView>;

/** Found by what a colleague sees: a private number or an address does not give away whose it is. */
function isKnownBy({ firstName, lastName, extension, numbers, searchWords }: Person, text: string): boolean {
  const primary = numbers.flatMap((one) => (one.kind === "primary" ? [one.e164] : []));
  const fields = [`${firstName} ${lastName}`, ...searchWords];
  return (extension !== null && extension === text.trim()) || searchRank(readQuery(text), fields, primary) !== null;
}

export const searchRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/search",
    tag: "Search",
    summary: "Everything that fits, the best few of each kind: users, groups, contacts, layouts, phones, keys, requests.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({
      users: z.array(UserRowView),
      groups: z.array(GroupView),
      contacts: z.array(ContactView),
      layouts: z.array(LayoutHit),
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
        groups: found.groups.map(groupView),
        contacts: found.contacts.map(contactView),
        layouts: found.layouts.map(({ id, name }) => ({ id, name })),
        phones: found.phones.map(phoneRowView),
        keys: found.keys,
        requests: found.requests,
      });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/search",
    tag: "Search",
    summary: "Colleagues by name or number, and whether they are away: nothing else of the organisation.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({ colleagues: z.array(ColleagueView) }),
    handle: async ({ parts, who, query, now }) => {
      // A person's own organisation, also while an operator is in another one.
      const organisationId = who.session.access.organisationId ?? "";
      const { timeZone } = await getOrganisation(parts.db, { id: organisationId });
      const today = wallClock(now, timeZone).date;
      const candidates = await searchPeople(parts.db, { organisationId, text: query.q, today, most: 5 * most });
      const people = candidates.filter((person) => isKnownBy(person, query.q)).slice(0, most);
      const ids = people.map((person) => person.id);
      const away = await loadAway(parts.db, ids, now);
      return ok({
        colleagues: people.map(({ id, name, extension, numbers, picture }) => {
          const primary = numbers.find((one) => one.kind === "primary");
          const number = primary ? numberView(primary.e164) : null;
          return { id, name, extension, number, away: awayView(away.get(id), "colleague"), picture: pictureView(picture) };
        }),
      });
    },
  }),
];
