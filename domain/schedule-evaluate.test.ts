import { describe, expect, it } from "vitest";
import { instantOf } from "./local-time.ts";
import type { Schedule, ScheduleEntry, ScheduleRule } from "./schedule.ts";
import { decide, openState, segments } from "./schedule-evaluate.ts";

const zone = "Europe/Stockholm";
const always = { firstDay: null, lastDay: null };
const workdays = { kind: "weekly", weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null, ...always } as const;

function entry(id: string, rule: ScheduleRule, action: "open" | "closed", announcementId: string | null = null): ScheduleEntry {
  return { id, label: id, rule, action, announcementId, enabled: true };
}

const A = entry("A", { ...workdays, from: "12:00", to: "13:00" }, "closed", "lunch");
const B = entry("B", { ...workdays, from: "08:00", to: "17:00" }, "open");
const X = entry(
  "X",
  { kind: "once", from: { date: "2026-09-18", time: "10:00" }, to: { date: "2026-09-18", time: "14:00" } },
  "closed",
  "tillfälligt",
);
const night = entry("night", { ...workdays, weekdays: [5], from: "22:00", to: "06:00" }, "open");

function schedule(entries: readonly ScheduleEntry[], closedNow: Schedule["closedNow"] = null): Schedule {
  return { zone, entries, otherwise: { action: "closed", announcementId: "natt" }, closedNow };
}

const local = (text: string) => instantOf({ date: text.slice(0, 10), time: text.slice(11) }, zone).instant;

function at(entries: readonly ScheduleEntry[], text: string): string {
  const { entryId, action, announcementId } = decide(schedule(entries), local(text));
  return [entryId ?? "default", action, announcementId ?? ""].join(" ").trim();
}

describe("a schedule is read from the top, and the first entry that matches decides", () => {
  it.each([
    [1, [A, B], "2026-09-15 09:00", "B open"],
    [2, [A, B], "2026-09-15 12:00", "A closed lunch"],
    [3, [A, B], "2026-09-15 13:00", "B open"],
    [4, [A, B], "2026-09-15 17:00", "default closed natt"],
    [5, [A, B], "2026-09-19 09:00", "default closed natt"],
    [6, [B, A], "2026-09-15 12:30", "B open"],
    [7, [X, A, B], "2026-09-18 12:30", "X closed tillfälligt"],
    [8, [A, B, X], "2026-09-18 12:30", "A closed lunch"],
    [9, [A, B, X], "2026-09-18 10:30", "B open"],
    [10, [], "2026-09-18 10:30", "default closed natt"],
    [11, [night], "2026-09-19 05:59", "night open"],
    [12, [night], "2026-09-18 05:59", "default closed natt"],
  ] as const)("vector %i", (_, entries, text, result) => {
    expect(at(entries, text)).toBe(result);
  });

  it("matches any fraction of a second before its end, and not its end", () => {
    const end = local("2026-09-15 17:00").getTime();
    expect(decide(schedule([B]), new Date(end - 1)).entryId).toBe("B");
    expect(decide(schedule([B]), new Date(end)).entryId).toBeNull();
  });

  it("passes entries that are switched off", () => {
    expect(at([{ ...A, enabled: false }, B], "2026-09-15 12:30")).toBe("B open");
  });

  it("ends at the midnight that 24:00 names", () => {
    const evening = entry("E", { kind: "daily", from: "18:00", to: "24:00", ...always }, "open");
    const toMidnight = { ...X, rule: { ...X.rule, to: { date: "2026-09-18", time: "24:00" } } } as ScheduleEntry;
    expect(at([evening], "2026-09-15 23:59")).toBe("E open");
    expect(at([evening], "2026-09-16 00:00")).toBe("default closed natt");
    expect(at([toMidnight], "2026-09-18 23:59")).toBe("X closed tillfälligt");
    expect(at([toMidnight], "2026-09-19 00:00")).toBe("default closed natt");
  });

  it("counts validity over midnight by the day on which the times begin", () => {
    const nights = entry(
      "N",
      { kind: "daily", from: "22:00", to: "06:00", firstDay: "2026-09-10", lastDay: "2026-09-11" },
      "open",
    );
    const open = ["2026-09-10 05:00", "2026-09-10 22:00", "2026-09-11 05:00", "2026-09-12 05:59", "2026-09-12 22:00"];
    expect(open.map((text) => at([nights], text).startsWith("N"))).toEqual([false, true, true, true, false]);
  });

  it.each([
    ["monthly 31 in November", { kind: "monthly", days: [31] }, "2026-11-30 10:00", false],
    ["monthly 31 in December", { kind: "monthly", days: [31] }, "2026-12-31 10:00", true],
    ["29 February in a common year", { kind: "yearly", month: 2, day: 29 }, "2027-02-28 10:00", false],
    ["29 February in a leap year", { kind: "yearly", month: 2, day: 29 }, "2028-02-29 10:00", true],
    ["a chosen red day", { kind: "redDays", days: ["juldagen"], bridgeDays: false }, "2026-12-25 10:00", true],
    ["another red day", { kind: "redDays", days: ["juldagen"], bridgeDays: false }, "2026-12-26 10:00", false],
    ["a klämdag", { kind: "redDays", days: [], bridgeDays: true }, "2026-01-05 10:00", true],
    [
      "Ascension Day on May Day",
      { kind: "redDays", days: ["kristi_himmelsfardsdag"], bridgeDays: false },
      "2008-05-01 10:00",
      true,
    ],
  ] as const)("knows %s", (_, rule, text, matches) => {
    const whole = { ...rule, from: "00:00", to: "24:00", ...always } as ScheduleRule;
    expect(at([entry("D", whole, "open")], text).startsWith("D")).toBe(matches);
  });

  it("counts every second week from the Monday of the first, over a year of 53 weeks", () => {
    const rule = { ...workdays, weekdays: [1], everyWeeks: 2, firstWeek: "2026-12-16", from: "08:00", to: "17:00" };
    const mondays = ["2026-11-30", "2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"];
    expect(mondays.filter((date) => at([entry("W", rule, "open")], `${date} 09:00`) === "W open")).toEqual([
      "2026-12-14",
      "2026-12-28",
      "2027-01-11",
    ]);
  });
});

