import { isLocalDate, weekday } from "../../../domain/local-time.ts";
import { type DayKey, eveKeys, halfDayKeys, redDayKeys } from "../../../domain/red-days.ts";
import type { RuleKind, ScheduleEntry, ScheduleRule } from "../../../domain/schedule.ts";
import { readTime } from "../../../domain/schedule-times.ts";
import { parseDay } from "../i18n/when.ts";
import { timeAt } from "./bands.ts";
import type { Span } from "./schedule-week.ts";

/** An entry as it stands in the form: what is typed is text, read when it is taken over. Fields of other kinds keep what they held. */
export type FormState = {
  readonly kind: RuleKind;
  readonly label: string;
  readonly action: ScheduleEntry["action"];
  readonly announcementId: string | null;
  readonly enabled: boolean;
  readonly from: string;
  readonly to: string;
  /** Of a single one. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly weekdays: readonly number[];
  readonly everyWeeks: string;
  readonly firstWeek: string;
  /** `1, 15` */
  readonly days: string;
  readonly month: number;
  readonly day: string;
  readonly redDays: readonly DayKey[];
  readonly bridgeDays: boolean;
  readonly firstDay: string;
  readonly lastDay: string;
};

export const formFields = [
  "label",
  "from",
  "to",
  "fromDay",
  "toDay",
  "weekdays",
  "everyWeeks",
  "firstWeek",
  "days",
  "day",
  "redDays",
  "firstDay",
  "lastDay",
] as const;
export type FormField = (typeof formFields)[number];
/** What is wrong with each field, as the last part of `calendar.problem.…`. */
export type FormProblem =
  | "time"
  | "day"
  | "weekdays"
  | "every_weeks"
  | "days_of_month"
  | "day_of_month"
  | "red_days"
  | "same_time"
  | "ends_before"
  | "last_before_first";
export type FormProblems = Readonly<Partial<Record<FormField, FormProblem>>>;
export type FormReading =
  | { readonly entry: ScheduleEntry; readonly problems: null }
  | { readonly entry: null; readonly problems: FormProblems };

/** What one begins with. @param today `2026-11-22`, in the schedule's zone */
export function emptyForm(today: string): FormState {
  return {
    ...{ kind: "weekly", label: "", action: "closed", announcementId: null, enabled: true },
    ...{ from: "08:00", to: "17:00", fromDay: today, toDay: today },
    ...{ weekdays: [1, 2, 3, 4, 5], everyWeeks: "1", firstWeek: today, days: "1" },
    ...{ month: Number(today.slice(5, 7)), day: String(Number(today.slice(8))) },
    ...{ redDays: [...redDayKeys], bridgeDays: false, firstDay: "", lastDay: "" },
  };
}

/** A new entry for what was pointed at in the week: that day, repeated weekly. */
export function formFor({ date, start, end }: Span, today: string): FormState {
  const times = { from: timeAt(start), to: timeAt(end) };
  const weekdays = [weekday(date)];
  const ofYear = { month: Number(date.slice(5, 7)), day: String(Number(date.slice(8))) };
  return { ...emptyForm(today), ...times, fromDay: date, toDay: date, firstWeek: date, weekdays, days: ofYear.day, ...ofYear };
}

export function formOf(entry: ScheduleEntry, today: string): FormState {
  const { label, action, announcementId, enabled, rule } = entry;
  const said = { ...emptyForm(today), kind: rule.kind, label, action, announcementId, enabled };
  if (rule.kind === "once") {
    return { ...said, fromDay: rule.from.date, from: rule.from.time, toDay: rule.to.date, to: rule.to.time };
  }
  const valid = { from: rule.from, to: rule.to, firstDay: rule.firstDay ?? "", lastDay: rule.lastDay ?? "" };
  return { ...said, ...valid, ...ofRule(rule) };
}

function ofRule(rule: Exclude<ScheduleRule, { kind: "once" }>): Partial<FormState> {
  switch (rule.kind) {
    case "daily":
      return {};
    case "weekly":
      return {
        weekdays: rule.weekdays,
        everyWeeks: String(rule.everyWeeks),
        ...(rule.firstWeek ? { firstWeek: rule.firstWeek } : {}),
      };
    case "monthly":
      return { days: rule.days.join(", ") };
    case "yearly":
      return { month: rule.month, day: String(rule.day) };
    case "redDays":
      return { redDays: rule.days, bridgeDays: rule.bridgeDays };
  }
}

/** Reads what stands in the form. @param today what "i morgon" counts from */
export function readForm(state: FormState, id: string, today: string): FormReading {
  const problems: Partial<Record<FormField, FormProblem>> = {};
  const rule = readRule(state, today, (field, problem) => {
    problems[field] ??= problem;
  });
  if (rule === null || Object.keys(problems).length > 0) return { entry: null, problems };
  const { action, announcementId, enabled } = state;
  return { entry: { id, label: state.label.trim(), rule, action, announcementId, enabled }, problems: null };
}

