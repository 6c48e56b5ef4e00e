import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redDayKeys } from "./red-days.ts";
import type { Schedule, ScheduleRule } from "./schedule.ts";
import { decide } from "./schedule-evaluate.ts";
import { whyNotWords } from "./schedule-why-words.ts";
import { actionWords, entryName, ruleWords } from "./schedule-words.ts";
import { aRule, zone } from "./testing/schedules.ts";

const today = "2026-11-23";
const valid = { firstDay: null, lastDay: null };
const times = { from: "08:00", to: "17:00", ...valid };
const whole = { from: "00:00", to: "24:00", ...valid };
const week = { kind: "weekly", ...times, everyWeeks: 1, firstWeek: null } as const;
const moment = (date: string, time: string) => ({ date, time });

describe("an entry as a sentence", () => {
  it.each<[ScheduleRule, string, string]>([
    [{ ...week, weekdays: [1, 2, 3, 4, 5] }, "Varje vecka mån–fre 08:00–17:00", "Every week Mon–Fri 08:00–17:00"],
    [{ ...week, weekdays: [5, 1, 3] }, "Varje vecka mån, ons och fre 08:00–17:00", "Every week Mon, Wed and Fri 08:00–17:00"],
    [
      { ...week, weekdays: [6, 7], from: "22:00", to: "06:00" },
      "Varje vecka lör och sön 22:00 till 06:00 nästa dag",
      "Every week Sat and Sun 22:00 to 06:00 the next day",
    ],
    [
      { ...week, weekdays: [1], everyWeeks: 2, firstWeek: "2026-11-25" },
      "Varannan vecka räknat från 23 november mån 08:00–17:00",
      "Every other week counted from 23 November Mon 08:00–17:00",
    ],
    [
      { ...week, weekdays: [1, 2, 3, 4, 5, 6, 7], everyWeeks: 3, firstWeek: "2027-01-04" },
      "Var 3:e vecka räknat från 4 januari 2027 alla dagar 08:00–17:00",
      "Every 3 weeks counted from 4 January 2027 all days 08:00–17:00",
    ],
    [{ kind: "daily", ...whole }, "Varje dag hela dygnet", "Every day all day"],
    [{ kind: "daily", ...times, to: "00:00" }, "Varje dag 08:00–24:00", "Every day 08:00–24:00"],
    [
      { kind: "daily", ...times, firstDay: "2026-12-01", lastDay: "2027-01-06" },
      "Varje dag 08:00–17:00, 1 december till och med 6 januari 2027",
      "Every day 08:00–17:00, 1 December through 6 January 2027",
    ],
    [
      { kind: "daily", ...times, firstDay: "2026-12-01" },
      "Varje dag 08:00–17:00, från 1 december",
      "Every day 08:00–17:00, from 1 December",
    ],
    [
      { kind: "monthly", ...times, days: [1, 15, 31] },
      "Varje månad den 1, 15 och 31 08:00–17:00",
      "Every month on the 1st, 15th and 31st 08:00–17:00",
    ],
    [{ kind: "yearly", ...whole, month: 12, day: 24 }, "Varje år 24 december hela dygnet", "Every year on 24 December all day"],
    [
      { kind: "once", from: moment("2026-11-27", "10:30"), to: moment("2026-11-27", "14:00") },
      "Fredag 27 november 10:30–14:00",
      "Friday 27 November 10:30–14:00",
    ],
    [
      { kind: "once", from: moment("2026-11-27", "00:00"), to: moment("2026-11-27", "24:00") },
      "Fredag 27 november hela dygnet",
      "Friday 27 November all day",
    ],
    [
      { kind: "once", from: moment("2026-12-24", "00:00"), to: moment("2027-01-02", "00:00") },
      "Torsdag 24 december till och med fredag 1 januari 2027",
      "Thursday 24 December through Friday 1 January 2027",
    ],
    [
      { kind: "once", from: moment("2026-11-27", "16:00"), to: moment("2026-11-30", "08:00") },
      "Fredag 27 november 16:00 till måndag 30 november 08:00",
      "Friday 27 November 16:00 to Monday 30 November 08:00",
    ],
    [
      { kind: "redDays", ...whole, days: [...redDayKeys, "julafton", "nyarsafton"], bridgeDays: false },
      "Röda dagar, jul- och nyårsafton",
      "Public holidays, Christmas Eve and New Year's Eve",
    ],
    [
      { kind: "redDays", ...times, days: ["langfredagen", "skartorsdagen"], bridgeDays: true },
      "Långfredagen, skärtorsdagen och klämdagar 08:00–17:00",
      "Good Friday, Maundy Thursday and bridge days 08:00–17:00",
    ],
    [{ kind: "redDays", ...whole, days: [...redDayKeys], bridgeDays: false }, "Röda dagar", "Public holidays"],
  ])("%j", (rule, sv, en) => {
    expect(ruleWords(rule, today, "sv")).toBe(sv);
    expect(ruleWords(rule, today, "en")).toBe(en);
  });

  it("is what the entry is called when it has no name, and says what happens", () => {
    const rule = { kind: "daily", ...whole } as const;
    expect([entryName({ label: "Natt", rule }, today, "sv"), entryName({ label: "", rule }, today, "sv")]).toEqual([
      "Natt",
      "Varje dag hela dygnet",
    ]);
    expect(actionWords("open", null, "sv")).toBe("öppet");
    expect(actionWords("open", "Hej", "sv")).toBe("öppet efter ”Hej”");
    expect(actionWords("closed", "Natt", "sv")).toBe("stängt med ”Natt”");
    expect(actionWords("closed", null, "en")).toBe("closed without an announcement");
  });
});

