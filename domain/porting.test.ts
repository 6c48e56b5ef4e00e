import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, wallClock } from "./local-time.ts";
import { cancelProblem, cancelUntil, earliestPorting, portingCan, portingStates, portingTimeProblem } from "./porting.ts";
import { asSeries, readPortingNumbers } from "./porting-numbers.ts";
import { isWorkingDay } from "./red-days.ts";

const zone = "Europe/Stockholm";

describe("the earliest day of a porting", () => {
  it.each([
    // Thursday before Easter: Good Friday, Easter Eve, Easter Day and Easter Monday do not count.
    ["mobile", "2026-04-02", "2026-04-13"],
    ["geographic", "2026-04-02", "2026-04-20"],
    // Ordered on Easter Day: counting begins with Tuesday.
    ["mobile", "2026-04-05", "2026-04-13"],
    // Midsummer Eve is no working day.
    ["mobile", "2026-06-15", "2026-06-23"],
    // Over Christmas and New Year: 23 Dec, 28–30 Dec, 4 Jan.
    ["mobile", "2026-12-22", "2027-01-04"],
    ["nationwide", "2026-11-23", "2026-12-07"],
  ] as const)("of a %s number that is ordered on %s is %s", (kind, today, earliest) => {
    expect(earliestPorting([kind], today)).toBe(earliest);
  });

  it("is that of fixed numbers as soon as one of them is fixed", () => {
    expect(earliestPorting(["mobile", "geographic"], "2026-11-23")).toBe(earliestPorting(["geographic"], "2026-11-23"));
  });

  it("has exactly so many working days up to it, whatever the day, and is one itself", () => {
    const days = fc.integer({ min: 0, max: 7000 }).map((n) => addDays("2024-01-01", n));
    fc.assert(
      fc.property(days, fc.constantFrom("mobile" as const, "geographic" as const), (today, kind) => {
        const earliest = earliestPorting([kind], today);
        let between = 0;
        for (let day = addDays(today, 1); day <= earliest; day = addDays(day, 1)) between += isWorkingDay(day) ? 1 : 0;
        expect([between, isWorkingDay(earliest)]).toEqual([kind === "mobile" ? 5 : 10, true]);
        expect(portingTimeProblem({ date: earliest, time: "10:00" }, [kind], today)).toBeNull();
        expect(portingTimeProblem({ date: addDays(earliest, -1), time: "10:00" }, [kind], today)).not.toBeNull();
      }),
    );
  });
});

describe("the wished time of a porting", () => {
  const problem = (date: string, time = "10:00") => portingTimeProblem({ date, time }, ["mobile"], "2026-06-01");
  it("is a whole hour of a working day", () => {
    expect(problem("2026-06-19")).toMatchObject({
      code: "porting_day_off",
      detail: { day: "midsommarafton", next: "2026-06-22", earliest: "2026-06-08" },
    });
    expect(problem("2026-06-21")).toMatchObject({ code: "porting_day_off", detail: { day: "weekend" } });
    expect(problem("2026-06-22")).toBeNull();
    expect(problem("2026-06-22", "10:30")).toMatchObject({ field: "time", code: "porting_hour_not_whole" });
    expect(problem("2026-06-22", "24:00")).toMatchObject({ code: "porting_hour_not_whole" });
  });
  it("is neither too soon, nor in the past, nor more than a year ahead, nor no day at all", () => {
    expect(problem("2026-06-05")).toMatchObject({ code: "porting_too_early", detail: { earliest: "2026-06-08", days: 5 } });
    expect(problem("2026-05-29")).toMatchObject({ code: "porting_too_early" });
    expect(problem("2027-06-02")).toMatchObject({ code: "porting_too_late" });
    expect(problem("2026-02-30")).toMatchObject({ field: "date", code: "date_invalid" });
    // What is said of the next day is never before the earliest one.
    expect(problem("2026-06-06")).toMatchObject({ code: "porting_day_off", detail: { next: "2026-06-08" } });
  });
});

describe("calling a porting off", () => {
  const of = (state: (typeof portingStates)[number], at: string | null) => ({
    state,
    direction: "in" as const,
    at: at === null ? null : new Date(at),
  });
  it("is possible until noon of the working day before, over weekends, holidays and the change of the clock", () => {
    expect(cancelUntil("2026-11-30", zone).toISOString()).toBe("2026-11-27T11:00:00.000Z");
    expect(cancelUntil("2026-04-07", zone).toISOString()).toBe("2026-04-02T10:00:00.000Z");
    // Easter Day 2027 is the day of the change: Thursday before it is still winter.
    expect(cancelUntil("2027-03-30", zone).toISOString()).toBe("2027-03-25T11:00:00.000Z");
    const porting = of("scheduled", "2026-11-30T09:00:00Z");
    expect(cancelProblem(porting, new Date("2026-11-27T10:59:59Z"), zone)).toBeNull();
    expect(cancelProblem(porting, new Date("2026-11-27T11:00:00Z"), zone)).toBe("porting_cancel_late");
  });
  it("goes by the local day of the hour", () => {
    expect(wallClock(new Date("2026-11-29T23:00:00Z"), zone).date).toBe("2026-11-30");
    expect(cancelProblem(of("submitted", "2026-11-29T23:00:00Z"), new Date("2026-11-27T10:00:00Z"), zone)).toBeNull();
  });
  it("is always possible while nothing has been ordered, and never when it is over", () => {
    expect(cancelProblem(of("awaiting_signature", "2020-01-01T09:00:00Z"), new Date(), zone)).toBeNull();
    for (const state of ["done", "rejected", "failed", "cancelled"] as const) {
      expect(cancelProblem(of(state, null), new Date(), zone)).toBe("porting_state_refused");
    }
    for (const state of portingStates) expect(portingCan("cancel", { state, direction: "out" })).toBe(false);
  });
});

describe("reading numbers to move", () => {
  const numbers = (text: string) => readPortingNumbers(text).map((piece) => ("numbers" in piece ? piece.numbers : piece.fault));
  it("takes numbers and series in the forms that people write", () => {
    const three = ["+46846500400", "+46846500401", "+46846500402"];
    for (const text of [
      "08-465 004 00 – 08-465 004 02",
      "08-465 004 00–02",
      "08-465 004 00-02",
      "08-465 004 00 till 02",
      "+46 8 465 004 00 .. 2",
      "0846500400-0846500402",
    ]) {
      expect([text, numbers(text)]).toEqual([text, [three]]);
    }
    expect(numbers("070-174 06 05, 070-174 06 06\n\n031-390 06 00;")).toEqual([
      ["+46701740605"],
      ["+46701740606"],
      ["+46313900600"],
    ]);
  });
  it("says what is wrong with the rest", () => {
    expect(numbers("036-30 55\n08-465 004 02–00\n+47 22 00 00 00\n112\n0900-123 45\n08-465 004 00–08-465 044 00\nhej")).toEqual([
      "invalid",
      "series",
      "kind",
      "kind",
      "kind",
      "series",
      "invalid",
    ]);
  });
  it("a series written from numbers reads as the same numbers", () => {
    const lines = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lines, (some) => {
        const all = some.map((n) => `+468465004${String(n).padStart(2, "0")}`);
        const text = asSeries(all)
          .map((run) => run.join(" – "))
          .join("\n");
        expect(numbers(text).flat().toSorted()).toEqual(all.toSorted());
      }),
    );
  });
});
