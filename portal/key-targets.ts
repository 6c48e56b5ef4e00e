import { z } from "zod";
import { findTargets } from "../db/key-targets.ts";
import { getOrganisation } from "../db/organisations.ts";
import { wallClock } from "../domain/local-time.ts";
import { displayNumber } from "../domain/numbers.ts";
import { searchQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";

const most = 200;
const TargetRow = z.strictObject({
  kind: z.enum(["user", "group", "menu", "contact"]),
  id: z.string(),
  name: z.string(),
  /** As people read it; null: none. */
  number: z.string().nullable(),
  extension: z.string().nullable(),
  /** A contact's company. */
  detail: z.string(),
  picture: PictureView.nullable(),
});

export const keyTargetRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/targets",
    tag: "Keys",
    summary: "Whom a key can follow or calls can go on to: colleagues, groups, menus and contacts, the best few of each kind.",
    query: z.strictObject({
      q: searchQuery,
      limit: z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number)
        .pipe(z.int().min(1).max(most))
        .default(8),
    }),
    answer: z.strictObject({
      users: z.array(TargetRow),
      groups: z.array(TargetRow),
      menus: z.array(TargetRow),
      contacts: z.array(TargetRow),
    }),
    handle: async ({ parts, who, query, now }) => {
      const { organisationId } = who;
      const { timeZone } = await getOrganisation(parts.db, { id: organisationId });
      const today = wallClock(now, timeZone).date;
      // An administrator sees every list, everybody else those that they are in.
      const memberId = who.administrator ? undefined : who.session.userId;
      const found = await findTargets(parts.db, { organisationId, text: query.q, today, most: query.limit, memberId });
      const shown = (rows: (typeof found)["users"]) =>
        rows.map(({ number, picture, ...one }) => ({
          ...one,
          number: number === null ? null : displayNumber(number),
          picture: pictureView(picture),
        }));
      const { users, groups, menus, contacts } = found;
      return ok({ users: shown(users), groups: shown(groups), menus: shown(menus), contacts: shown(contacts) });
    },
  }),
];
