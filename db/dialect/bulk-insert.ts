import type { Knex } from "knex";
import type { Db } from "../types.ts";
import { isPostgres } from "./dialect.ts";

export type BulkValue = string | number | null;
/** Name and kind of a column, in the order of the values. Written by us, never from outside. */
export type BulkColumn = readonly [name: string, kind: "text" | "integer"];

/**
 * Inserts many rows with one bound parameter, a JSON array of arrays. Binding twenty thousand variables one by one
 * costs three times the processor time, all of it in the thread that answers phones.
 *
 * @param table written by us, never from outside
 */
export async function bulkInsert(
  db: Db,
  table: string,
  columns: readonly BulkColumn[],
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.raw(`insert into "${table}" (${namesOf(columns)}) select ${valuesOf(db, columns)} from ${rowsOf(db)}`, [asJson(rows)]);
}

/** What an upsert of records about phones is made of. All of it is written by us, never from outside. */
export type PhoneRecords = {
  readonly table: string;
  /** `phone_id` is the first. */
  readonly columns: readonly BulkColumn[];
  /** The columns that make a row the same. */
  readonly key: readonly string[];
  /** Columns that a null does not overwrite. */
  readonly keep?: readonly string[];
  /** Columns that are not simply overwritten: SQL over `"table"` and `excluded`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Rows for which this does not hold stay as they were: SQL over `"table"` and `excluded`. */
  readonly where?: string;
  /** Which phones are written about, besides that they are there: SQL over `phone`. */
  readonly phones?: string;
};

/** Inserts or replaces rows about phones with one statement and one bound parameter. Rows of phones that are gone are left out. */
export async function bulkUpsert(db: Db, records: PhoneRecords, rows: readonly (readonly BulkValue[])[]): Promise<void> {
  if (rows.length === 0) return;
  await db.raw(upsertText(db, records), [asJson(rows)]);
}

/** Half of a surrogate pair is no text for PostgreSQL: it becomes the sign for what cannot be read, as when it is bound alone. */
export function asJson(rows: readonly (readonly BulkValue[])[]): string {
  const json = JSON.stringify(rows);
  if (!json.includes("\\ud")) return json;
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));
}

/** A key and its bytes. */
export type BulkBody = readonly [key: string, body: Buffer];

/**
 * Inserts bytes under keys, leaving those that are there, with two bound parameters: all bytes behind each other, and
 * where each begins.
 */
export async function bulkInsertBodies(
  db: Db,
  table: string,
  [key, body]: readonly [string, string],
  rows: readonly BulkBody[],
): Promise<void> {
  if (rows.length === 0) return;
  let at = 1;
  const places = rows.map(([name, bytes]) => {
    const place = [name, at, bytes.length];
    at += bytes.length;
    return place;
  });
  const part = isPostgres(db)
    ? "substring(said.bytes from (value->>1)::int for (value->>2)::int)"
    : "substr(said.bytes, value->>1, value->>2)";
  const source = isPostgres(db)
    ? "(select ?::bytea as bytes) as said, jsonb_array_elements(?::jsonb)"
    : "(select ? as bytes) as said, json_each(?)";
  // SQLite takes ON CONFLICT behind a SELECT for a join without the WHERE.
  await db.raw(
    `insert into "${table}" ("${key}", "${body}") select value->>0, ${part} from ${source} where true on conflict ("${key}") do nothing`,
    [Buffer.concat(rows.map(([, bytes]) => bytes)), JSON.stringify(places)],
  );
}

function upsertText(db: Knex, { table, columns, key, keep = [], set: sets = {}, where, phones }: PhoneRecords): string {
  const becomes = (name: string) =>
    sets[name] ?? (keep.includes(name) ? `coalesce(excluded."${name}", "${table}"."${name}")` : `excluded."${name}"`);
  const set = columns.filter(([name]) => !key.includes(name)).map(([name]) => `"${name}" = ${becomes(name)}`);
  return [
    `insert into "${table}" (${namesOf(columns)}) select ${valuesOf(db, columns)} from ${rowsOf(db)}`,
    `where exists (select 1 from phone where phone.id = value->>0${phones === undefined ? "" : ` and ${phones}`})`,
    `on conflict (${key.map((name) => `"${name}"`).join(", ")}) do update set ${set.join(", ")}`,
    where === undefined ? "" : `where ${where}`,
  ].join(" ");
}

function namesOf(columns: readonly BulkColumn[]): string {
  return columns.map(([name]) => `"${name}"`).join(", ");
}

function valuesOf(db: Knex, columns: readonly BulkColumn[]): string {
  return columns
    .map(([, kind], at) => (kind === "integer" && isPostgres(db) ? `(value->>${at})::bigint` : `value->>${at}`))
    .join(", ");
}

/** The texts of a JSON array that is bound as one parameter, each as `value`: `value->>0` … of a row that is an array. */
export function rowsOf(db: Knex): string {
  return isPostgres(db) ? "jsonb_array_elements(?::jsonb)" : "json_each(?)";
}

/**
 * Updates many rows by id with one bound parameter: texts are set, counters go up by their steps.
 *
 * @param table,texts,counters written by us, never from outside
 */
export async function bulkUpdate(
  db: Db,
  table: string,
  texts: readonly string[],
  counters: readonly string[],
  rows: readonly { readonly id: string; readonly texts: readonly (string | null)[]; readonly steps: readonly number[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  const sets = [
    ...texts.map((name, at) => `"${name}" = said.value->>${at + 1}`),
    ...counters.map((name, at) => `"${name}" = "${table}"."${name}" + cast(said.value->>${texts.length + at + 1} as bigint)`),
  ];
  const values = rows.map(({ id, texts: said, steps }) => [id, ...said, ...steps]);
  await db.raw(
    `update "${table}" set ${sets.join(", ")} from (select value from ${rowsOf(db)}) as said where "${table}".id = said.value->>0`,
    [asJson(values)],
  );
}

/**
 * Sets a column by what stands in another one, with one bound parameter.
 *
 * @param table,from,to,where written by us, never from outside
 */
export async function bulkSet(
  db: Db,
  { table, from, to, where }: { readonly table: string; readonly from: string; readonly to: string; readonly where: Knex.Raw },
  pairs: readonly (readonly [was: string, becomes: string])[],
): Promise<void> {
  if (pairs.length === 0) return;
  await db.raw(
    `with said(was, becomes) as materialized (select value->>0, value->>1 from ${rowsOf(db)})
     update "${table}" set "${to}" = said.becomes from said where said.was = "${table}"."${from}" and ?`,
    [asJson(pairs), where],
  );
}
