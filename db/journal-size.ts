import type { JournalEntry } from "./journal.ts";
import type { Db } from "./types.ts";

/** How much there is: entries, and bytes of the database as estimated. */
export type JournalSize = { readonly entries: number; readonly bytes: number };

type Row = { hour: string; entries: number | string; bytes: number | string };

/**
 * What an entry takes besides its texts, with its five indices, bytes. Measured (`npm run growth`): between both databases,
 * nearer to the greater.
 */
const besides = 420;

function weightOf({ path, address, userAgent, phoneId, organisationId, mac }: JournalEntry): number {
  const text = path.length + address.length + (userAgent?.length ?? 0);
  return besides + text + 3 * (phoneId?.length ?? 0) + 2 * (organisationId?.length ?? 0) + 2 * (mac?.length ?? 0);
}

const hourOf = (at: string): string => at.slice(0, 13);

/** Counts entries that are written in this transaction. */
export async function countJournal(trx: Db, entries: readonly JournalEntry[]): Promise<void> {
  const hours = Map.groupBy(entries, ({ at }) => hourOf(at));
  const rows = [...hours]
    .map(([hour, list]) => ({ hour, entries: list.length, bytes: list.reduce((sum, one) => sum + weightOf(one), 0) }))
    // Processes that write the same hours take their rows in the same order.
    .sort((a, b) => (a.hour < b.hour ? -1 : 1));
  const more = (column: string) => trx.raw("journal_hour.?? + excluded.??", [column, column]);
  await trx("journal_hour")
    .insert(rows)
    .onConflict("hour")
    .merge({ entries: more("entries"), bytes: more("bytes") });
}

export async function journalSize(db: Db): Promise<JournalSize> {
  const [row]: { entries: number | string | null; bytes: number | string | null }[] = await db("journal_hour").sum({
    entries: "entries",
    bytes: "bytes",
  });
  return { entries: Number(row?.entries ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/**
 * Before when entries have to go so that at most that much is left. Whole hours go, the hour that is being written never.
 *
 * @returns null: there is room
 */
export async function journalCutoff(db: Db, most: JournalSize): Promise<Date | null> {
  const rows: Row[] = await db("journal_hour").orderBy("hour", "desc");
  let [entries, bytes] = [0, 0];
  for (const [n, row] of rows.entries()) {
    entries += Number(row.entries);
    bytes += Number(row.bytes);
    if (n > 0 && (entries > most.entries || bytes > most.bytes)) return new Date(`${rows[n - 1]?.hour}:00:00.000Z`);
  }
  return null;
}

/** Entries of hours before that are gone: so are their counts. */
export async function forgetJournalHours(trx: Db, before: Date): Promise<void> {
  await trx("journal_hour").where("hour", "<", hourOf(before.toISOString())).delete();
}
