import { asJson, type BulkValue, rowsOf } from "../dialect/bulk-insert.ts";
import { chunks, isPostgres, rowsPerInsert } from "../dialect/dialect.ts";
import type { Db } from "../types.ts";
import type { DumpedCell, DumpedRow } from "./rows.ts";
import type { DumpedTable } from "./tables.ts";

/** Inserts rows as they were read. Rows with bytes are bound one by one, all others as one parameter. */
export async function writeRows(trx: Db, table: DumpedTable, rows: readonly DumpedRow[]): Promise<void> {
  if (rows.length === 0) return;
  if (table.columns.some(({ kind }) => kind === "bytes")) return writeOneByOne(trx, table, rows);
  const names = table.columns.map(({ name }) => `"${name}"`).join(", ");
  const values = table.columns.map(({ kind }, at) => `${valueAt(trx, at, kind)}`).join(", ");
  await trx.raw(`insert into "${table.name}" (${names}) select ${values} from ${rowsOf(trx)}`, [asJson(rows.map(plain))]);
}

function valueAt(trx: Db, at: number, kind: string): string {
  const value = `value->>${at}`;
  if (!isPostgres(trx) || kind === "text") return value;
  return `(${value})::${kind === "boolean" ? "boolean" : "bigint"}`;
}

async function writeOneByOne(trx: Db, { name, columns }: DumpedTable, rows: readonly DumpedRow[]): Promise<void> {
  for (const part of chunks(rows, rowsPerInsert(columns.length))) {
    await trx(name).insert(part.map((row) => Object.fromEntries(columns.map((column, at) => [column.name, row[at] ?? null]))));
  }
}

/** SQLite writes truth values as 0 and 1; PostgreSQL reads both. */
function plain(row: DumpedRow): BulkValue[] {
  return row.map((cell) => (typeof cell === "boolean" ? Number(cell) : cell) as Exclude<DumpedCell, boolean | Buffer>);
}

const zero = "\u0000";

/**
 * Rows as PostgreSQL can keep them: it has no character U+0000 in texts. It becomes U+FFFD, the sign for what cannot be read.
 *
 * @returns how many texts it was in, and the rows
 */
export function withoutZeros(rows: readonly DumpedRow[]): { readonly rows: readonly DumpedRow[]; readonly mended: number } {
  let mended = 0;
  const fit = rows.map((row) => {
    if (!row.some((cell) => typeof cell === "string" && cell.includes(zero))) return row;
    return row.map((cell) => {
      if (typeof cell !== "string" || !cell.includes(zero)) return cell;
      mended += 1;
      return cell.replaceAll(zero, "\uFFFD");
    });
  });
  return { rows: fit, mended };
}
