import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offeredEnds, returnHint, suggestedEnd } from "./diversion-ends.ts";
import { diversionReasons, reasonCodes } from "./diversion-reasons.ts";
import { formatInstant } from "./local-time.ts";
import { shortEnd } from "./spoken-time.ts";
import { usualHours } from "./working-hours.ts";

const { zone } = usualHours;
const local = (text: string) => new Date(`${text.replace(" ", "T")}+01:00`);
const shown = (end: Date | null) => (end === null ? null : formatInstant(end, zone));

describe("the end that is proposed", () => {
  // A Tuesday.
  it.each([
    ["lunch", "2026-11-24 12:03:27", "2026-11-24 13:05"],
    ["lunch", "2026-11-24 12:00:00", "2026-11-24 13:00"],
    ["mote", "2026-11-24 12:03:27", "2026-11-24 13:04"],
    ["ute", "2026-11-24 12:03:00", "2026-11-24 13:03"],
    ["tjansteresa", "2026-11-24 08:00:00", "2026-11-24 17:00"],
    ["utbildning", "2026-11-24 17:00:00", "2026-11-25 17:00"],
    ["utbildning", "2026-11-27 18:00:00", "2026-11-30 17:00"],
    ["gatt", "2026-11-24 16:00:00", "2026-11-25 08:00"],
    ["gatt", "2026-11-27 16:00:00", "2026-11-30 08:00"],
    ["gatt", "2026-12-23 16:00:00", "2026-12-28 08:00"],
    ["ledig", "2026-11-24 07:00:00", "2026-11-25 08:00"],
    ["sjuk", "2026-11-24 07:00:00", "2026-11-25 00:00"],
    ["vab", "2026-11-24 23:59:59", "2026-11-25 00:00"],
    ["semester", "2026-11-24 12:00:00", null],
    ["foraldraledig", "2026-11-24 12:00:00", null],
    ["annat", "2026-11-24 12:00:00", null],
  ] as const)("for %s at %s is %s", (reason, now, expected) => {
    expect(shown(suggestedEnd(reason, local(now), usualHours))).toBe(expected);
  });

  it("for 'gone for the day' skips red days by the person's own working days (H4)", () => {
    const sundays = { ...usualHours, days: [7], from: "10:00" };
    expect(shown(suggestedEnd("gatt", local("2027-03-21 12:00:00"), sundays))).toBe("2027-04-04 10:00");
  });

  it("across the spring night is the same wall clock", () => {
    expect(shown(suggestedEnd("gatt", local("2028-03-24 16:00:00"), usualHours))).toBe("2028-03-27 08:00");
  });
});

describe("the ends to choose from", () => {
  const offered = (reason: (typeof reasonCodes)[number], now: string) =>
    offeredEnds(reason, local(now), usualHours).map(
      ({ endsAt, suggested }) => `${shortEnd(endsAt, local(now), usualHours, "sv")}${suggested ? " *" : ""}`,
    );

  it("are said as people say them", () => {
    expect(offered("mote", "2026-11-24 11:52:00")).toEqual([
      "till 12:52 *",
      "till 13:00",
      "till 14:00",
      "till 15:00",
      "till i morgon 08:00",
    ]);
    expect(offered("lunch", "2026-11-27 11:40:00")).toEqual([
      "till 12:00",
      "till 12:40 *",
      "till 13:00",
      "till 14:00",
      "till måndag",
    ]);
    expect(offered("sjuk", "2026-11-24 07:30:00")).toEqual([
      "till 17:00",
      "till midnatt *",
      "till i morgon 08:00",
      "till måndag",
      "tills vidare",
    ]);
    expect(offered("gatt", "2026-11-27 15:00:00")).toEqual(["till måndag *"]);
    expect(offered("semester", "2026-12-18 15:00:00")).toEqual(["till måndag", "till 28 december", "till 4 januari 2027"]);
  });

  it("are always after now, in order, none twice, with the proposed one among them and the open end where it may be", () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2045, 0) }).map((time) => new Date(time));
    fc.assert(
      fc.property(instants, fc.constantFrom(...reasonCodes), (now, reason) => {
        const offers = offeredEnds(reason, now, usualHours);
        const times = offers.flatMap(({ endsAt }) => (endsAt ? [endsAt.getTime()] : []));
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(times.length >= 1 && times.every((time) => time > now.getTime() && time % 60_000 === 0)).toBe(true);
        expect(offers.filter(({ suggested }) => suggested).map(({ endsAt }) => endsAt)).toEqual(
          [suggestedEnd(reason, now, usualHours)].filter((end) => end !== null),
        );
        expect(offers.some(({ endsAt }) => endsAt === null)).toBe(diversionReasons[reason].openEnd);
      }),
      { seed: 16, numRuns: 300 },
    );
  });
});

describe("a return on a day on which nobody works", () => {
  it.each([
    ["on a red day", "2027-01-06 08:00:00", "trettondedag_jul", "2027-01-07 08:00"],
    ["on Christmas Eve", "2026-12-24 08:00:00", "julafton", "2026-12-28 08:00"],
    ["on a Sunday", "2026-11-29 08:00:00", "weekend", "2026-11-30 08:00"],
  ])("%s hints at the next working day", (_what, end, day, next) => {
    const hint = returnHint(local(end), usualHours);
    expect([hint?.day, shown(hint?.worksAgain ?? null)]).toEqual([day, next]);
  });

  it("is no matter on a working day", () => {
    expect(returnHint(local("2026-11-30 08:00:00"), usualHours)).toBeNull();
  });
});
