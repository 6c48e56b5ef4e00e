import { announce } from "./changes.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { type SimCard, simCardsByIccid } from "./sim-card-rows.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** What a card has used on a local day, as the operator has counted it so far: a counter, not what has come since. */
export type UsageRow = {
  readonly iccid: string;
  readonly day: string;
  readonly domesticBytes: number;
  readonly euBytes: number;
  readonly otherBytes: number;
  /** When the operator counted, ISO 8601 UTC. */
  readonly countedAt: string;
};

export type UsageTaken = {
  /** Card and day, each once. */
  readonly taken: number;
  /** Counters that went backwards: the lower one holds, and what was told before is kept beside it. */
  readonly corrected: number;
  /** Counted before what is here already. */
  readonly late: number;
  /** Cards that are not here. */
  readonly unknown: readonly string[];
};

type Stored = {
  sim_card_id: string;
  day: string;
  subscription_id: string;
  domestic_bytes: number;
  eu_bytes: number;
  other_bytes: number;
  updated_at: string;
};

/**
 * Takes what the operator has counted. The later count holds, also where it is lower; the same row again changes nothing.
 * Two queries and a statement for each 500 rows, whatever there is, and whoever looks at the cards' figures is told.
 */
export async function recordUsage(db: Db, rows: readonly UsageRow[], now: Date): Promise<UsageTaken> {
  return change(db, async (trx) => {
    const cards = await simCardsByIccid(trx, [...new Set(rows.map((row) => row.iccid))]);
    const unknown = [...new Set(rows.map((row) => row.iccid).filter((iccid) => !cards.has(iccid)))];
    const known = rows.flatMap((row): Stored[] => {
      const card = cards.get(row.iccid);
      return card ? [stored(row, card)] : [];
    });
    const before = await storedNow(trx, known);
    const after = new Map<string, Stored>();
    const corrections: Stored[] = [];
    let late = 0;
    for (const row of known.toSorted((a, b) => compare(a.updated_at, b.updated_at))) {
      const last = after.get(keyOf(row)) ?? before.get(keyOf(row));
      if (last && last.updated_at > row.updated_at) late++;
      else if (!last || !sameCount(last, row) || last.updated_at !== row.updated_at) {
        if (last && isLower(row, last)) corrections.push(last);
        after.set(keyOf(row), row);
      }
    }
    for (const part of chunks([...after.values()], rowsPerInsert(7))) {
      await trx("subscription_usage").insert(part).onConflict(["sim_card_id", "day"]).merge();
    }
    await keepCorrections(trx, corrections, now);
    await tell(trx, [...cards.values()], new Set([...after.values()].map((row) => row.sim_card_id)));
    return { taken: after.size, corrected: corrections.length, late, unknown };
  });
}

/** One word for all of a file: to the organisation that it is about, or to all where it is about several. */
async function tell(trx: Db, cards: readonly SimCard[], counted: ReadonlySet<string>): Promise<void> {
  if (counted.size === 0) return;
  const [first = null, ...others] = new Set(cards.filter(({ id }) => counted.has(id)).map((card) => card.organisationId));
  await announce(trx, "subscription", { organisationId: others.length === 0 ? first : null });
}

function stored(row: UsageRow, card: { readonly id: string; readonly subscriptionId: string }): Stored {
  return {
    ...{ sim_card_id: card.id, day: row.day, subscription_id: card.subscriptionId },
    ...{ domestic_bytes: row.domesticBytes, eu_bytes: row.euBytes, other_bytes: row.otherBytes },
    updated_at: new Date(row.countedAt).toISOString(),
  };
}

async function storedNow(trx: Db, rows: readonly Stored[]): Promise<Map<string, Stored>> {
  if (rows.length === 0) return new Map();
  const days = [...new Set(rows.map((row) => row.day))];
  const cards = [...new Set(rows.map((row) => row.sim_card_id))];
  const found: Stored[] = await trx("subscription_usage")
    .where(oneOf(trx, "sim_card_id", cards))
    .where(oneOf(trx, "day", days));
  return new Map(found.map((row) => [keyOf(row), row]));
}

