import { z } from "zod";
import { listAnnouncements } from "../db/announcements.ts";
import { loadRouteFacts } from "../db/call-facts.ts";
import { findStop } from "../db/call-facts-people.ts";
import { getOrganisation } from "../db/organisations.ts";
import { loadSchedules } from "../db/schedule-rows.ts";
import type { Db } from "../db/types.ts";
import type { Stop } from "../domain/call-route.ts";
import { traceCall } from "../domain/call-route-trace.ts";
import { DomainError } from "../domain/errors.ts";
import { readSentTime } from "../domain/local-time.ts";
import { parseNumber } from "../domain/numbers.ts";
import { type Asking, exchangeRoute, ok, type Route } from "./api/route.ts";
import { CallRouteView, namedIn, stepViews } from "./call-route-views.ts";
import { numberView } from "./user-views.ts";

const RouteQuery = z.strictObject({
  /** A number of the organisation in any written form, an extension, or `user:`, `group:`, `menu:` and an id. */
  to: z.string().trim().min(1).max(100),
  /** A wall clock of the organisation's zone or an instant; absent: now. */
  at: z.string().max(40).optional(),
  /** The caller's number in any written form; absent: withheld. */
  from: z.string().max(60).optional(),
});

export const callRouteRoutes: readonly Route[] = [
  exchangeRoute({
    method: "get",
    path: "/routes",
    tag: "Calls",
    summary: "What happens to a call: every stop it may come to, the rules looked at there, what is heard, where it goes on.",
    query: RouteQuery,
    example: { to: "group:{group}", at: "2026-11-24T12:15", from: "070-174 06 05" },
    answer: CallRouteView,
    handle: async ({ parts, who, query, now }) => ok(await callRoute(parts.db, who, query, now)),
  }),
];

/**
 * The way of one call.
 *
 * @throws DomainError `call_target_not_found` for everything that is not the organisation's, `number_invalid` for a caller,
 * `time_invalid`
 */
export async function callRoute(
  db: Db,
  { organisationId, is }: Asking,
  query: z.infer<typeof RouteQuery>,
  now: Date,
): Promise<CallRouteView> {
  const { timeZone } = await getOrganisation(db, { id: organisationId });
  const at = query.at === undefined ? now : readSentTime(query.at, timeZone)?.instant;
  if (at === undefined) throw new DomainError("time_invalid", { field: "at" });
  const from = callerOf(query.from);
  const to = await targetOf(db, organisationId, query.to);
  const facts = await loadRouteFacts(db, { organisationId, to, at });
  const known = { user: facts.users, group: facts.groups, menu: facts.menus };
  if (to.kind === "number" || !known[to.kind].has(to.id)) throw new DomainError("call_target_not_found");
  const found = traceCall({ to, at, from }, facts);
  const named = namedIn(found);
  const announcements = await listAnnouncements(db, organisationId);
  const owners = found.steps.flatMap(({ stop }) => (stop.kind === "group" || stop.kind === "menu" ? [stop] : []));
  const schedules = await loadSchedules(db, organisationId, owners);
  return {
    ...{ at: at.toISOString(), timeZone, from: from === null ? null : numberView(from), start: found.start },
    steps: stepViews(found, facts, new Map([...schedules].map(([owner, { id }]) => [owner, id])), is),
    announcements: announcements
      .filter((one) => named.announcements.includes(one.id))
      .map(({ id, name, transcript, audio }) => ({ id, name, transcript, durationMs: audio.durationMs })),
    people: named.people.map((id) => ({ id, name: facts.users.get(id)?.name ?? "" })),
  };
}

function callerOf(written: string | undefined): string | null {
  if (written === undefined || written.trim() === "") return null;
  const number = parseNumber(written);
  if (!number) throw new DomainError("number_invalid", { number: written.slice(0, 40), field: "from" });
  return number.canonical;
}

async function targetOf(db: Db, organisationId: string, written: string): Promise<Stop> {
  const [kind, id] = written.split(":");
  if (id !== undefined && kind === "user") return { kind, id, line: "fixed" };
  if (id !== undefined && (kind === "group" || kind === "menu")) return { kind, id };
  const stop = await findStop(db, organisationId, written);
  if (stop === null) throw new DomainError("call_target_not_found");
  return stop;
}
