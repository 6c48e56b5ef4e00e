import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wallClock } from "./local-time.ts";
import type { Schedule, ScheduleEntry, ScheduleRule } from "./schedule.ts";
import { effectOf } from "./schedule-effect.ts";
import { decide } from "./schedule-evaluate.ts";
import { aSchedule, zone } from "./testing/schedules.ts";

const valid = { firstDay: null, lastDay: null };
const workdays = { kind: "weekly", weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null, ...valid } as const;
const entry = (id: string, rule: ScheduleRule, action: "open" | "closed"): ScheduleEntry => {
  return { id, label: id, rule, action, announcementId: null, enabled: true };
};
const lunch = entry("lunch", { ...workdays, from: "12:00", to: "13:00" }, "closed");
const open = entry("open", { ...workdays, from: "08:00", to: "17:00" }, "open");
const schedule = (...entries: ScheduleEntry[]): Schedule => {
  return { zone, entries, otherwise: { action: "closed", announcementId: "natt" }, closedNow: null };
};
// A Tuesday at 12:30.
const now = new Date("2026-09-15T10:30:00Z");
const shown = (at: Date) => `${wallClock(at, zone).date} ${wallClock(at, zone).time}`;

describe("the effect of an edit", () => {
  it("is each stretch that changes, with what it was and is, and whether it changes now", () => {
    const effect = effectOf(schedule(open, lunch), schedule(lunch, open), now);
    expect(effect.stretches).toHaveLength(21);
    expect(effect.stretches.slice(0, 2).map(({ startsAt, endsAt }) => `${shown(startsAt)} – ${shown(endsAt)}`)).toEqual([
      "2026-09-15 12:30 – 2026-09-15 13:00",
      "2026-09-16 12:00 – 2026-09-16 13:00",
    ]);
    expect(effect.stretches[0]).toMatchObject({
      before: { entryId: "open", action: "open" },
      after: { entryId: "lunch", action: "closed" },
    });
    // What is left of today's lunch, 19 whole ones, and half of the one of the last day.
    expect([effect.opened, effect.closed, effect.nowChanges]).toEqual([0, 30 + 19 * 60 + 30, true]);
  });

  it("is nothing when callers meet the same", () => {
    const other = { ...open, id: "other", label: "Annat namn" };
    const effect = effectOf(schedule(lunch, open), schedule(lunch, other), now);
    expect(effect).toMatchObject({ stretches: [], opened: 0, closed: 0, nowChanges: false });
  });

  it("begins now: what was before is past", () => {
    const past = entry(
      "past",
      { kind: "once", from: { date: "2026-09-15", time: "08:00" }, to: { date: "2026-09-15", time: "12:30" } },
      "closed",
    );
    expect(effectOf(schedule(open), schedule(past, open), now).stretches).toEqual([]);
  });

  it("is what one sees minute by minute, whatever the two schedules, over the night on which the clock is set", () => {
    const pair = fc.tuple(aSchedule("2026-10-24", 4), aSchedule("2026-10-24", 4));
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const start = new Date("2026-10-23T11:17:00Z");
        const { stretches, opened, closed, nowChanges } = effectOf(before, after, start, 3);
        const seen = { opened: 0, closed: 0 };
        for (let at = start.getTime(); at < start.getTime() + 3 * 86_400_000; at += 60_000) {
          const [was, is] = [decide(before, new Date(at)), decide(after, new Date(at))];
          const differs = was.action !== is.action || was.announcementId !== is.announcementId;
          const inside = stretches.filter(({ startsAt, endsAt }) => startsAt.getTime() <= at && at < endsAt.getTime());
          expect(inside.map((one) => [one.before.entryId, one.after.entryId])).toEqual(
            differs ? [[was.entryId, is.entryId]] : [],
          );
          if (was.action !== is.action) seen[is.action === "open" ? "opened" : "closed"]++;
          if (at === start.getTime()) expect(nowChanges).toBe(differs);
        }
        expect({ opened, closed }).toEqual(seen);
      }),
      { numRuns: 15 },
    );
  });
});
