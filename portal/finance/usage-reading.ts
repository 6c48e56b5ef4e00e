import { createReadStream } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CsvRefusal, type Encoding, streamCsv } from "../../db/csv/stream-csv.ts";
import { type FinanceFile, noteProgress } from "../../db/finance-files.ts";
import { numberHolders } from "../../db/number-holders.ts";
import type { Actor, Db } from "../../db/types.ts";
import {
  dropUsage,
  finishUsage,
  type InvoiceUsage,
  type PlacedRow,
  type UsedInvoice,
  usedInvoices,
  writeUsage,
} from "../../db/usage-intake.ts";
import { type FileFault, FileFaults } from "../../domain/file-fault.ts";
import { decimalText } from "../../domain/money.ts";
import { readUsageRow, type UsageColumn, type UsageRow, usageColumns, usageMustHave } from "../../domain/usage-row.ts";

export type UsageFile = {
  readonly db: Db;
  readonly now: () => Date;
  readonly actor: Actor;
  readonly file: FinanceFile;
  readonly path: string;
  readonly encoding: Encoding;
  /** True when the process is to end: the file is left, to be begun anew. */
  readonly stopping: () => boolean;
};

const mostRows = 5_000_000;
const rowsAtOnce = 1000;
/** How often it is noted how far a file has been read. Milliseconds. */
const noteEvery = 1000;

type Tally = { rows: number; net: number; readonly line: number };

/**
 * Reads a file of usage twice: first all of it is checked, then it is written, a thousand rows at a time, so that nobody waits long.
 * Nobody sees any of it before all of it is there.
 *
 * @returns why it is refused; null: it is taken, or left because the process ends
 */
export async function readUsage(from: UsageFile): Promise<readonly FileFault[] | null> {
  const checked = await check(from);
  if (checked === "stopped") return null;
  if ("faults" in checked) return checked.faults;
  const { usage, warnings, numbers } = checked;
  const holderOf = await numberHolders(from.db, numbers);
  const invoices = new Map(usage.map((one) => [one.invoice.number, one.invoice]));
  const placed = new Map<string, number>();
  const place = (row: UsageRow): PlacedRow | null => {
    const invoice = invoices.get(row.invoice);
    if (!invoice) return null;
    const position = (placed.get(invoice.id) ?? 0) + 1;
    placed.set(invoice.id, position);
    const holder = row.number === null ? null : holderOf(invoice.organisationId, row.number, row.startedAt);
    return { ...row, invoiceId: invoice.id, position, holder };
  };
  const ids = usage.map(({ invoice }) => invoice.id);
  const total = usage.reduce((sum, { rows }) => sum + rows, 0);
  const progress = new Progress(from, 40, 60 / total);
  try {
    let waiting: PlacedRow[] = [];
    for await (const { row } of rowsOf(from)) {
      const one = row && "net" in row ? place(row) : null;
      if (one) waiting.push(one);
      if (waiting.length < rowsAtOnce) continue;
      await writeUsage(from.db, waiting);
      await progress.add(waiting.length);
      waiting = [];
      if (from.stopping()) return null;
    }
    await writeUsage(from.db, waiting);
    await finishUsage(from.db, from.file.id, usage, warnings, from.actor, from.now());
    return null;
  } catch (error) {
    await dropUsage(from.db, ids);
    throw error;
  }
}

type Checked =
  | "stopped"
  | { readonly faults: readonly FileFault[] }
  | { readonly usage: readonly InvoiceUsage[]; readonly warnings: readonly FileFault[]; readonly numbers: readonly string[] };

