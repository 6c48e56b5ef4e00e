import { isPostgres } from "../dialect/dialect.ts";
import type { Db } from "../types.ts";
import { asCell, type DumpedRow } from "./rows.ts";
import type { DumpedTable } from "./tables.ts";

/** Some rows of one table. */
export type RowBatch = { readonly table: DumpedTable; readonly rows: readonly DumpedRow[] };

/** Bytes and rows of a batch, at most; one row may be larger by itself. */
const batchBytes = 4 * 1024 * 1024;
const batchRows = 1000;
/** Places that are looked up at once. */
const placesAtOnce = 5000;

/**
 * Reads as of one moment, whatever is written meanwhile; nobody waits for it. The transaction is for reading alone.
 */
export async function readAsOfNow<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  const one = isPostgres(db) ? { isolationLevel: "repeatable read" as const, readOnly: true } : { readOnly: true };
  return db.transaction(async (trx) => {
    // A scan of a large table begins at its beginning for everybody.
    if (isPostgres(db)) await trx.raw("set local synchronize_seqscans = off");
    return work(trx);
  }, one);
}

/**
 * Every row of these tables, in batches of some megabytes: memory stays flat however large they are.
 *
 * @param trx a transaction that sees one moment: `readAsOfNow`, or one that nobody else writes beside
 */
export async function* readTables(trx: Db, tables: readonly DumpedTable[]): AsyncGenerator<RowBatch> {
  for (const table of tables) for await (const rows of readTable(trx, table)) yield { table, rows };
}

async function* readTable(trx: Db, table: DumpedTable): AsyncGenerator<DumpedRow[]> {
  const names = table.columns.map(({ name }) => name);
  const cells = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => table.columns.map(({ name, kind }) => asCell(kind, row[name])));
  if (isPostgres(trx)) {
    for await (const places of postgresPlaces(trx, table)) {
      yield cells(
        await trx(table.name)
          .select(names)
          .whereRaw("ctid = any(?::tid[])", [[...places]]),
      );
    }
    return;
  }
  for await (const places of sqlitePlaces(trx, table)) {
    const [first = 0, last = first] = [places.at(0), places.at(-1)];
    yield cells(await trx(table.name).select(names).whereRaw("rowid between ? and ?", [first, last]));
  }
}

type Place<T> = { readonly at: T; readonly size: number };

/** Places of rows, as many at a time as make a batch. */
async function* sqlitePlaces(trx: Db, table: DumpedTable): AsyncGenerator<readonly number[]> {
  const size = sizeOf(table, (column) => `octet_length("${column}")`);
  let after = -(2 ** 52);
  for (;;) {
    const found: Place<number>[] = await trx.raw(
      `select rowid as at, ${size} as size from "${table.name}" where rowid > ? order by rowid limit ${placesAtOnce}`,
      [after],
    );
    yield* inBatches(found);
    const last = found.at(-1);
    if (!last || found.length < placesAtOnce) return;
    after = last.at;
  }
}

async function* postgresPlaces(trx: Db, table: DumpedTable): AsyncGenerator<readonly string[]> {
  const size = sizeOf(table, (column) => `octet_length("${column}")`);
  const cursor = "klyka_dump";
  await trx.raw(`declare ${cursor} no scroll cursor for select ctid::text as at, ${size} as size from "${table.name}"`);
  try {
    for (;;) {
      const { rows }: { rows: Place<string>[] } = await trx.raw(`fetch ${placesAtOnce} from ${cursor}`);
      yield* inBatches(rows);
      if (rows.length < placesAtOnce) return;
    }
  } finally {
    await trx.raw(`close ${cursor}`).catch(() => undefined);
  }
}

/** Bytes of a row, as an expression. Columns that are numbers are small. */
function sizeOf({ columns }: DumpedTable, length: (column: string) => string): string {
  const long = columns.filter(({ kind }) => kind === "text" || kind === "bytes");
  return ["0", ...long.map(({ name }) => `coalesce(${length(name)}, 0)`)].join(" + ");
}

function* inBatches<T>(places: readonly Place<T>[]): Generator<readonly T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const { at, size } of places) {
    if (batch.length > 0 && (bytes + Number(size) > batchBytes || batch.length >= batchRows)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(at);
    bytes += Number(size);
  }
  if (batch.length > 0) yield batch;
}
