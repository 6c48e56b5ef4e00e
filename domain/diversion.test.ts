import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Diversion,
  diversionAt,
  diversionProblems,
  diversionState,
  endDiversion,
  lastsUntil,
  nextDiversionChange,
  placeDiversion,
  plannedDiversions,
  undoReplacement,
} from "./diversion.ts";
import { diversionReasons, reasonCodes } from "./diversion-reasons.ts";

const zone = "Europe/Stockholm";
const at = (time: string, day = "2026-11-24") => new Date(`${day}T${time}:00+01:00`);
const now = at("12:00");

let count = 0;
const away = (from: Date, to: Date | null, more: Partial<Diversion> = {}): Diversion => ({
  id: `d${String(++count).padStart(4, "0")}`,
  userId: "u1",
  reason: "mote",
  startsAt: from,
  endsAt: to,
  note: null,
  cancelledAt: null,
  ...more,
});
const justBefore = (time: Date) => new Date(time.getTime() - 1);

describe("the reason catalogue", () => {
  it("has twelve reasons in Swedish and English", () => {
    expect(reasonCodes.map((code) => Object.values(diversionReasons[code].words).join(" / "))).toMatchInlineSnapshot(`
      [
        "Lunch / Lunch",
        "Möte / Meeting",
        "Tillfälligt ute / Out for a while",
        "Tjänsteresa / Business trip",
        "Utbildning / Course",
        "Gått för dagen / Gone for the day",
        "Semester / Holiday",
        "Ledig / Day off",
        "Föräldraledig / Parental leave",
        "Sjuk / Sick",
        "VAB / Caring for sick child",
        "Åter/annat / Back later",
      ]
    `);
  });

  it("lets parental leave, sickness and a sick child have an open end, nothing else", () => {
    expect(reasonCodes.filter((code) => diversionReasons[code].openEnd)).toEqual(["foraldraledig", "sjuk", "vab"]);
  });
});

describe("a diversion's state", () => {
  it("is active from its start, and at its end instant calls ring (H3)", () => {
    const meeting = away(at("12:00"), at("13:00"));
    const states = [justBefore(at("12:00")), at("12:00"), justBefore(at("13:00")), at("13:00")];
    expect(states.map((time) => diversionState(meeting, [meeting], time))).toEqual(["planned", "active", "active", "ended"]);
  });

  it("stays active without end, until it is ended", () => {
    const sick = away(at("08:00"), null, { reason: "sjuk" });
    expect(diversionAt([sick], at("08:00", "2027-11-24"))).toBe(sick);
  });

  it("is cancelled from the instant at which it was taken back", () => {
    const planned = away(at("14:00"), at("15:00"), { cancelledAt: at("12:00") });
    expect(diversionState(planned, [planned], at("11:00"))).toBe("planned");
    expect(diversionState(planned, [planned], at("12:00"))).toBe("cancelled");
    expect(diversionAt([planned], at("14:30"))).toBeNull();
  });

  it("ends when a planned one begins while it is active, and does not come back after it", () => {
    const sick = away(at("08:00"), null, { reason: "sjuk" });
    const course = away(at("13:00"), at("14:00"), { reason: "utbildning" });
    const all = [course, sick];
    expect(diversionAt(all, justBefore(at("13:00")))).toBe(sick);
    expect(diversionAt(all, at("13:00"))).toBe(course);
    expect(diversionState(sick, all, at("13:00"))).toBe("ended");
    expect(diversionAt(all, at("14:00"))).toBeNull();
  });

  it("goes on when the planned one that would have taken over is cancelled before its start", () => {
    const sick = away(at("08:00"), null, { reason: "sjuk" });
    const course = away(at("13:00"), at("14:00"), { cancelledAt: at("12:30") });
    expect(diversionAt([sick, course], at("13:30"))).toBe(sick);
  });

  it("changes next at the nearest start or end that matters", () => {
    const all = [
      away(at("08:00"), at("13:00")),
      away(at("12:30"), at("14:00")),
      away(at("12:15"), at("12:20"), { cancelledAt: at("12:00") }),
    ];
    expect(nextDiversionChange(all, now)).toEqual(at("12:30"));
    expect(nextDiversionChange(all, at("12:30"))).toEqual(at("14:00"));
    expect(nextDiversionChange(all, at("14:00"))).toBeNull();
  });

  it("lists planned ones, the next first", () => {
    const [late, soon] = [away(at("15:00"), at("16:00")), away(at("13:00"), at("14:00"))];
    expect(plannedDiversions([late, away(at("11:00"), at("12:30")), soon], now)).toEqual([soon, late]);
  });
});