describe("on the nights on which the clock is set, a schedule", () => {
  const early = entry("E", { kind: "daily", from: "02:30", to: "04:00", ...always }, "open");
  const hour = entry("H", { kind: "daily", from: "02:00", to: "03:00", ...always }, "open");
  const half = entry("F", { kind: "daily", from: "02:30", to: "03:00", ...always }, "open");
  const isOpen = (one: ScheduleEntry, utc: string) => decide(schedule([one]), new Date(utc)).action === "open";

  it("begins at the first time that exists in spring, which on Easter Day 2027 is 03:00", () => {
    expect(
      ["2027-03-28T00:59Z", "2027-03-28T01:00Z", "2027-03-28T01:59Z", "2027-03-28T02:00Z"].map((t) => isOpen(early, t)),
    ).toEqual([false, true, true, false]);
    expect(isOpen(half, "2027-03-28T01:00Z")).toBe(false);
  });

  it("matches in both passes of the autumn hour", () => {
    const times = ["2026-10-24T23:59Z", "2026-10-25T00:00Z", "2026-10-25T00:59Z", "2026-10-25T01:00Z", "2026-10-25T01:59Z"];
    expect(times.map((time) => isOpen(hour, time))).toEqual([false, true, true, true, true]);
    expect(isOpen(hour, "2026-10-25T02:00Z")).toBe(false);
    expect(isOpen(half, "2026-10-25T00:30Z")).toBe(true);
    expect(isOpen(half, "2026-10-25T01:15Z")).toBe(false);
    expect(isOpen(half, "2026-10-25T01:30Z")).toBe(true);
  });

  it("has days of 23 and 25 hours", () => {
    const [spring] = segments(schedule([half]), "2027-03-28", 1);
    const [autumn] = segments(schedule([half]), "2026-10-25", 1);
    expect(spring?.hours).toBe(23);
    expect(spring?.stretches.map(({ from, to }) => `${from}–${to}`)).toEqual(["00:00–24:00"]);
    expect(autumn?.hours).toBe(25);
    expect(autumn?.stretches.map(({ from, to, entryId }) => `${from}–${to} ${entryId ?? ""}`.trim())).toEqual([
      "00:00–02:30",
      "02:30–03:00 F",
      "02:00–02:30",
      "02:30–03:00 F",
      "03:00–24:00",
    ]);
  });
});

describe("the next change of a schedule", () => {
  it("is when another entry decides, over nights and weekends", () => {
    const next = (entries: readonly ScheduleEntry[], text: string) => decide(schedule(entries), local(text)).nextChange;
    expect(next([A, B], "2026-09-15 09:00")).toEqual(local("2026-09-15 12:00"));
    expect(next([A, B], "2026-09-18 17:00")).toEqual(local("2026-09-21 08:00"));
    expect(next([X], "2026-09-18 14:00")).toBeNull();
    expect(next([X], "2026-01-01 00:00")).toEqual(local("2026-09-18 10:00"));
  });

  it("is looked for 400 days ahead, no further, whatever was asked before", () => {
    const one = schedule([X]);
    const begins = local("2026-09-18 10:00").getTime();
    const day = 86_400_000;
    expect(decide(one, new Date(begins - 402 * day)).nextChange).toBeNull();
    expect(decide(one, new Date(begins - 400 * day)).nextChange).toEqual(new Date(begins));
    expect(decide(one, new Date(begins - 400 * day - 1)).nextChange).toBeNull();
    expect(decide(one, new Date(begins - 900 * day)).nextChange).toBeNull();
  });

  it("is over every change that leaves it open when only open or closed counts", () => {
    const greeting = { ...B, id: "G", rule: { ...workdays, from: "08:00", to: "10:00" }, announcementId: "morgon" };
    expect(openState(schedule([A, greeting, B]), local("2026-09-15 08:30"))).toMatchObject({
      open: true,
      entryId: "G",
      until: local("2026-09-15 12:00"),
    });
    expect(openState(schedule([A]), local("2026-09-15 08:30"))).toMatchObject({ open: false, until: null });
  });
});

