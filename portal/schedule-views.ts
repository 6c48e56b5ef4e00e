import { z } from "zod";
import { EntryInput, RuleInput, ScheduleInput } from "../db/schedule-input.ts";
import type { StoredSchedule } from "../db/schedules.ts";
import { type Schedule, scheduleActions } from "../domain/schedule.ts";
import { type ChangedStretch, effectDays, effectOf, type ScheduleEffect } from "../domain/schedule-effect.ts";
import { decide, openState } from "../domain/schedule-evaluate.ts";
import { lintCodes, lintSchedule } from "../domain/schedule-lint.ts";
import { versionedView } from "./api/fields.ts";
import { NumberView, numberView } from "./user-views.ts";

const Instant = z.string();
const Action = z.enum(scheduleActions);

/** What decides: Stäng nu, an entry, or the default. */
const OutcomeView = z.strictObject({
  by: z.enum(["closedNow", "entry", "default"]),
  entryId: z.string().nullable(),
  index: z.int().nullable(),
  action: Action,
  announcementId: z.string().nullable(),
});
export const ClosedNowView = z.strictObject({
  from: Instant,
  until: Instant,
  announcementId: z.string().nullable(),
  by: z.string().nullable(),
});

export const ScheduleView = z.strictObject({
  ...versionedView,
  updatedBy: z.string(),
  owner: z.strictObject({ kind: z.enum(["group", "menu"]), id: z.string(), name: z.string(), number: NumberView.nullable() }),
  zone: z.string(),
  /** From the top: the first that matches decides. */
  entries: z.array(EntryInput.required({ id: true }).extend({ rule: RuleInput })),
  otherwise: z.strictObject({ action: Action, announcementId: z.string().nullable() }),
  /** Null when nobody has closed it, or when that is over. */
  closedNow: ClosedNowView.nullable(),
  now: z.strictObject({
    /** What the server's clock shows. */
    at: Instant,
    ...OutcomeView.shape,
    open: z.boolean(),
    /** When open and closed turn. */
    until: Instant.nullable(),
    /** When another entry, action or announcement comes. */
    nextChange: Instant.nullable(),
  }),
});

export function scheduleView(stored: StoredSchedule, now: Date): z.input<typeof ScheduleView> {
  const { id, version, updatedAt, updatedBy, owner, schedule, closedBy } = stored;
  return {
    ...{ id, version, updatedAt, updatedBy, zone: schedule.zone },
    owner: { ...owner, number: owner.number === null ? null : numberView(owner.number) },
    entries: schedule.entries.map((entry) => ({ ...entry, rule: RuleInput.parse(entry.rule) })),
    otherwise: schedule.otherwise,
    closedNow: closedNowView(schedule, closedBy, now),
    now: stateView(schedule, now),
  };
}

/** Stäng nu as long as it lasts. */
export function closedNowView({ closedNow }: Schedule, by: string | null, now: Date): z.infer<typeof ClosedNowView> | null {
  if (closedNow === null || closedNow.until <= now) return null;
  const { from, until, announcementId } = closedNow;
  return { from: from.toISOString(), until: until.toISOString(), announcementId, by };
}

function stateView(schedule: Schedule, now: Date) {
  const { open, until, ...outcome } = openState(schedule, now);
  const { nextChange } = decide(schedule, now);
  return {
    at: now.toISOString(),
    ...outcome,
    open,
    until: until?.toISOString() ?? null,
    nextChange: nextChange?.toISOString() ?? null,
  };
}

const RepairView = z.looseObject({ kind: z.string() });
export const CheckView = z.strictObject({
  /** What looks like a mistake, each with what repairs it. */
  lint: z.array(
    z.strictObject({
      code: z.enum(lintCodes),
      entryId: z.string().nullable(),
      others: z.array(z.string()),
      date: z.string().nullable(),
      repairs: z.array(RepairView),
    }),
  ),
  effect: z.strictObject({
    days: z.int(),
    /** Minutes that are open and were not, and the other way round. */
    opened: z.int(),
    closed: z.int(),
    nowChanges: z.boolean(),
    now: z.strictObject({ before: OutcomeView, after: OutcomeView }),
    stretches: z.array(z.strictObject({ startsAt: Instant, endsAt: Instant, before: OutcomeView, after: OutcomeView })),
  }),
});

/** What saving that would do, and what in it looks like a mistake; nothing is saved. @param members of the group; null: of a menu */
export function checkView(
  stored: StoredSchedule,
  wanted: Pick<Schedule, "entries" | "otherwise">,
  members: number | null,
  now: Date,
): z.infer<typeof CheckView> {
  const after = { ...stored.schedule, ...wanted };
  return {
    lint: lintSchedule(after, { now, members }).map(({ repairs, others, ...one }) => {
      return { ...one, others: [...others], repairs: repairs.map((repair) => ({ ...repair })) };
    }),
    effect: effectView(effectOf(stored.schedule, after, now)),
  };
}

function effectView({ stretches, opened, closed, nowChanges, now }: ScheduleEffect) {
  return { days: effectDays, opened, closed, nowChanges, now, stretches: stretches.map(stretchView) };
}

function stretchView({ startsAt, endsAt, before, after }: ChangedStretch) {
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), before, after };
}

/** What one version was, beside what it is now. */
export const ScheduleVersionView = z.strictObject({
  version: z.int(),
  at: Instant,
  by: z.string(),
  body: ScheduleInput,
});
