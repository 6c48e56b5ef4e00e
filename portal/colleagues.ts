import { z } from "zod";
import { type CurrentDiversion, loadAway } from "../db/diversion-rows.ts";
import { getOrganisation } from "../db/organisations.ts";
import type { Person } from "../db/people.ts";
import { listPeople } from "../db/people-pages.ts";
import { setSharing, sharesPrivateReasons } from "../db/sharing.ts";
import type { Db } from "../db/types.ts";
import { wallClock } from "../domain/local-time.ts";
import { pageOf, pageQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { ok, type Route, route } from "./api/route.ts";
import { AwayClock, AwayView, awayClock, awayView } from "./away-view.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";
import { NumberView, numberView } from "./user-views.ts";

const tag = "Mina sidor";

/** What everybody in the organisation may know of a colleague. */
export const ColleagueView = z.strictObject({
  id: z.string(),
  name: z.string(),
  extension: z.string().nullable(),
  number: NumberView.nullable(),
  /** Null: reachable. A reason of health or family is not told, unless the person shares it (rule H12). */
  away: AwayView.nullable(),
  picture: PictureView.nullable(),
});
export type ColleagueView = z.infer<typeof ColleagueView>;

export const ColleaguesView = pageOf(ColleagueView).extend(AwayClock);
export type ColleaguesView = z.infer<typeof ColleaguesView>;

/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

function colleagueView(person: Person, away: CurrentDiversion | undefined): ColleagueView {
  const { id, name, extension, numbers, picture } = person;
  const primary = numbers.find((one) => one.kind === "primary");
  const number = primary ? numberView(primary.e164) : null;
  return { id, name, extension, number, away: awayView(away, "colleague"), picture: pictureView(picture) };
}

export type ColleaguesFilter = {
  readonly organisationId: string;
  readonly search: string;
  readonly away?: boolean | undefined;
  readonly except?: string;
  readonly offset: number;
  readonly limit: number;
};

/** Who is active, found by what a colleague sees: a private number or an address does not give away whose it is. */
export async function findColleagues(
  db: Db,
  { away, ...filter }: ColleaguesFilter,
  now: Date,
): Promise<{ total: number; rows: ColleagueView[] }> {
  const { timeZone } = await getOrganisation(db, { id: filter.organisationId });
  const { total, rows } = await listPeople(db, {
    ...{ ...filter, status: "active", today: wallClock(now, timeZone).date, asColleague: true },
    ...(away === undefined ? {} : { away: { is: away, at: now } }),
    ...{ sort: "name", descending: false },
  });
  const absent = await loadAway(
    db,
    rows.map((person) => person.id),
    now,
  );
  return { total, rows: rows.map((person) => colleagueView(person, absent.get(person.id))) };
}

const Sharing = z.strictObject({
  /** Colleagues see that one is ill or has a sick child at home, and the note with it. */
  sharesPrivateReasons: z.boolean(),
});

export const colleagueRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/colleagues",
    tag,
    summary: "Kollegor: who is here, and who is away till when, as far as a colleague may know.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      now: z.enum(["here", "away"]).optional().meta({ description: "Only who is reachable, or only who is not." }),
    }),
    answer: ColleaguesView,
    handle: async ({ parts, who, query, now }) => {
      const { organisationId, userId } = own(who);
      const { q: search, now: state, ...page } = query;
      const away = state === undefined ? undefined : state === "away";
      const found = await findColleagues(parts.db, { ...page, organisationId, search, away, except: userId }, now);
      return ok({ ...found, ...(await awayClock(parts.db, organisationId, now)) });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/sharing",
    tag,
    summary: "Whether colleagues see reasons of health and family.",
    answer: Sharing,
    handle: async ({ parts, who }) => ok({ sharesPrivateReasons: await sharesPrivateReasons(parts.db, own(who)) }),
  }),
  route("user", {
    method: "put",
    path: "/me/sharing",
    tag,
    summary: "Lets colleagues see reasons of health and family, or not. Nobody else can choose it. Asking twice does it once.",
    body: Sharing,
    answer: Sharing,
    example: { sharesPrivateReasons: true },
    handle: async ({ parts, who, body, now }) => {
      const shares = await setSharing(parts.db, { ...own(who), shares: body.sharesPrivateReasons }, who.actor, now);
      return ok({ sharesPrivateReasons: shares });
    },
  }),
];
