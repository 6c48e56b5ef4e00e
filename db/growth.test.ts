import { expect, it } from "vitest";
import { growth } from "./growth.ts";
import { testDatabases } from "./testing/databases.ts";

it("of every table it is said what keeps it from growing without end", async () => {
  const db = await testDatabases()[0]?.connect();
  if (!db) throw new Error("no SQLite");
  const tables: string[] = await db("sqlite_master").where("type", "table").orderBy("name").pluck("name");
  const ours = tables.filter((name) => !name.startsWith("sqlite_") && !name.startsWith("knex_"));
  expect(ours.length).toBeGreaterThan(90);
  expect(ours.filter((name) => !Object.hasOwn(growth, name))).toEqual([]);
});
