import { addDays, weekday } from "./local-time.ts";
import { type DayKey, isBridgeDay, namesOn } from "./red-days.ts";
import type { LocalMoment, ScheduleRule } from "./schedule.ts";

export const minutesOfDay = 1440;
const dayMs = 86_400_000;

/** A local date with what the rules of schedules ask of it. */
export type DayFacts = {
  readonly date: string;
  /** Days since 1970-01-01. */
  readonly number: number;
  readonly weekday: number;
  readonly day: number;
  readonly month: number;
  readonly lastOfMonth: number;
  readonly names: readonly DayKey[];
  readonly bridgeDay: boolean;
};

/** Days since 1970-01-01. */
export function dayNumber(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00Z`) / dayMs);
}

export function dateOfNumber(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

export function dayFacts(date: string): DayFacts {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return {
    date,
    number: dayNumber(date),
    weekday: weekday(date),
    day,
    month,
    lastOfMonth: lastDayOf(year, month),
    names: namesOn(date),
    bridgeDay: isBridgeDay(date),
  };
}

/** @param month 1 = January */
export function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `08:30` → 510; `24:00` → 1440. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** 510 → `08:30`; 1440 → `24:00`. */
export function timeOfMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Minutes since 1970 of the wall clock. */
export function momentMinute(moment: LocalMoment): number {
  return dayNumber(moment.date) * minutesOfDay + minuteOf(moment.time);
}

/** The Monday on or before a date. */
export function mondayOf(date: string): string {
  return addDays(date, 1 - weekday(date));
}

/** Whole weeks from Monday to Monday since 1970. */
export function weekNumber(number: number): number {
  return Math.floor((number + 3) / 7);
}

/** Every rule but the single one: it selects days, and has the same times on each. */
export type RepeatingRule = Exclude<ScheduleRule, { kind: "once" }>;

/** Over midnight the times go on into the next day, and belong to the day on which they begin. */
export function isOverMidnight(rule: RepeatingRule): boolean {
  return minuteOf(rule.to) <= minuteOf(rule.from);
}

/** True when the rule's times begin on that day. */
export function selects(rule: RepeatingRule, day: DayFacts): boolean {
  if (rule.firstDay !== null && day.date < rule.firstDay) return false;
  if (rule.lastDay !== null && day.date > rule.lastDay) return false;
  switch (rule.kind) {
    case "daily":
      return true;
    case "weekly":
      return rule.weekdays.includes(day.weekday) && isItsWeek(rule, day);
    case "monthly":
      return rule.days.includes(day.day);
    case "yearly":
      return rule.month === day.month && rule.day === day.day;
    case "redDays":
      return (rule.bridgeDays && day.bridgeDay) || day.names.some((name) => rule.days.includes(name));
  }
}

const firstWeeks = new WeakMap<RepeatingRule, number>();

/** Every n-th week from the Monday of the first one on; none before it. */
export function isItsWeek(rule: RepeatingRule & { kind: "weekly" }, day: DayFacts): boolean {
  if (rule.everyWeeks <= 1 || rule.firstWeek === null) return true;
  let first = firstWeeks.get(rule);
  if (first === undefined) {
    first = weekNumber(dayNumber(rule.firstWeek));
    firstWeeks.set(rule, first);
  }
  const since = weekNumber(day.number) - first;
  return since >= 0 && since % rule.everyWeeks === 0;
}
