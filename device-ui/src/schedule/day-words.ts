import { weekdayName } from "../../../domain/calendar-words.ts";
import { weekday } from "../../../domain/local-time.ts";
import { dayNames, eveOn, isBridgeDay, redDayOn } from "../../../domain/red-days.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import type { DayBand } from "./bands.ts";

/** `mån 23` */
export function shortName(date: string): string {
  return `${shortWeekday(weekday(date))} ${Number(date.slice(8))}`;
}

/** `mån`, `Mon` @param number 1 = Monday */
export function shortWeekday(number: number): string {
  return weekdayName(number, currentLanguage()).slice(0, 3);
}

/** What the day is called, and how long it is when the clock is set. `rest`: a day off. */
export function dayRemarks({ date, missing, twice }: Pick<DayBand, "date" | "missing" | "twice">): {
  readonly words: readonly string[];
  readonly rest: boolean;
} {
  const named = redDayOn(date) ?? eveOn(date);
  const words = [
    named ? dayNames[named][currentLanguage()] : "",
    isBridgeDay(date) ? t("calendar.bridge_day") : "",
    missing ? t("calendar.clock_forward") : "",
    twice ? t("calendar.clock_back") : "",
  ];
  return { words: words.filter(Boolean), rest: redDayOn(date) !== null || weekday(date) === 7 };
}
