import { describe, expect, it } from "vitest";
import { migrate, openDatabase } from "./connect.ts";
import { migrations } from "./migrations/index.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("database on $name", ({ name, create }) => {
  it("is migrated once: migrating again changes nothing", async () => {
    const { db } = await create();
    expect(await migrate(db)).toEqual({ from: migrations.length, to: migrations.length });
  });

  it("of a newer program is refused with its migrations named", async () => {
    const { db } = await create();
    await db("knex_migrations").insert({ name: "9999-future", batch: 2, migration_time: new Date() });
    await expect(migrate(db)).rejects.toMatchObject({ code: "schema_newer", detail: { migrations: ["9999-future"] } });
  });

  it("that is empty is migrated by one of several processes that start together", async () => {
    const { db, options } = await create("empty");
    const others = await Promise.all([openDatabase(options), openDatabase(options)]);
    const results = await Promise.all([db, ...others].map((one) => migrate(one)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(results.map((result) => result.from).sort()).toEqual([0, migrations.length, migrations.length]);
    expect(await db("change_counter").first("value")).toEqual({ value: 0 });
  });

  it("gives counts and 64-bit numbers as numbers", async () => {
    const { db } = await create();
    await db("change_counter").update({ value: 2 ** 40 });
    expect(await db("change_counter").first("value")).toEqual({ value: 2 ** 40 });
  });

  it("lets two connections that read and then write do so one after the other", async () => {
    const { db, options } = await create();
    const other = await openDatabase(options);
    const addOne = (handle: typeof db) =>
      handle.transaction(async (trx) => {
        const row = await trx("change_counter").forUpdate().first("value");
        await trx("change_counter").update({ value: row.value + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, (_, n) => addOne(n % 2 ? db : other)));
    await other.destroy();
    expect(await db("change_counter").first("value")).toEqual({ value: 20 });
  });

  it("undoes a transaction that throws, and lets the next writer in", async () => {
    const { db } = await create();
    const failing = db.transaction(async (trx) => {
      await trx("change_counter").update({ value: 7 });
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await db.transaction(async (trx) => trx("change_counter").increment("value", 1));
    expect(await db("change_counter").first("value")).toEqual({ value: 1 });
  });

  if (name === "SQLite")
    it("reads while a write transaction is open, in WAL with foreign keys and full synchronisation", async () => {
      const { db } = await create();
      await db.transaction(async (trx) => {
        await trx("change_counter").update({ value: 5 });
        expect(await db("change_counter").first("value")).toEqual({ value: 0 });
      });
      const pragmas = await Promise.all(
        ["journal_mode", "foreign_keys", "synchronous"].map((pragma) => db.raw(`PRAGMA ${pragma}`)),
      );
      expect(pragmas.flat()).toEqual([{ journal_mode: "wal" }, { foreign_keys: 1 }, { synchronous: 2 }]);
    });
});
