import { dayAfter } from "./format.ts";

/** What people type for a day and a time, read into wall clock. Pure. */

/** `8`, `08`, `0800`, `800`, `8.00`, `8:00`, `08:00`, `kl 8` → `08:00`. Null: no time of the day. */
export function parseTime(typed: string): string | null {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^(klockan|kl\.?|at)\s*/, "");
  const match = /^(\d{1,2})(?:\s*[.:,]\s*(\d{2}))?$/.exec(text) ?? /^(\d{1,2})(\d{2})$/.exec(text);
  if (!match) return null;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

const weekdays: readonly (readonly string[])[] = [
  ["söndag", "sön", "sunday", "sun"],
  ["måndag", "mån", "monday", "mon"],
  ["tisdag", "tis", "tuesday", "tue"],
  ["onsdag", "ons", "wednesday", "wed"],
  ["torsdag", "tor", "tors", "thursday", "thu"],
  ["fredag", "fre", "friday", "fri"],
  ["lördag", "lör", "saturday", "sat"],
];
const months = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const englishMonths: Readonly<Record<string, string>> = { may: "maj", oct: "okt" };
const words: Readonly<Record<string, number>> = { idag: 0, today: 0, imorgon: 1, tomorrow: 1, iövermorgon: 2, övermorgon: 2 };

/**
 * `2026-11-27`, `20261127`, `27/11`, `27 nov`, `27 november 2026`, `fredag`, `i morgon` → `2026-11-27`. Without a year
 * the next such day, today included; a weekday is the next one after today.
 *
 * @param today `2026-11-22` in the organisation's zone
 */
export function parseDay(typed: string, today: string): string | null {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^(på|till|den|on|until|the)\s+/, "")
    .replaceAll(".", "");
  const days = words[text.replaceAll(" ", "")];
  if (days !== undefined) return dayAfter(today, days);
  return nextWeekday(text, today) ?? writtenDay(text, today);
}

function nextWeekday(text: string, today: string): string | null {
  const wanted = weekdays.findIndex((names) => names.includes(text));
  if (wanted < 0) return null;
  const now = new Date(`${today}T00:00:00Z`).getUTCDay();
  return dayAfter(today, ((wanted - now + 6) % 7) + 1);
}

function writtenDay(text: string, today: string): string | null {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const short = /^(\d{1,2})\/(\d{1,2})(?:[-/ ](\d{4}))?$/.exec(text);
  if (short) return comingDay(Number(short[1]), Number(short[2]), short[3], today);
  const named = /^(\d{1,2})(?:st|nd|rd|th|:e)?\s+([a-z]{3})[a-z]*(?:\s+(\d{4}))?$/.exec(text);
  if (!named) return null;
  const name = named[2] ?? "";
  const month = months.indexOf(englishMonths[name] ?? name) + 1;
  return month === 0 ? null : comingDay(Number(named[1]), month, named[3], today);
}

function comingDay(day: number, month: number, year: string | undefined, today: string): string | null {
  if (year !== undefined) return realDay(Number(year), month, day);
  const first = Number(today.slice(0, 4));
  // A day that only leap years have may lie up to eight years ahead.
  for (let at = first; at <= first + 8; at++) {
    const found = realDay(at, month, day);
    if (found !== null && found >= today) return found;
  }
  return null;
}

function realDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : null;
}
