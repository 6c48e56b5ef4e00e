import { addDays, wallClock } from "../domain/local-time.ts";
import { redDayKeys } from "../domain/red-days.ts";
import type { Schedule, ScheduleEntry, ScheduleRule } from "../domain/schedule.ts";
import { effectOf } from "../domain/schedule-effect.ts";
import { compileSchedule, decide } from "../domain/schedule-evaluate.ts";
import { lintSchedule } from "../domain/schedule-lint.ts";
import { dayFacts, isOverMidnight, selects, timeOfMinute } from "../domain/schedule-rules.ts";
import { median } from "./measure.ts";
import type { BenchRow } from "./row.ts";

const zone = "Europe/Stockholm";
const now = new Date("2026-11-23T08:00:00Z");
const entries = 200;
const spread = 400 * 86_400_000;

/** Schedules of 200 entries: how often they are asked, and what an edit of them does to 28 days. On one core, in this process. */
export async function benchSchedules({ quick }: { readonly quick: boolean }): Promise<readonly BenchRow[]> {
  const schedule = largeSchedule();
  const instants = Float64Array.from({ length: 65_536 }, (_, n) => now.getTime() + Math.floor(random(n) * spread));
  const rounds = quick ? 3 : 9;
  const compiled = compileSchedule(schedule);
  const fast = rates(
    rounds,
    quick ? 200_000 : 1_000_000,
    (n) => decide(compiled, new Date(at(instants, n))).nextChange?.getTime() ?? 0,
  );
  const cold = rates(rounds, 65_536, (n, fresh) => decide(fresh, new Date(at(instants, n))).nextChange?.getTime() ?? 0);
  const plain = rates(rounds, 2_000, (n) => plainly(schedule, new Date(at(instants, n))));
  const effect = times(quick ? 9 : 31, (old, wanted) => effectOf(old, wanted, now).stretches.length);
  const lint = times(quick ? 3 : 9, (_old, wanted) => lintSchedule(wanted, { now, members: 3 }).length);
  const section = "schedules";
  const random400 = "random instants over 400 days, one core, with action, announcement and next change";
  return [
    row("decisions, 200 entries", fast, "/s", 100_000, `${random400}; days laid out before`),
    row(
      "the same, from a schedule just read",
      cold,
      "/s",
      100_000,
      "65,536 decisions of a new schedule, laying out its days included",
    ),
    {
      ...{ section, name: "decisions beside reading the list plainly", klyka: fast, peer: plain, ratio: fast / plain },
      ...{
        bar: 10,
        unit: "/s",
        note: "the other reads from the top by wall clock and stops at the first match; it finds no next change",
      },
    },
    row("what an edit does to 28 days", effect, "ms", 50, "200 entries, one of them moved to the top; nothing laid out before"),
    row("the linter over 12 months", lint, "ms", null, "200 entries, nothing laid out before"),
  ];
  function row(name: string, klyka: number, unit: string, bar: number | null, note: string): BenchRow {
    return { section, name, klyka, peer: null, ratio: null, bar, unit, note };
  }
}

function at(instants: Float64Array, n: number): number {
  return instants[n & 65_535] ?? 0;
}

/** Calls a second, the middle of some rounds; the sum keeps the calls from being left out. */
function rates(rounds: number, calls: number, one: (n: number, fresh: Schedule) => number): number {
  const seen: number[] = [];
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const fresh = largeSchedule();
    const start = performance.now();
    for (let n = 0; n < calls; n++) sum += one(n, fresh);
    seen.push((calls / (performance.now() - start)) * 1000);
  }
  if (Number.isNaN(sum)) throw new Error("no figure");
  return median(seen);
}

/** Milliseconds of one call on schedules that are new each time. */
function times(rounds: number, one: (old: Schedule, wanted: Schedule) => number): number {
  const seen: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [old, { entries: list, ...rest }] = [largeSchedule(), largeSchedule()];
    const wanted = { ...rest, entries: [...list.slice(-1), ...list.slice(0, -1)] };
    const start = performance.now();
    if (one(old, wanted) < 0) throw new Error("no figure");
    seen.push(performance.now() - start);
  }
  return median(seen);
}

/** The same numbers in each run. */
function random(n: number): number {
  const x = Math.sin(n * 12.9898 + 78.233) * 43_758.5453;
  return x - Math.floor(x);
}

/** Dates on top, days of the year and red days below, then weeks, months and days: as a large firm might have it. */
function largeSchedule(): Schedule {
  const valid = { firstDay: null, lastDay: null };
  const rules = Array.from({ length: entries }, (_, n): ScheduleRule => {
    const from = timeOfMinute(15 * Math.floor(random(n) * 60));
    const times = { from, to: timeOfMinute(15 * Math.floor(60 + random(n + 500) * 35)), ...valid };
    if (n < 120) {
      const date = addDays("2026-11-20", 3 * n);
      return { kind: "once", from: { date, time: from }, to: { date, time: times.to } };
    }
    if (n < 130) return { kind: "yearly", ...times, month: 1 + (n % 12), day: 1 + (n % 28) };
    if (n < 140) return { kind: "redDays", ...times, days: redDayKeys.slice(n % 10), bridgeDays: n % 2 === 0 };
    if (n < 160) return { kind: "monthly", ...times, days: [1 + (n % 31)] };
    if (n < 195) {
      return { kind: "weekly", ...times, weekdays: [1 + (n % 7)], everyWeeks: 1 + (n % 4), firstWeek: "2026-11-16" };
    }
    return { kind: "daily", ...valid, from: "22:00", to: timeOfMinute(300 + n) };
  });
  const list = rules.map((rule, n): ScheduleEntry => {
    const action = n % 2 === 0 ? "closed" : "open";
    return { id: `e${n}`, label: "", rule, action, announcementId: action === "open" ? null : "stängt", enabled: true };
  });
  return { zone, entries: list, otherwise: { action: "closed", announcementId: "natt" }, closedNow: null };
}

/** From the top by wall clock, as one reads it. */
function plainly({ entries }: Schedule, instant: Date): number {
  const { date, time } = wallClock(instant, zone);
  const [day, before] = [dayFacts(date), dayFacts(addDays(date, -1))];
  return entries.findIndex(({ rule }) => {
    if (rule.kind === "once") {
      const clock = `${date} ${time}`;
      return `${rule.from.date} ${rule.from.time}` <= clock && clock < `${rule.to.date} ${rule.to.time}`;
    }
    if (!isOverMidnight(rule)) return rule.from <= time && time < rule.to && selects(rule, day);
    return (time >= rule.from && selects(rule, day)) || (time < rule.to && selects(rule, before));
  });
}
