import { z } from "zod";
import { groupsOfPerson } from "../db/group-logins.ts";
import { numbersOf } from "../db/people-changes.ts";
import { pagePhones } from "../db/phone-pages.ts";
import { loadAbsence } from "./absence.ts";
import { AbsenceView } from "./absence-views.ts";
import { ok, type Route, route } from "./api/route.ts";
import { ForwardingsView, loadForwardings } from "./forwarding.ts";
import { personOf } from "./own-things.ts";
import { PhoneRowView, phoneRowView } from "./phone-views.ts";
import { loadShownNumber, ShownNumberView } from "./shown-number.ts";
import { NumberView, numberView } from "./user-views.ts";

/** What Mina sidor opens on. */
export const TodayView = z.strictObject({
  name: z.string(),
  number: NumberView.nullable(),
  absence: AbsenceView,
  shown: ShownNumberView,
  forwarding: ForwardingsView,
  /** Response groups that the person is in. */
  groups: z.array(z.strictObject({ id: z.string(), name: z.string(), loggedIn: z.boolean() })),
  phones: z.array(PhoneRowView),
});
export type TodayView = z.infer<typeof TodayView>;

const mostPhones = 10;

export const todayRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/today",
    tag: "Mina sidor",
    summary: "Whether one is reachable and until when, the number that is shown, forwarding, and the own phones.",
    answer: TodayView,
    handle: async ({ parts, who, now }) => {
      const { session } = who;
      const organisationId = session.access.organisationId ?? "";
      const subject = { organisationId, userId: session.userId, source: "portal" } as const;
      const person = await personOf({ parts, subject });
      const about = { parts, subject, now, person };
      const { primary } = numbersOf(person);
      const filter = { organisationId, userId: session.userId, search: "", sort: "label", descending: false } as const;
      const phones = await pagePhones(parts.db, { ...filter, offset: 0, limit: mostPhones });
      const groups = await groupsOfPerson(parts.db, subject);
      return ok({
        name: person.name,
        number: primary === null ? null : numberView(primary),
        absence: await loadAbsence(about),
        shown: await loadShownNumber(about),
        forwarding: await loadForwardings(about),
        groups: groups.map(({ id, name, me }) => ({ id, name, loggedIn: me.loggedIn })),
        phones: phones.rows.map((row) => phoneRowView(row, now)),
      });
    },
  }),
];
