import { minute, wallClock } from "./local-time.ts";
import type { ClosedNow, Schedule, ScheduleAction } from "./schedule.ts";
import { byDefault, CompiledSchedule, compileSchedule, type Decider, horizonDays } from "./schedule-compile.ts";
import { type Passed, whyNot } from "./schedule-passed.ts";
import { dateOfNumber, dayNumber, minuteOf, timeOfMinute } from "./schedule-rules.ts";

export { CompiledSchedule, compileSchedule } from "./schedule-compile.ts";
export type { Passed, PassedReason } from "./schedule-passed.ts";

/** What decides: Stäng nu, an entry, or the default. `entryId` is null but for an entry. */
export type Outcome = {
  readonly by: "closedNow" | "entry" | "default";
  readonly entryId: string | null;
  /** Place in the list, 0 is read first; null but for an entry. */
  readonly index: number | null;
  readonly action: ScheduleAction;
  readonly announcementId: string | null;
};

export type Decision = Outcome & {
  /** The earliest later instant at which entry, action or announcement differs; null when none does within 400 days. */
  readonly nextChange: Date | null;
  /** Each entry above the one that decides, from the top, with why it did not match. Worked out when it is read. */
  readonly passed: readonly Passed[];
};

const horizon = horizonDays * 86_400_000;

/** Which entry is in force at that instant, by the wall clock of the schedule's zone: the first from the top that matches. */
export function decide(schedule: Schedule | CompiledSchedule, instant: Date): Decision {
  const compiled = schedule instanceof CompiledSchedule ? schedule : compileSchedule(schedule);
  const { closedNow } = compiled.schedule;
  const at = instant.getTime();
  if (closedNow && isClosed(closedNow, at)) {
    const until = closedNow.until.getTime();
    return { ...closedOutcome(closedNow), nextChange: until - at <= horizon ? new Date(until) : null, passed: [] };
  }
  const { decider, nextChange } = compiled.deciderAt(at);
  const { by, entryId, index, action, announcementId } = outcomeOf(compiled.schedule, decider);
  return {
    by,
    entryId,
    index,
    action,
    announcementId,
    nextChange: earliest(nextChange, at, closedNow),
    get passed() {
      return passedAt(compiled.schedule, index ?? compiled.schedule.entries.length, instant);
    },
  };
}

function isClosed(closedNow: ClosedNow, at: number): boolean {
  return closedNow.from.getTime() <= at && at < closedNow.until.getTime();
}

function earliest(nextChange: number | null, at: number, closedNow: ClosedNow | null): Date | null {
  const closes = closedNow !== null && closedNow.from < closedNow.until ? closedNow.from.getTime() : null;
  if (closes !== null && closes > at && closes - at <= horizon && (nextChange === null || closes < nextChange))
    return new Date(closes);
  return nextChange === null ? null : new Date(nextChange);
}

function closedOutcome(closedNow: ClosedNow): Outcome {
  return { by: "closedNow", entryId: null, index: null, action: "closed", announcementId: closedNow.announcementId };
}

function outcomeOf(schedule: Schedule, decider: Decider): Outcome {
  const entry = decider === byDefault ? undefined : schedule.entries[decider];
  if (!entry) return { by: "default", entryId: null, index: null, ...schedule.otherwise };
  const { id, action, announcementId } = entry;
  return { by: "entry", entryId: id, index: decider, action, announcementId };
}

function passedAt(schedule: Schedule, above: number, instant: Date): Passed[] {
  const { date, time } = wallClock(instant, schedule.zone);
  return schedule.entries.slice(0, above).map((entry, index) => ({
    entryId: entry.id,
    index,
    reason: whyNot(entry, date, minuteOf(time)),
  }));
}

/** A stretch of one local day with one outcome: `from` and `to` as the clock shows them, `to` may be `24:00`. */
export type Stretch = Outcome & {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly from: string;
  readonly to: string;
};

/** `hours` is 24, or 23 or 25 on the days on which the clock is set. */
export type DayStretches = {
  readonly date: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly hours: number;
  readonly stretches: readonly Stretch[];
};

/** Who decides when, day by day, without a gap. Neighbouring stretches of a day differ in what decides. */
export function segments(schedule: Schedule | CompiledSchedule, fromDate: string, days: number): DayStretches[] {
  const compiled = schedule instanceof CompiledSchedule ? schedule : compileSchedule(schedule);
  const first = dayNumber(fromDate);
  return Array.from({ length: days }, (_, n) => dayStretches(compiled, first + n));
}

type Raw = { readonly start: number; readonly end: number; readonly outcome: Outcome };

function dayStretches(compiled: CompiledSchedule, number: number): DayStretches {
  const { schedule } = compiled;
  const { starts, deciders, startsAt, endsAt } = compiled.day(number);
  const plain = starts.map((start, n): Raw => {
    return { start, end: starts[n + 1] ?? endsAt, outcome: outcomeOf(schedule, deciders[n] ?? byDefault) };
  });
  const raw = schedule.closedNow ? coveredBy(schedule.closedNow, plain) : plain;
  const date = dateOfNumber(number);
  return {
    date,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    hours: (endsAt - startsAt) / (60 * minute),
    stretches: raw.map(({ start, end, outcome }) => ({
      ...outcome,
      startsAt: new Date(start),
      endsAt: new Date(end),
      from: wallClock(new Date(start), schedule.zone).time,
      to: clockAtEnd(end, schedule.zone),
    })),
  };
}

/** What the clock shows at the end, had it not been set at that very instant: 03:00, not 02:00, at the autumn change. */
function clockAtEnd(end: number, zone: string): string {
  return timeOfMinute(minuteOf(wallClock(new Date(end - 1), zone).time) + 1);
}

function coveredBy(closedNow: ClosedNow, plain: readonly Raw[]): Raw[] {
  const [from, until] = [closedNow.from.getTime(), closedNow.until.getTime()];
  const first = plain[0]?.start ?? 0;
  const last = plain[plain.length - 1]?.end ?? 0;
  const [start, end] = [Math.max(from, first), Math.min(until, last)];
  if (start >= end) return [...plain];
  const before = plain.filter((row) => row.start < start).map((row) => ({ ...row, end: Math.min(row.end, start) }));
  const after = plain.filter((row) => row.end > end).map((row) => ({ ...row, start: Math.max(row.start, end) }));
  return [...before, { start, end, outcome: closedOutcome(closedNow) }, ...after];
}

/** Open or closed, and when that turns; `until` is null when it does not within 400 days. */
export type OpenState = Outcome & { readonly open: boolean; readonly until: Date | null };

/** For lists and status lines: "Öppet nu, till 12:00", over every change of entry that leaves it open. */
export function openState(schedule: Schedule | CompiledSchedule, instant: Date): OpenState {
  const compiled = schedule instanceof CompiledSchedule ? schedule : compileSchedule(schedule);
  const { by, entryId, index, action, announcementId, nextChange } = decide(compiled, instant);
  const outcome = { by, entryId, index, action, announcementId };
  const { entries, otherwise, closedNow } = compiled.schedule;
  const actions = entries.flatMap((entry) => (entry.enabled ? [entry.action] : []));
  if (!closedNow && actions.every((one) => one === otherwise.action)) return { ...outcome, open: action === "open", until: null };
  const last = instant.getTime() + horizon;
  let until = nextChange;
  while (until !== null) {
    const next = decide(compiled, until);
    if (next.action !== action) break;
    until = next.nextChange;
    if (until !== null && until.getTime() > last) until = null;
  }
  return { ...outcome, open: action === "open", until };
}
