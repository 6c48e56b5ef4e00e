import type { Onward, RouteFacts, RouteGroup, RouteMenu, Stop } from "../domain/call-route.ts";
import { menuKeys } from "../domain/destination.ts";
import { effectiveSeconds } from "../domain/response-group.ts";
import { loadRouteUsers, outsideNumbers, type Reached, stopsByNumber, type WaysOn, whatIsReached } from "./call-facts-people.ts";
import { enabledForwardings } from "./call-forwardings.ts";
import { type DestinationRow, destinationRowsOf, ownerKey } from "./destination-rows.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Member, membersOf } from "./group-members.ts";
import { getOrganisation } from "./organisations.ts";
import { type GroupRow, settingsOf } from "./response-group-rows.ts";
import { loadSchedules } from "./schedule-rows.ts";
import { mainGroupOf } from "./shown-numbers.ts";
import type { Db } from "./types.ts";

/** Everything that a call to `to` may meet in the organisation at that moment, and no more. A fixed number of queries. */
export async function loadRouteFacts(
  db: Db,
  { organisationId, to, at }: { readonly organisationId: string; readonly to: Stop; readonly at: Date },
): Promise<RouteFacts> {
  const { timeZone: zone } = await getOrganisation(db, { id: organisationId });
  const ways = await loadWaysOn(db, organisationId);
  const reached = whatIsReached(to, ways);
  const { groups, menus } = await loadAnswering(db, organisationId, reached, ways);
  const members = [...groups.values()].flatMap((group) => group.members.map((one) => one.userId));
  const ids = [...new Set([...reached.user, ...members])];
  const { forwardings, numbers, mainGroupId } = ways;
  const users = await loadRouteUsers(db, { organisationId, ids, at, zone, forwardings });
  return { zone, users, groups, menus, numbers, mainGroupId };
}

async function loadWaysOn(db: Db, organisationId: string): Promise<WaysOn> {
  const owners = await destinationRowsOf(db, organisationId);
  const destinations = new Map(owners.map(({ rows, ...owner }) => [ownerKey(owner), rows]));
  const forwardings = await enabledForwardings(db, organisationId);
  const numbers = await stopsByNumber(db, organisationId, outsideNumbers({ destinations, forwardings }));
  return { destinations, forwardings, numbers, mainGroupId: await mainGroupOf(db, organisationId) };
}

type MenuRow = {
  id: string;
  name: string;
  e164: string | null;
  welcome_id: string | null;
  timeout_seconds: number;
  max_timeouts: number;
  max_invalid: number;
};
type Rows = readonly DestinationRow[];

async function loadAnswering(db: Db, organisationId: string, reached: Reached, { destinations }: WaysOn) {
  const owners = (["group", "menu"] as const).flatMap((kind) => [...reached[kind]].map((id) => ({ kind, id })));
  const schedules = await loadSchedules(db, organisationId, owners);
  const members = await membersOf(db, [...reached.group]);
  const rows = (table: "response_group" | "menu", ids: ReadonlySet<string>) =>
    db(table)
      .where("organisation_id", organisationId)
      .where(oneOf(db, "id", [...ids]));
  const groupRows: GroupRow[] = await rows("response_group", reached.group).select("*");
  const menuRows: MenuRow[] = await rows("menu", reached.menu).select("*");
  const groups = groupRows.flatMap((row) => {
    const schedule = schedules.get(`group:${row.id}`)?.schedule;
    const rows = destinations.get(`group:${row.id}`) ?? [];
    return schedule ? [[row.id, groupOf(row, schedule, members.get(row.id) ?? [], rows)] as const] : [];
  });
  const menus = menuRows.flatMap((row) => {
    const schedule = schedules.get(`menu:${row.id}`)?.schedule;
    return schedule ? [[row.id, menuOf(row, schedule, destinations.get(`menu:${row.id}`) ?? [])] as const] : [];
  });
  return { groups: new Map(groups), menus: new Map(menus) };
}

function groupOf(row: GroupRow, schedule: RouteGroup["schedule"], members: readonly Member[], rows: Rows): RouteGroup {
  const { comfortId, comfortSeconds: everySeconds, ...settings } = settingsOf(row);
  const redirects = rows.flatMap((one) =>
    one.slot.startsWith("redirect:")
      ? [{ ...onward(one), afterSeconds: effectiveSeconds(one.afterSeconds ?? 0, settings.ringSeconds) }]
      : [],
  );
  return {
    ...{ id: row.id, name: row.name, number: row.e164, schedule, ...settings },
    comfort: comfortId !== null && everySeconds !== null ? { announcementId: comfortId, everySeconds } : null,
    members: members.map(({ userId, loggedIn, viaMobile }) => ({ userId, loggedIn, viaMobile })),
    full: slot(rows, "full"),
    nobody: slot(rows, "nobody"),
    redirects: redirects.sort((a, b) => a.afterSeconds - b.afterSeconds),
  };
}

function menuOf(row: MenuRow, schedule: RouteMenu["schedule"], rows: Rows): RouteMenu {
  const keys = menuKeys.flatMap((key) => {
    const found = slot(rows, `key:${key}`);
    return found ? [{ ...found, key }] : [];
  });
  return {
    ...{ id: row.id, name: row.name, number: row.e164, schedule, welcomeId: row.welcome_id, keys },
    ...{ timeoutSeconds: row.timeout_seconds, maxTimeouts: row.max_timeouts, maxInvalid: row.max_invalid },
    timeout: slot(rows, "timeout"),
    invalid: slot(rows, "invalid"),
  };
}

function onward({ destination, announcementId }: DestinationRow): Onward {
  return { destination, announcementId };
}

function slot(rows: Rows, wanted: DestinationRow["slot"]): Onward | null {
  const row = rows.find((one) => one.slot === wanted);
  return row ? onward(row) : null;
}
