import { diversionReasons, type ReasonCode } from "./diversion-reasons.ts";
import { addDays, instantOf, minute, startOfDay, wallClock, weekday } from "./local-time.ts";
import { type DayKey, eveOn, redDayOn } from "./red-days.ts";
import { isWorkday, nextWorkday, nextWorkdayStart, type WorkingHours } from "./working-hours.ts";

/** The next whole multiple of so many minutes, counted from `from`; `from` itself when it is one. */
function roundUp(from: Date, minutes: number): Date {
  const step = minutes * minute;
  return new Date(Math.ceil(from.getTime() / step) * step);
}

const later = (from: Date, minutes: number) => new Date(from.getTime() + minutes * minute);
const at = (date: string, time: string, zone: string) => instantOf({ date, time }, zone).instant;

/** The end of today's work, or of the next day of work when today's is over. */
function endOfWork(now: Date, hours: WorkingHours): Date {
  const { date } = wallClock(now, hours.zone);
  const today = at(date, hours.to, hours.zone);
  return today > now ? today : at(nextWorkday(date, hours), hours.to, hours.zone);
}

const midnight = (now: Date, zone: string) => startOfDay(addDays(wallClock(now, zone).date, 1), zone);

/** The end that is proposed for a reason; always after `now`. Null: it must be given. */
export function suggestedEnd(reason: ReasonCode, now: Date, hours: WorkingHours): Date | null {
  switch (diversionReasons[reason].end) {
    case "lunch":
      return roundUp(later(now, 60), 5);
    case "hour":
      return roundUp(later(now, 60), 1);
    case "endOfWork":
      return endOfWork(now, hours);
    case "nextWorkday":
      return nextWorkdayStart(now, hours);
    case "midnight":
      return midnight(now, hours.zone);
    case null:
      return null;
  }
}

/** An end as a choice of one tap; `endsAt` null is the open end. */
export type OfferedEnd = { readonly endsAt: Date | null; readonly suggested: boolean };

const least = 15;

/** Full hours that are not too close. */
function fullHours(now: Date, count: number): Date[] {
  const first = roundUp(later(now, least), 60);
  return Array.from({ length: count }, (_, n) => later(first, n * 60));
}

/** When work begins in a later week: its Monday, or the first day of work after that. */
function startInWeek(now: Date, weeks: number, hours: WorkingHours): Date {
  const { date } = wallClock(now, hours.zone);
  const sundayBefore = addDays(date, 7 * weeks - weekday(date));
  return at(nextWorkday(sundayBefore, hours), hours.from, hours.zone);
}

function usualEnds(reason: ReasonCode, now: Date, hours: WorkingHours): Date[] {
  switch (diversionReasons[reason].end) {
    case "lunch":
    case "hour":
      return [...fullHours(now, 3), nextWorkdayStart(now, hours)];
    case "nextWorkday":
      return [nextWorkdayStart(now, hours), startInWeek(now, 1, hours)];
    case "endOfWork":
    case "midnight":
      return [endOfWork(now, hours), nextWorkdayStart(now, hours), startInWeek(now, 1, hours)];
    case null:
      return reason === "annat"
        ? [...fullHours(now, 2), nextWorkdayStart(now, hours), startInWeek(now, 1, hours)]
        : [startInWeek(now, 1, hours), startInWeek(now, 2, hours), startInWeek(now, 3, hours)];
  }
}

/** Ends to choose from, the way people say them: in order of time, the open end last. All after `now`, none twice. */
export function offeredEnds(reason: ReasonCode, now: Date, hours: WorkingHours): OfferedEnd[] {
  const suggested = suggestedEnd(reason, now, hours)?.getTime();
  const times = new Set(usualEnds(reason, now, hours).map((end) => end.getTime()));
  if (suggested !== undefined) times.add(suggested);
  const ends: OfferedEnd[] = [...times]
    .sort((a, b) => a - b)
    .map((time) => ({ endsAt: new Date(time), suggested: time === suggested }));
  return diversionReasons[reason].openEnd ? [...ends, { endsAt: null, suggested: false }] : ends;
}

/** Why nobody works on the day of an end, and when work really begins again. */
export type ReturnHint = { readonly day: DayKey | "weekend"; readonly worksAgain: Date };

/** For an end on a red day, an eve or a weekend: the hint that the return is the next day of work. Else null. */
export function returnHint(endsAt: Date, hours: WorkingHours): ReturnHint | null {
  const { date } = wallClock(endsAt, hours.zone);
  if (isWorkday(date, hours)) return null;
  return { day: redDayOn(date) ?? eveOn(date) ?? "weekend", worksAgain: nextWorkdayStart(endsAt, hours) };
}
