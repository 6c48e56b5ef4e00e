import { z } from "zod";
import type { ErrorCode } from "../domain/errors.ts";
import { isLocalDate, isLocalTime } from "../domain/local-time.ts";
import { oneLine } from "../domain/one-line.ts";
import { eveKeys, halfDayKeys, redDayKeys } from "../domain/red-days.ts";
import { mostEntries, scheduleActions } from "../domain/schedule.ts";
import { lastDayOf, momentMinute } from "../domain/schedule-rules.ts";

const Day = z.string().refine(isLocalDate, "time_invalid");
const Begin = z.string().refine(isLocalTime, "time_invalid");
const End = z.string().refine((text) => text === "24:00" || isLocalTime(text), "time_invalid");
const Moment = z.strictObject({ date: Day, time: End });

const times = { from: Begin, to: End };
const validity = { firstDay: Day.nullable().default(null), lastDay: Day.nullable().default(null) };

type Refusal = { readonly code: ErrorCode; readonly path: string };
type Times = { from: string; to: string; firstDay: string | null; lastDay: string | null };

/** What times and validity are refused for, whatever the kind. */
function timesRefused({ from, to, firstDay, lastDay }: Times): Refusal[] {
  const equal: Refusal[] = from === to ? [{ code: "schedule_times_equal", path: "to" }] : [];
  const backwards = firstDay !== null && lastDay !== null && lastDay < firstDay;
  return backwards ? [...equal, { code: "schedule_validity_backwards", path: "lastDay" }] : equal;
}

function refused<T>(rules: (rule: T) => Refusal[]) {
  return (rule: T, context: z.RefinementCtx<T>) => {
    for (const { code, path } of rules(rule)) context.addIssue({ code: "custom", message: code, path: [path] });
  };
}

const Once = z.strictObject({ kind: z.literal("once"), from: Moment, to: Moment }).superRefine(
  refused(({ from, to }) => {
    return momentMinute(to) > momentMinute(from) ? [] : [{ code: "schedule_end_before_start", path: "to" }];
  }),
);
const Daily = z.strictObject({ kind: z.literal("daily"), ...times, ...validity }).superRefine(refused(timesRefused));
const Weekly = z
  .strictObject({
    kind: z.literal("weekly"),
    ...times,
    ...validity,
    weekdays: z.array(z.int().min(1).max(7)).max(7).overwrite(inOrder),
    everyWeeks: z.int().min(1).max(52).default(1),
    firstWeek: Day.nullable().default(null),
  })
  .superRefine(
    refused((rule) => [
      ...timesRefused(rule),
      ...none(rule.weekdays, "weekdays"),
      ...(rule.everyWeeks > 1 && rule.firstWeek === null
        ? [{ code: "schedule_first_week_missing", path: "firstWeek" } as const]
        : []),
    ]),
  );
const Monthly = z
  .strictObject({
    kind: z.literal("monthly"),
    ...times,
    ...validity,
    days: z.array(z.int().min(1).max(31)).max(31).overwrite(inOrder),
  })
  .superRefine(refused((rule) => [...timesRefused(rule), ...none(rule.days, "days")]));
const Yearly = z
  .strictObject({
    kind: z.literal("yearly"),
    ...times,
    ...validity,
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
  })
  .superRefine(
    refused((rule) => [
      ...timesRefused(rule),
      // A leap year has all days there are.
      ...(rule.day > lastDayOf(2028, rule.month) ? [{ code: "schedule_day_impossible", path: "day" } as const] : []),
    ]),
  );
const dayKeys = [...redDayKeys, ...eveKeys, ...halfDayKeys];
const RedDays = z
  .strictObject({
    kind: z.literal("redDays"),
    ...times,
    ...validity,
    days: z
      .array(z.enum(dayKeys))
      .max(dayKeys.length)
      .overwrite((days) => dayKeys.filter((day) => days.includes(day))),
    bridgeDays: z.boolean().default(false),
  })
  .superRefine(refused((rule) => [...timesRefused(rule), ...(rule.bridgeDays ? [] : none(rule.days, "days"))]));

function inOrder(numbers: number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function none(chosen: readonly unknown[], path: string): Refusal[] {
  return chosen.length === 0 ? [{ code: "schedule_days_missing", path }] : [];
}

export const RuleInput = z.discriminatedUnion("kind", [Once, Daily, Weekly, Monthly, Yearly, RedDays]);

const Action = z.enum(scheduleActions);
const AnnouncementId = z.string().max(64).nullable().default(null);

export const EntryInput = z.strictObject({
  /** Chosen by whoever writes, unique in its schedule; absent: we choose one. */
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /** Empty: the entry is called by what it says. */
  label: z.string().overwrite(oneLine).trim().max(100).default(""),
  rule: RuleInput,
  action: Action,
  announcementId: AnnouncementId,
  enabled: z.boolean().default(true),
});
export type EntryInput = z.output<typeof EntryInput>;

/** A whole schedule as it is written: entries from the top, and what holds when none matches. */
export const ScheduleInput = z.strictObject({
  entries: z
    .array(EntryInput)
    .max(mostEntries)
    .refine((entries) => {
      const ids = entries.flatMap(({ id }) => id ?? []);
      return new Set(ids).size === ids.length;
    }, "input_invalid"),
  otherwise: z.strictObject({ action: Action, announcementId: AnnouncementId }),
});
export type ScheduleInput = z.output<typeof ScheduleInput>;
