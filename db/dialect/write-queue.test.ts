import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { testDatabases } from "../testing/databases.ts";
import { batch, change } from "../transaction.ts";
import type { Db } from "../types.ts";
import { patience } from "./nested.ts";
import { WriteQueue } from "./write-queue.ts";

it("lets one in at a time, changes before records, each in the order of asking, and everybody in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (asked) => {
      const queue = new WriteQueue();
      const went: { readonly record: boolean; readonly n: number }[] = [];
      let inside = 0;
      const first = await queue.enter();
      const all = asked.map(async (record, n) => {
        const leave = await queue.enter(record);
        inside += 1;
        expect(inside).toBe(1);
        await Promise.resolve();
        went.push({ record, n });
        inside -= 1;
        leave();
        leave();
      });
      first();
      await Promise.all(all);
      for (const kind of [true, false]) {
        const order = went.filter(({ record }) => record === kind).map(({ n }) => n);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
      expect(went).toHaveLength(asked.length);
      // A record goes only when no change is left, or when eight have gone in a row.
      let row = 1;
      const left = { changes: asked.filter((record) => !record).length };
      for (const { record } of went) {
        if (record) expect(left.changes === 0 || row >= 8).toBe(true);
        else left.changes -= 1;
        row = record ? 0 : row + 1;
      }
    }),
  );
});

it("lets a change of a person's on SQLite go before the journal that asked first", async () => {
  const db = await testDatabases()[0]?.connect();
  if (!db) throw new Error("no SQLite");
  const order: string[] = [];
  const write = (what: string) => async (trx: Db) => {
    await trx.raw("select 1");
    order.push(what);
  };
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const under = change(db, () => held);
  const asked = [batch(db, write("records")), batch(db, write("records")), change(db, write("change"))];
  go();
  await Promise.all([under, ...asked]);
  expect(order).toEqual(["change", "records", "records"]);
});

it.each(testDatabases())(
  "a change begun inside another one that waits for it is told, and one that nobody waits for has its turn, on $name",
  async ({ connect }) => {
    const db = await connect();
    const before = patience.millis;
    onTestFinished(() => {
      patience.millis = before;
    });
    patience.millis = 100;
    const put = (value: number) => change(db, (own) => own("change_counter").update({ value }));
    const nested = change(db, () => put(7));
    await expect(nested).rejects.toThrow("each waits for the other's end");
    patience.millis = before;
    await change(db, (trx) => change(trx, (same) => same("change_counter").update({ value: 8 })));
    const later: Promise<unknown>[] = [];
    await change(db, async (trx) => {
      await trx("change_counter").update({ value: 9 });
      later.push(
        put(10),
        new Promise((resolve) => setTimeout(resolve, 50)).then(() => put(10)),
      );
      later.push(batch(db, (own) => own("change_counter").first("value")));
    });
    await Promise.all(later);
    expect(await db("change_counter").first("value")).toEqual({ value: 10 });
  },
);
