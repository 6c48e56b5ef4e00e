import type { Db } from "../types.ts";
import { isPostgres } from "./dialect.ts";

export type BulkValue = string | number | null;

/**
 * Inserts many rows with one bound parameter, a JSON array of arrays. Binding twenty thousand variables one by one
 * costs three times the processor time, all of it in the thread that answers phones.
 *
 * @param table written by us, never from outside
 * @param columns name and kind, in the order of the values
 */
export async function bulkInsert(
  db: Db,
  table: string,
  columns: readonly (readonly [name: string, kind: "text" | "integer"])[],
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = columns.map(([name]) => `"${name}"`).join(", ");
  const values = columns.map(([, kind], at) =>
    kind === "integer" && isPostgres(db) ? `(value->>${at})::bigint` : `value->>${at}`,
  );
  const source = isPostgres(db) ? "jsonb_array_elements(?::jsonb)" : "json_each(?)";
  await db.raw(`insert into "${table}" (${names}) select ${values.join(", ")} from ${source}`, [JSON.stringify(rows)]);
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
  const source = isPostgres(db) ? "jsonb_array_elements(?::jsonb)" : "json_each(?)";
  const sets = [
    ...texts.map((name, at) => `"${name}" = said.value->>${at + 1}`),
    ...counters.map((name, at) => `"${name}" = "${table}"."${name}" + cast(said.value->>${texts.length + at + 1} as integer)`),
  ];
  const values = rows.map(({ id, texts: said, steps }) => [id, ...said, ...steps]);
  await db.raw(
    `update "${table}" set ${sets.join(", ")} from (select value from ${source}) as said where "${table}".id = said.value->>0`,
    [JSON.stringify(values)],
  );
}
