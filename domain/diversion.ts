import { diversionReasons, isReasonCode, type ReasonCode } from "./diversion-reasons.ts";
import { DomainError } from "./errors.ts";
import { addMonths, contains, type Interval, instantOf, overlap, wallClock } from "./local-time.ts";
import type { Problem } from "./problem.ts";

/**
 * Away, with a reason and an end: from `startsAt` on, no longer at `endsAt` (rule H3). Nothing is ever deleted: ending early
 * moves `endsAt` to now (H6), a planned one that is taken back gets `cancelledAt`.
 */
export type DiversionSpan = Interval & { readonly id: string; readonly cancelledAt: Date | null };

export type Diversion = DiversionSpan & {
  readonly userId: string;
  readonly reason: ReasonCode;
  /** For colleagues; at most `mostNoteCharacters`. */
  readonly note: string | null;
};

export type DiversionState = "planned" | "active" | "ended" | "cancelled";

export const mostNoteCharacters = 140;
export const mostMonthsAhead = 12;

const isCancelled = (span: DiversionSpan, instant: Date) => span.cancelledAt !== null && span.cancelledAt <= instant;

/**
 * The one diversion in force at an instant (H5): of those that have begun, the one that began last, as long as it lasts. A
 * planned one therefore takes over at its start, and what it took over from is over. Asked when a call comes, so that no
 * timer can be late (H3).
 *
 * @param all diversions of one user, in any order; of two with the same start the one with the later id counts
 */
export function diversionAt<T extends DiversionSpan>(all: readonly T[], instant: Date): T | null {
  let last: T | null = null;
  for (const one of all) {
    if (isEmpty(one) || isCancelled(one, instant) || one.startsAt > instant) continue;
    if (last === null || isLater(one, last)) last = one;
  }
  return last && contains(last, instant) ? last : null;
}

/** Replaced in the instant in which it began: never in force. */
const isEmpty = ({ startsAt, endsAt }: DiversionSpan) => endsAt !== null && endsAt <= startsAt;

function isLater(a: DiversionSpan, b: DiversionSpan): boolean {
  const difference = a.startsAt.getTime() - b.startsAt.getTime();
  return difference === 0 ? a.id > b.id : difference > 0;
}

/**
 * When it really ends: at its own end, or when one that begins later takes over. Null: neither.
 *
 * @param all as for `diversionAt`
 */
export function lastsUntil<T extends DiversionSpan>(one: T, all: readonly T[]): Date | null {
  const starts = all.filter((other) => other.cancelledAt === null && !isEmpty(other) && isLater(other, one));
  const ends = [...starts.map((other) => other.startsAt.getTime()), ...(one.endsAt ? [one.endsAt.getTime()] : [])];
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}

/** What one of a user's diversions is at an instant. @param all as for `diversionAt` */
export function diversionState<T extends DiversionSpan>(one: T, all: readonly T[], instant: Date): DiversionState {
  if (isCancelled(one, instant)) return "cancelled";
  if (instant < one.startsAt) return "planned";
  return diversionAt(all, instant)?.id === one.id ? "active" : "ended";
}

