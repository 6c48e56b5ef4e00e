import type { Knex } from "knex";
import type { Db } from "../types.ts";

/** What SQLite and PostgreSQL spell differently is in this folder and nowhere else. */
export function isPostgres(db: Db): boolean {
  return db.client.dialect === "postgresql";
}

/**
 * Leaves nothing of what was erased in SQLite's log of writes, where older copies of pages lie. While somebody reads an older
 * state for long it stays until the next time. PostgreSQL vacuums by itself.
 */
export async function emptyWriteLog(db: Db): Promise<void> {
  if (!db.isTransaction && !isPostgres(db)) await db.raw("PRAGMA wal_checkpoint(TRUNCATE)");
}

/**
 * `column in (values)` with one bound parameter for any number of values: no limit of variables, one prepared text.
 *
 * @param column written by us, never from outside
 */
export function oneOf(db: Db, column: string, values: readonly string[]): Knex.Raw {
  return isPostgres(db)
    ? db.raw("?? = any(?::text[])", [column, [...values]])
    : db.raw("?? in (select value from json_each(?))", [column, JSON.stringify(values)]);
}

/** A query over a JSON array of texts that is bound as one parameter. */
export function textsOf(db: Db): string {
  return isPostgres(db) ? "select jsonb_array_elements_text(?::jsonb)" : "select value from json_each(?)";
}

/** As the source of a query, `value` for each text of a JSON array in a column. @param column written by us, never from outside */
export function textsIn(db: Db, column: string): Knex.Raw {
  return isPostgres(db)
    ? db.raw("jsonb_array_elements_text(??::jsonb) as texts(value)", [column])
    : db.raw("json_each(??) as texts", [column]);
}

/** Case-insensitive for ASCII on both; `%` and `_` in the text stand for themselves. */
export function contains(db: Db, column: string, text: string): Knex.Raw {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return db.raw("lower(??) like ? escape '\\'", [column, pattern]);
}

/** True when the error says that a unique index refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "23505" || (error.code === "SQLITE_CONSTRAINT" && error.message.includes("UNIQUE constraint failed"));
}

/** The largest number of rows to insert in one statement, given the columns a row has. SQLite takes 32,766 variables. */
export function rowsPerInsert(columns: number): number {
  return Math.min(500, Math.floor(32_000 / columns));
}

/** A list in parts of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}

/** Behind an expression to sort by, where texts of different columns meet: byte by byte on both. */
export function byteOrder(db: Db): string {
  return isPostgres(db) ? ' collate "C"' : "";
}

/** The database's own clock, milliseconds since 1970: processes' clocks differ. */
export function databaseMillis(db: Db): string {
  return isPostgres(db)
    ? "(extract(epoch from clock_timestamp()) * 1000)::bigint"
    : "cast((julianday('now') - 2440587.5) * 86400000 as integer)";
}
