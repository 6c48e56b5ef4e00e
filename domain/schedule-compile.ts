import { clockPieces, minute, offsetAt } from "./local-time.ts";
import type { Schedule, ScheduleEntry, ScheduleRule } from "./schedule.ts";
import { type DayFacts, dateOfNumber, dayFacts, minuteOf, minutesOfDay, momentMinute, selects } from "./schedule-rules.ts";

/** The place in the list of an entry that decides; `byDefault` when none does. */
export type Decider = number;
export const byDefault: Decider = -1;

/** A local day: from `starts[n]` on `deciders[n]` decides, the last until `endsAt`. Instants in ms; neighbours differ. */
export type CompiledDay = {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly starts: readonly number[];
  readonly deciders: readonly Decider[];
};

type Cached = CompiledDay & {
  /** When another decides than at the day's end; null: not before the day numbered `searchedTo`. */
  nextChange: number | null;
  searchedTo: number;
};

const dayMs = 86_400_000;
/** Changes are looked for so far ahead. */
export const horizonDays = 400;
/** Days kept at most: about 10 years. */
const mostDays = 3700;

/** A schedule made ready to be asked often: each local day is laid out once, when it is first asked for. */
export class CompiledSchedule {
  readonly schedule: Schedule;
  readonly #days = new Map<number, Cached>();
  readonly #enabled: readonly Placed[];
  readonly #offset: number;

  constructor(schedule: Schedule) {
    this.schedule = schedule;
    this.#enabled = enabledOf(schedule.entries);
    this.#offset = offsetAt(0, schedule.zone);
  }

  /** The number of the local day (since 1970-01-01) of an instant. */
  dayNumberAt(at: number): number {
    let number = Math.floor((at + this.#offset) / dayMs);
    while (at < this.day(number).startsAt) number--;
    while (at >= this.day(number).endsAt) number++;
    return number;
  }

  day(number: number): CompiledDay {
    return this.#day(number);
  }

  #day(number: number): Cached {
    const known = this.#days.get(number);
    if (known) return known;
    if (this.#days.size >= mostDays) this.#days.clear();
    const made = { ...this.#layOut(number), nextChange: null, searchedTo: number };
    this.#days.set(number, made);
    return made;
  }

  /** Who decides at that instant among the entries, and when that ends; Stäng nu is not looked at. */
  deciderAt(at: number): { readonly decider: Decider; readonly nextChange: number | null } {
    const number = this.dayNumberAt(at);
    const day = this.#day(number);
    let place = day.starts.length - 1;
    while (place > 0 && at < (day.starts[place] ?? 0)) place--;
    const nextChange = day.starts[place + 1] ?? this.#changeAfterDay(number);
    const seen = nextChange !== null && nextChange - at <= horizonDays * dayMs;
    return { decider: day.deciders[place] ?? byDefault, nextChange: seen ? nextChange : null };
  }

  /** The first later instant at which another decides than at the end of that day. What was found is kept for each day passed. */
  #changeAfterDay(number: number): number | null {
    if (this.#enabled.length === 0) return null;
    const last = number + horizonDays + 2;
    const walked: Cached[] = [];
    let found: number | null = null;
    let at = number;
    for (;;) {
      const day = this.#day(at);
      if (day.nextChange !== null) {
        found = day.nextChange;
        break;
      }
      walked.push(day);
      // What lies between is known to be the same.
      at = Math.max(at, day.searchedTo);
      if (at >= last) break;
      const next = this.#day(at + 1);
      const decider = day.deciders[day.deciders.length - 1];
      if (next.deciders[0] !== decider) found = next.startsAt;
      else if (next.starts.length > 1) found = next.starts[1] ?? null;
      if (found !== null) break;
      at++;
    }
    for (const day of walked) {
      day.nextChange = found;
      day.searchedTo = Math.max(day.searchedTo, at);
    }
    return found;
  }

  #layOut(number: number): CompiledDay {
    const day = dayFacts(dateOfNumber(number));
    const before = dayFacts(dateOfNumber(number - 1));
    const minutes = paintDay(this.#enabled, day, before);
    const pieces = clockPieces(day.date, this.schedule.zone);
    const starts: number[] = [];
    const deciders: Decider[] = [];
    for (const { startsAt, endsAt, fromMinute } of pieces) {
      const length = Math.ceil((endsAt - startsAt) / minute);
      for (let n = 0; n < length; n++) {
        const decider = minutes[fromMinute + n] ?? byDefault;
        if (decider === deciders[deciders.length - 1]) continue;
        starts.push(startsAt + n * minute);
        deciders.push(decider);
      }
    }
    return { startsAt: pieces[0]?.startsAt ?? 0, endsAt: pieces[pieces.length - 1]?.endsAt ?? 0, starts, deciders };
  }
}

/** `[from, to)` in minutes. */
export type Span = readonly [number, number];
const spans = new WeakMap<ScheduleRule, Span>();
/** Most entries on most days. */
const nothing: readonly Span[] = [];

/** From and to in minutes: of the day, of a single one since 1970. */
function spanOf(rule: ScheduleRule): Span {
  let span = spans.get(rule);
  if (!span) {
    const once = rule.kind === "once";
    span = once ? [momentMinute(rule.from), momentMinute(rule.to)] : [minuteOf(rule.from), minuteOf(rule.to)];
    spans.set(rule, span);
  }
  return span;
}

/** Which minutes of a local day the rule matches, as `[from, to)`; `before` is the day before. */
export function minutesMatched(rule: ScheduleRule | undefined, day: DayFacts, before: DayFacts): readonly Span[] {
  if (!rule) return nothing;
  const [from, to] = spanOf(rule);
  if (rule.kind === "once") {
    const midnight = day.number * minutesOfDay;
    return from < to && from < midnight + minutesOfDay && to > midnight
      ? [[Math.max(0, from - midnight), Math.min(minutesOfDay, to - midnight)]]
      : nothing;
  }
  if (to > from) return selects(rule, day) ? [[from, to]] : nothing;
  const today: readonly Span[] = selects(rule, day) ? [[from, minutesOfDay]] : nothing;
  return to > 0 && selects(rule, before) ? [[0, to], ...today] : today;
}

/** Who decides in each minute of the clock. */
export function paintDay(enabled: readonly Placed[], day: DayFacts, before: DayFacts): Int16Array {
  return paint(enabled, (n) => minutesMatched(enabled[n]?.entry.rule, day, before));
}

/** Entries are painted from the bottom up, so that the topmost is seen. @param spansOf the minutes of the n-th */
export function paint(enabled: readonly Placed[], spansOf: (n: number) => readonly Span[]): Int16Array {
  const minutes = new Int16Array(minutesOfDay).fill(byDefault);
  for (let n = enabled.length - 1; n >= 0; n--) {
    const index = enabled[n]?.index ?? byDefault;
    for (const [from, to] of spansOf(n)) minutes.fill(index, from, to);
  }
  return minutes;
}

/** Entries that are not switched off, with their places in the whole list. */
export type Placed = { readonly entry: ScheduleEntry; readonly index: Decider };
export function enabledOf(entries: readonly ScheduleEntry[]): Placed[] {
  return entries.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry.enabled);
}

const compiled = new WeakMap<Schedule, CompiledSchedule>();

/** The same for the same schedule object: a schedule is never changed, only replaced. */
export function compileSchedule(schedule: Schedule): CompiledSchedule {
  let known = compiled.get(schedule);
  if (!known) {
    known = new CompiledSchedule(schedule);
    compiled.set(schedule, known);
  }
  return known;
}
