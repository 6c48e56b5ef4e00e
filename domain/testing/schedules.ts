import fc from "fast-check";
import { eveKeys, halfDayKeys, redDayKeys } from "../red-days.ts";
import type { Schedule, ScheduleEntry, ScheduleRule } from "../schedule.ts";

/** Random schedules for tests: their days lie close to a day that the test chooses, so that much happens there. */
export const zone = "Europe/Stockholm";

const two = (number: number) => String(number).padStart(2, "0");
/** Quarters, and some minutes beside them. */
const minute = fc.integer({ min: 0, max: 1439 }).map((n) => (n % 3 === 0 ? n : n - (n % 15)));
const time = minute.map((n) => `${two(Math.floor(n / 60))}:${two(n % 60)}`);
const end = fc.oneof(time, fc.constant("24:00"));
const times = fc.record({ from: time, to: end }).filter(({ from, to }) => from !== to);

/** Within three weeks of that day. */
function near(date: string) {
  return fc
    .integer({ min: -20, max: 20 })
    .map((days) => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10));
}

function validity(date: string) {
  const day = fc.option(near(date), { nil: null, freq: 2 });
  return fc.record({ firstDay: day, lastDay: day });
}

export function aRule(date: string): fc.Arbitrary<ScheduleRule> {
  const moment = fc.record({ date: near(date), time: end });
  const repeating = fc.tuple(times, validity(date)).map(([a, b]) => ({ ...a, ...b }));
  const several = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 5 });
  return fc.oneof(
    fc
      .record({ from: moment, to: moment })
      .filter(({ from, to }) => `${from.date} ${from.time}` < `${to.date} ${to.time}`)
      .map((rule) => ({ kind: "once" as const, ...rule })),
    repeating.map((rule) => ({ kind: "daily" as const, ...rule })),
    fc.tuple(repeating, several(1, 7), fc.integer({ min: 1, max: 4 }), near(date)).map(([rule, weekdays, everyWeeks, first]) => {
      return { kind: "weekly" as const, ...rule, weekdays, everyWeeks, firstWeek: everyWeeks === 1 ? null : first };
    }),
    fc.tuple(repeating, several(1, 31)).map(([rule, days]) => ({ kind: "monthly" as const, ...rule, days })),
    fc.tuple(repeating, near(date)).map(([rule, day]) => {
      return { kind: "yearly" as const, ...rule, month: Number(day.slice(5, 7)), day: Number(day.slice(8)) };
    }),
    fc
      .tuple(repeating, fc.subarray([...redDayKeys, ...eveKeys, ...halfDayKeys], { minLength: 1 }), fc.boolean())
      .map(([rule, days, bridgeDays]) => ({ kind: "redDays" as const, ...rule, days, bridgeDays })),
  );
}

const outcome = fc.record({
  action: fc.constantFrom("open" as const, "closed" as const),
  announcementId: fc.constantFrom(null, "hälsning", "stängt"),
});

/** Entries with ids of their own. */
export function someEntries(date: string, maxLength = 8): fc.Arbitrary<ScheduleEntry[]> {
  const one = fc.tuple(aRule(date), outcome, fc.integer({ min: 0, max: 9 }));
  return fc
    .array(one, { maxLength })
    .map((rows) => rows.map(([rule, done, off], at) => ({ id: `e${at}`, label: "", rule, ...done, enabled: off > 0 })));
}

export function aSchedule(date: string, maxLength = 8): fc.Arbitrary<Schedule> {
  return fc.record({
    zone: fc.constant(zone),
    entries: someEntries(date, maxLength),
    otherwise: outcome,
    closedNow: fc.constant(null),
  });
}
