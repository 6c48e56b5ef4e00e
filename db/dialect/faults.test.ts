import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../connect.ts";
import { testDatabases } from "../testing/databases.ts";
import { storageFaultOf } from "./faults.ts";

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const [sqlite, postgres] = testDatabases();

describe("what is the matter with a database", () => {
  it("is told from what was asked of it wrongly, on both", async () => {
    for (const database of [sqlite, postgres]) {
      const db = await database?.connect();
      if (!db) throw new Error("no database");
      expect(storageFaultOf(await caught(db("no_such_table")))).toBeNull();
    }
    expect([storageFaultOf(null), storageFaultOf("57P01"), storageFaultOf(new Error("Connection"))]).toEqual([null, null, null]);
  });

  it("is that it is away when nobody listens, when it hangs up, and when its process is ended", async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    expect(storageFaultOf(await caught(openDatabase({ url: `postgres://klyka:x@127.0.0.1:${port}/klyka` })))).toBe("away");
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(storageFaultOf(await caught(openDatabase({ url: `postgres://klyka:x@127.0.0.1:${port}/klyka` })))).toBe("away");
    const db = await postgres?.connect();
    if (!db) throw new Error("no PostgreSQL");
    const asked = caught(db.raw("select pg_sleep(60) as torture"));
    const killer = db.raw.bind(db);
    await expect
      .poll(async () => {
        const ending =
          "select pg_terminate_backend(pid) from pg_stat_activity where query like '%as torture%' and pid <> pg_backend_pid()";
        return (await killer(ending)).rows.length;
      })
      .toBeGreaterThan(0);
    expect(storageFaultOf(await asked)).toBe("away");
  });

  it("is that it has no room, that somebody else holds it, or that it may not be written to", async () => {
    const made = await sqlite?.create();
    if (!made || !("file" in made.options)) throw new Error("no SQLite");
    const { db, options } = made;
    await db.transaction(async (trx) => {
      const [{ page_count: pages }] = await trx.raw("PRAGMA page_count");
      await trx.raw(`PRAGMA max_page_count = ${pages}`);
      expect(storageFaultOf(await caught(trx.raw("create table big as select zeroblob(10000000) as x")))).toBe("full");
      await trx.raw("PRAGMA max_page_count = 1000000000");
    });
    const other = await openDatabase(options);
    onTestFinished(() => other.destroy());
    await other.raw("PRAGMA busy_timeout = 1");
    await db.transaction(async (trx) => {
      await trx("change_counter").update({ value: 1 });
      expect(storageFaultOf(await caught(other("change_counter").update({ value: 2 })))).toBe("away");
    });
    await other.raw("PRAGMA query_only = 1");
    expect(storageFaultOf(await caught(other("change_counter").update({ value: 3 })))).toBe("unwritable");
  });
});
