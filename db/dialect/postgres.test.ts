import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../connect.ts";
import { testDatabases } from "../testing/databases.ts";
import { storageFaultOf } from "./faults.ts";
import { PreparedNames } from "./prepared-names.ts";

const [, postgres] = testDatabases();

describe("statements to PostgreSQL", () => {
  it("are planned once for a connection when they come again and again, with the same answers as before", async () => {
    const db = await postgres?.connect();
    if (!db) throw new Error("no PostgreSQL");
    const answers = await db.transaction(async (trx) => {
      const all: unknown[] = [];
      for (let n = 0; n < 60; n += 1) all.push(...(await trx.raw("select ?::int + ?::int as planned_once", [n, n])).rows);
      const { rows } = await trx.raw("select statement from pg_prepared_statements where name like 'klyka_%'");
      return { all, kept: rows.filter((row: { statement: string }) => row.statement.includes("planned_once")).length };
    });
    expect(answers.kept).toBe(1);
    expect(answers.all).toEqual(Array.from({ length: 60 }, (_, n) => ({ planned_once: 2 * n })));
  });

  it("that were planned before the schema changed fail once as with a database that is away, and go on", async () => {
    const db = await postgres?.connect();
    if (!db) throw new Error("no PostgreSQL");
    const beside = await openDatabase({ url: String(db.client.config.connection.connectionString) });
    onTestFinished(() => beside.destroy());
    await db.schema.createTable("planned", (table) => table.integer("a"));
    await db("planned").insert({ a: 1 });
    const asked = () => db("planned").where({ a: 1 }).select("*");
    for (let n = 0; n < 60; n += 1) await asked();
    await beside.schema.alterTable("planned", (table) => table.integer("b"));
    const faults = new Set<unknown>();
    let rows: unknown[] = [];
    // Each connection of the pool may have a plan of its own.
    for (let n = 0; n < 11; n += 1)
      rows = await asked().catch((error: unknown) => {
        faults.add(storageFaultOf(error));
        return [];
      });
    expect([...faults]).toEqual(["away"]);
    expect(rows).toEqual([{ a: 1, b: null }]);
  });

  it("are named when they come often, a bounded number of them, each its own name for ever", () => {
    const names = new PreparedNames();
    const askOften = (text: string) => Array.from({ length: 30 }, () => names.nameOf(text)).at(-1);
    expect(names.nameOf("select 1 where ? = 1")).toBeNull();
    const first = askOften("select 1 where ? = 1");
    const given = Array.from({ length: 1_000 }, (_, n) => askOften(`select ${n} where ? = 2`)).filter((name) => name !== null);
    expect(new Set([first, ...given]).size).toBe(given.length + 1);
    expect(given.length).toBeLessThan(1_000);
    expect(askOften("select 1 where ? = 1")).toBe(first);
    expect(askOften(`select ${"1,".repeat(10_000)} ?`)).toBeNull();
  });

  it("that are never the same twice leave nothing behind that grows", () => {
    const names = new PreparedNames();
    for (let n = 0; n < 20_000; n += 1) expect(names.nameOf(`select ${n}, ?`)).toBeNull();
    expect(Array.from({ length: 20 }, () => names.nameOf("select ?")).at(-1)).toBe("klyka_1");
  });
});
