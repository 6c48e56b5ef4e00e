import { expect, it } from "vitest";
import { sealedColumns } from "../rotate-secrets.ts";
import { testDatabases } from "../testing/databases.ts";
import { carriedTables, leftTables, phonesTables } from "./tables.ts";

const [sqlite] = testDatabases();
const carried = [...carriedTables, ...phonesTables];

it("what is an organisation's comes along in an archive of its fleet, or is named with the reason why it does not", async () => {
  const db = await sqlite?.connect();
  const query =
    "select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'organisation_id' where m.type = 'table'";
  const rows: { name: string }[] = (await db?.raw(query)) ?? [];
  const known = [...carried.map(({ table }) => table), ...Object.keys(leftTables)];
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

it("what is sealed in a table that comes along is opened before, and sealed anew", () => {
  const sealed = carried.flatMap((one) => (one.sealed ?? []).map((column) => `${one.table}.${column}`));
  const tables = carried.map(({ table }) => table);
  const known = sealedColumns.filter(({ table }) => tables.includes(table)).map(({ table, column }) => `${table}.${column}`);
  expect(sealed.sort()).toEqual(known.sort());
});
