import { minute } from "./local-time.ts";
import type { Schedule } from "./schedule.ts";
import { type CompiledSchedule, compileSchedule, decide, type Outcome } from "./schedule-evaluate.ts";

/** Days that one looks ahead before saving. */
export const effectDays = 28;

/** A stretch in which callers meet something else than they did. */
export type ChangedStretch = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly before: Outcome;
  readonly after: Outcome;
};

export type ScheduleEffect = {
  /** In order, without overlap; ends at the end of the days looked at. */
  readonly stretches: readonly ChangedStretch[];
  /** Minutes that are open and were not, and the other way round. */
  readonly opened: number;
  readonly closed: number;
  /** A caller at this moment meets something else. */
  readonly nowChanges: boolean;
  readonly now: { readonly before: Outcome; readonly after: Outcome };
};

/** What callers meet differently, from now on: open or closed, and what is played. A new name or order alone changes nothing. */
export function effectOf(before: Schedule, after: Schedule, now: Date, days = effectDays): ScheduleEffect {
  const [old, wanted] = [compileSchedule(before), compileSchedule(after)];
  const end = now.getTime() + days * 24 * 60 * minute;
  const stretches: ChangedStretch[] = [];
  let at = now.getTime();
  while (at < end) {
    const [was, is] = [decide(old, new Date(at)), decide(wanted, new Date(at))];
    const next = Math.min(end, was.nextChange?.getTime() ?? end, is.nextChange?.getTime() ?? end);
    if (!alike(was, is)) add(stretches, { startsAt: new Date(at), endsAt: new Date(next), before: plain(was), after: plain(is) });
    at = next;
  }
  const [was, is] = [outcomeAt(old, now), outcomeAt(wanted, now)];
  return {
    stretches,
    opened: minutesOf(stretches, "open"),
    closed: minutesOf(stretches, "closed"),
    nowChanges: !alike(was, is),
    now: { before: was, after: is },
  };
}

function outcomeAt(compiled: CompiledSchedule, at: Date): Outcome {
  return plain(decide(compiled, at));
}

function plain({ by, entryId, index, action, announcementId }: Outcome): Outcome {
  return { by, entryId, index, action, announcementId };
}

/** What a caller meets is the same. */
function alike(a: Outcome, b: Outcome): boolean {
  return a.action === b.action && a.announcementId === b.announcementId;
}

function add(stretches: ChangedStretch[], next: ChangedStretch): void {
  const last = stretches[stretches.length - 1];
  const goesOn =
    last !== undefined &&
    last.endsAt.getTime() === next.startsAt.getTime() &&
    alike(last.before, next.before) &&
    alike(last.after, next.after) &&
    last.before.entryId === next.before.entryId &&
    last.after.entryId === next.after.entryId;
  if (goesOn) stretches[stretches.length - 1] = { ...last, endsAt: next.endsAt };
  else stretches.push(next);
}

function minutesOf(stretches: readonly ChangedStretch[], action: "open" | "closed"): number {
  const turned = stretches.filter(({ before, after }) => after.action === action && before.action !== action);
  return Math.round(turned.reduce((sum, { startsAt, endsAt }) => sum + (endsAt.getTime() - startsAt.getTime()) / minute, 0));
}
