import { z } from "zod";
import { type CurrentDiversion, nextAbsenceChange } from "../db/diversion-rows.ts";
import type { Db } from "../db/types.ts";
import { reasonCodes } from "../domain/diversion-reasons.ts";
import { type DiversionViewer, diversionSeenBy } from "../domain/diversion-view.ts";

/** One thing said in each language. */
export const WordsView = z.strictObject({ sv: z.string(), en: z.string() });

/** Somebody's state in a list: why, until when, what the colleagues should know. */
export const AwayView = z.strictObject({
  /** Null: not told to whoever looks. */
  reason: z.enum(reasonCodes).nullable(),
  words: WordsView,
  note: z.string().nullable(),
  startsAt: z.string(),
  /** Its end, or the start of the planned one that takes over; null: open. */
  until: z.string().nullable(),
});
export type AwayView = z.infer<typeof AwayView>;

/** As far as the viewer may know it (rule H12). Null: reachable. */
export function awayView(current: CurrentDiversion | undefined, viewer: DiversionViewer): AwayView | null {
  if (current === undefined) return null;
  const { reason, words, note, startsAt } = diversionSeenBy(viewer, current.diversion, current.sharesPrivate);
  return { reason, words, note, startsAt: startsAt.toISOString(), until: current.until?.toISOString() ?? null };
}

/** With a list of who is away: the server's clock, and when an absence begins or ends by itself next; null: none is known of. */
export const AwayClock = { now: z.string(), changesAt: z.string().nullable() };

export async function awayClock(db: Db, organisationId: string, now: Date): Promise<{ now: string; changesAt: string | null }> {
  const changesAt = await nextAbsenceChange(db, organisationId, now);
  return { now: now.toISOString(), changesAt: changesAt?.toISOString() ?? null };
}
