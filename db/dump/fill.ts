import { DomainError } from "../../domain/errors.ts";
import { migrateTo } from "../connect.ts";
import { isPostgres } from "../dialect/dialect.ts";
import type { Db } from "../types.ts";
import { type RowBatch, readTables } from "./read.ts";
import { Fingerprint, type FingerprintValue } from "./rows.ts";
import { type DumpedTable, isEmptyDatabase, tablesOf } from "./tables.ts";
import { withoutZeros, writeRows } from "./write.ts";

/** What a database is filled from. */
export type DumpSource = {
  /** Names of the migrations that had been run, in order. */
  readonly migrations: readonly string[];
  readonly tables: readonly DumpedTable[];
  readonly batches: AsyncIterable<RowBatch>;
};

export type Filled = {
  /** What is there now, by table. */
  readonly tables: ReadonlyMap<string, FingerprintValue>;
  /** Texts in which a character U+0000 became U+FFFD. */
  readonly mended: number;
};

/** How far it has come: rows of a table so far. `checking`: they are read back. */
export type FillProgress = (doing: "writing" | "checking", table: string, rows: number) => void;

/**
 * Fills an empty database in one transaction: the schema as it was in the source, its rows, and then what they are now is read back
 * and compared with what was written. At last the schema goes on to this program's. Whatever breaks it off leaves the database empty.
 *
 * @param finish part of the transaction, when everything is there and up to date
 * @throws DomainError `target_not_empty`, `schema_newer`, `copy_differs` (detail: `table`)
 */
export async function fillDatabase(
  db: Db,
  source: DumpSource,
  progress: FillProgress,
  finish: (trx: Db) => Promise<void>,
): Promise<Filled> {
  // SQLite checks references at the end, by `foreign_key_check`.
  return db.transaction(
    async (trx) => {
      if (!(await isEmptyDatabase(trx))) throw new DomainError("target_not_empty");
      await migrateTo(trx, source.migrations);
      const tables = await matching(trx, source.tables);
      const links = await dropLinks(trx);
      // What migrations have written by themselves comes with the rest.
      for (const { name } of tables) await trx(name).delete();
      const { written, mended } = await write(trx, source.batches, progress);
      await compare(trx, tables, written, progress);
      await restoreLinks(trx, links);
      await migrateTo(trx, null);
      await finish(trx);
      await refuseLooseEnds(trx);
      return { tables: written, mended };
    },
    { enforceForeignCheck: isPostgres(db) ? null : false },
  );
}

/** The tables as they were made here, if they are those of the source. */
async function matching(trx: Db, said: readonly DumpedTable[]): Promise<DumpedTable[]> {
  const here = await tablesOf(trx);
  const form = (tables: readonly DumpedTable[]) => tables.map((table) => [table.name, JSON.stringify(table.columns)] as const);
  const wanted = new Map(form(said));
  const wrong = form(here).find(([name, columns]) => wanted.get(name) !== columns)?.[0];
  const more = said.find(({ name }) => !here.some((table) => table.name === name))?.name;
  if (wrong !== undefined || more !== undefined) throw new DomainError("copy_differs", { table: wrong ?? more ?? "" });
  return here;
}

async function write(trx: Db, batches: AsyncIterable<RowBatch>, progress: FillProgress) {
  const prints = new Map<string, Fingerprint>();
  let mended = 0;
  for await (const { table, rows: said } of batches) {
    const fit = isPostgres(trx) ? withoutZeros(said) : { rows: said, mended: 0 };
    mended += fit.mended;
    await writeRows(trx, table, fit.rows);
    const print = prints.get(table.name) ?? new Fingerprint();
    prints.set(table.name, print);
    for (const row of fit.rows) print.add(row);
    progress("writing", table.name, print.value().rows);
  }
  return { written: new Map([...prints].map(([name, print]) => [name, print.value()] as const)), mended };
}

const none = new Fingerprint().value();

/** Reads everything back. @throws DomainError `copy_differs` */
async function compare(
  trx: Db,
  tables: readonly DumpedTable[],
  written: ReadonlyMap<string, FingerprintValue>,
  progress: FillProgress,
): Promise<void> {
  for (const table of tables) {
    const print = new Fingerprint();
    for await (const { rows } of readTables(trx, [table])) {
      for (const row of rows) print.add(row);
      progress("checking", table.name, print.value().rows);
    }
    const [here, there] = [print.value(), written.get(table.name) ?? none];
    if (here.rows !== there.rows || here.sum !== there.sum) throw new DomainError("copy_differs", { table: table.name });
  }
}

type Link = { readonly table: string; readonly name: string; readonly definition: string };

/** PostgreSQL's references are taken away while rows come in, in whatever order, and made again over all of them. */
async function dropLinks(trx: Db): Promise<readonly Link[]> {
  if (!isPostgres(trx)) return [];
  const { rows }: { rows: Link[] } = await trx.raw(
    `select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition from pg_constraint k
     join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace order by k.oid`,
  );
  for (const { table, name } of rows) await trx.raw("alter table ?? drop constraint ??", [table, name]);
  return rows;
}

async function restoreLinks(trx: Db, links: readonly Link[]): Promise<void> {
  for (const { table, name, definition } of links) {
    await trx.raw(`alter table ?? add constraint ?? ${definition}`, [table, name]);
  }
}

async function refuseLooseEnds(trx: Db): Promise<void> {
  if (isPostgres(trx)) return;
  const loose: { table: string }[] = await trx.raw("PRAGMA foreign_key_check");
  const [first] = loose;
  if (first) throw new DomainError("copy_differs", { table: first.table });
}