async function check(from: UsageFile): Promise<Checked> {
  const faults = new FileFaults();
  const numbers = new Set<string>();
  const tallies = new Map<string, Tally>();
  let rows = 0;
  try {
    for await (const { line, row } of rowsOf(from, faults)) {
      rows += 1;
      if (from.stopping()) return "stopped";
      if (rows > mostRows) faults.error("csv_rows_too_many", `:${line}`, { expected: String(mostRows) });
      if (rows > mostRows || faults.found.length >= 200) break;
      if (row === null) continue;
      if ("faults" in row) {
        for (const { code, column, found } of row.faults) faults.error(code, `:${line}/${column}`, { found });
        continue;
      }
      if (row.number !== null) numbers.add(row.number);
      const tally = tallies.get(row.invoice);
      if (tally) {
        tally.rows += 1;
        tally.net += row.net;
      } else tallies.set(row.invoice, { rows: 1, net: row.net, line });
    }
  } catch (error) {
    if (!(error instanceof CsvRefusal)) throw error;
    faults.error("csv_unreadable", `:${error.line}`);
  }
  if (rows === 0 && !faults.refused) faults.error("csv_rows_missing", "");
  const usage = faults.refused ? [] : await place(from.db, tallies, faults);
  return faults.refused ? { faults: faults.found } : { usage, warnings: faults.found, numbers: [...numbers] };
}

/** Which invoices the rows are for; they have to be there, without usage. */
async function place(db: Db, tallies: ReadonlyMap<string, Tally>, faults: FileFaults): Promise<InvoiceUsage[]> {
  const invoices = await usedInvoices(db, [...tallies.keys()]);
  const usage: InvoiceUsage[] = [];
  for (const [number, { rows, net, line }] of tallies) {
    const invoice = invoices.get(number);
    if (!invoice) faults.error("invoice_unknown", `:${line}/invoice`, { found: number });
    else if (invoice.taken) faults.error("invoice_usage_taken", `:${line}/invoice`, { found: number });
    else {
      if (exceeds(net, invoice))
        faults.warning("usage_differs", `:${line}/invoice`, { found: decimalText(net), expected: decimalText(invoice.net) });
      usage.push({ invoice, rows, net });
    }
  }
  return usage;
}

/** Rows explain what an invoice charges, or part of it, never more. */
function exceeds(net: number, { net: charged }: UsedInvoice): boolean {
  return charged < 0 ? net < charged : net > charged;
}

type Read = { readonly line: number; readonly row: ReturnType<typeof readUsageRow> | null };

/** @param faults where what is wrong with the header and the number of cells is taken down; without it those rows are left out */
async function* rowsOf({ path, encoding }: UsageFile, faults?: FileFaults): AsyncGenerator<Read> {
  let places: ReadonlyMap<string, number> | null = null;
  let width = 0;
  let turns = 0;
  for await (const { line, cells } of streamCsv(createReadStream(path), encoding)) {
    // Others get their turn, also when all of it is in memory already.
    if (++turns % 500 === 0) await nextTurn();
    if (places === null) {
      places = headerOf(cells, line, faults);
      width = cells.length;
      if (faults?.refused) return;
      continue;
    }
    const known = places;
    if (cells.length !== width) {
      faults?.error("csv_cells_wrong", `:${line}`, { found: String(cells.length), expected: String(width) });
      yield { line, row: null };
      continue;
    }
    yield { line, row: readUsageRow((column) => cells[known.get(column) ?? -1] ?? "") };
  }
}

function headerOf(cells: readonly string[], line: number, faults?: FileFaults): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [at, written] of cells.entries()) {
    const name = written.trim().toLowerCase();
    if (!isColumn(name)) faults?.error("csv_column_unknown", `:${line}`, { found: written.slice(0, 60) });
    else if (places.has(name)) faults?.error("csv_column_twice", `:${line}`, { found: name });
    else places.set(name, at);
  }
  for (const name of usageMustHave) if (!places.has(name)) faults?.error("csv_column_missing", `:${line}`, { expected: name });
  return places;
}

function isColumn(name: string): name is UsageColumn {
  return usageColumns.some((one) => one === name);
}

/** Tells how far a file has been read, now and then. */
class Progress {
  readonly #from: UsageFile;
  readonly #start: number;
  readonly #each: number;
  #done = 0;
  #noted = 0;

  /** @param each per cent of one row */
  constructor(from: UsageFile, start: number, each: number) {
    this.#from = from;
    this.#start = start;
    this.#each = each;
  }

  async add(rows: number): Promise<void> {
    this.#done += rows;
    const { db, now, file } = this.#from;
    const at = now().getTime();
    if (at - this.#noted < noteEvery) return;
    this.#noted = at;
    await noteProgress(db, file.id, Math.min(99, Math.floor(this.#start + this.#done * this.#each)));
  }
}
