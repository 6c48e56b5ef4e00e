import { z } from "zod";
import type { Subscription } from "../../db/subscription-rows.ts";
import { localDate } from "../../db/subscription-type-changes.ts";
import { addUsed, nothingUsed, type UsedAt, usedBetween } from "../../db/subscription-usage.ts";
import type { Db } from "../../db/types.ts";
import { simForms, simRoles } from "../../domain/sim-card.ts";
import { daysUntil, periodOf, periodsUntil } from "../../domain/subscription.ts";

const BarView = z.strictObject({
  /** A day (`2026-11-23`) or month (`2026-11`). */
  at: z.string(),
  domesticBytes: z.int(),
  euBytes: z.int(),
  otherBytes: z.int(),
});

/** What a number has used, with all its cards: the last 30 days and 12 months, the oldest first, also those without any. */
export const UsageView = z.strictObject({
  days: z.array(BarView),
  months: z.array(BarView),
  /** Each card in the 30 days and the 12 months, where there is more than one. */
  cards: z.array(
    z.strictObject({
      id: z.string(),
      iccid: z.string().nullable(),
      role: z.enum(simRoles),
      form: z.enum(simForms),
      days: z.int(),
      months: z.int(),
    }),
  ),
  /** When the operator last counted; null: never. */
  updatedAt: z.string().nullable(),
});
export type UsageView = z.infer<typeof UsageView>;

/** Two queries, and one for the day that it is. */
export async function usageView(db: Db, one: Subscription, now: Date): Promise<UsageView> {
  const today = await localDate(db, one.organisationId, now);
  const days = daysUntil(today, 30);
  const months = periodsUntil(periodOf(today), 12);
  const byDay = await usedBetween(db, [one.id], "day", days[0] ?? today, today);
  const byMonth = await usedBetween(db, [one.id], "month", `${months[0]}-01`, today);
  const bytesOf = (rows: readonly UsedAt[], card: string) =>
    rows.filter((row) => row.simCardId === card).reduce((sum, row) => sum + row.domesticBytes + row.euBytes + row.otherBytes, 0);
  const cards = one.simCards.map(({ id, iccid, role, form }) => {
    return { id, iccid, role, form, days: bytesOf(byDay, id), months: bytesOf(byMonth, id) };
  });
  return {
    days: bars(days, byDay),
    months: bars(months, byMonth),
    cards: cards.filter((card) => card.months > 0).length > 1 ? cards.filter((card) => card.months > 0) : [],
    updatedAt: byMonth.reduce(addUsed, nothingUsed).updatedAt,
  };
}

function bars(at: readonly string[], rows: readonly UsedAt[]): z.infer<typeof BarView>[] {
  const found = Map.groupBy(rows, (row) => row.at);
  return at.map((one) => {
    const { domesticBytes, euBytes, otherBytes } = (found.get(one) ?? []).reduce(addUsed, nothingUsed);
    return { at: one, domesticBytes, euBytes, otherBytes };
  });
}
