import type { ErrorDetail } from "./errors.ts";
import { addDays, instantOf, isLocalDate, isLocalTime, wallClock } from "./local-time.ts";
import type { NumberKind } from "./numbers.ts";
import type { Problem } from "./problem.ts";
import { eveOn, isWorkingDay, nextWorkingDay, redDayOn } from "./red-days.ts";

/** Moving numbers from one operator to another: `in` to us, `out` from us. */
export const portingDirections = ["in", "out"] as const;
export type PortingDirection = (typeof portingDirections)[number];

/**
 * `draft`: written. `awaiting_signature`: the letter of authority is made, its signed copy is wanted. `submitted`: the order
 * is laid. `accepted`: the other operator agrees. `scheduled`: the hour is agreed on. `done`: the numbers have moved.
 * `rejected`: the other operator refuses. `failed`: it was agreed on, and did not happen. `cancelled`: called off.
 */
export const portingStates = [
  "draft",
  "awaiting_signature",
  "submitted",
  "accepted",
  "scheduled",
  "done",
  "rejected",
  "failed",
  "cancelled",
] as const;
export type PortingState = (typeof portingStates)[number];

/** The way of a porting that goes well. */
export const portingWay = ["draft", "awaiting_signature", "submitted", "accepted", "scheduled", "done"] as const;

/** What people do with a porting, and in which states; the order's answers do the rest. */
const allowed = {
  edit: ["draft"],
  delete: ["draft"],
  prepare: ["draft"],
  letter: ["awaiting_signature", "submitted", "accepted", "scheduled", "done"],
  sign: ["awaiting_signature"],
  submit: ["awaiting_signature"],
  reopen: ["awaiting_signature", "rejected", "failed", "cancelled"],
  cancel: ["awaiting_signature", "submitted", "accepted", "scheduled"],
} as const satisfies Record<string, readonly PortingState[]>;
export type PortingAction = keyof typeof allowed;

/** Of a number that is on its way out, nothing is done here: the new operator has asked for it. */
export function portingCan(
  action: PortingAction,
  porting: { readonly state: PortingState; readonly direction: PortingDirection },
): boolean {
  const states: readonly PortingState[] = allowed[action];
  return porting.direction === "in" && states.includes(porting.state);
}

/** States in which the other operator has the order, so that no second one may be laid for the same number. */
export const liveStates: readonly PortingState[] = ["submitted", "accepted", "scheduled"];

/** What the answers about an order make of a porting; a state that is not named stays as it is. */
export const answered = {
  accepted: { submitted: "accepted" },
  scheduled: { submitted: "scheduled", accepted: "scheduled", scheduled: "scheduled" },
  confirmed: { submitted: "done", accepted: "done", scheduled: "done" },
  // What had been agreed on and did not happen has failed.
  refused: { submitted: "rejected", accepted: "rejected", scheduled: "failed" },
} as const satisfies Record<string, Partial<Record<PortingState, PortingState>>>;

/** What state an answer leads to. */
export function afterAnswer(state: PortingState, answer: keyof typeof answered): PortingState {
  const next: Partial<Record<PortingState, PortingState>> = answered[answer];
  return next[state] ?? state;
}

/** Working days between the day of the order and the first possible one. Practice: the law says "as soon as possible". */
const portingDays = { mobile: 5, fixed: 10 } as const;

/** As many as the slowest of the numbers takes. */
export function workingDaysFor(kinds: readonly NumberKind[]): number {
  return kinds.every((kind) => kind === "mobile") && kinds.length > 0 ? portingDays.mobile : portingDays.fixed;
}

/**
 * The first day on which these numbers can move, of an order that is laid on that day.
 *
 * @param today local date; whether it is a working day itself does not matter: counting begins with the next one
 */
export function earliestPorting(kinds: readonly NumberKind[], today: string): string {
  let day = today;
  for (let count = workingDaysFor(kinds); count > 0; count -= 1) day = nextWorkingDay(day);
  return day;
}

/** Orders further ahead are none that the other operator takes. */
export const mostDaysAhead = 365;

export type PortingTime = { readonly date: string; readonly time: string };

/** What is wrong with the wished day and hour; null: nothing. `today` is a local date. */
export function portingTimeProblem({ date, time }: PortingTime, kinds: readonly NumberKind[], today: string): Problem | null {
  if (!isLocalDate(date)) return { field: "date", code: "date_invalid" };
  if (!isLocalTime(time) || !time.endsWith(":00")) return { field: "time", code: "porting_hour_not_whole" };
  const earliest = earliestPorting(kinds, today);
  const detail: ErrorDetail = { date, earliest, days: workingDaysFor(kinds) };
  if (!isWorkingDay(date)) {
    const day = redDayOn(date) ?? eveOn(date) ?? "weekend";
    return {
      field: "date",
      code: "porting_day_off",
      detail: { date, day, earliest, next: laterOf(nextWorkingDay(date), earliest) },
    };
  }
  if (date < earliest) return { field: "date", code: "porting_too_early", detail };
  if (date > addDays(today, mostDaysAhead))
    return { field: "date", code: "porting_too_late", detail: { date, days: mostDaysAhead } };
  return null;
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

/** The last working day before that date. */
function workingDayBefore(date: string): string {
  let day = addDays(date, -1);
  while (!isWorkingDay(day)) day = addDays(day, -1);
  return day;
}

/** Until when a porting on that local date can be called off: 12:00 on the working day before. */
export function cancelUntil(date: string, zone: string): Date {
  return instantOf({ date: workingDayBefore(date), time: "12:00" }, zone).instant;
}

/**
 * Why it cannot be called off; null: it can. What the other operator has not got yet can always be.
 *
 * @param at the agreed instant, else the wished one; null: there is none yet
 */
export function cancelProblem(
  porting: { readonly state: PortingState; readonly direction: PortingDirection; readonly at: Date | null },
  now: Date,
  zone: string,
): "porting_state_refused" | "porting_cancel_late" | null {
  if (!portingCan("cancel", porting)) return "porting_state_refused";
  if (!liveStates.includes(porting.state) || porting.at === null) return null;
  return now < cancelUntil(wallClock(porting.at, zone).date, zone) ? null : "porting_cancel_late";
}