/** Planned ones, the next first. */
export function plannedDiversions<T extends DiversionSpan>(all: readonly T[], now: Date): T[] {
  return all
    .filter((one) => diversionState(one, all, now) === "planned")
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

/** The next instant at which another diversion, or none, is in force; null when nothing changes any more. */
export function nextDiversionChange(all: readonly DiversionSpan[], now: Date): Date | null {
  const current = diversionAt(all, now)?.id;
  const times = all.flatMap(({ startsAt, endsAt }) => (endsAt ? [startsAt, endsAt] : [startsAt])).filter((time) => time > now);
  times.sort((a, b) => a.getTime() - b.getTime());
  return times.find((time) => diversionAt(all, time)?.id !== current) ?? null;
}

/** What somebody asks for. `startsAt` null: at once. `endsAt` null: open, where the reason allows it. */
export type WantedDiversion = {
  readonly reason: string;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly note: string | null;
};

/** H2 and the catalogue: everything that is wrong at once; none means that it may be saved. */
export function diversionProblems(wanted: WantedDiversion, now: Date, zone: string): Problem[] {
  const { reason, startsAt, endsAt, note } = wanted;
  const problems: Problem[] = [];
  const add = (field: string, code: Problem["code"], detail?: Problem["detail"]) =>
    problems.push(detail ? { field, code, detail } : { field, code });
  if (!isReasonCode(reason)) add("reason", "diversion_reason_unknown", { reason });
  if ([...(note ?? "")].length > mostNoteCharacters) add("note", "diversion_note_too_long", { most: mostNoteCharacters });
  const latest = latestEnd(now, zone);
  if (startsAt && !(startsAt <= latest))
    add("startsAt", Number.isNaN(startsAt.getTime()) ? "time_invalid" : "diversion_start_too_far");
  if (endsAt === null) {
    if (isReasonCode(reason) && !diversionReasons[reason].openEnd) {
      add("endsAt", diversionReasons[reason].end === null ? "diversion_end_missing" : "diversion_open_end_refused");
    }
  } else if (Number.isNaN(endsAt.getTime())) add("endsAt", "time_invalid");
  else if (endsAt <= now) add("endsAt", "diversion_end_past");
  else if (startsAt && endsAt <= startsAt) add("endsAt", "diversion_end_before_start");
  else if (endsAt > latest) add("endsAt", "diversion_too_long", { months: mostMonthsAhead });
  return problems;
}

/** The same wall clock twelve months on. */
function latestEnd(now: Date, zone: string): Date {
  const { date, time } = wallClock(now, zone);
  return new Date(instantOf({ date: addMonths(date, mostMonthsAhead), time }, zone).instant.getTime() + (now.getTime() % 60_000));
}

/** Where a new diversion would lie among a user's others (H5). */
export type Placement<T extends DiversionSpan> = {
  /** `now` when it begins at once: a start that has passed is now. */
  readonly startsAt: Date;
  /** In force now, and ended by one that begins at once: to be asked about, with undo. */
  readonly replaces: T | null;
  /** In force when the planned one begins: over from then on. */
  readonly takesOverFrom: T | null;
  /** Planned, and beginning before the new one ends: the first takes over from it. */
  readonly givesWayTo: T | null;
  /** Planned ones that another planned one may not overlap: not empty means `diversion_overlap`. */
  readonly overlaps: readonly T[];
};

/** @param others the user's diversions without the one that is being changed */
export function placeDiversion<T extends DiversionSpan>(
  others: readonly T[],
  wanted: { readonly startsAt: Date | null; readonly endsAt: Date | null },
  now: Date,
): Placement<T> {
  const startsAt = wanted.startsAt && wanted.startsAt > now ? wanted.startsAt : now;
  const span = { startsAt, endsAt: wanted.endsAt };
  const meeting = plannedDiversions(others, now).filter((one) => overlap(one, span));
  const current = diversionAt(others, now);
  const atOnce = startsAt === now;
  return {
    startsAt,
    replaces: atOnce ? current : null,
    takesOverFrom: !atOnce && current && contains(current, startsAt) ? current : null,
    givesWayTo: atOnce ? (meeting[0] ?? null) : null,
    overlaps: atOnce ? [] : meeting,
  };
}

/** What is written to a row. */
export type DiversionChange = { readonly id: string } & ({ readonly endsAt: Date | null } | { readonly cancelledAt: Date });

/**
 * H6: one in force ends now, a planned one is cancelled; the row stays.
 *
 * @throws DomainError `diversion_over`
 */
export function endDiversion<T extends DiversionSpan>(one: T, all: readonly T[], now: Date): DiversionChange {
  const state = diversionState(one, all, now);
  if (state === "active") return { id: one.id, endsAt: now };
  if (state === "planned") return { id: one.id, cancelledAt: now };
  throw new DomainError("diversion_over", { id: one.id });
}

/**
 * Takes a replacement back: the new one is cancelled and the old one lasts as long as it did before.
 *
 * @param before the replaced one as it was, with its own end
 * @throws DomainError `diversion_over` when the old one would be over by now
 */
export function undoReplacement(before: DiversionSpan, replacement: DiversionSpan, now: Date): DiversionChange[] {
  if (!contains(before, now)) throw new DomainError("diversion_over", { id: before.id });
  return [
    { id: replacement.id, cancelledAt: now },
    { id: before.id, endsAt: before.endsAt },
  ];
}