describe("Stäng nu", () => {
  const closedNow = { from: local("2026-09-15 09:10"), until: local("2026-09-15 10:00"), announcementId: "stängt" };
  const closed = schedule([A, B], closedNow);

  it("is over every entry, and ends by itself", () => {
    expect(decide(closed, local("2026-09-15 09:09"))).toMatchObject({ entryId: "B", nextChange: closedNow.from });
    expect(decide(closed, local("2026-09-15 09:10"))).toMatchObject({
      by: "closedNow",
      entryId: null,
      action: "closed",
      announcementId: "stängt",
      nextChange: closedNow.until,
      passed: [],
    });
    expect(decide(closed, local("2026-09-15 10:00"))).toMatchObject({ entryId: "B", nextChange: local("2026-09-15 12:00") });
  });

  it("covers its part of the day", () => {
    const [day] = segments(closed, "2026-09-15", 1);
    expect(day?.stretches.map(({ from, to, by, entryId }) => `${from}–${to} ${entryId ?? by}`)).toEqual([
      "00:00–08:00 default",
      "08:00–09:10 B",
      "09:10–10:00 closedNow",
      "10:00–12:00 B",
      "12:00–13:00 A",
      "13:00–17:00 B",
      "17:00–24:00 default",
    ]);
  });
});

describe("why an entry did not match", () => {
  const whole = { from: "00:00", to: "24:00", ...always };
  const rules: readonly (readonly [ScheduleRule, string, object])[] = [
    [A.rule, "2026-09-15 09:00", { code: "outside_times", from: "12:00", to: "13:00", overMidnight: false }],
    [A.rule, "2026-09-19 12:30", { code: "other_weekday", weekday: 6, weekdays: [1, 2, 3, 4, 5] }],
    [night.rule, "2026-09-18 05:59", { code: "outside_times", from: "22:00", to: "06:00", overMidnight: true }],
    [
      { ...workdays, ...whole, everyWeeks: 3, firstWeek: "2026-09-07" },
      "2026-09-15 09:00",
      { code: "other_week", everyWeeks: 3, nextWeek: "2026-09-28" },
    ],
    [X.rule, "2026-09-18 09:59", { code: "not_begun", date: "2026-09-18", time: "10:00" }],
    [X.rule, "2026-09-18 14:00", { code: "over", date: "2026-09-18", time: "14:00" }],
    [{ kind: "daily", ...whole, firstDay: "2026-10-01" }, "2026-09-15 09:00", { code: "not_yet_valid", firstDay: "2026-10-01" }],
    [{ kind: "daily", ...whole, lastDay: "2026-09-01" }, "2026-09-15 09:00", { code: "no_longer_valid", lastDay: "2026-09-01" }],
    [{ kind: "monthly", ...whole, days: [1, 31] }, "2026-09-30 09:00", { code: "day_missing", day: 31, month: 9 }],
    [{ kind: "monthly", ...whole, days: [1, 31] }, "2026-09-29 09:00", { code: "other_day_of_month", day: 29, days: [1, 31] }],
    [{ kind: "yearly", ...whole, month: 2, day: 29 }, "2027-02-28 09:00", { code: "day_missing", day: 29, month: 2 }],
    [{ kind: "yearly", ...whole, month: 2, day: 29 }, "2027-03-01 09:00", { code: "other_day_of_year", month: 2, day: 29 }],
    [{ kind: "redDays", ...whole, days: [], bridgeDays: false }, "2026-09-15 09:00", { code: "no_red_day" }],
    [
      { kind: "redDays", ...whole, days: ["juldagen"], bridgeDays: false },
      "2026-12-24 09:00",
      { code: "red_day_not_chosen", name: "julafton" },
    ],
    [
      { kind: "redDays", ...whole, days: [], bridgeDays: false },
      "2026-01-05 09:00",
      { code: "red_day_not_chosen", name: "trettondagsafton" },
    ],
  ];

  it.each(rules)("%j at %s", (rule, text, reason) => {
    expect(decide(schedule([entry("P", rule, "open")]), local(text)).passed).toEqual([{ entryId: "P", index: 0, reason }]);
  });

  it("is told of each entry above the one that decides, and of none below", () => {
    const { passed } = decide(schedule([X, { ...A, enabled: false }, B, night]), local("2026-09-15 12:30"));
    expect(passed.map(({ entryId, reason }) => `${entryId} ${reason.code}`)).toEqual(["X not_begun", "A disabled"]);
  });
});
