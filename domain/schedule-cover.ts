import type { ScheduleEntry } from "./schedule.ts";
import { byDefault, type Decider, enabledOf, minutesMatched, paint, type Span } from "./schedule-compile.ts";
import { type DayFacts, dateOfNumber, dayFacts, dayNumber } from "./schedule-rules.ts";

/** What becomes of an entry's own minutes over some days. */
export type Cover = {
  /** Minutes in which it matches, and of those the ones in which it decides. */
  matches: number;
  decides: number;
  /** Minutes that an entry above has instead, by its place in the list. */
  readonly taken: Map<Decider, number>;
  /** The same, of times that it loses as a whole. */
  readonly lost: Map<Decider, number>;
};

/** Each enabled entry's cover by its place, over these days of the clock; the hours of a changed clock are not looked at. */
export function coverOf(entries: readonly ScheduleEntry[], fromDate: string, days: number): Map<Decider, Cover> {
  const enabled = enabledOf(entries);
  const covers = new Map<Decider, Cover>();
  for (const { index } of enabled) covers.set(index, { matches: 0, decides: 0, taken: new Map(), lost: new Map() });
  const first = dayNumber(fromDate);
  let before = dayFacts(dateOfNumber(first - 1));
  for (let number = first; number < first + days; number++) {
    const day: DayFacts = dayFacts(dateOfNumber(number));
    const spans = enabled.map(({ entry }) => minutesMatched(entry.rule, day, before));
    const runs = runsOf(paint(enabled, (n) => spans[n] ?? []));
    enabled.forEach(({ index }, n) => {
      const cover = covers.get(index);
      for (const span of spans[n] ?? []) if (cover) count(cover, index, span, runs);
    });
    before = day;
  }
  return covers;
}

type Run = { readonly from: number; readonly to: number; readonly decider: Decider };

function runsOf(minutes: Int16Array): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let at = 1; at <= minutes.length; at++) {
    if (at < minutes.length && minutes[at] === minutes[from]) continue;
    runs.push({ from, to: at, decider: minutes[from] ?? byDefault });
    from = at;
  }
  return runs;
}

function count(cover: Cover, index: Decider, [from, to]: Span, runs: readonly Run[]): void {
  let own = 0;
  const others = new Map<Decider, number>();
  for (const run of runs) {
    const minutes = Math.min(to, run.to) - Math.max(from, run.from);
    if (minutes <= 0) continue;
    if (run.decider === index) own += minutes;
    else others.set(run.decider, (others.get(run.decider) ?? 0) + minutes);
  }
  cover.matches += to - from;
  cover.decides += own;
  for (const [decider, minutes] of others) {
    cover.taken.set(decider, (cover.taken.get(decider) ?? 0) + minutes);
    if (own === 0) cover.lost.set(decider, (cover.lost.get(decider) ?? 0) + minutes);
  }
}
