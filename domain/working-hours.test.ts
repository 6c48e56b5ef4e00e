import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant, wallClock } from "./local-time.ts";
import { isWorkday, isWorkingTime, nextWorkdayStart, usualHours } from "./working-hours.ts";

const local = (text: string, offset = "+01:00") => new Date(`${text.replace(" ", "T")}:00${offset}`);

describe("working hours", () => {
  it.each([
    ["a Wednesday afternoon", local("2026-11-18 16:00"), "2026-11-19 08:00"],
    ["a Friday", local("2026-11-20 16:00"), "2026-11-23 08:00"],
    ["before work on a Tuesday", local("2026-11-24 06:30"), "2026-11-25 08:00"],
    ["the Thursday before Easter that ends on the spring night", local("2027-03-25 15:00"), "2027-03-30 08:00"],
    ["the Wednesday before Christmas Eve", local("2026-12-23 12:00"), "2026-12-28 08:00"],
    ["the Friday before the autumn night", local("2026-10-23 16:00", "+02:00"), "2026-10-26 08:00"],
  ])("begin again, seen from %s", (_what, now, expected) => {
    expect(formatInstant(nextWorkdayStart(now, usualHours), usualHours.zone)).toBe(expected);
  });

  it("begin when that person's work begins", () => {
    const late = { ...usualHours, days: [2, 4, 6], from: "13:30", to: "21:00" };
    expect(formatInstant(nextWorkdayStart(local("2026-11-19 20:00"), late), late.zone)).toBe("2026-11-21 13:30");
  });

  it("count as Monday to Friday when no weekday is chosen", () => {
    expect(["2026-11-20", "2026-11-21"].map((date) => isWorkday(date, { ...usualHours, days: [] }))).toEqual([true, false]);
  });

  it.each([
    ["07:59:59", false],
    ["08:00:00", true],
    ["16:59:59", true],
    ["17:00:00", false],
  ])("at %s on a working day: %s", (time, expected) => {
    expect(isWorkingTime(new Date(`2026-11-23T${time}+01:00`), usualHours)).toBe(expected);
  });

  it("are never on a red day, an eve or a weekend", () => {
    for (const date of ["2027-01-06", "2026-12-24", "2026-11-22"])
      expect(isWorkingTime(local(`${date} 10:00`), usualHours)).toBe(false);
  });

  it("begin again on a later day of work than today, at any instant", () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2045, 0) }).map((at) => new Date(at));
    fc.assert(
      fc.property(instants, (now) => {
        const next = nextWorkdayStart(now, usualHours);
        const { date, time } = wallClock(next, usualHours.zone);
        expect(time).toBe("08:00");
        expect(isWorkday(date, usualHours) && date > wallClock(now, usualHours.zone).date).toBe(true);
        expect(isWorkingTime(next, usualHours)).toBe(true);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
