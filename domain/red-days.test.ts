import Holidays from "date-holidays";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, weekday } from "./local-time.ts";
import {
  bridgeDays,
  dayNames,
  easterDay,
  eveOn,
  eves,
  halfDays,
  isBridgeDay,
  isRedDay,
  isWorkingDay,
  nextWorkingDay,
  redDayOn,
  redDays,
} from "./red-days.ts";

const years = Array.from({ length: 22 }, (_, n) => 2024 + n);

describe("red days in Sweden", () => {
  // An independent library, which also holds days that are no holidays by law.
  const library = new Holidays("SE", { timezone: "Europe/Stockholm" });
  const known = (year: number, types: readonly string[], rules: readonly string[] = []) =>
    library
      .getHolidays(year, "sv")
      .filter((day) => types.includes(day.type) || rules.includes(day.rule))
      .map((day) => `${day.date.slice(0, 10)} ${day.name}`)
      .sort();
  const ours = (days: readonly { key: keyof typeof dayNames; date: string }[]) =>
    days.map(({ key, date }) => `${date} ${dayNames[key].sv}`).sort();

  it.each(years)("are the public holidays that an independent library has for %i", (year) => {
    expect(ours(redDays(year))).toEqual(known(year, ["public"]));
  });

  it.each(years)("have the eves that an independent library has for %i", (year) => {
    expect(ours(eves(year))).toEqual(known(year, ["bank"], ["easter -1", "easter 48"]));
  });

  it.each(years)("have half days that an independent library has for %i", (year) => {
    const own = ["dagen_fore_kristi_himmelsfardsdag", "dagen_fore_nationaldagen"];
    expect(ours(halfDays(year).filter(({ key }) => !own.includes(key)))).toEqual(known(year, ["optional"], ["easter -3"]));
  });

  it("have 13 public holidays a year, in order", () => {
    for (const year of years) {
      const dates = redDays(year).map(({ date }) => date);
      expect(dates).toHaveLength(13);
      expect(dates).toEqual([...dates].sort());
    }
  });

  it.each([
    [2026, "2026-04-05"],
    [2027, "2027-03-28"],
    [2028, "2028-04-16"],
    [2035, "2035-03-25"],
    [2038, "2038-04-25"],
  ])("have Easter %i on %s", (year, date) => {
    expect(easterDay(year)).toBe(date);
  });

  it.each([
    ["2026-05-14", "kristi_himmelsfardsdag"],
    ["2026-10-31", "alla_helgons_dag"],
    ["2027-11-06", "alla_helgons_dag"],
    ["2027-03-28", "paskdagen"],
    ["2026-06-20", "midsommardagen"],
    ["2026-06-19", null],
    ["2026-11-22", null],
  ])("call %s %s", (date, key) => {
    expect(redDayOn(date)).toBe(key);
  });

  it.each([
    ["2026-06-19", "midsommarafton"],
    ["2027-06-25", "midsommarafton"],
    ["2026-12-24", "julafton"],
    ["2026-12-23", null],
  ])("call the eve %s %s", (date, key) => {
    expect(eveOn(date)).toBe(key);
  });

  it("count a plain Sunday as red, an eve not", () => {
    expect(["2026-11-22", "2026-11-21", "2026-12-24", "2026-12-25"].map(isRedDay)).toEqual([true, false, false, true]);
  });

  it("are the same for every Easter that the calendar can have: a Sunday from 22 March to 25 April", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), (year) => {
        const easter = easterDay(year);
        expect(weekday(easter)).toBe(7);
        expect(easter >= `${year}-03-22` && easter <= `${year}-04-25`).toBe(true);
      }),
      { seed: 19, numRuns: 200 },
    );
  });
});

describe("bridge days", () => {
  it.each([
    [2026, ["2026-01-02", "2026-01-05", "2026-05-15"]],
    [2027, ["2027-05-07"]],
    [2028, ["2028-01-07", "2028-05-26", "2028-06-05"]],
  ])("of %i are %j", (year, dates) => {
    expect(bridgeDays(year)).toEqual(dates);
  });

  it("are working days between a public holiday and a weekend, never an eve", () => {
    expect(isBridgeDay("2026-06-19")).toBe(false);
    for (const date of years.flatMap(bridgeDays)) {
      expect(isWorkingDay(date)).toBe(true);
      expect([addDays(date, -1), addDays(date, 1)].filter(isWorkingDay)).toEqual([]);
    }
  });
});

describe("the next working day", () => {
  it.each([
    ["a Monday", "2026-11-23", "2026-11-24"],
    ["a Friday", "2026-11-20", "2026-11-23"],
    ["the Thursday before Easter", "2026-04-02", "2026-04-07"],
    ["the day before Midsummer's Eve", "2026-06-18", "2026-06-22"],
    ["the day before Christmas Eve", "2026-12-23", "2026-12-28"],
    ["New Year's Eve", "2026-12-31", "2027-01-04"],
  ])("after %s, %s, is %s", (_what, date, next) => {
    expect(nextWorkingDay(date)).toBe(next);
  });
});
