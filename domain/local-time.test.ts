import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  contains,
  daysBetween,
  formatInstant,
  instantOf,
  isLocalDate,
  isLocalTime,
  overlap,
  parseWallClock,
  readSentTime,
  startOfDay,
  wallClock,
  weekday,
} from "./local-time.ts";

const stockholm = "Europe/Stockholm";
const resolve = (date: string, time: string, zone = stockholm) => {
  const { instant, wall, shift } = instantOf({ date, time }, zone);
  return [instant.toISOString(), `${wall.date} ${wall.time}`, shift];
};

describe("a wall clock in Stockholm", () => {
  it.each([
    ["an ordinary winter day", "2026-11-22", "14:03", "2026-11-22T13:03:00.000Z", "2026-11-22 14:03", "none"],
    ["an ordinary summer day", "2026-07-01", "08:00", "2026-07-01T06:00:00.000Z", "2026-07-01 08:00", "none"],
    [
      "02:30 in the spring night, which does not exist",
      "2027-03-28",
      "02:30",
      "2027-03-28T01:00:00.000Z",
      "2027-03-28 03:00",
      "missing",
    ],
    ["02:00 in the spring night", "2027-03-28", "02:00", "2027-03-28T01:00:00.000Z", "2027-03-28 03:00", "missing"],
    ["01:59 in the spring night", "2027-03-28", "01:59", "2027-03-28T00:59:00.000Z", "2027-03-28 01:59", "none"],
    ["03:00 in the spring night", "2027-03-28", "03:00", "2027-03-28T01:00:00.000Z", "2027-03-28 03:00", "none"],
    [
      "02:30 in the autumn night, of two the later",
      "2026-10-25",
      "02:30",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25 02:30",
      "twice",
    ],
    ["02:00 in the autumn night", "2026-10-25", "02:00", "2026-10-25T01:00:00.000Z", "2026-10-25 02:00", "twice"],
    ["01:59 in the autumn night", "2026-10-25", "01:59", "2026-10-24T23:59:00.000Z", "2026-10-25 01:59", "none"],
    ["03:00 in the autumn night", "2026-10-25", "03:00", "2026-10-25T02:00:00.000Z", "2026-10-25 03:00", "none"],
  ])("reads %s", (_what, date, time, instant, wall, shift) => {
    expect(resolve(date, time)).toEqual([instant, wall, shift]);
  });

  it("shows both passes of the autumn hour, and never a minute of the spring hour", () => {
    const shown = (from: string, minutes: number) =>
      Array.from({ length: minutes }, (_, n) => formatInstant(new Date(Date.parse(from) + n * 60_000), stockholm));
    const autumn = shown("2026-10-24T23:00Z", 240);
    expect(autumn.filter((text) => text === "2026-10-25 02:30")).toHaveLength(2);
    expect(shown("2027-03-27T23:00Z", 240).filter((text) => text.startsWith("2027-03-28 02"))).toEqual([]);
  });

  it("is written with date, blank and time, seconds cut off", () => {
    expect(formatInstant(new Date("2026-11-22T13:03:59.999Z"), stockholm)).toBe("2026-11-22 14:03");
  });
});

