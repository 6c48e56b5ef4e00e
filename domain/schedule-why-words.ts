import { dayAndMonth, type Language, monthName, weekdayName } from "./calendar-words.ts";
import { dayNames } from "./red-days.ts";
import type { PassedReason } from "./schedule-passed.ts";
import { weekdaysWords } from "./schedule-words.ts";

/**
 * Why an entry did not match, as a sentence without a full stop: "Gäller mån–fre, och det är lördag".
 *
 * @param today years other than its own are said
 */
export function whyNotWords(reason: PassedReason, today: string, language: Language): string {
  const day = (date: string) => dayAndMonth(date, today, language);
  const sv = language === "sv";
  switch (reason.code) {
    case "disabled":
      return sv ? "Posten är avslagen" : "The entry is switched off";
    case "outside_times": {
      const { from, to, overMidnight } = reason;
      if (overMidnight) return sv ? `Gäller ${from} till ${to} nästa dag` : `Applies from ${from} to ${to} the next day`;
      return sv ? `Gäller ${from}–${to}` : `Applies ${from}–${to}`;
    }
    case "other_weekday": {
      const [days, it] = [weekdaysWords(reason.weekdays, language), weekdayName(reason.weekday, language)];
      return sv ? `Gäller ${days}, och det är ${it}` : `Applies ${days}, and it is ${it}`;
    }
    case "other_week": {
      const { everyWeeks: n, nextWeek } = reason;
      if (sv) return `Gäller ${n === 2 ? "varannan" : `var ${n}:e`} vecka, nästa gång veckan från ${day(nextWeek)}`;
      return `Applies ${n === 2 ? "every other week" : `every ${n} weeks`}, next in the week of ${day(nextWeek)}`;
    }
    case "other_day_of_month":
      return sv
        ? `Gäller den ${reason.days.join(", ")}, och det är den ${reason.day}`
        : `Applies on day ${reason.days.join(", ")}, and it is day ${reason.day}`;
    case "other_day_of_year":
      return `${sv ? "Gäller" : "Applies on"} ${reason.day} ${monthName(reason.month, language)}`;
    case "not_begun":
      return `${sv ? "Börjar" : "Begins"} ${day(reason.date)} ${reason.time}`;
    case "over":
      return `${sv ? "Slutade" : "Ended"} ${day(reason.date)} ${reason.time}`;
    case "not_yet_valid":
      return `${sv ? "Gäller från" : "Applies from"} ${day(reason.firstDay)}`;
    case "no_longer_valid":
      return `${sv ? "Gällde till och med" : "Applied through"} ${day(reason.lastDay)}`;
    case "day_missing": {
      const month = monthName(reason.month, language);
      const year = reason.month === 2 ? (sv ? " i år" : " this year") : "";
      return sv ? `Den ${reason.day} finns inte i ${month}${year}` : `There is no ${reason.day} ${month}${year}`;
    }
    case "no_red_day":
      return sv ? "Det är ingen av postens dagar" : "It is none of the entry’s days";
    case "red_day_not_chosen": {
      const name = reason.name === null ? null : dayNames[reason.name][language];
      if (name === null) return sv ? "Klämdagar är inte valda" : "Bridge days are not chosen";
      return sv ? `${name.charAt(0).toUpperCase()}${name.slice(1)} är inte vald` : `${name} is not chosen`;
    }
  }
}
