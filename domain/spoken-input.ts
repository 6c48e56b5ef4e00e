import { languages, monthName, weekdayName } from "./calendar-words.ts";
import {
  addDays,
  instantOf,
  isLocalDate,
  isLocalTime,
  type ResolvedTime,
  type WallClock,
  wallClock,
  weekday,
} from "./local-time.ts";
import type { WorkingHours } from "./working-hours.ts";

/** What a typed end means: the wall clock that was entered, and its instant with what the clock change did to it; or no end. */
export type SpokenInput = ({ readonly kind: "at"; readonly entered: WallClock } & ResolvedTime) | { readonly kind: "open" };

/**
 * Reads an end as people type or say it, Swedish or English: `14`, `13:30`, `till 13.00`, `i morgon 8`, `måndag`, `tis 10:15`,
 * `7 december`, `7/12 08:00`, `2026-12-07 08:00`, `t.o.m. söndag`, `midnatt`, `tills vidare`. A day without a time means the
 * start of work; a time without a day, the next time that the clock shows it. Null: not understood. Whether the end may be
 * is asked of `diversionProblems`.
 */
export function readSpokenEnd(text: string, now: Date, hours: WorkingHours): SpokenInput | null {
  const { said, through } = withoutOpening(text);
  if (/^(?:tills vidare|until further notice|open|öppen)$/.test(said)) return { kind: "open" };
  const today = wallClock(now, hours.zone);
  const resolve = (date: string, time: string): SpokenInput => {
    const entered = { date, time };
    return { kind: "at", entered, ...instantOf(entered, hours.zone) };
  };
  if (/^(?:midnatt|midnight)$/.test(said)) return resolve(addDays(today.date, 1), "00:00");
  const { day, time } = dayAndTime(said);
  const clock = time === null ? null : readTime(time);
  if (time !== null && clock === null) return null;
  if (day === null)
    return clock === null || through ? null : resolve(clock > today.time ? today.date : addDays(today.date, 1), clock);
  const date = readDay(day, today.date);
  if (date === null) return null;
  if (through) return clock === null ? resolve(addDays(date, 1), "00:00") : null;
  return resolve(date, clock ?? hours.from);
}

/** Without 'till', 'until', 'åter' …; `through`: that day is the last one. */
function withoutOpening(text: string): { said: string; through: boolean } {
  const lower = text.toLowerCase().normalize("NFC").replace(/\s+/g, " ").trim();
  const last = lower.replace(/^(?:till och med|t\.?\s?o\.?\s?m\.?|through)\s/, "");
  const said = last.replace(/^(?:till|til|until|åter|tillbaka|back)\s/, "").replace(/^(?:på|on|kl\.?|klockan|at)\s/, "");
  return { said, through: last !== lower };
}

/** Parts the time at the end from the day before it. `7 december` has none: its number stands first. */
function dayAndTime(said: string): { day: string | null; time: string | null } {
  const found = /^(?:(.*\S)\s+)?(?:(?:kl\.?|klockan|at)\s*)?(\d{1,2}(?:[:.]\d{2})?|\d{4})$/.exec(said);
  if (!found) return { day: said || null, time: null };
  const [, day = null, time = null] = found;
  // 'Monday 7 December 2027' ends with a year, '7 12' is no way to write anything.
  const isYear =
    day !== null && time !== null && /^\d{4}$/.test(time) && /[a-zåäö]$/.test(day) && readMonth(day.split(" ").at(-1) ?? "") > 0;
  return isYear ? { day: said, time: null } : { day, time };
}

/** `8`, `08`, `0830`, `8.30`, `08:30`. */
function readTime(text: string): string | null {
  const [, hour = "", minute = "00"] = /^(\d{1,2}?)(?:[:.]?(\d{2}))?$/.exec(text) ?? [];
  const time = text.length <= 2 ? `${text.padStart(2, "0")}:00` : `${hour.padStart(2, "0")}:${minute}`;
  return isLocalTime(time) ? time : null;
}

function readDay(text: string, today: string): string | null {
  if (/^(?:i ?dag|today)$/.test(text)) return today;
  if (/^(?:i ?morgon|i ?morron|tomorrow)$/.test(text)) return addDays(today, 1);
  if (/^(?:i ?övermorgon|day after tomorrow)$/.test(text)) return addDays(today, 2);
  if (isLocalDate(text)) return text;
  return readWeekday(text, today) ?? readDate(text, today);
}

/** The next such weekday, never today: by name or its first three letters at least. */
function readWeekday(text: string, today: string): string | null {
  if (text.length < 3) return null;
  for (const language of languages) {
    for (let number = 1; number <= 7; number++) {
      if (weekdayName(number, language).toLowerCase().startsWith(text))
        return addDays(today, ((number - weekday(today) + 6) % 7) + 1);
    }
  }
  return null;
}

/** `7 december`, `7 dec 2027`, `måndag 7 december`, `7/12`; without a year the next such date, today included. */
function readDate(text: string, today: string): string | null {
  const slash = /^(\d{1,2})\/(\d{1,2})$/.exec(text);
  const named = /^(?:[a-zåäö]{3,} )?(?:den )?(\d{1,2}):?e? ([a-z]{3,})\.?(?: (\d{4}))?$/.exec(text);
  const [, day = "", second = "", writtenYear] = slash ?? named ?? [];
  const month = slash ? Number(second) : readMonth(second);
  const inYear = (year: number) => `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  const thisYear = Number(today.slice(0, 4));
  const years = writtenYear ? [Number(writtenYear)] : [thisYear, thisYear + 1];
  return years.map(inYear).find((date) => isLocalDate(date) && (writtenYear !== undefined || date >= today)) ?? null;
}

/** 1–12 by a month's name or its first three letters; 0 when it is none. */
function readMonth(text: string): number {
  if (text.length < 3) return 0;
  for (let number = 1; number <= 12; number++) {
    if (languages.some((language) => monthName(number, language).toLowerCase().startsWith(text))) return number;
  }
  return 0;
}
