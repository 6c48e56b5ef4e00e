import { isPostgres } from "../dialect/dialect.ts";
import type { Db } from "../types.ts";

/** What a column holds. Our migrations use these kinds and no other, so that a cell is the same on both databases. */
export type ColumnKind = "text" | "integer" | "boolean" | "bytes";
export type DumpedColumn = { readonly name: string; readonly kind: ColumnKind };
/** A table, with its columns in the order of their names: each database has an order of its own. */
export type DumpedTable = { readonly name: string; readonly columns: readonly DumpedColumn[] };

const kinds: Readonly<Record<string, ColumnKind>> = {
  ...{ text: "text", integer: "integer", bigint: "integer", boolean: "boolean" },
  ...{ blob: "bytes", bytea: "bytes" },
};

/** Every table of ours with its columns, by name; knex's own and the database's are left out. */
export async function tablesOf(db: Db): Promise<DumpedTable[]> {
  const found = new Map<string, DumpedColumn[]>();
  for (const { table, column, type } of await columnsOf(db)) {
    if (/^(?:knex_|sqlite_)/.test(table)) continue;
    const kind = kinds[type.toLowerCase()];
    if (kind === undefined) throw new Error(`${table}.${column} is ${type}: no kind of column that can be dumped`);
    found.set(table, [...(found.get(table) ?? []), { name: column, kind }]);
  }
  return [...found]
    .map(([name, columns]) => ({ name, columns: columns.toSorted((a, b) => byName(a.name, b.name)) }))
    .toSorted((a, b) => byName(a.name, b.name));
}

/** Nothing has ever been made in this database. */
export async function isEmptyDatabase(db: Db): Promise<boolean> {
  if (!isPostgres(db)) return (await db("sqlite_master").first("name")) === undefined;
  const { rows } = await db.raw("select 1 from pg_class where relnamespace = current_schema()::regnamespace limit 1");
  return rows.length === 0;
}

type ColumnRow = { readonly table: string; readonly column: string; readonly type: string };

async function columnsOf(db: Db): Promise<ColumnRow[]> {
  if (!isPostgres(db))
    return db.raw(
      `select t.name as "table", c.name as "column", c.type as type from sqlite_master t join pragma_table_info(t.name) c
       where t.type = 'table'`,
    );
  const { rows } = await db.raw(
    `select c.table_name as "table", c.column_name as "column", c.data_type as type from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'`,
  );
  return rows;
}

/** By code units, wherever it runs. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