async function keepCorrections(trx: Db, rows: readonly Stored[], now: Date): Promise<void> {
  const kept = rows.map((row, at) => ({
    ...{ id: newId(now, at % 4096), sim_card_id: row.sim_card_id, day: row.day },
    ...{ domestic_bytes: row.domestic_bytes, eu_bytes: row.eu_bytes, other_bytes: row.other_bytes },
    ...{ counted_at: row.updated_at, corrected_at: now.toISOString() },
  }));
  for (const part of chunks(kept, rowsPerInsert(8))) await trx("usage_correction").insert(part);
}

const keyOf = (row: Stored): string => `${row.sim_card_id} ${row.day}`;
const counts = ["domestic_bytes", "eu_bytes", "other_bytes"] as const;
const sameCount = (a: Stored, b: Stored): boolean => counts.every((count) => a[count] === b[count]);
const isLower = (row: Stored, than: Stored): boolean => counts.some((count) => row[count] < than[count]);

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Bytes, at home, in the EU, elsewhere. `updatedAt`: when the operator last counted; null: never. */
export type Used = {
  readonly domesticBytes: number;
  readonly euBytes: number;
  readonly otherBytes: number;
  readonly updatedAt: string | null;
};
export type UsedAt = Used & { readonly subscriptionId: string; readonly simCardId: string; readonly at: string };

export const nothingUsed: Used = { domesticBytes: 0, euBytes: 0, otherBytes: 0, updatedAt: null };

/** Both together; counted when the later one was. */
export function addUsed(a: Used, b: Used): Used {
  const latest =
    [a.updatedAt, b.updatedAt]
      .flatMap((at) => at ?? [])
      .toSorted()
      .at(-1) ?? null;
  return {
    domesticBytes: a.domesticBytes + b.domesticBytes,
    euBytes: a.euBytes + b.euBytes,
    otherBytes: a.otherBytes + b.otherBytes,
    updatedAt: latest,
  };
}

/** Bytes, wherever they were used. */
export function totalUsed({ domesticBytes, euBytes, otherBytes }: Used): number {
  return domesticBytes + euBytes + otherBytes;
}

type Summed = { subscription_id: string; sim_card_id: string; at: string } & {
  domestic: number | string;
  eu: number | string;
  other: number | string;
  updated: string;
};

/**
 * What the cards of some subscriptions have used, by days (`2026-11-23`) or months (`2026-11`), the oldest first. Days without
 * any are not in the answer. One query.
 *
 * @param from,to local days, both within
 */
export async function usedBetween(
  db: Db,
  subscriptionIds: readonly string[],
  by: "day" | "month",
  from: string,
  to: string,
): Promise<UsedAt[]> {
  if (subscriptionIds.length === 0) return [];
  const at = by === "day" ? "day" : "substr(day, 1, 7)";
  const rows: Summed[] = await db("subscription_usage")
    .where(oneOf(db, "subscription_id", subscriptionIds))
    .where("day", ">=", from)
    .where("day", "<=", to)
    .groupBy("subscription_id", "sim_card_id", db.raw(at))
    .orderBy([{ column: "at" }, { column: "sim_card_id" }])
    .select("subscription_id", "sim_card_id", db.raw(`${at} as at`))
    .sum({ domestic: "domestic_bytes", eu: "eu_bytes", other: "other_bytes" })
    .max({ updated: "updated_at" });
  return rows.map((row) => ({
    ...{ subscriptionId: row.subscription_id, simCardId: row.sim_card_id, at: row.at },
    ...{ domesticBytes: Number(row.domestic), euBytes: Number(row.eu), otherBytes: Number(row.other) },
    updatedAt: row.updated,
  }));
}

/** What each of some subscriptions has used in a month with all its cards; without any it is not in the answer. One query. */
export async function usedInPeriod(db: Db, subscriptionIds: readonly string[], period: string): Promise<Map<string, Used>> {
  const rows = await usedBetween(db, subscriptionIds, "month", `${period}-01`, `${period}-31`);
  const sums = new Map<string, Used>();
  for (const row of rows) sums.set(row.subscriptionId, addUsed(sums.get(row.subscriptionId) ?? nothingUsed, row));
  return sums;
}