const moments = fc.integer({ min: 0, max: 60 }).map((n) => new Date(now.getTime() + n * 60_000));
const anyDiversion = fc
  .tuple(moments, fc.option(fc.integer({ min: 0, max: 30 })), fc.option(moments))
  .map(([from, length, cancelledAt]) =>
    away(from, length === null ? null : new Date(from.getTime() + length * 60_000), { cancelledAt }),
  );

describe("the states of a user's diversions", () => {
  it("share out time: one state each, at most one active, and always the one in force (H5)", () => {
    fc.assert(
      fc.property(fc.array(anyDiversion, { maxLength: 6 }), moments, (all, time) => {
        const active = all.filter((one) => diversionState(one, all, time) === "active");
        expect(active).toEqual([diversionAt(all, time)].filter((one) => one !== null));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("last until their end or until a later one takes over, and not a moment longer", () => {
    const uncancelled = fc.array(
      anyDiversion.map((one) => ({ ...one, cancelledAt: null })),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(uncancelled, moments, (all, time) => {
        for (const one of all) {
          const until = lastsUntil(one, all);
          const inForce = one.startsAt <= time && (until === null || time < until);
          expect(diversionAt(all, time)?.id === one.id).toBe(inForce);
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("only go forward: planned, active, ended", () => {
    const order = ["planned", "active", "ended"];
    const uncancelled = fc.array(
      anyDiversion.map((one) => ({ ...one, cancelledAt: null })),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(uncancelled, (all) => {
        for (const one of all) {
          const ranks = Array.from({ length: 95 }, (_, n) => diversionState(one, all, new Date(now.getTime() + n * 60_000))).map(
            (state) => order.indexOf(state),
          );
          expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        }
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it("do not change before the next change, and change at it", () => {
    fc.assert(
      fc.property(
        fc.array(
          anyDiversion.map((one) => ({ ...one, cancelledAt: null })),
          { maxLength: 5 },
        ),
        moments,
        (all, time) => {
          const next = nextDiversionChange(all, time);
          const current = diversionAt(all, time)?.id;
          if (next === null) expect(diversionAt(all, at("23:59"))?.id).toBe(current);
          if (next === null) return;
          expect(diversionAt(all, justBefore(next))?.id).toBe(current);
          expect(diversionAt(all, next)?.id).not.toBe(current);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("a wanted diversion", () => {
  const wanted = { reason: "mote", startsAt: null, endsAt: at("13:00"), note: null };
  const codes = (changes: object) =>
    diversionProblems({ ...wanted, ...changes }, now, zone).map(({ field, code }) => `${field} ${code}`);

  it("is accepted when it ends later (H2)", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ startsAt: at("12:30"), note: "Ring Annas mobil" })).toEqual([]);
  });

  it.each([
    ["a reason that does not exist", { reason: "skolning" }, ["reason diversion_reason_unknown"]],
    ["an end in the past", { endsAt: at("11:59") }, ["endsAt diversion_end_past"]],
    ["an end at this instant", { endsAt: now }, ["endsAt diversion_end_past"]],
    ["an end at its start", { startsAt: at("13:00") }, ["endsAt diversion_end_before_start"]],
    ["an end before its start", { startsAt: at("14:00") }, ["endsAt diversion_end_before_start"]],
    ["an open-ended lunch", { reason: "lunch", endsAt: null }, ["endsAt diversion_open_end_refused"]],
    ["a holiday without end", { reason: "semester", endsAt: null }, ["endsAt diversion_end_missing"]],
    ["an end that is no time", { endsAt: new Date(Number.NaN) }, ["endsAt time_invalid"]],
    ["a start that is no time", { startsAt: new Date(Number.NaN) }, ["startsAt time_invalid"]],
    ["a note of 141 characters", { note: "å".repeat(141) }, ["note diversion_note_too_long"]],
    ["an end after twelve months", { endsAt: at("12:01", "2027-11-24") }, ["endsAt diversion_too_long"]],
    [
      "an open end that begins after twelve months",
      { reason: "sjuk", startsAt: at("12:01", "2027-11-24"), endsAt: null },
      ["startsAt diversion_start_too_far"],
    ],
    [
      "a beginning and an end after twelve months, each beside its own field",
      { startsAt: at("12:01", "2027-11-24"), endsAt: at("13:00", "2027-11-24") },
      ["startsAt diversion_start_too_far", "endsAt diversion_too_long"],
    ],
    [
      "everything at once",
      { reason: "x", endsAt: at("11:00"), note: "n".repeat(200) },
      ["reason diversion_reason_unknown", "note diversion_note_too_long", "endsAt diversion_end_past"],
    ],
  ])("is refused with %s", (_what, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
  });

  it("may end exactly twelve months ahead, have 140 emoji as its note, and last openly for sickness", () => {
    expect(codes({ endsAt: at("12:00", "2027-11-24"), note: "🙂".repeat(140) })).toEqual([]);
    expect(codes({ reason: "sjuk", endsAt: null })).toEqual([]);
  });
});

describe("where a diversion lies among others", () => {
  const active = away(at("11:00"), at("16:00"));
  const planned = away(at("14:00"), at("15:00"));

  it("at once, it replaces the active one (H5)", () => {
    expect(placeDiversion([active], { startsAt: null, endsAt: at("13:00") }, now)).toEqual({
      startsAt: now,
      replaces: active,
      takesOverFrom: null,
      givesWayTo: null,
      overlaps: [],
    });
  });

  it("with a start that has passed, it begins now", () => {
    expect(placeDiversion([active], { startsAt: at("09:00"), endsAt: at("13:00") }, now)).toMatchObject({
      startsAt: now,
      replaces: active,
    });
  });

  it("at once and over a planned one, it gives way to it", () => {
    expect(placeDiversion([planned], { startsAt: null, endsAt: at("17:00") }, now)).toMatchObject({
      givesWayTo: planned,
      overlaps: [],
    });
  });

  it("planned while another is active, it takes over from it", () => {
    expect(placeDiversion([active], { startsAt: at("13:00"), endsAt: at("13:30") }, now)).toMatchObject({
      replaces: null,
      takesOverFrom: active,
    });
    expect(placeDiversion([active], { startsAt: at("16:00"), endsAt: at("17:00") }, now)).toMatchObject({ takesOverFrom: null });
  });

  it("planned, it may not overlap another planned one, and may touch it", () => {
    const place = (from: string, to: string | null) =>
      placeDiversion([planned], { startsAt: at(from), endsAt: to === null ? null : at(to) }, now).overlaps;
    expect(place("13:00", "14:01")).toEqual([planned]);
    expect(place("13:00", null)).toEqual([planned]);
    expect(place("13:00", "14:00")).toEqual([]);
    expect(place("15:00", "16:00")).toEqual([]);
  });

  it("when an administrator and the user set one at the same time, the later write replaces the earlier", () => {
    const first = away(now, at("13:00"), { id: "a" });
    const second = away(now, at("14:00"), { id: "b" });
    expect(diversionAt([second, first], now)).toBe(second);
    expect(placeDiversion([first], { startsAt: null, endsAt: at("14:00") }, now).replaces).toBe(first);
  });
});

describe("ending early", () => {
  it("moves the end of an active one to now and cancels a planned one, the row stays (H6)", () => {
    const [active, planned] = [away(at("11:00"), at("13:00")), away(at("14:00"), at("15:00"))];
    expect(endDiversion(active, [active, planned], now)).toEqual({ id: active.id, endsAt: now });
    expect(endDiversion(planned, [active, planned], now)).toEqual({ id: planned.id, cancelledAt: now });
    expect(diversionAt([{ ...active, endsAt: now }], now)).toBeNull();
  });

  it("is refused for one that is over, cancelled or taken over", () => {
    const over = expect.objectContaining({ code: "diversion_over" });
    const [past, cancelled] = [away(at("10:00"), at("11:00")), away(at("14:00"), at("15:00"), { cancelledAt: at("11:00") })];
    const [older, newer] = [away(at("09:00"), null), away(at("10:00"), null)];
    for (const one of [past, cancelled]) expect(() => endDiversion(one, [one], now)).toThrow(over);
    expect(() => endDiversion(older, [older, newer], now)).toThrow(over);
  });

  it("of a replacement by undo brings the replaced one back with its own end", () => {
    const before = away(at("11:00"), at("16:00"));
    const replacement = away(now, at("13:00"));
    const undoneAt = at("12:01");
    const changes = undoReplacement(before, replacement, undoneAt);
    const stored = [{ ...before, endsAt: now }, replacement].map((row) => ({
      ...row,
      ...changes.find(({ id }) => id === row.id),
    }));
    expect(diversionAt(stored, undoneAt)?.id).toBe(before.id);
    expect(diversionState(stored[1] ?? replacement, stored, undoneAt)).toBe("cancelled");
    expect(() => undoReplacement(before, replacement, at("16:00"))).toThrow(expect.objectContaining({ code: "diversion_over" }));
  });
});