type Complain = (field: FormField, problem: FormProblem) => void;

function readRule(state: FormState, today: string, complain: Complain): ScheduleRule | null {
  const [from, to] = [readClock(state, "from", complain), readClock(state, "to", complain)];
  if (state.kind === "once") return readOnce(state, from, to, today, complain);
  const valid = readValidity(state, today, complain);
  if (from !== null && from === to) complain("to", "same_time");
  const kind = readKind(state, today, complain);
  return from === null || to === null || kind === null ? null : { ...kind, from, to, ...valid };
}

/** Nothing begins at the midnight that ends the day. */
function readClock(state: FormState, field: "from" | "to", complain: Complain): string | null {
  const time = readTime(state[field]);
  if (time !== null && (field === "to" || time !== "24:00")) return time;
  complain(field, "time");
  return null;
}

function readOnce(
  state: FormState,
  from: string | null,
  to: string | null,
  today: string,
  complain: Complain,
): ScheduleRule | null {
  const [fromDay, toDay] = [readDay(state, "fromDay", today, complain), readDay(state, "toDay", today, complain)];
  if (fromDay === null || toDay === null || from === null || to === null) return null;
  if (`${toDay}T${to}` <= `${fromDay}T${from}`) complain("to", "ends_before");
  return { kind: "once", from: { date: fromDay, time: from }, to: { date: toDay, time: to } };
}

function readDay(state: FormState, field: "fromDay" | "toDay" | "firstWeek", today: string, complain: Complain): string | null {
  const day = parseDay(state[field], today);
  if (day === null) complain(field, "day");
  return day;
}

function readValidity(state: FormState, today: string, complain: Complain): { firstDay: string | null; lastDay: string | null } {
  const read = (field: "firstDay" | "lastDay") => {
    if (state[field].trim() === "") return null;
    const day = parseDay(state[field], today);
    if (day === null) complain(field, "day");
    return day;
  };
  const [firstDay, lastDay] = [read("firstDay"), read("lastDay")];
  if (firstDay !== null && lastDay !== null && lastDay < firstDay) complain("lastDay", "last_before_first");
  return { firstDay, lastDay };
}

type Repeating = Exclude<ScheduleRule, { kind: "once" }>;
type Kind<R = Repeating> = R extends Repeating ? Omit<R, "from" | "to" | "firstDay" | "lastDay"> : never;

function readKind(state: FormState, today: string, complain: Complain): Kind | null {
  switch (state.kind) {
    case "once":
      return null;
    case "daily":
      return { kind: "daily" };
    case "weekly":
      return readWeekly(state, today, complain);
    case "monthly": {
      const days = numbersIn(state.days, 31);
      if (days === null) complain("days", "days_of_month");
      return days && { kind: "monthly", days };
    }
    case "yearly": {
      const { month } = state;
      const day = numbersIn(state.day, 31)?.[0];
      // 29 February is a day, of leap years.
      if (day === undefined || !isLocalDate(`2028-${two(month)}-${two(day)}`)) {
        complain("day", "day_of_month");
        return null;
      }
      return { kind: "yearly", month, day };
    }
    case "redDays": {
      const { redDays, bridgeDays } = state;
      if (redDays.length === 0 && !bridgeDays) complain("redDays", "red_days");
      return { kind: "redDays", days: redDays, bridgeDays };
    }
  }
}

function readWeekly(state: FormState, today: string, complain: Complain): Kind | null {
  const everyWeeks = Number(state.everyWeeks);
  if (state.weekdays.length === 0) complain("weekdays", "weekdays");
  if (!Number.isInteger(everyWeeks) || everyWeeks < 1 || everyWeeks > 52) {
    complain("everyWeeks", "every_weeks");
    return null;
  }
  const firstWeek = everyWeeks > 1 ? readDay(state, "firstWeek", today, complain) : null;
  return { kind: "weekly", weekdays: state.weekdays.toSorted((a, b) => a - b), everyWeeks, firstWeek };
}

/** `1, 15-17` → 1, 15, 16, 17; null: none, or something else. */
function numbersIn(text: string, most: number): number[] | null {
  const found = new Set<number>();
  for (const part of text.split(/[,;\s]+/).filter(Boolean)) {
    const [, first = "", last = first] = /^(\d{1,2})(?:[-–](\d{1,2}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === "" || from < 1 || to > most || to < from) return null;
    for (let number = from; number <= to; number++) found.add(number);
  }
  return found.size > 0 ? [...found].sort((a, b) => a - b) : null;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The sets of days that are offered as one. */
export const daySets = { public: redDayKeys, eves: eveKeys, halfDays: halfDayKeys } as const satisfies Readonly<
  Record<string, readonly DayKey[]>
>;
export type DaySet = keyof typeof daySets;
