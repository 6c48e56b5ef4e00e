import { describe, expect, onTestFinished, test, vi } from "vitest";
import { announce } from "../changes.ts";
import { testDatabases } from "../testing/databases.ts";
import { change } from "../transaction.ts";
import type { Db } from "../types.ts";
import { ChangeListener } from "./change-listener.ts";

function listening(db: Db) {
  const heard = { changes: 0, states: [] as boolean[] };
  const listener = new ChangeListener({
    db,
    onChange: () => {
      heard.changes += 1;
    },
    onState: (state) => heard.states.push(state),
  });
  onTestFinished(() => listener.stop());
  return { listener, heard };
}

const [sqlite, postgres] = testDatabases();
if (!sqlite || !postgres) throw new Error("no databases");

describe("changes of other processes", () => {
  test("are heard when they are committed, and not before, however they were written", async () => {
    const db = await postgres.connect();
    const { listener, heard } = listening(db);
    await listener.start();
    expect(heard).toEqual({ changes: 1, states: [true] });
    await change(db, async (trx) => {
      await announce(trx, "organisation", {});
      await announce(trx, "network", {});
      // Another connection has time to hear what it should not.
      await db.raw("select pg_sleep(0.1)");
      expect(heard.changes).toBe(1);
    });
    await expect.poll(() => heard.changes).toBe(2);
    await change(db, () => Promise.reject(new Error("no"))).catch(() => undefined);
    await change(db, async (trx) => {
      await announce(trx, "all", {});
      throw new Error("taken back");
    }).catch(() => undefined);
    await db("change").insert({ seq: 900, kind: "phone" });
    await expect.poll(() => heard.changes).toBe(3);
  });

  test("are heard again after the connection was lost, and what may have been missed is looked for", async () => {
    const db = await postgres.connect();
    const { listener, heard } = listening(db);
    await listener.start();
    await db.raw(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'klyka listens' and datname = current_database()",
    );
    await expect.poll(() => heard.states).toEqual([true, false, true]);
    expect(heard.changes).toBe(2);
    expect(listener.listening).toBe(true);
    await change(db, (trx) => announce(trx, "organisation", {}));
    await vi.waitFor(() => expect(heard.changes).toBe(3));
  });

  test("are none on SQLite", async () => {
    const { listener, heard } = listening(await sqlite.connect());
    await listener.start();
    expect([listener.listening, heard]).toEqual([false, { changes: 0, states: [] }]);
  });
});
