import { z } from "zod";
import { loadTargetNames, type TargetName } from "../db/forwarding-targets.ts";
import { membersOf } from "../db/group-members.ts";
import type { ResponseGroup, WholeGroup } from "../db/response-groups.ts";
import { loadSchedules, type StoredSchedule } from "../db/schedules.ts";
import { mainGroupOf } from "../db/shown-numbers.ts";
import type { Db } from "../db/types.ts";
import { countLoggedIn, whenNobody } from "../domain/group-login.ts";
import { distributions, type GroupWay, presentations, redirectTimes, whenNobodyOf } from "../domain/response-group.ts";
import { versionedView } from "./api/fields.ts";
import { DestinationView, destinationView } from "./destination-view.ts";
import { OpenView, openView } from "./open-state.ts";
import { NumberView, numberView } from "./user-views.ts";

const shared = {
  ...versionedView,
  name: z.string(),
  number: NumberView.nullable(),
  extension: z.string().nullable(),
  /** Of its calendar. */
  scheduleId: z.string(),
  state: OpenView,
  /** Members who are logged in, and all of them. */
  loggedInCount: z.int(),
  total: z.int(),
  /** Its number is the organisation's main number. */
  main: z.boolean(),
};
/** A group as a search finds it. */
export const FoundGroupView = z.strictObject({
  id: z.string(),
  name: z.string(),
  number: NumberView.nullable(),
  extension: z.string().nullable(),
});
export type FoundGroupView = z.infer<typeof FoundGroupView>;

export function foundGroupView({ id, name, e164, extension }: ResponseGroup): FoundGroupView {
  return { id, name, number: e164 === null ? null : numberView(e164), extension };
}

/** A group as a list shows it. */
export const GroupRowView = z.strictObject(shared);
export type GroupRowView = z.infer<typeof GroupRowView>;

const WayView = z.strictObject({ destination: DestinationView, announcementId: z.string().nullable() });
export const GroupView = z.strictObject({
  ...shared,
  displayName: z.string().nullable(),
  distribution: z.enum(distributions),
  ringSeconds: z.int(),
  wrapUpSeconds: z.int(),
  maxQueue: z.int().nullable(),
  presentation: z.enum(presentations),
  presentationNumber: NumberView.nullable(),
  presentationPrefix: z.string().nullable(),
  welcomeId: z.string().nullable(),
  saysPosition: z.boolean(),
  comfortId: z.string().nullable(),
  comfortSeconds: z.int().nullable(),
  musicId: z.string().nullable(),
  ringsDiverted: z.boolean(),
  confirmsOnMobile: z.boolean(),
  full: WayView.nullable(),
  nobody: WayView.nullable(),
  redirects: z.array(
    WayView.extend({
      afterSeconds: z.int(),
      /** When it really acts: a time is looked at when a member's ring time has ended. */
      effectiveSeconds: z.int(),
      /** The step before acts at the same moment. */
      atOnce: z.boolean(),
    }),
  ),
  /** What callers meet when nobody is logged in. */
  whenNobody: z.enum(whenNobody),
});
export type GroupView = z.infer<typeof GroupView>;

/** What stands beside a group's own row. */
type Beside = {
  readonly schedules: ReadonlyMap<string, StoredSchedule>;
  readonly members: Awaited<ReturnType<typeof membersOf>>;
  readonly mainGroupId: string | null;
  readonly now: Date;
};

/** Three queries for any number of groups. */
export async function besideGroups(db: Db, organisationId: string, ids: readonly string[], now: Date): Promise<Beside> {
  const owners = ids.map((id) => ({ kind: "group", id }) as const);
  return {
    schedules: await loadSchedules(db, organisationId, owners),
    members: await membersOf(db, ids),
    mainGroupId: await mainGroupOf(db, organisationId),
    now,
  };
}

export function groupRowView(group: ResponseGroup, { schedules, members, mainGroupId, now }: Beside): GroupRowView {
  const { id, version, updatedAt, name, e164, extension } = group;
  const stored = schedules.get(`group:${id}`);
  const all = members.get(id) ?? [];
  return {
    ...{ id, version, updatedAt, name, extension },
    number: e164 === null ? null : numberView(e164),
    scheduleId: stored?.id ?? "",
    state: openView(stored, now),
    loggedInCount: countLoggedIn(all),
    total: all.length,
    main: id === mainGroupId,
  };
}

/** A group with everything that is set, and what its ways are called now. */
export async function loadGroupView(db: Db, group: WholeGroup, now: Date): Promise<GroupView> {
  const { organisationId, full, nobody, redirects } = group;
  const beside = await besideGroups(db, organisationId, [group.id], now);
  const targets = [full, nobody, ...redirects].flatMap((way) => (way === null ? [] : [way.destination]));
  const names = await loadTargetNames(db, organisationId, targets);
  const times = redirectTimes(redirects, group.ringSeconds);
  const { displayName, distribution, ringSeconds, wrapUpSeconds, maxQueue, presentation, presentationPrefix } = group;
  const { welcomeId, saysPosition, comfortId, comfortSeconds, musicId, ringsDiverted, confirmsOnMobile } = group;
  return {
    ...groupRowView(group, beside),
    ...{ displayName, distribution, ringSeconds, wrapUpSeconds, maxQueue, presentation, presentationPrefix },
    presentationNumber: group.presentationNumber === null ? null : numberView(group.presentationNumber),
    ...{ welcomeId, saysPosition, comfortId, comfortSeconds, musicId, ringsDiverted, confirmsOnMobile },
    full: wayView(full, names),
    nobody: wayView(nobody, names),
    redirects: redirects.map((one, at) => ({
      destination: destinationView(one.destination, names),
      announcementId: one.announcementId,
      afterSeconds: one.afterSeconds,
      effectiveSeconds: times[at]?.effectiveSeconds ?? one.afterSeconds,
      atOnce: times[at]?.atOnce ?? false,
    })),
    whenNobody: whenNobodyOf(group),
  };
}

function wayView(way: GroupWay | null, names: ReadonlyMap<string, TargetName>): z.infer<typeof WayView> | null {
  return way && { destination: destinationView(way.destination, names), announcementId: way.announcementId };
}
