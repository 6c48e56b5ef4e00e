import type { CallForwarding, ForwardingTarget } from "../domain/call-forwarding.ts";
import type { RouteUser, Stop } from "../domain/call-route.ts";
import type { Destination } from "../domain/destination.ts";
import { featuresOf } from "../domain/feature-groups.ts";
import { wallClock } from "../domain/local-time.ts";
import { parseNumber } from "../domain/numbers.ts";
import type { DestinationRow } from "./destination-rows.ts";
import { oneOf } from "./dialect/dialect.ts";
import { loadAway } from "./diversion-rows.ts";
import { featureSchemeOf } from "./organisations.ts";
import { loadPeople } from "./people.ts";
import { numbersOf } from "./people-changes.ts";
import type { Db } from "./types.ts";

type Forwardings = ReadonlyMap<string, readonly CallForwarding[]>;
type Target = Destination | ForwardingTarget;
/** Where calls go on to in an organisation: by `group:<id>` and `menu:<id>`, by who forwards, and by number. */
export type WaysOn = {
  readonly destinations: ReadonlyMap<string, readonly DestinationRow[]>;
  readonly forwardings: Forwardings;
  readonly numbers: ReadonlyMap<string, Stop>;
  /** Where the key to the operator leads. */
  readonly mainGroupId: string | null;
};

/** Numbers that calls go on to, which somebody of the organisation may have got since. */
export function outsideNumbers({ destinations, forwardings }: Pick<WaysOn, "destinations" | "forwardings">): string[] {
  const targets: (Target | null)[] = [
    ...[...destinations.values()].flatMap((rows) => rows.map((row) => row.destination)),
    ...[...forwardings.values()].flatMap((all) => all.map((one) => one.target)),
  ];
  return [...new Set(targets.flatMap((one) => (one?.kind === "number" ? [one.number] : [])))];
}

export type Reached = Readonly<Record<"user" | "group" | "menu", ReadonlySet<string>>>;

/** What a call to somewhere may come to, on and on; but for the members of groups, whose calls go no further. */
export function whatIsReached(to: Stop, { destinations, forwardings, numbers, mainGroupId }: WaysOn): Reached {
  const reached = { user: new Set<string>(), group: new Set<string>(), menu: new Set<string>() };
  const waiting: (Target | Stop | null)[] = [to];
  for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
    const stop = target?.kind === "number" ? numbers.get(target.number) : target;
    if (stop?.kind === "group" || stop?.kind === "menu") {
      if (reached[stop.kind].has(stop.id)) continue;
      reached[stop.kind].add(stop.id);
      waiting.push(...(destinations.get(`${stop.kind}:${stop.id}`) ?? []).map((row) => row.destination));
    } else if (stop?.kind === "user" || stop?.kind === "voicemail") {
      if (reached.user.has(stop.id)) continue;
      reached.user.add(stop.id);
      waiting.push(...(forwardings.get(stop.id) ?? []).map((one) => one.target));
      if (mainGroupId !== null) waiting.push({ kind: "group", id: mainGroupId });
    }
  }
  return reached;
}

/** People as a call finds them at that moment. */
export async function loadRouteUsers(
  db: Db,
  asked: {
    readonly organisationId: string;
    readonly ids: readonly string[];
    readonly at: Date;
    readonly zone: string;
    readonly forwardings: Forwardings;
  },
): Promise<Map<string, RouteUser>> {
  const { organisationId, ids, at, zone, forwardings } = asked;
  const scheme = await featureSchemeOf(db, organisationId);
  const people = await loadPeople(db, organisationId, ids);
  const away = await loadAway(db, ids, at);
  const today = wallClock(at, zone).date;
  const users = people.map((person): RouteUser => {
    const { primary, mobile } = numbersOf(person);
    const absence = away.get(person.id);
    return {
      ...{ id: person.id, name: person.name, primaryNumber: primary },
      mobile: mobile && { number: mobile.e164, profile: mobile.profile },
      deactivated: person.deactivatedAt !== null || (person.deactivateOn !== null && person.deactivateOn <= today),
      features: featuresOf(scheme, person.features),
      diversions: absence ? [{ ...absence.diversion, endsAt: absence.until }] : [],
      forwardings: forwardings.get(person.id) ?? [],
    };
  });
  return new Map(users.map((user) => [user.id, user]));
}

/** Whom of the organisation those numbers reach, E.164; a Mex mobile is a line of the person's. One query for each kind. */
export async function stopsByNumber(db: Db, organisationId: string, numbers: readonly string[]): Promise<Map<string, Stop>> {
  if (numbers.length === 0) return new Map();
  const people: { e164: string; user_id: string; kind: string; mobile_profile: string | null }[] = await db("user_number")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "e164", numbers))
    .where((own) => own.where("kind", "primary").orWhere("mobile_profile", "mex"))
    .select("e164", "user_id", "kind", "mobile_profile");
  const owned = async (table: "response_group" | "menu"): Promise<{ e164: string; id: string }[]> =>
    db(table)
      .where("organisation_id", organisationId)
      .where(oneOf(db, "e164", numbers))
      .select("e164", "id");
  return new Map<string, Stop>([
    ...people.map((row): [string, Stop] => {
      return [row.e164, { kind: "user", id: row.user_id, line: row.kind === "primary" ? "fixed" : "mobile" }];
    }),
    ...(await owned("response_group")).map((row): [string, Stop] => [row.e164, { kind: "group", id: row.id }]),
    ...(await owned("menu")).map((row): [string, Stop] => [row.e164, { kind: "menu", id: row.id }]),
  ]);
}

/**
 * Who is called by what somebody wrote: a number in any form, or an extension. Null: nobody of the organisation.
 *
 * @returns an outside number as such
 */
export async function findStop(db: Db, organisationId: string, written: string): Promise<Stop | null> {
  const digits = written.trim();
  if (/^\d{2,6}$/.test(digits)) {
    const row: { user_id: string | null; group_id: string | null } | undefined = await db("extension")
      .where({ organisation_id: organisationId, digits })
      .first("user_id", "group_id");
    if (row?.user_id) return { kind: "user", id: row.user_id, line: "fixed" };
    if (row?.group_id) return { kind: "group", id: row.group_id };
  }
  const number = parseNumber(written)?.canonical;
  if (number === undefined) return null;
  return (await stopsByNumber(db, organisationId, [number])).get(number) ?? { kind: "number", number };
}
