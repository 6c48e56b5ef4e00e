import { addDays, weekday } from "./local-time.ts";
import type { DayKey } from "./red-days.ts";
import type { ScheduleEntry, ScheduleRule } from "./schedule.ts";
import {
  type DayFacts,
  dayFacts,
  isItsWeek,
  isOverMidnight,
  lastDayOf,
  mondayOf,
  type RepeatingRule,
  selects,
  timeOfMinute,
} from "./schedule-rules.ts";

/** Why an entry did not match at an instant, with the values that tell it. Dates `2026-11-22`, times `08:00`. */
export type PassedReason =
  | { readonly code: "disabled" }
  | { readonly code: "outside_times"; readonly from: string; readonly to: string; readonly overMidnight: boolean }
  | { readonly code: "other_weekday"; readonly weekday: number; readonly weekdays: readonly number[] }
  /** Its next week of the chosen days begins on Monday `nextWeek`. */
  | { readonly code: "other_week"; readonly everyWeeks: number; readonly nextWeek: string }
  | { readonly code: "other_day_of_month"; readonly day: number; readonly days: readonly number[] }
  | { readonly code: "other_day_of_year"; readonly month: number; readonly day: number }
  | { readonly code: "not_begun"; readonly date: string; readonly time: string }
  | { readonly code: "over"; readonly date: string; readonly time: string }
  | { readonly code: "not_yet_valid"; readonly firstDay: string }
  | { readonly code: "no_longer_valid"; readonly lastDay: string }
  /** `day` is the first of its days that this month (of this year) does not have. */
  | { readonly code: "day_missing"; readonly day: number; readonly month: number }
  | { readonly code: "no_red_day" }
  /** A named day, or a klämdag when `name` is null, that the entry leaves out. */
  | { readonly code: "red_day_not_chosen"; readonly name: DayKey | null };
export type PassedCode = PassedReason["code"];

export type Passed = { readonly entryId: string; readonly index: number; readonly reason: PassedReason };

/** Why an entry that does not match at that wall clock does not. @param minute of the day */
export function whyNot(entry: ScheduleEntry, date: string, minute: number): PassedReason {
  if (!entry.enabled) return { code: "disabled" };
  const rule = entry.rule;
  if (rule.kind === "once") return whyNotOnce(rule, date, timeOfMinute(minute));
  const day = dayFacts(date);
  const overMidnight = isOverMidnight(rule);
  const outside = { code: "outside_times", from: rule.from, to: rule.to, overMidnight } as const;
  if (selects(rule, day) || (overMidnight && selects(rule, dayFacts(addDays(date, -1))))) return outside;
  return whyNotThatDay(rule, day);
}

function whyNotOnce(rule: ScheduleRule & { kind: "once" }, date: string, time: string): PassedReason {
  const before = date < rule.from.date || (date === rule.from.date && time < rule.from.time);
  return before ? { code: "not_begun", ...rule.from } : { code: "over", ...rule.to };
}

function whyNotThatDay(rule: RepeatingRule, day: DayFacts): PassedReason {
  if (rule.firstDay !== null && day.date < rule.firstDay) return { code: "not_yet_valid", firstDay: rule.firstDay };
  if (rule.lastDay !== null && day.date > rule.lastDay) return { code: "no_longer_valid", lastDay: rule.lastDay };
  switch (rule.kind) {
    case "daily":
      // Every valid day is selected.
      return { code: "outside_times", from: rule.from, to: rule.to, overMidnight: isOverMidnight(rule) };
    case "weekly":
      if (rule.weekdays.includes(day.weekday) && rule.firstWeek !== null)
        return { code: "other_week", everyWeeks: rule.everyWeeks, nextWeek: nextWeek(rule, day) };
      return { code: "other_weekday", weekday: weekday(day.date), weekdays: rule.weekdays };
    case "monthly": {
      const missing = rule.days.find((wanted) => wanted > day.lastOfMonth);
      if (missing !== undefined && (day.day === day.lastOfMonth || rule.days.every((wanted) => wanted > day.lastOfMonth)))
        return { code: "day_missing", day: missing, month: day.month };
      return { code: "other_day_of_month", day: day.day, days: rule.days };
    }
    case "yearly":
      if (rule.month === day.month && rule.day > lastDayOf(Number(day.date.slice(0, 4)), rule.month))
        return { code: "day_missing", day: rule.day, month: rule.month };
      return { code: "other_day_of_year", month: rule.month, day: rule.day };
    case "redDays": {
      const [name] = day.names;
      return name !== undefined || day.bridgeDay ? { code: "red_day_not_chosen", name: name ?? null } : { code: "no_red_day" };
    }
  }
}

function nextWeek(rule: RepeatingRule & { kind: "weekly" }, day: DayFacts): string {
  let monday = mondayOf(day.date);
  if (rule.firstWeek !== null && monday < mondayOf(rule.firstWeek)) return mondayOf(rule.firstWeek);
  while (!isItsWeek(rule, dayFacts(monday))) monday = addDays(monday, 7);
  return monday;
}
