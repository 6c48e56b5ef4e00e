import { addDays, clockPieces, minute, wallClock } from "../../../domain/local-time.ts";
import type { Schedule } from "../../../domain/schedule.ts";
import { type DayStretches, type Outcome, segments } from "../../../domain/schedule-evaluate.ts";
import { timeOfMinute } from "../../../domain/schedule-rules.ts";

/** Time laid out as bands: for each day the stretches by the wall clock, also on the days on which the clock is set. */

/** From that instant on, and no longer at `to`, that one decides: an entry's id, or one of the keys below. */
export type Segment = { readonly from: Date; readonly to: Date; readonly key: string };
/** Key of what applies when no entry matches, and of Stäng nu. */
export const otherwiseKey = "otherwise";
export const closedNowKey = "closed-now";

/** `first`, `second`: an hour that the clock shows twice, each pass with its half of the band. */
export type Pass = "whole" | "first" | "second";
export type Piece = {
  readonly key: string;
  /** Minutes of the wall clock, 0–1440. */
  readonly start: number;
  readonly end: number;
  /** The instant at `start`. */
  readonly from: Date;
  readonly pass: Pass;
};
export type DayBand = {
  readonly date: string;
  readonly pieces: readonly Piece[];
  /** Minutes that the clock leaps over, or shows twice. */
  readonly missing: readonly [number, number] | null;
  readonly twice: readonly [number, number] | null;
};

export const dayMinutes = 1440;

/** Which one decides, as a key. */
export function keyOf({ by, entryId }: Pick<Outcome, "by" | "entryId">): string {
  return by === "closedNow" ? closedNowKey : (entryId ?? otherwiseKey);
}

/** The days as the schedule decides them. */
export function bandsOf(schedule: Schedule, firstDay: string, days: number): DayBand[] {
  const laid = segments(schedule, firstDay, days);
  return laid.map((day) => dayBand(segmentsOf(day), day.date, schedule.zone));
}

function segmentsOf({ stretches }: DayStretches): Segment[] {
  return stretches.map((stretch) => ({ from: stretch.startsAt, to: stretch.endsAt, key: keyOf(stretch) }));
}

/** @param stretches without gaps over those days */
export function dayBands(stretches: readonly Segment[], firstDay: string, days: number, zone: string): DayBand[] {
  return Array.from({ length: days }, (_, at) => dayBand(stretches, addDays(firstDay, at), zone));
}

function dayBand(stretches: readonly Segment[], date: string, zone: string): DayBand {
  const clock = clockPieces(date, zone);
  const [before, after] = clock;
  const end = before ? before.fromMinute + (before.endsAt - before.startsAt) / minute : dayMinutes;
  const start = after?.fromMinute ?? end;
  const twice: DayBand["twice"] = after && start < end ? [start, end] : null;
  const missing: DayBand["missing"] = after && start > end ? [end, start] : null;
  const pieces = clock.flatMap((piece, pass) =>
    stretches.flatMap((segment) => {
      const from = Math.max(piece.startsAt, segment.from.getTime());
      const to = Math.min(piece.endsAt, segment.to.getTime());
      if (from >= to) return [];
      const begins = piece.fromMinute + (from - piece.startsAt) / minute;
      const whole: Piece = {
        key: segment.key,
        start: begins,
        end: begins + (to - from) / minute,
        from: new Date(from),
        pass: "whole",
      };
      return twice ? halved(whole, twice, pass === 0 ? "first" : "second") : [whole];
    }),
  );
  return { date, pieces, missing, twice };
}

/** What lies in the hour that comes twice is a piece of its own. */
function halved(piece: Piece, [from, to]: readonly [number, number], pass: Pass): Piece[] {
  const cut = (start: number, end: number, which: Pass): Piece[] =>
    start < end
      ? [{ ...piece, start, end, from: new Date(piece.from.getTime() + (start - piece.start) * minute), pass: which }]
      : [];
  return [
    ...cut(piece.start, Math.min(piece.end, from), "whole"),
    ...cut(Math.max(piece.start, from), Math.min(piece.end, to), pass),
    ...cut(Math.max(piece.start, to), piece.end, "whole"),
  ];
}

/** The instant of a minute of the wall clock within a piece. */
export function instantIn(piece: Piece, at: number): Date {
  return new Date(piece.from.getTime() + (at - piece.start) * minute);
}

/** The piece that holds an instant. */
export function pieceAt(bands: readonly DayBand[], instant: Date): { readonly day: number; readonly piece: number } | null {
  for (const [day, { pieces }] of bands.entries()) {
    const piece = pieces.findIndex(({ start, end, from }) => {
      const at = (instant.getTime() - from.getTime()) / minute;
      return at >= 0 && at < end - start;
    });
    if (piece >= 0) return { day, piece };
  }
  return null;
}

/** Minute of the day that the clock on the wall shows. */
export function wallMinute(instant: Date, zone: string): number {
  const { time } = wallClock(instant, zone);
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** ISO 8601: the week belongs to the year of its Thursday. */
export function weekNumber(monday: string): number {
  const thursday = addDays(monday, 3);
  const days = (Date.parse(`${thursday}T00:00Z`) - Date.parse(`${thursday.slice(0, 4)}-01-01T00:00Z`)) / 86_400_000;
  return Math.floor(days / 7) + 1;
}

/** Minute of the day as `08:30`; 1440 is `24:00`. */
export const timeAt = (at: number): string => timeOfMinute(Math.floor(at));