const months = "januari februari mars april maj juni juli augusti september oktober november december".split(" ");
const short = ["mån", "tis", "ons", "tor", "fre", "lör", "sön"];

function dateIn(text: string): string {
  const [, day = "", month = "", year = "2026"] = /(\d+) (\p{L}+)(?: (\d{4}))?/u.exec(text) ?? [];
  return `${year}-${String(months.indexOf(month) + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
}
const shift = (date: string, days: number) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** Whether it matches at a date and time, read from the Swedish sentence alone, as a person would. */
function readSentence(text: string, date: string, time: string): boolean {
  const once = /^\p{L}+dag (\d.*)$/u.exec(text);
  if (once) return readOnce(once[1] ?? "", `${date} ${time}`);
  const [, days = "", from = "00:00", to = "24:00", rest = ""] =
    /^(.*?) (?:hela dygnet|(\d\d:\d\d)(?:–| till )(\d\d:\d\d)(?: nästa dag)?)(?:, (.*))?$/u.exec(text) ?? [];
  const begins = (day: string) => validOn(rest, day) && dayIn(days, day);
  if (to > from) return begins(date) && from <= time && time < to;
  return (begins(date) && time >= from) || (begins(shift(date, -1)) && time < to);
}

function readOnce(text: string, now: string): boolean {
  const [first = "", last] = text.split(/ till och med \p{L}+ | till \p{L}+ /u);
  const clock = (part: string) => /\d\d:\d\d/.exec(part)?.[0];
  if (last !== undefined) {
    const end = clock(last) ?? "24:00";
    return `${dateIn(first)} ${clock(first) ?? "00:00"}` <= now && now < `${dateIn(last)} ${end}`;
  }
  const times: string[] = first.match(/\d\d:\d\d/g) ?? [];
  const [from = "00:00", to = "24:00"] = times;
  return `${dateIn(first)} ${from}` <= now && now < `${dateIn(first)} ${to}`;
}

function validOn(rest: string, day: string): boolean {
  if (rest === "") return true;
  if (rest.startsWith("bara ")) return day === dateIn(rest);
  if (rest.startsWith("från ")) return day >= dateIn(rest);
  const [first = "", last = ""] = rest.split("till och med ");
  return (first === "" || dateIn(first) <= day) && day <= dateIn(last);
}

function dayIn(days: string, date: string): boolean {
  if (days === "Varje dag") return true;
  const monthly = /^Varje månad den (.*)$/.exec(days);
  if (monthly) {
    const numbers: string[] = monthly[1]?.match(/\d+/g) ?? [];
    return numbers.includes(String(Number(date.slice(8))));
  }
  const yearly = /^Varje år (.*)$/.exec(days);
  if (yearly) return `${Number(date.slice(8))} ${months[Number(date.slice(5, 7)) - 1]}` === yearly[1];
  const [, every = "", names = ""] = /^(Varje vecka|.*vecka räknat från \d+ \p{L}+(?: \d{4})?) (.*)$/u.exec(days) ?? [];
  const day = (new Date(date).getUTCDay() + 6) % 7;
  const named =
    names === "alla dagar" ||
    names.split(/, | och /).some((part) => {
      const [first = "", last = first] = part.split("–");
      return short.indexOf(first) <= day && day <= short.indexOf(last);
    });
  if (!named || every === "Varje vecka") return named;
  const step = every.startsWith("Varannan") ? 2 : Number(/\d+/.exec(every)?.[0]);
  const weeks = Math.floor((Date.parse(date) - Date.parse(dateIn(every.replace(/^.*från /, "")))) / (7 * 86_400_000));
  return weeks >= 0 && weeks % step === 0;
}

describe("the sentence of an entry", () => {
  it("says when it is decided by, whatever the entry", () => {
    const rule = aRule(today).filter(({ kind }) => kind !== "redDays");
    fc.assert(
      fc.property(rule, fc.integer({ min: -25, max: 25 }), fc.nat(1439), (one, days, minute) => {
        const schedule: Schedule = {
          ...{ zone, closedNow: null, otherwise: { action: "closed", announcementId: null } },
          entries: [{ id: "e", label: "", rule: one, action: "open", announcementId: null, enabled: true }],
        };
        const [date, time] = [
          shift(today, days),
          `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
        ];
        // Stockholm is an hour ahead in winter; October's days are left out.
        fc.pre(date > "2026-10-26");
        const decided = decide(schedule, new Date(Date.parse(`${date}T${time}Z`) - 3_600_000)).entryId === "e";
        expect([ruleWords(one, today, "sv"), readSentence(ruleWords(one, today, "sv"), date, time)]).toEqual([
          ruleWords(one, today, "sv"),
          decided,
        ]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("why an entry did not match, as a sentence", () => {
  it.each([
    [{ code: "disabled" }, "Posten är avslagen"],
    [{ code: "outside_times", from: "12:00", to: "13:00", overMidnight: false }, "Gäller 12:00–13:00"],
    [{ code: "outside_times", from: "22:00", to: "06:00", overMidnight: true }, "Gäller 22:00 till 06:00 nästa dag"],
    [{ code: "other_weekday", weekday: 6, weekdays: [1, 2, 3, 4, 5] }, "Gäller mån–fre, och det är lördag"],
    [{ code: "other_week", everyWeeks: 2, nextWeek: "2026-11-30" }, "Gäller varannan vecka, nästa gång veckan från 30 november"],
    [{ code: "other_day_of_month", day: 23, days: [1, 15] }, "Gäller den 1, 15, och det är den 23"],
    [{ code: "other_day_of_year", month: 12, day: 24 }, "Gäller 24 december"],
    [{ code: "not_begun", date: "2026-12-01", time: "10:00" }, "Börjar 1 december 10:00"],
    [{ code: "over", date: "2026-11-20", time: "14:00" }, "Slutade 20 november 14:00"],
    [{ code: "not_yet_valid", firstDay: "2027-01-01" }, "Gäller från 1 januari 2027"],
    [{ code: "no_longer_valid", lastDay: "2026-11-01" }, "Gällde till och med 1 november"],
    [{ code: "day_missing", day: 31, month: 11 }, "Den 31 finns inte i november"],
    [{ code: "day_missing", day: 29, month: 2 }, "Den 29 finns inte i februari i år"],
    [{ code: "no_red_day" }, "Det är ingen av postens dagar"],
    [{ code: "red_day_not_chosen", name: "julafton" }, "Julafton är inte vald"],
    [{ code: "red_day_not_chosen", name: null }, "Klämdagar är inte valda"],
  ] as const)("%j", (reason, text) => {
    expect(whyNotWords(reason, today, "sv")).toBe(text);
    expect(whyNotWords(reason, today, "en")).not.toBe("");
  });
});
