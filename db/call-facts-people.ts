import type { CallForwarding, ForwardingTarget } from "../domain/call-forwarding.ts";
import type { RouteGroup, RouteMenu, RouteUser, Stop } from "../domain/call-route.ts";
import type { Destination } from "../domain/destination.ts";
import { featuresOf } from "../domain/feature-groups.ts";
import { wallClock } from "../domain/local-time.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneOf } from "./dialect/dialect.ts";
import { loadAway } from "./diversion-rows.ts";
import { featureSchemeOf } from "./organisations.ts";
import { loadPeople } from "./people.ts";
import { numbersOf } from "./people-changes.ts";
import type { Db } from "./types.ts";

type Groups = ReadonlyMap<string, RouteGroup>;
type Menus = ReadonlyMap<string, RouteMenu>;
type Forwardings = ReadonlyMap<string, readonly CallForwarding[]>;
type Target = Destination | ForwardingTarget;

function destinationsOf(groups: Groups, menus: Menus): Destination[] {
  return [
    ...[...groups.values()].flatMap((group) => [group.full, group.nobody, ...group.redirects]),
    ...[...menus.values()].flatMap((menu) => [...menu.keys, menu.timeout, menu.invalid]),
  ].flatMap((one) => (one === null ? [] : [one.destination]));
}

/** Numbers that calls go on to, which somebody of the organisation may have got since. */
export function outsideNumbers(groups: Groups, menus: Menus, forwardings: Forwardings): string[] {
  const targets: (Target | null)[] = [
    ...destinationsOf(groups, menus),
    ...[...forwardings.values()].flatMap((all) => all.map((one) => one.target)),
  ];
  return [...new Set(targets.flatMap((one) => (one?.kind === "number" ? [one.number] : [])))];
}

/** Whom a call may come to: members of groups, destinations, and whoever those forward to, on and on. */
export function whoIsReached(
  to: Stop,
  groups: Groups,
  menus: Menus,
  forwardings: Forwardings,
  numbers: ReadonlyMap<string, Stop>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting: string[] = to.kind === "user" ? [to.id] : [];
  const follow = (target: Target | null) => {
    const stop = target?.kind === "number" ? numbers.get(target.number) : target;
    if (stop?.kind === "user" || stop?.kind === "voicemail") waiting.push(stop.id);
  };
  for (const group of groups.values()) waiting.push(...group.members.map((one) => one.userId));
  for (const destination of destinationsOf(groups, menus)) follow(destination);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const { target } of forwardings.get(id) ?? []) follow(target);
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
