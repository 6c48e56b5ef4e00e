import { addDays, instantOf, wallClock, weekday } from "./local-time.ts";

/** When phones may be given something new: on these weekdays (1 = Monday) from one wall clock to another; over midnight where `to` is not after `from`. */
export type RolloutWindow = { readonly days: readonly number[]; readonly from: string; readonly to: string };

/** The hours after midnight belong to the day on which the window opened. */
export function inWindow(window: RolloutWindow | null, now: Date, zone: string): boolean {
  if (window === null) return true;
  const { days, from, to } = window;
  const { date, time } = wallClock(now, zone);
  const on = (day: string) => days.includes(weekday(day));
  if (from < to) return on(date) && time >= from && time < to;
  return (time >= from && on(date)) || (time < to && on(addDays(date, -1)));
}

/** When it opens next; `now` itself when it is open. Null: it never does (no weekday). */
export function nextOpening(window: RolloutWindow | null, now: Date, zone: string): Date | null {
  if (window === null || inWindow(window, now, zone)) return now;
  const { date } = wallClock(now, zone);
  // A window that lies wholly in the hour that the spring change skips is not there that day.
  for (let day = 0; day <= 14; day += 1) {
    const { instant } = instantOf({ date: addDays(date, day), time: window.from }, zone);
    if (instant > now && inWindow(window, instant, zone)) return instant;
  }
  return null;
}
