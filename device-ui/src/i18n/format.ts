import { displayNumber } from "../../../domain/numbers.ts";
import { currentLanguage, t } from "./index.ts";

/**
 * Numbers, money, days and times as people here write them: `1 249,00 kr`, `2026-11-22 14:03`, `036-30 55 25`.
 * Instants are shown in the organisation's zone, whatever zone the computer stands in.
 */

let zone = "Europe/Stockholm";

export function setZone(name: string): void {
  zone = name;
}

function locale(): string {
  return currentLanguage() === "sv" ? "sv-SE" : "en-GB";
}

export function formatCount(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** @param ore amount in öre, the hundredth part of a krona */
export function formatMoney(ore: number): string {
  return new Intl.NumberFormat(locale(), { style: "currency", currency: "SEK" }).format(ore / 100);
}

/** `036-30 55 25`, with no-break spaces. @param canonical E.164, or the digits of a short number */
export function formatNumber(canonical: string): string {
  return displayNumber(canonical);
}

/** Digits one by one, for a screen reader. */
export function spokenNumber(canonical: string): string {
  return displayNumber(canonical).replace(/\D/g, "").split("").join(" ");
}

type Parts = { readonly day: string; readonly time: string };

/** Wall-clock day `2026-11-22` and time `14:03` of an instant in the organisation's zone. */
export function wallClock(instant: Date): Parts {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return { day: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}` };
}

/** `2026-11-22 14:03` */
export function formatInstant(instant: Date): string {
  const { day, time } = wallClock(instant);
  return `${day} ${time}`;
}

/** `2026-11-22` */
export function formatDay(instant: Date): string {
  return wallClock(instant).day;
}

/** `14:03` */
export function formatTime(instant: Date): string {
  return wallClock(instant).time;
}

/** As one says it: `15:00` today, `i morgon 08:00`, `mån 7 dec 08:00` this year, else `2027-01-11 08:00`. */
export function spokenInstant(instant: Date, now: Date): string {
  const { day, time } = wallClock(instant);
  const today = wallClock(now).day;
  if (day === today) return time;
  if (day === dayAfter(today, 1)) return `${t("when.tomorrow")} ${time}`;
  if (day === dayAfter(today, -1)) return `${t("when.yesterday")} ${time}`;
  return day.slice(0, 4) === today.slice(0, 4) ? `${shortDay(day)} ${time}` : `${day} ${time}`;
}

/** `mån 7 dec` @param day `2026-12-07` */
export function shortDay(day: string): string {
  return dayIn(day, { weekday: "short", day: "numeric", month: "short" });
}

/** `måndag 7 december 2026` @param day `2026-12-07` */
export function longDay(day: string): string {
  return dayIn(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** The calendar day that many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function dayIn(day: string, options: Intl.DateTimeFormatOptions): string {
  const text = new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  // Swedish abbreviations come with a full stop and English with a comma; neither is how we write.
  return text.replaceAll(".", "").replace(",", "");
}
