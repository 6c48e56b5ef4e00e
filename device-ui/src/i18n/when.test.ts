import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDay, parseTime } from "./when.ts";

const today = "2026-11-22"; // a Sunday

describe("A time", () => {
  test.each(["8", "08", "800", "0800", "8.00", "8:00", "08:00", "08.00", " 8 ", "kl 8", "kl. 08.00", "klockan 8", "8,00"])(
    "typed as %j is 08:00",
    (typed) => {
      expect(parseTime(typed)).toBe("08:00");
    },
  );

  test.each([
    ["1330", "13:30"],
    ["930", "09:30"],
    ["0", "00:00"],
    ["23.59", "23:59"],
  ])("typed as %s is %s", (typed, time) => {
    expect(parseTime(typed)).toBe(time);
  });

  test.each(["", "24", "24:00", "8:60", "860", "12345", "åtta", "8:0", "-8", "8 9"])("typed as %j is none", (typed) => {
    expect(parseTime(typed)).toBeNull();
  });

  test("of any minute of the day is read back from every way of writing it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        const [hh, mm] = [String(hour).padStart(2, "0"), String(minute).padStart(2, "0")];
        for (const typed of [`${hh}:${mm}`, `${hour}.${mm}`, `${hh}${mm}`, `${hour}:${mm}`])
          expect(parseTime(typed)).toBe(`${hh}:${mm}`);
      }),
      { seed: 1 },
    );
  });
});

describe("A day", () => {
  test.each([
    ["2026-11-27", "2026-11-27"],
    ["20261127", "2026-11-27"],
    ["27/11", "2026-11-27"],
    ["27 nov", "2026-11-27"],
    ["27 november", "2026-11-27"],
    ["27 nov. 2028", "2028-11-27"],
    ["3 maj", "2027-05-03"],
    ["3 May", "2027-05-03"],
    ["22 nov", "2026-11-22"],
    ["29 feb", "2028-02-29"],
    ["idag", "2026-11-22"],
    ["I dag", "2026-11-22"],
    ["i morgon", "2026-11-23"],
    ["tomorrow", "2026-11-23"],
    ["fredag", "2026-11-27"],
    ["på fredag", "2026-11-27"],
    ["Mon", "2026-11-23"],
    ["söndag", "2026-11-29"],
  ])("typed as %j on Sunday 22 November is %s", (typed, day) => {
    expect(parseDay(typed, today)).toBe(day);
  });

  test.each(["", "2026-02-30", "31/11/2026", "32 nov", "27 xyz", "snart", "2026-13-01", "11"])("typed as %j is none", (typed) => {
    expect(parseDay(typed, today)).toBeNull();
  });

  test("of any date is read back from the form that is shown", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }), (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(parseDay(day, today)).toBe(day);
      }),
      { seed: 2 },
    );
  });
});
