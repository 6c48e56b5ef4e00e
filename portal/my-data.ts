import { z } from "zod";
import { getOrganisation } from "../db/organisations.ts";
import { takeOwnData } from "../db/own-data.ts";
import { endOtherSessions, listSessions } from "../db/sessions.ts";
import { wallClock } from "../domain/local-time.ts";
import { attachment } from "./api/attachment.ts";
import type { Caller } from "./api/parts.ts";
import { done, ok, type Route, route } from "./api/route.ts";
import { EdgeError } from "./problem.ts";

const tag = "Mina sidor";
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

export const MySessionView = z.strictObject({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  startedAt: z.string(),
  /** To within a few minutes. */
  lastSeenAt: z.string(),
  address: z.string(),
  userAgent: z.string().nullable(),
});
export type MySessionView = z.infer<typeof MySessionView>;

const copies = { tries: 20, per: 60 * 60_000 } as const;

export const myDataRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/export",
    tag,
    summary: "A copy of everything that is kept about the person, as a file. That it was taken stands in the change log.",
    answer: z.record(z.string(), z.unknown()),
    handle: async ({ parts, who, asker, now }) => {
      const of = own(who);
      const seconds = await parts.throttle.beginOther(`export ${of.userId}`, asker.address, copies, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const { timeZone, title } = await getOrganisation(parts.db, { id: of.organisationId });
      const data = await takeOwnData(parts.db, of, who.actor, now);
      const name = `klyka-${wallClock(now, timeZone).date}.json`;
      const headers = attachment(name);
      return { ...ok({ exportedAt: now.toISOString(), organisation: title, ...data }), headers };
    },
  }),
  route("user", {
    method: "get",
    path: "/me/sessions",
    tag,
    summary: "Where the person is signed in, the latest used first.",
    answer: z.strictObject({ sessions: z.array(MySessionView) }),
    handle: async ({ parts, who, now }) => {
      const sessions = await listSessions(parts.db, who.session.userId, now);
      return ok({ sessions: sessions.map((one) => ({ ...one, current: one.id === who.session.id })) });
    },
  }),
  route("user", {
    method: "delete",
    path: "/me/sessions",
    tag,
    summary: "Signs the person out everywhere but here.",
    handle: async ({ parts, who, now }) => {
      await endOtherSessions(parts.db, { ...own(who), keepSessionId: who.session.id }, who.actor, now);
      return done();
    },
  }),
];
