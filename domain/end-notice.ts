import { addDays, instantOf, wallClock } from "./local-time.ts";
import type { EndNotice } from "./message.ts";

const minute = 60_000;
const day = 24 * 3_600_000;
/** The evening before a long absence ends. */
const evening = "18:00";
/** Shorter ones end before anybody could forget them. Milliseconds. */
const leastWorth = 30 * minute;
const justBefore = 15 * minute;

/**
 * When a person is told that a diversion ends: the evening before when it has lasted a day or more by then, else a quarter of
 * an hour before.
 *
 * @param choice `long`: only of those that last a day or more
 * @returns null: not at all
 */
export function endNoticeAt(
  diversion: { readonly startsAt: Date; readonly endsAt: Date | null },
  choice: EndNotice,
  zone: string,
): Date | null {
  const { startsAt, endsAt } = diversion;
  if (endsAt === null || choice === "none") return null;
  const lasts = endsAt.getTime() - startsAt.getTime();
  const long = lasts >= day;
  if (lasts < leastWorth || (choice === "long" && !long)) return null;
  const before = new Date(endsAt.getTime() - justBefore);
  if (!long) return before;
  const at = instantOf({ date: addDays(wallClock(endsAt, zone).date, -1), time: evening }, zone).instant;
  return at > startsAt ? at : before;
}

/**
 * Whether it is time: not before, not when it has ended, and not when it was set after that time: then one knows.
 *
 * @param setAt when somebody last said when it ends
 */
export function isEndNoticeDue(noticeAt: Date, setAt: Date, endsAt: Date, now: Date): boolean {
  return noticeAt <= now && now < endsAt && setAt < noticeAt;
}

/** The share of a data quota at which a person is told, the higher one first; in per cent. Null: not yet. */
export function thresholdAt(percent: number): 100 | 80 | null {
  if (percent >= 100) return 100;
  return percent >= 80 ? 80 : null;
}
