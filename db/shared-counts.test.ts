import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SharedCounter } from "./shared-counts.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

const now = new Date("2026-03-02T08:00:10.000Z");
const minute = 60_000;
const secret = Buffer.alloc(32, 7);

function node(db: Db, nodeId: string, clock = () => now): SharedCounter {
  return new SharedCounter({
    ...{ db, nodeId, secret, clock, every: 10 },
    onFault: (error) => {
      throw error;
    },
  });
}

describe.each(testDatabases())("counts of several processes on $name", ({ name, connect }) => {
  const shared = name === "PostgreSQL";

  test("what each counts is known to the others, and on SQLite, where there are no others, nothing is written", async () => {
    const db = await connect();
    const [one, two] = [node(db, "one"), node(db, "two")];
    expect([1, 2, 3].map(() => one.add("tries", "203.0.113.0/24", minute, now))).toEqual([1, 2, 3]);
    expect(two.add("tries", "203.0.113.0/24", minute, now, 2)).toBe(2);
    for (const counter of [one, two, one]) await counter.settle();
    expect(two.count("tries", "203.0.113.0/24", minute, now)).toBe(shared ? 5 : 2);
    expect(one.add("tries", "203.0.113.0/24", minute, now)).toBe(shared ? 6 : 4);
    expect(one.count("tries", "198.51.100.0/24", minute, now)).toBe(0);
    expect(await db("shared_count")).toHaveLength(shared ? 2 : 0);
  });

  test("a process that comes later knows what was counted before, also by one that has died", async () => {
    const db = await connect();
    const dead = node(db, "dead");
    dead.add("tries", "a", minute, now, 7);
    await dead.settle();
    const young = node(db, "young");
    await young.settle();
    expect(young.count("tries", "a", minute, now)).toBe(shared ? 7 : 0);
  });

  test("a window ends for all at the same moment, and then it is gone", async () => {
    const db = await connect();
    let at = now;
    const [one, two] = [node(db, "one", () => at), node(db, "two", () => at)];
    one.add("tries", "a", minute, at, 9);
    for (const counter of [one, two]) await counter.settle();
    at = new Date("2026-03-02T08:01:00.000Z");
    expect([one, two].map((counter) => counter.count("tries", "a", minute, at))).toEqual([0, 0]);
    await node(db, "three", () => at).settle();
    expect(await db("shared_count")).toEqual([]);
  });

  test("the same identifier in two processes counts once", async () => {
    const db = await connect();
    const [one, two] = [node(db, "one"), node(db, "two")];
    const macs = Array.from({ length: 40 }, (_, n) => `0015650000${n.toString(16).padStart(2, "0")}`);
    for (const mac of macs) one.addDistinct("unknown", "net", mac, minute, now);
    for (const mac of macs.slice(20)) two.addDistinct("unknown", "net", mac, minute, now);
    for (const counter of [one, two, one]) await counter.settle();
    expect(Math.abs(one.count("unknown", "net", minute, now) - 40)).toBeLessThanOrEqual(2);
    expect(Math.abs(two.count("unknown", "net", minute, now) - (shared ? 40 : 20))).toBeLessThanOrEqual(2);
  });
});

test("however many different identifiers there are, they are counted to within a few in a hundred", async () => {
  const [database] = testDatabases();
  if (!database) throw new Error("no database");
  const db = await database.connect();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.string(), (count, salt) => {
      const counter = node(db, "one");
      let told = 0;
      for (let n = 0; n < count; n++) told = counter.addDistinct("s", "k", `${salt} ${n}`, minute, now);
      expect(Math.abs(told - count)).toBeLessThanOrEqual(Math.max(4, count * 0.08));
      expect(counter.addDistinct("s", "k", `${salt} 0`, minute, now)).toBe(told);
    }),
    { numRuns: 10 },
  );
});
