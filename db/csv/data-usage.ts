import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { addDays, isLocalDate, readSentTime, wallClock } from "../../domain/local-time.ts";
import { recordUsage, type UsageRow } from "../subscription-usage.ts";
import { change } from "../transaction.ts";
import type { Db } from "../types.ts";
import { readCard } from "./card-number.ts";
import type { CellsOfRow, ImportReport, PlannedRow, RowError } from "./import.ts";
import { CellError, type Cells, column, type InboundSheet, rowError } from "./sheet.ts";

/** Days of usage are those of the network, and of the law: Swedish ones. */
const zone = "Europe/Stockholm";

/** What a file of usage did beside its rows. */
export type UsageNotes = {
  /** Cards that nobody here has: their rows are left out. */
  readonly unknown: readonly string[];
  /** Rows whose counters went backwards: they hold, and what was told before is kept beside them. */
  readonly corrected: number;
  /** Rows that were counted before what is known already. */
  readonly late: number;
};

class Undo extends Error {}

/**
 * What cards have used, day by day, as the operator has counted it so far. The whole file or nothing; cards that are nobody's
 * are left out and named.
 *
 * @param organisations whose cards count; null: everybody's
 */
export function usageSheet(organisations: readonly string[] | null): InboundSheet & { readonly notes: () => UsageNotes } {
  let notes: UsageNotes = { unknown: [], corrected: 0, late: 0 };
  return {
    columns: [
      column("iccid", true, "kortnummer", "sim-kortnummer", "icc", "sim"),
      column("day", true, "dag", "datum", "date"),
      column("domestic_bytes", false, "inrikes", "sverige"),
      column("eu_bytes", false, "eu"),
      column("other_bytes", false, "utland", "övriga"),
      column("counted_at", false, "räknat", "tid"),
    ],
    notes: () => notes,
    importAll: async ({ db, now }, rows, dryRun): Promise<ImportReport> => {
      const { good, errors } = readRows(rows, now);
      const keeps = !dryRun && errors.length === 0;
      const mine = await ownCards(db, organisations, good);
      const counted = good.filter(({ row }) => mine.has(row.iccid));
      const taken = await tryUsage(
        db,
        counted.map(({ row }) => row),
        now,
        keeps,
      );
      const foreign = good.filter(({ row }) => !mine.has(row.iccid)).map(({ row }) => row.iccid);
      notes = { unknown: [...new Set([...taken.unknown, ...foreign])], corrected: taken.corrected, late: taken.late };
      const left = new Set(notes.unknown);
      const planned = counted.filter(({ row }) => !left.has(row.iccid)).map(lineOf);
      const outcomes = { created: 0, updated: taken.taken, unchanged: rows.length - errors.length - taken.taken };
      return { rows: rows.length, outcomes, errors, people: planned };
    },
  };
}

type Read = { readonly line: number; readonly row: UsageRow };

function readRows(rows: readonly CellsOfRow[], now: Date): { good: Read[]; errors: RowError[] } {
  const good: Read[] = [];
  const errors: RowError[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const row = readRow(cells, now);
      const key = `${row.iccid} ${row.day}`;
      const earlier = lines.get(key);
      if (earlier !== undefined) throw new DomainError("csv_row_twice", { line: earlier });
      lines.set(key, line);
      good.push({ line, row });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  return { good, errors };
}

function readRow(cells: Cells, now: Date): UsageRow {
  const day = cells("day") ?? "";
  // A counter of a day that has not begun is a mistake; tomorrow has begun somewhere.
  const last = addDays(wallClock(now, zone).date, 1);
  if (!isLocalDate(day) || day > last || day < "2000-01-01")
    throw new CellError("day", new DomainError("date_invalid", { field: "day" }));
  return {
    iccid: readCard(cells),
    day,
    domesticBytes: bytesIn(cells, "domestic_bytes"),
    euBytes: bytesIn(cells, "eu_bytes"),
    otherBytes: bytesIn(cells, "other_bytes"),
    countedAt: countedAt(cells, now),
  };
}

const Bytes = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Whole bytes; blanks between the digits are for people. Empty: none. */
function bytesIn(cells: Cells, name: string): number {
  const written = (cells(name) ?? "0").replace(/[\s\u00a0\u202f]/g, "");
  const parsed = Bytes.safeParse(/^\d{1,16}$/.test(written) ? Number(written) : null);
  if (!parsed.success) throw new CellError(name, new DomainError("input_invalid", { field: name, value: cells(name) ?? "" }));
  return parsed.data;
}

/** An instant with its zone, or wall clock in Sweden; empty: now. */
function countedAt(cells: Cells, now: Date): string {
  const written = cells("counted_at") ?? null;
  if (written === null) return now.toISOString();
  const found = readSentTime(written.trim().replace(" ", "T"), zone);
  if (found === null) throw new CellError("counted_at", new DomainError("time_invalid", { field: "counted_at" }));
  return found.instant.toISOString();
}

async function ownCards(db: Db, organisations: readonly string[] | null, rows: readonly Read[]): Promise<ReadonlySet<string>> {
  const iccids = rows.map(({ row }) => row.iccid);
  if (organisations === null) return new Set(iccids);
  const found: { iccid: string }[] = await db("sim_card")
    .whereIn("organisation_id", [...organisations])
    .select("iccid");
  const own = new Set(found.map(({ iccid }) => iccid));
  return new Set(iccids.filter((iccid) => own.has(iccid)));
}

/** Does it all; keeps it, or not. */
async function tryUsage(db: Db, rows: readonly UsageRow[], now: Date, keeps: boolean) {
  let taken: Awaited<ReturnType<typeof recordUsage>> | null = null;
  try {
    await change(db, async (trx) => {
      taken = await recordUsage(trx, rows, now);
      if (!keeps) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return taken ?? { taken: 0, corrected: 0, late: 0, unknown: [] };
}

function lineOf({ line, row }: Read): PlannedRow {
  const bytes = row.domesticBytes + row.euBytes + row.otherBytes;
  return { line, outcome: "updated", name: row.iccid, changes: [{ column: "day", before: "", after: `${row.day}: ${bytes} B` }] };
}
