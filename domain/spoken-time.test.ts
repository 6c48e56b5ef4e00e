import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diversionReasons } from "./diversion-reasons.ts";
import { formatInstant, instantOf, parseWallClock } from "./local-time.ts";
import { readSpokenEnd } from "./spoken-input.ts";
import { readBack, shiftNotice, shortEnd, spokenEnd } from "./spoken-time.ts";
import { usualHours } from "./working-hours.ts";

const zone = usualHours.zone;
const local = (text: string) => {
  const wall = parseWallClock(text);
  if (!wall) throw new Error(`no time: ${text}`);
  return instantOf(wall, zone).instant;
};
// A Tuesday.
const now = local("2026-11-24 11:52");

describe("an end in words", () => {
  it.each([
    ["2026-11-24 13:00", "till 13:00", "until 13:00"],
    ["2026-11-25 08:00", "till i morgon 08:00", "until tomorrow 08:00"],
    ["2026-11-30 08:00", "till måndag 08:00", "until Monday 08:00"],
    ["2026-12-01 08:00", "till tisdag 1 december 08:00", "until Tuesday 1 December 08:00"],
    ["2027-01-11 08:00", "till måndag 11 januari 2027 08:00", "until Monday 11 January 2027 08:00"],
    ["2026-11-25 00:00", "till midnatt", "until midnight"],
    ["2026-11-26 00:00", "till och med i morgon", "through tomorrow"],
    ["2026-11-30 00:00", "till och med söndag", "through Sunday"],
    ["2026-12-14 00:00", "till och med söndag 13 december", "through Sunday 13 December"],
  ])("%s is %j and %j", (end, sv, en) => {
    expect([spokenEnd(local(end), now, zone, "sv"), spokenEnd(local(end), now, zone, "en")]).toEqual([sv, en]);
  });

  it("that is open is 'tills vidare'", () => {
    expect([spokenEnd(null, now, zone, "sv"), spokenEnd(null, now, zone, "en")]).toEqual([
      "tills vidare",
      "until further notice",
    ]);
  });

  it.each([
    ["2026-11-24 13:00", "till 13:00"],
    ["2026-11-25 08:00", "till i morgon 08:00"],
    ["2026-11-30 08:00", "till måndag"],
    ["2026-11-30 13:00", "till måndag 13:00"],
    ["2026-12-07 08:00", "till 7 december"],
  ])("%s is %j on a button", (end, sv) => {
    expect(shortEnd(local(end), now, usualHours, "sv")).toBe(sv);
  });
});

describe("what will be saved", () => {
  const say = (reason: keyof typeof diversionReasons, from: string, to: string | null, language: "sv" | "en" = "sv") =>
    readBack(
      { words: diversionReasons[reason].words, startsAt: local(from), endsAt: to === null ? null : local(to) },
      now,
      zone,
      language,
    );

  it("is read back in words", () => {
    expect(say("mote", "2026-11-24 11:52", "2026-11-24 14:00")).toBe("Möte till 14:00");
    expect(say("mote", "2026-11-24 11:52", "2026-11-24 14:00", "en")).toBe("Meeting until 14:00");
    expect(say("sjuk", "2026-11-24 11:52", null)).toBe("Sjuk tills vidare");
    expect(say("mote", "2026-11-25 10:00", "2026-11-25 11:00")).toBe("Möte från i morgon 10:00 till 11:00");
    expect(say("semester", "2026-11-30 08:00", "2026-12-21 08:00")).toBe(
      "Semester från måndag 08:00 till måndag 21 december 08:00",
    );
    expect(say("lunch", "2026-11-24 12:00", "2026-11-24 13:00", "en")).toBe("Lunch from 12:00 until 13:00");
    expect(say("tjansteresa", "2026-11-26 08:00", "2026-11-27 00:00")).toBe(
      "Tjänsteresa från torsdag 08:00 till och med torsdag",
    );
  });

  it("tells what a clock change did to the time that was entered", () => {
    const notice = (date: string, language: "sv" | "en") => {
      const entered = { date, time: "02:30" };
      return shiftNotice(entered, instantOf(entered, zone), language);
    };
    expect(notice("2027-03-28", "sv")).toBe("Klockan ställs fram den natten och 02:30 finns inte. Det blir 03:00.");
    expect(notice("2027-03-28", "en")).toContain("It becomes 03:00.");
    expect(notice("2026-10-25", "sv")).toBe("Klockan ställs tillbaka den natten och 02:30 kommer två gånger. Den senare gäller.");
    expect(notice("2026-10-25", "en")).toContain("comes twice");
    expect(notice("2026-11-22", "sv")).toBeNull();
  });
});

