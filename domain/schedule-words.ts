import { dayAndMonth, type Language, monthName, type Words, weekdayAndDate, weekdayName } from "./calendar-words.ts";
import { addDays, daysBetween } from "./local-time.ts";
import { type DayKey, dayNames, type EveKey, eveKeys, redDayKeys } from "./red-days.ts";
import type { LocalMoment, ScheduleAction, ScheduleEntry, ScheduleRule, Validity } from "./schedule.ts";
import { isOverMidnight, mondayOf, type RepeatingRule } from "./schedule-rules.ts";

/**
 * When an entry matches, as a sentence: "Varje vecka mån–fre 08:00–17:00", "Fredag 27 november 10:30–14:00",
 * "Röda dagar, jul- och nyårsafton". @param today years other than its own are said
 */
export function ruleWords(rule: ScheduleRule, today: string, language: Language): string {
  const text = rule.kind === "once" ? onceWords(rule.from, rule.to, today, language) : repeatingWords(rule, today, language);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What an entry is called: its label, else its sentence. */
export function entryName({ label, rule }: Pick<ScheduleEntry, "label" | "rule">, today: string, language: Language): string {
  return label || ruleWords(rule, today, language);
}

/** @param announcement its name; null: none */
export function actionWords(action: ScheduleAction, announcement: string | null, language: Language): string {
  const sv = action === "open" ? "öppet" : "stängt";
  const en = action === "open" ? "open" : "closed";
  if (announcement === null) {
    if (action === "open") return language === "sv" ? sv : en;
    return language === "sv" ? "stängt utan meddelande" : "closed without an announcement";
  }
  if (language === "sv") return action === "open" ? `öppet efter ”${announcement}”` : `stängt med ”${announcement}”`;
  return action === "open" ? `open after “${announcement}”` : `closed with “${announcement}”`;
}

const through: Words = { sv: "till och med", en: "through" };
const to: Words = { sv: "till", en: "to" };
const wholeDay: Words = { sv: "hela dygnet", en: "all day" };
const nextDay: Words = { sv: "nästa dag", en: "the next day" };
const and: Words = { sv: "och", en: "and" };

function onceWords(from: LocalMoment, end: LocalMoment, today: string, language: Language): string {
  const day = (date: string) => weekdayAndDate(date, today, language);
  const last = end.time === "24:00" ? { date: addDays(end.date, 1), time: "00:00" } : end;
  if (from.time === "00:00" && last.time === "00:00") {
    const lastDay = addDays(last.date, -1);
    if (lastDay === from.date) return `${day(from.date)} ${wholeDay[language]}`;
    return `${day(from.date)} ${through[language]} ${day(lastDay)}`;
  }
  if (end.date === from.date) return `${day(from.date)} ${from.time}–${end.time}`;
  return `${day(from.date)} ${from.time} ${to[language]} ${day(end.date)} ${end.time}`;
}

function repeatingWords(rule: RepeatingRule, today: string, language: Language): string {
  const parts = [daysWords(rule, today, language), timesWords(rule, language)].filter(Boolean).join(" ");
  const valid = validityWords(rule, today, language);
  return valid ? `${parts}, ${valid}` : parts;
}

function daysWords(rule: RepeatingRule, today: string, language: Language): string {
  const sv = language === "sv";
  switch (rule.kind) {
    case "daily":
      return sv ? "varje dag" : "every day";
    case "weekly": {
      const days = weekdaysWords(rule.weekdays, language);
      const { everyWeeks: n, firstWeek } = rule;
      if (n <= 1 || firstWeek === null) return `${sv ? "varje vecka" : "every week"} ${days}`;
      const monday = dayAndMonth(mondayOf(firstWeek), today, language);
      if (sv) return `${n === 2 ? "varannan vecka" : `var ${n}:e vecka`} räknat från ${monday} ${days}`;
      return `${n === 2 ? "every other week" : `every ${n} weeks`} counted from ${monday} ${days}`;
    }
    case "monthly":
      return `${sv ? "varje månad den" : "every month on the"} ${listed(
        rule.days.map((day) => (sv ? `${day}` : ordinal(day))),
        language,
      )}`;
    case "yearly":
      return `${sv ? "varje år" : "every year"} ${sv ? "" : "on "}${rule.day} ${monthName(rule.month, language)}`;
    case "redDays":
      return redDaysWords(rule.days, rule.bridgeDays, language);
  }
}

/** `08:00–17:00`, `22:00 till 06:00 nästa dag`; red days are whole days unless something is said. */
export function timesWords(rule: RepeatingRule, language: Language): string {
  if (rule.from === "00:00" && rule.to === "24:00") return rule.kind === "redDays" ? "" : wholeDay[language];
  if (!isOverMidnight(rule)) return `${rule.from}–${rule.to}`;
  return rule.to === "00:00" ? `${rule.from}–24:00` : `${rule.from} ${to[language]} ${rule.to} ${nextDay[language]}`;
}

function validityWords({ firstDay, lastDay }: Validity, today: string, language: Language): string {
  const day = (date: string) => dayAndMonth(date, today, language);
  if (firstDay !== null && lastDay !== null) {
    if (daysBetween(firstDay, lastDay) === 0) return language === "sv" ? `bara ${day(firstDay)}` : `only ${day(firstDay)}`;
    return `${day(firstDay)} ${through[language]} ${day(lastDay)}`;
  }
  if (firstDay !== null) return `${language === "sv" ? "från" : "from"} ${day(firstDay)}`;
  return lastDay === null ? "" : `${through[language]} ${day(lastDay)}`;
}

/** `mån–fre`, `mån, ons och fre`, `alla dagar`. */
export function weekdaysWords(days: readonly number[], language: Language): string {
  const chosen = [1, 2, 3, 4, 5, 6, 7].filter((day) => days.includes(day));
  if (chosen.length === 7) return language === "sv" ? "alla dagar" : "all days";
  const short = (day: number) => weekdayName(day, language).slice(0, 3);
  const runs: number[][] = [];
  for (const day of chosen) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const texts = runs.flatMap((run) => {
    const [first = 0, last = first] = [run[0], run.at(-1)];
    return run.length > 2 ? [`${short(first)}–${short(last)}`] : run.map(short);
  });
  return listed(texts, language);
}

/** `röda dagar, jul- och nyårsafton`, `långfredagen och klämdagar`. */
export function redDaysWords(days: readonly DayKey[], bridgeDays: boolean, language: Language): string {
  const red = redDayKeys.filter((key) => days.includes(key));
  const eves = eveKeys.filter((key) => days.includes(key));
  const all = red.length === redDayKeys.length;
  const others = days.filter((key) => !red.some((one) => one === key) && !eves.some((one) => one === key));
  const named = [...(all ? [] : red), ...others].map((key) => dayNames[key][language]);
  const rest = [...named, ...evesWords(eves, language), ...(bridgeDays ? [language === "sv" ? "klämdagar" : "bridge days"] : [])];
  if (!all) return listed(rest, language);
  const holidays = language === "sv" ? "röda dagar" : "public holidays";
  return rest.length === 0 ? holidays : `${holidays}, ${listed(rest, language)}`;
}

/** Swedish names have the last part in common: `jul- och nyårsafton`. */
function evesWords(eves: readonly EveKey[], language: Language): string[] {
  const names = eves.map((key) => dayNames[key][language]);
  if (language === "en" || names.length < 2) return names;
  return names.map((name, at) => (at < names.length - 1 ? name.replace(/afton$/, "-") : name));
}

function listed(texts: readonly string[], language: Language): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} ${and[language]} ${last}`;
}

function ordinal(day: number): string {
  const end =
    day % 10 === 1 && day !== 11 ? "st" : day % 10 === 2 && day !== 12 ? "nd" : day % 10 === 3 && day !== 13 ? "rd" : "th";
  return `${day}${end}`;
}
