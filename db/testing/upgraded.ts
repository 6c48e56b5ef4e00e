import { isPostgres } from "../dialect/dialect.ts";
import { asCell, type DumpedCell } from "../dump/rows.ts";
import { tablesOf } from "../dump/tables.ts";
import type { Db } from "../types.ts";
import type { MadeRows } from "./schema-rows.ts";

/** What migrations write anew in rows that were there: lists are sorted by more than before. */
const rewritten = new Set(["contact.sort_key"]);

/**
 * What of these rows is not in the database as it was written: rows that are gone, and cells that are others. Columns that came later are not looked
 * at. Empty: nothing was lost.
 */
export async function lostRows(db: Db, made: MadeRows): Promise<string[]> {
  const tables = new Map((await tablesOf(db)).map((table) => [table.name, table] as const));
  const lost: string[] = [];
  for (const [name, rows] of made) {
    const table = tables.get(name);
    const columns = (table?.columns ?? []).filter(
      (column) => rows[0] && column.name in rows[0] && !rewritten.has(`${name}.${column.name}`),
    );
    const there: Record<string, unknown>[] = table ? await db(name).select(columns.map((column) => column.name)) : [];
    const text = (row: Readonly<Record<string, unknown>>) =>
      columns.map(({ name: one, kind }) => written(asCell(kind, row[one]))).join("\u0001");
    const known = new Set(there.map(text));
    for (const row of rows) if (!known.has(text(row))) lost.push(`${name}: ${text(row).replaceAll("\u0001", ", ")}`);
  }
  return lost;
}

function written(cell: DumpedCell): string {
  return Buffer.isBuffer(cell) ? cell.toString("hex") : String(cell);
}

/** What the database itself finds wrong with its files and references. Empty: nothing. */
export async function brokenLinks(db: Db): Promise<string[]> {
  if (!isPostgres(db)) {
    const [links, pages]: [{ table: string }[], { integrity_check: string }[]] = [
      await db.raw("PRAGMA foreign_key_check"),
      await db.raw("PRAGMA integrity_check"),
    ];
    return [
      ...links.map(({ table }) => `${table} refers to what is gone`),
      ...pages.map((one) => one.integrity_check).filter((one) => one !== "ok"),
    ];
  }
  const { rows }: { rows: { name: string }[] } = await db.raw(
    "select conname as name from pg_constraint where connamespace = current_schema()::regnamespace and not convalidated",
  );
  return rows.map(({ name }) => `${name} has not been checked`);
}
