import { z } from "zod";
import { membersOf } from "../db/group-members.ts";
import { closeNow, openAgain } from "../db/schedule-closing.ts";
import { ScheduleInput } from "../db/schedule-input.ts";
import {
  ApplyEntry,
  applyEntryToMany,
  getSchedule,
  restoreSchedule,
  type StoredSchedule,
  saveSchedule,
} from "../db/schedules.ts";
import { getSnapshot, listSnapshots } from "../db/snapshots.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { readSentTime } from "../domain/local-time.ts";
import type { ClosingEnd } from "../domain/schedule-closing.ts";
import { Id } from "./api/fields.ts";
import { ok, type Route, route } from "./api/route.ts";
import { CheckView, checkView, ScheduleVersionView, ScheduleView, scheduleView } from "./schedule-views.ts";

const tag = "Schedules";
const params = z.strictObject({ schedule: z.string().max(200) });
const entry = {
  label: "Julstängt",
  rule: { kind: "once", from: { date: "2026-12-24", time: "00:00" }, to: { date: "2026-12-26", time: "24:00" } },
  action: "closed",
} as const;
const example = { entries: [entry], otherwise: { action: "open", announcementId: null } };

/** A wall clock of the schedule's zone, an instant, or what the schedule itself says. */
const CloseInput = z.strictObject({
  until: z.union([z.literal(["nextOpening", "restOfDay"]), z.strictObject({ at: z.string().max(40) })]),
  announcementId: Id.nullable().default(null),
});
const VersionLine = z.strictObject({ version: z.int(), at: z.string(), by: z.string() });
const versionParams = params.extend({ version: z.string().regex(/^\d{1,9}$/) });

export const scheduleRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/schedules/:schedule",
    tag,
    summary: "When a group or menu is open: entries from the top, the first that matches decides; and what decides now.",
    params,
    answer: ScheduleView,
    handle: async ({ parts, who, params, now }) => answered(await getSchedule(parts.db, of(who, params.schedule)), now),
  }),
  route("administrator", {
    method: "put",
    path: "/schedules/:schedule",
    tag,
    summary: "Writes the whole list and the default at once. Calls that come after the save meet it.",
    params,
    body: ScheduleInput,
    answer: ScheduleView,
    example,
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { ...of(who, params.schedule), ...body, version };
      return answered(await saveSchedule(parts.db, input, who.actor, now), now);
    },
    current: async ({ parts, who, params, now }) => answered(await getSchedule(parts.db, of(who, params.schedule)), now),
  }),
  route("administrator", {
    method: "post",
    path: "/schedules/:schedule/check",
    tag,
    summary: "What saving that would change in the next 28 days, and what in it looks like a mistake. Nothing is saved.",
    params,
    body: ScheduleInput,
    answer: CheckView,
    example,
    handle: async ({ parts, who, params, body, now }) => {
      const stored = await getSchedule(parts.db, of(who, params.schedule));
      const entries = body.entries.map((one, at) => ({ ...one, id: one.id ?? `new-${at + 1}` }));
      return ok(checkView(stored, { entries, otherwise: body.otherwise }, await countMembers(parts.db, stored), now));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/schedules/:schedule/closed-now",
    tag,
    summary: "Stäng nu: closed from now on, over every entry, until it ends by itself; the answer says when.",
    params,
    body: CloseInput,
    answer: ScheduleView,
    example: { until: "restOfDay" },
    handle: async ({ parts, who, params, body, now }) => {
      const at = of(who, params.schedule);
      const { schedule } = await getSchedule(parts.db, at);
      const input = { ...at, end: endOf(body.until, schedule.zone), announcementId: body.announcementId };
      return answered(await closeNow(parts.db, input, who.actor, now), now);
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/schedules/:schedule/closed-now",
    tag,
    summary: "Ends Stäng nu before its time: the entries decide again.",
    params,
    answer: ScheduleView,
    handle: async ({ parts, who, params, now }) => {
      return answered(await openAgain(parts.db, of(who, params.schedule), who.actor, now), now);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/schedules/apply",
    tag,
    summary: "Puts one entry into several schedules at the same place, all or none.",
    body: ApplyEntry,
    answer: z.strictObject({ schedules: z.array(z.strictObject({ id: z.string(), version: z.int() })) }),
    example: { schedules: ["{schedule}"], entry, position: 0 },
    handle: async ({ parts, who, body, now }) => {
      const input = { ...body, organisationId: who.organisationId };
      const all = await applyEntryToMany(parts.db, input, who.actor, now);
      return ok({ schedules: all.map(({ id, version }) => ({ id, version })) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/schedules/:schedule/versions",
    tag,
    summary: "Earlier versions, the latest first: when each was saved, and by whom.",
    params,
    answer: z.strictObject({ versions: z.array(VersionLine) }),
    handle: async ({ parts, who, params }) => {
      const at = of(who, params.schedule);
      await getSchedule(parts.db, at);
      return ok({ versions: await listSnapshots(parts.db, { ...at, kind: "schedule" }) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/schedules/:schedule/versions/:version",
    tag,
    summary: "What one version was.",
    params: versionParams,
    answer: ScheduleVersionView,
    handle: async ({ parts, who, params }) => {
      const at = of(who, params.schedule);
      await getSchedule(parts.db, at);
      const kept = await getSnapshot(parts.db, { ...at, kind: "schedule", version: Number(params.version) });
      if (!kept) throw new DomainError("snapshot_not_found");
      return ok({ ...kept, body: ScheduleInput.parse(kept.body) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/schedules/:schedule/versions/:version/restore",
    tag,
    summary: "Writes an earlier version again, as an ordinary save; refused when an announcement of it is gone.",
    params: versionParams,
    answer: ScheduleView,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const input = { ...of(who, params.schedule), version, restore: Number(params.version) };
      return answered(await restoreSchedule(parts.db, input, who.actor, now), now);
    },
    current: async ({ parts, who, params, now }) => answered(await getSchedule(parts.db, of(who, params.schedule)), now),
  }),
];

function of({ organisationId }: { organisationId: string }, id: string) {
  return { organisationId, id };
}

function answered(stored: StoredSchedule, now: Date) {
  return ok(scheduleView(stored, now), stored.version);
}

/** @throws DomainError `time_invalid` */
function endOf(until: z.infer<typeof CloseInput>["until"], zone: string): ClosingEnd {
  if (typeof until === "string") return { kind: until };
  const read = readSentTime(until.at, zone);
  if (!read) throw new DomainError("time_invalid", { time: until.at, field: "until" });
  return { kind: "at", at: read.instant };
}

async function countMembers(db: Db, { owner }: StoredSchedule): Promise<number | null> {
  return owner.kind === "menu" ? null : ((await membersOf(db, [owner.id])).get(owner.id)?.length ?? 0);
}
