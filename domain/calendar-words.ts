import { weekday } from "./local-time.ts";

export const languages = ["sv", "en"] as const;
export type Language = (typeof languages)[number];
/** One thing said in each language of the interface. */
export type Words = Readonly<Record<Language, string>>;

const weekdays: Readonly<Record<Language, readonly string[]>> = {
  sv: ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
};

const months: Readonly<Record<Language, readonly string[]>> = {
  sv: "januari februari mars april maj juni juli augusti september oktober november december".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** @param number 1 = Monday … 7 = Sunday */
export function weekdayName(number: number, language: Language): string {
  return weekdays[language][number - 1] ?? "";
}

/** @param number 1 = January */
export function monthName(number: number, language: Language): string {
  return months[language][number - 1] ?? "";
}

/** `23 november`; `23 November 2027` when the year is another than `today`'s. */
export function dayAndMonth(date: string, today: string, language: Language): string {
  const [year = "", month = "", day = ""] = date.split("-");
  const text = `${Number(day)} ${monthName(Number(month), language)}`;
  return today.startsWith(year) ? text : `${text} ${year}`;
}

/** `måndag 23 november`, `Monday 23 November`. */
export function weekdayAndDate(date: string, today: string, language: Language): string {
  return `${weekdayName(weekday(date), language)} ${dayAndMonth(date, today, language)}`;
}
