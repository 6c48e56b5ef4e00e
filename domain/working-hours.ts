import { addDays, instantOf, wallClock, weekday } from "./local-time.ts";
import { eveOn, redDayOn } from "./red-days.ts";

/** When a person works: wall clocks of `zone`, on weekdays 1 = Monday … 7 = Sunday. Not on public holidays nor eves. */
export type WorkingHours = {
  readonly zone: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
};

export const usualHours: WorkingHours = { zone: "Europe/Stockholm", days: [1, 2, 3, 4, 5], from: "08:00", to: "17:00" };

/** True when that date is a day of work. Hours without any weekday count as Monday to Friday. */
export function isWorkday(date: string, hours: WorkingHours): boolean {
  const days = hours.days.length > 0 ? hours.days : usualHours.days;
  return days.includes(weekday(date)) && redDayOn(date) === null && eveOn(date) === null;
}

/** The first day of work later than that date. */
export function nextWorkday(date: string, hours: WorkingHours): string {
  let next = addDays(date, 1);
  while (!isWorkday(next, hours)) next = addDays(next, 1);
  return next;
}

/** When work begins on the next day of work: today's own beginning never counts. */
export function nextWorkdayStart(now: Date, hours: WorkingHours): Date {
  const date = nextWorkday(wallClock(now, hours.zone).date, hours);
  return instantOf({ date, time: hours.from }, hours.zone).instant;
}

/** Within working hours: from their first minute on, and no longer at their last. `to` before `from` is never within. */
export function isWorkingTime(instant: Date, hours: WorkingHours): boolean {
  const { date, time } = wallClock(instant, hours.zone);
  return isWorkday(date, hours) && hours.from <= time && time < hours.to;
}