describe("a typed end", () => {
  const read = (text: string) => {
    const end = readSpokenEnd(text, now, usualHours);
    return end?.kind === "at" ? formatInstant(end.instant, zone) : (end?.kind ?? null);
  };

  it.each([
    ["14", "2026-11-24 14:00"],
    ["till 13:00", "2026-11-24 13:00"],
    ["Till kl 13.30", "2026-11-24 13:30"],
    ["1330", "2026-11-24 13:30"],
    ["11:53", "2026-11-24 11:53"],
    ["11:52", "2026-11-25 11:52"],
    ["åter 9", "2026-11-25 09:00"],
    ["915", null],
    ["idag 17", "2026-11-24 17:00"],
    ["till i morgon 8", "2026-11-25 08:00"],
    ["imorgon", "2026-11-25 08:00"],
    ["i  morgon\u00a010:15", "2026-11-25 10:15"],
    ["i övermorgon", "2026-11-26 08:00"],
    ["till måndag", "2026-11-30 08:00"],
    ["Ma\u030andag", "2026-11-30 08:00"],
    ["tis 10", "2026-12-01 10:00"],
    ["until Friday", "2026-11-27 08:00"],
    ["on thu 9:30", "2026-11-26 09:30"],
    ["7 december", "2026-12-07 08:00"],
    ["7 dec 13:00", "2026-12-07 13:00"],
    ["den 7:e december", "2026-12-07 08:00"],
    ["måndag 7 december 2026 08:00", "2026-12-07 08:00"],
    ["11 januari 2027", "2027-01-11 08:00"],
    ["11/1", "2027-01-11 08:00"],
    ["24/11 18:00", "2026-11-24 18:00"],
    ["2026-12-07", "2026-12-07 08:00"],
    ["2026-12-07 09:15", "2026-12-07 09:15"],
    ["t.o.m. söndag", "2026-11-30 00:00"],
    ["tom 13 december", "2026-12-14 00:00"],
    ["midnatt", "2026-11-25 00:00"],
    ["tills vidare", "open"],
    ["25", null],
    ["12:60", null],
    ["30 februari", null],
    ["2026-02-30", null],
    ["till", null],
    ["", null],
    ["snart", null],
    ["ma", null],
    ["t.o.m. 13:00", null],
    ["<script>", null],
  ])("%j means %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("tells that the clock change moved it", () => {
    expect(readSpokenEnd("2027-03-28 02:30", now, usualHours)).toMatchObject({
      kind: "at",
      shift: "missing",
      wall: { time: "03:00" },
    });
  });

  it("reads back every end that it says, in both languages, whatever the clock", () => {
    const minutes = (from: number, to: number) => fc.integer({ min: from / 60_000, max: to / 60_000 }).map((n) => n * 60_000);
    const case_ = fc
      .tuple(
        minutes(Date.UTC(2024, 0), Date.UTC(2045, 0)),
        minutes(60_000, 360 * 24 * 3600_000),
        fc.constantFrom("sv" as const, "en" as const),
      )
      .map(([from, after, language]) => ({ now: new Date(from), end: new Date(from + after), language }));
    fc.assert(
      fc.property(case_, ({ now, end, language }) => {
        const words = spokenEnd(end, now, zone, language);
        const read = readSpokenEnd(words, now, usualHours);
        expect(read?.kind, words).toBe("at");
        // Of the hour that comes twice the later pass is read.
        if (read?.kind === "at") expect([words, formatInstant(read.instant, zone)]).toEqual([words, formatInstant(end, zone)]);
      }),
      { seed: 12, numRuns: 400 },
    );
  });

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const end = readSpokenEnd(text, now, usualHours);
        if (end?.kind === "at") expect(Number.isNaN(end.instant.getTime())).toBe(false);
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});