describe("other zones", () => {
  it("know a change of half an hour, and one at midnight", () => {
    expect(resolve("2026-10-04", "02:10", "Australia/Lord_Howe")).toEqual([
      "2026-10-03T15:30:00.000Z",
      "2026-10-04 02:30",
      "missing",
    ]);
    expect(startOfDay("2026-09-06", "America/Santiago").toISOString()).toBe("2026-09-06T04:00:00.000Z");
    expect(wallClock(startOfDay("2026-09-06", "America/Santiago"), "America/Santiago").time).toBe("01:00");
  });

  it("know a day that a country left out", () => {
    expect(resolve("2011-12-30", "12:00", "Pacific/Apia").slice(1)).toEqual(["2011-12-31 00:00", "missing"]);
  });

  it("are refused when they do not exist", () => {
    expect(() => wallClock(new Date(0), "Europe/Atlantis")).toThrow(RangeError);
  });

  const zones = fc.constantFrom(
    "Europe/Stockholm",
    "UTC",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
  );
  const minutes = fc
    .integer({ min: Date.parse("2020-01-01T00:00Z") / 60_000, max: Date.parse("2045-01-01T00:00Z") / 60_000 })
    .map((n) => new Date(n * 60_000));

  it("show what an independent formatting shows, at any minute", () => {
    fc.assert(
      fc.property(minutes, zones, (instant, zone) => {
        expect(formatInstant(instant, zone)).toBe(instant.toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("lead from an instant to its wall clock and back to it, or to the later instant that the same clock shows", () => {
    fc.assert(
      fc.property(minutes, zones, (instant, zone) => {
        const back = instantOf(wallClock(instant, zone), zone);
        expect(back.shift).not.toBe("missing");
        if (back.shift === "none") expect(back.instant).toEqual(instant);
        else expect(back.instant >= instant && formatInstant(back.instant, zone) === formatInstant(instant, zone)).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("the night of a clock change", () => {
  const lastSunday = (year: number, month: "03" | "10") => {
    const last = `${year}-${month}-31`;
    return addDays(last, -(weekday(last) % 7));
  };

  it("maps its wall clocks to instants without ever going back, every quarter of an hour, 2024 to 2045", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2024, max: 2045 }), fc.constantFrom("03" as const, "10" as const), (year, month) => {
        const date = lastSunday(year, month);
        const quarters = Array.from({ length: 24 }, (_, n) => `0${Math.floor(n / 4)}:${String((n % 4) * 15).padStart(2, "0")}`);
        const resolved = quarters.map((time) => instantOf({ date, time }, stockholm));
        const shifted = quarters.filter((_, n) => resolved[n]?.shift !== "none");
        expect(shifted).toEqual(["02:00", "02:15", "02:30", "02:45"]);
        const times = resolved.map(({ instant }) => instant.getTime());
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { seed: 8, numRuns: 44 },
    );
  });
});

describe("dates", () => {
  it.each(["2026-02-30", "2026-13-01", "2025-02-29", "0000-01-01", "26-01-01", "2026-1-1", "", "2026-11-22T00:00"])(
    "refuse %j",
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );

  it("accept the leap day of a leap year, and times up to 23:59", () => {
    expect([isLocalDate("2028-02-29"), isLocalTime("23:59"), isLocalTime("24:00"), isLocalTime("7:00")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("are read with a blank or a T before the time", () => {
    expect(parseWallClock(" 2026-11-22 14:03 ")).toEqual({ date: "2026-11-22", time: "14:03" });
    expect(parseWallClock("2026-11-22T14:03")).toEqual({ date: "2026-11-22", time: "14:03" });
    expect(["2026-11-22", "2026-11-22 14:03 x", "22/11 14:03", ""].map(parseWallClock)).toEqual([null, null, null, null]);
  });

  it("add days over a clock change and months to a month's last day", () => {
    expect([addDays("2027-03-27", 2), addDays("2026-01-01", -1)]).toEqual(["2027-03-29", "2025-12-31"]);
    expect([addMonths("2026-11-22", 12), addMonths("2028-02-29", 12), addMonths("2026-10-31", 4)]).toEqual([
      "2027-11-22",
      "2029-02-28",
      "2027-02-28",
    ]);
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  });

  it("know their weekday", () => {
    expect(["2026-11-22", "2026-11-23"].map(weekday)).toEqual([7, 1]);
  });
});

describe("a time as it is sent", () => {
  const zone = "Europe/Stockholm";
  it.each([
    ["2026-11-22T14:03", "2026-11-22T13:03:00.000Z", "none"],
    ["2026-11-22T13:03:00Z", "2026-11-22T13:03:00.000Z", "none"],
    ["2026-11-22T14:03:00.000+01:00", "2026-11-22T13:03:00.000Z", "none"],
    ["2027-03-28T02:30", "2027-03-28T01:00:00.000Z", "missing"],
    ["2026-10-25T02:30", "2026-10-25T01:30:00.000Z", "twice"],
  ])("%s is %s", (text, instant, shift) => {
    expect(readSentTime(text, zone)).toMatchObject({ instant: new Date(instant), shift });
  });

  it.each(["", "x", "2026-02-30T10:00Z", "2026-11-22", "2026-11-22T25:00Z", "22 nov", "2026-11-22T14:03:00"])(
    "%j is none",
    (text) => expect(readSentTime(text, zone)).toBeNull(),
  );

  it.each([
    "0001-01-01T00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59",
    "9999-12-31T23:59:59-14:00",
    "0000-01-01T00:00Z",
  ])("%j is none: it is beyond what can be looked up", (text) => expect(readSentTime(text, zone)).toBeNull());
});

describe("an interval", () => {
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
  const span = (from: string, to: string | null) => ({ startsAt: at(from), endsAt: to === null ? null : at(to) });

  it("holds its first instant and not its last", () => {
    const morning = span("08:00", "12:00");
    expect([
      contains(morning, at("08:00")),
      contains(morning, new Date(at("12:00").getTime() - 1)),
      contains(morning, at("12:00")),
    ]).toEqual([true, true, false]);
  });

  it("overlaps another when they share an instant, in either order", () => {
    const pairs: [string, string | null, string, string | null, boolean][] = [
      ["08:00", "12:00", "12:00", "13:00", false],
      ["08:00", "12:01", "12:00", "13:00", true],
      ["08:00", null, "22:00", "23:00", true],
      ["08:00", null, "07:00", "08:00", false],
      ["08:00", "08:00", "07:00", "09:00", false],
    ];
    for (const [a, b, c, d, expected] of pairs) {
      expect([overlap(span(a, b), span(c, d)), overlap(span(c, d), span(a, b))]).toEqual([expected, expected]);
    }
  });
});
