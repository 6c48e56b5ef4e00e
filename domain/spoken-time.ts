import { dayAndMonth, type Language, type Words, weekdayAndDate, weekdayName } from "./calendar-words.ts";
import { addDays, type ClockShift, daysBetween, startOfDay, type WallClock, wallClock, weekday } from "./local-time.ts";

/** How a time is said relative to now: `13:00`, `i morgon 08:00`, `måndag 08:00`, `måndag 7 december 08:00`. */
export function spokenTime(at: Date, now: Date, zone: string, language: Language): string {
  const { date, time } = wallClock(at, zone);
  const day = spokenDay(date, wallClock(now, zone).date, language);
  return day === "" ? time : `${day} ${time}`;
}

/** `""` today, `i morgon`, a weekday within six days, else weekday and date. */
function spokenDay(date: string, today: string, language: Language): string {
  const days = daysBetween(today, date);
  if (days === 0) return "";
  if (days === 1) return tomorrow[language];
  return days > 1 && days < 7 ? weekdayName(weekday(date), language) : weekdayAndDate(date, today, language);
}

const tomorrow: Words = { sv: "i morgon", en: "tomorrow" };
const until: Words = { sv: "till", en: "until" };
const through: Words = { sv: "till och med", en: "through" };
const open: Words = { sv: "tills vidare", en: "until further notice" };
const untilMidnight: Words = { sv: "till midnatt", en: "until midnight" };
const from: Words = { sv: "från", en: "from" };

/**
 * An end the way people say it: `till 13:00`, `till i morgon 08:00`, `till måndag 08:00`, `till måndag 7 december 08:00`,
 * `till midnatt`, `till och med söndag` for the midnight after it, `tills vidare` without an end.
 */
export function spokenEnd(endsAt: Date | null, now: Date, zone: string, language: Language): string {
  if (endsAt === null) return open[language];
  const { date } = wallClock(endsAt, zone);
  const today = wallClock(now, zone).date;
  if (date <= today || endsAt.getTime() !== startOfDay(date, zone).getTime()) {
    return `${until[language]} ${spokenTime(endsAt, now, zone, language)}`;
  }
  const lastDay = addDays(date, -1);
  if (lastDay === today) return untilMidnight[language];
  return `${through[language]} ${spokenDay(lastDay, today, language)}`;
}

/** As on a button: the time left out when it is the start of a later day's work and not tomorrow's: `till måndag`. */
export function shortEnd(endsAt: Date | null, now: Date, hours: { zone: string; from: string }, language: Language): string {
  if (endsAt === null) return open[language];
  const end = wallClock(endsAt, hours.zone);
  const today = wallClock(now, hours.zone).date;
  const days = daysBetween(today, end.date);
  if (days < 2 || end.time !== hours.from) return spokenEnd(endsAt, now, hours.zone, language);
  const day = days < 7 ? weekdayName(weekday(end.date), language) : dayAndMonth(end.date, today, language);
  return `${until[language]} ${day}`;
}

/** What will be saved, in words: `Möte till 14:00`, `Semester från måndag 08:00 till måndag 7 december 08:00`. */
export function readBack(
  what: { readonly words: Words; readonly startsAt: Date; readonly endsAt: Date | null },
  now: Date,
  zone: string,
  language: Language,
): string {
  const { words, startsAt, endsAt } = what;
  if (startsAt <= now) return `${words[language]} ${spokenEnd(endsAt, now, zone, language)}`;
  const start = `${words[language]} ${from[language]} ${spokenTime(startsAt, now, zone, language)}`;
  const sameDay = endsAt !== null && wallClock(endsAt, zone).date === wallClock(startsAt, zone).date;
  // The same day is not said twice: 'i morgon 10:00 till 11:00'.
  return `${start} ${spokenEnd(endsAt, sameDay ? startsAt : now, zone, language)}`;
}

/** Tells about a clock change that moved what was entered; null when nothing was moved. */
export function shiftNotice(
  entered: WallClock,
  resolved: { shift: ClockShift; wall: WallClock },
  language: Language,
): string | null {
  const { time } = entered;
  if (resolved.shift === "missing") {
    return language === "sv"
      ? `Klockan ställs fram den natten och ${time} finns inte. Det blir ${resolved.wall.time}.`
      : `The clock goes forward that night and ${time} does not exist. It becomes ${resolved.wall.time}.`;
  }
  if (resolved.shift === "none") return null;
  return language === "sv"
    ? `Klockan ställs tillbaka den natten och ${time} kommer två gånger. Den senare gäller.`
    : `The clock goes back that night and ${time} comes twice. The later one is meant.`;
}
