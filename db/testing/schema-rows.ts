import { isPostgres } from "../dialect/dialect.ts";
import type { DumpedCell } from "../dump/rows.ts";
import { type DumpedTable, tablesOf } from "../dump/tables.ts";
import type { Db } from "../types.ts";

type Link = { readonly columns: readonly string[]; readonly to: string; readonly toColumns: readonly string[] };
type TableFacts = DumpedTable & {
  readonly required: ReadonlySet<string>;
  readonly links: readonly Link[];
  /** Pairs of columns of which exactly one is null. */
  readonly either: readonly (readonly [string, string])[];
};
export type MadeRow = Readonly<Record<string, DumpedCell>>;
/** Rows by table, as they were inserted. */
export type MadeRows = ReadonlyMap<string, readonly MadeRow[]>;

/** Texts of columns that are read as JSON; others hold what their name says, or words. */
const jsonLists = /^(?:search_words|features|tags|blocks|foreign_prefixes|work_days|paid_references|faults|networks)$/;
const jsonObjects = /^(?:before|after|restore|detail|body|rule|change|about|summary|measured|listeners|neighbour|answer|why)$/;

/**
 * Fills every table of the schema as it is now with rows that fit it: its references, what must be there, and what must be there once. Knows nothing
 * of what the tables mean, so that it fills those of every schema.
 *
 * @param serial another one each time: what is unique differs by it
 */
export async function fillTables(db: Db, perTable: number, serial: number): Promise<MadeRows> {
  const made = new Map<string, MadeRow[]>();
  for (const table of inOrder(await factsOf(db))) {
    const rows = Array.from({ length: perTable }, (_, n) => rowOf(table, made, n, serial * 1000 + n));
    await db(table.name).insert(rows);
    made.set(table.name, rows);
  }
  return made;
}

function rowOf(table: TableFacts, made: MadeRows, n: number, serial: number): MadeRow {
  const row: Record<string, DumpedCell> = {};
  for (const { name, kind } of table.columns) {
    const leave = !table.required.has(name) && (n % 3 === 2 || table.links.some((link) => link.columns.includes(name)));
    row[name] = leave ? null : value(table.name, name, kind, serial);
  }
  for (const link of table.links) {
    const target = made.get(link.to)?.[n];
    const wanted = link.columns.some((column) => table.required.has(column)) || n % 2 === 0;
    if (target && wanted)
      for (const [at, column] of link.columns.entries()) row[column] = target[link.toColumns[at] ?? ""] ?? null;
  }
  for (const [one, other] of table.either) {
    const [gone, stays] = n % 2 === 0 ? [other, one] : [one, other];
    row[gone] = null;
    const link = table.links.find(({ columns }) => columns.includes(stays));
    row[stays] = link ? (made.get(link.to)?.[n]?.[link.toColumns[0] ?? ""] ?? null) : value(table.name, stays, "text", serial);
  }
  return row;
}

function value(table: string, column: string, kind: DumpedTable["columns"][number]["kind"], serial: number): DumpedCell {
  if (kind === "boolean") return serial % 2 === 0;
  if (kind === "integer") return serial;
  if (kind === "bytes") return Buffer.from([serial % 256, 0, 255, ...Buffer.from(`${table}.${column}`)]);
  if (jsonLists.test(column)) return "[]";
  if (jsonObjects.test(column)) return "{}";
  const at = new Date(Date.UTC(2026, 0, 1) + serial * 3_600_000).toISOString();
  if (/(?:^|_)(?:at|until|since|hour)$/.test(column)) return at;
  if (/_on$|^day$/.test(column)) return at.slice(0, 10);
  if (/mac$/.test(column)) return serial.toString(16).padStart(12, "0");
  return `${table}.${column} Åsa ${serial}`;
}

/** Those that others must refer to come first. */
function inOrder(tables: readonly TableFacts[]): TableFacts[] {
  const left = [...tables];
  const order: TableFacts[] = [];
  while (left.length > 0) {
    const waits = ({ name, links, required, either }: TableFacts) =>
      links.some(
        ({ to, columns }) =>
          to !== name &&
          columns.some((column) => required.has(column) || either.flat().includes(column)) &&
          left.some((other) => other.name === to),
      );
    const ready = left.findIndex((table) => !waits(table));
    order.push(...left.splice(Math.max(ready, 0), 1));
  }
  return order;
}

async function factsOf(db: Db): Promise<TableFacts[]> {
  const [tables, required, links, checks] = [await tablesOf(db), await requiredOf(db), await linksOf(db), await checksOf(db)];
  return tables.map((table) => ({
    ...table,
    required: new Set(required.filter((one) => one.table === table.name).map(({ column }) => column)),
    links: links.get(table.name) ?? [],
    either: checks.filter((one) => one.table === table.name).flatMap(({ text }) => pairsIn(text)),
  }));
}

function pairsIn(text: string): [string, string][] {
  return [...text.matchAll(/\(+(\w+) is null\)+ <> \(+(\w+) is null\)/gi)].map(([, one = "", other = ""]) => [one, other]);
}

async function requiredOf(db: Db): Promise<{ table: string; column: string }[]> {
  if (!isPostgres(db))
    return db.raw(
      `select t.name as "table", c.name as "column" from sqlite_master t join pragma_table_info(t.name) c
       where t.type = 'table' and (c."notnull" = 1 or c.pk > 0)`,
    );
  const { rows } = await db.raw(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = current_schema() and is_nullable = 'NO'`,
  );
  return rows;
}

async function linksOf(db: Db): Promise<Map<string, Link[]>> {
  const found = new Map<string, Link[]>();
  const add = (table: string, link: Link) => found.set(table, [...(found.get(table) ?? []), link]);
  if (isPostgres(db)) {
    const { rows } = await db.raw(
      `select k.conrelid::regclass::text as "table", k.confrelid::regclass::text as "to",
         (select array_agg(a.attname::text order by u.n) from unnest(k.conkey) with ordinality u(at, n)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.at) as columns,
         (select array_agg(a.attname::text order by u.n) from unnest(k.confkey) with ordinality u(at, n)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.at) as "toColumns"
       from pg_constraint k where k.contype = 'f' and k.connamespace = current_schema()::regnamespace order by k.oid`,
    );
    for (const { table, ...link } of rows) add(table.replaceAll('"', ""), { ...link, to: link.to.replaceAll('"', "") });
    return found;
  }
  const rows: { table: string; id: number; to: string; from: string; there: string }[] = await db.raw(
    `select t.name as "table", f.id, f."table" as "to", f."from" as "from", f."to" as there from sqlite_master t
     join pragma_foreign_key_list(t.name) f where t.type = 'table' order by t.name, f.id, f.seq`,
  );
  for (const [, parts] of Map.groupBy(rows, ({ table, id }) => `${table} ${id}`)) {
    const [first] = parts;
    if (first)
      add(first.table, { to: first.to, columns: parts.map(({ from }) => from), toColumns: parts.map(({ there }) => there) });
  }
  return found;
}

async function checksOf(db: Db): Promise<{ table: string; text: string }[]> {
  if (!isPostgres(db))
    return db.raw(`select name as "table", replace(sql, '\`', '') as text from sqlite_master where type = 'table'`);
  const { rows } = await db.raw(
    `select c.relname as "table", pg_get_constraintdef(k.oid) as text from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'c' and k.connamespace = current_schema()::regnamespace`,
  );
  return rows;
}
