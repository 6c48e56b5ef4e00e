import { addDays, startOfDay, wallClock } from "./local-time.ts";
import type { Schedule } from "./schedule.ts";
import { openState } from "./schedule-evaluate.ts";

/** How long Stäng nu lasts: until an instant, until the schedule opens next, or until midnight. */
export type ClosingEnd = { readonly kind: "at"; readonly at: Date } | { readonly kind: "nextOpening" | "restOfDay" };
export const mostClosedDays = 31;

/** When a closing that begins now ends; null: the schedule does not open again within 400 days. */
export function closingEnd(schedule: Schedule, end: ClosingEnd, now: Date): Date | null {
  if (end.kind === "at") return end.at;
  if (end.kind === "nextOpening") return nextOpening(schedule, now);
  return startOfDay(addDays(wallClock(now, schedule.zone).date, 1), schedule.zone);
}

/** When the schedule itself, without Stäng nu, goes from closed to open next. */
export function nextOpening(schedule: Schedule, now: Date): Date | null {
  const plain = { ...schedule, closedNow: null };
  const { open, until } = openState(plain, now);
  return open && until !== null ? openState(plain, until).until : open ? null : until;
}
