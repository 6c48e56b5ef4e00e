import { describe, expect, test } from "vitest";
import { announce } from "./changes.ts";
import { beatNode, forgetNodes, leaveNode, listNodes, type NodeBeat } from "./nodes.ts";
import { testDatabases } from "./testing/databases.ts";
import { change } from "./transaction.ts";

const now = new Date("2026-03-02T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const beat = (id: string, name: string): NodeBeat => ({
  ...{ id, name, version: "1.0.0", startedAt: now.toISOString(), state: "serving", seen: 0 },
  listeners: [{ name: "portal", port: 8000 }],
});

describe.each(testDatabases())("nodes on $name", ({ connect }) => {
  test("stand in the list while they are heard, as silent when they are not, and not at all when they have left", async () => {
    const db = await connect();
    await beatNode(db, beat("b", "north"), now);
    await beatNode(db, beat("a", "south"), now);
    await beatNode(db, beat("c", "north"), now);
    expect((await listNodes(db, later(10))).map(({ id, name, state }) => [id, name, state])).toEqual([
      ["b", "north", "serving"],
      ["c", "north", "serving"],
      ["a", "south", "serving"],
    ]);
    await beatNode(db, { ...beat("a", "south"), state: "stopping" }, later(15));
    await leaveNode(db, "c");
    expect((await listNodes(db, later(30))).map(({ id, state }) => [id, state])).toEqual([
      ["b", "silent"],
      ["a", "stopping"],
    ]);
    await forgetNodes(db, later(3601));
    expect((await listNodes(db, later(30))).map(({ id }) => id)).toEqual(["a"]);
  });

  test("say how far they are behind, and how far their clock is ahead of the database's", async () => {
    const db = await connect();
    await change(db, (trx) => announce(trx, "organisation", {}));
    await change(db, (trx) => announce(trx, "organisation", {}));
    const machine = new Date();
    await beatNode(db, { ...beat("a", "north"), seen: 1 }, new Date(machine.getTime() + 60_000));
    await beatNode(db, { ...beat("b", "north"), seen: 2 }, machine);
    const [a, b] = await listNodes(db, machine);
    expect([a?.behind, b?.behind]).toEqual([1, 0]);
    expect(Math.abs((a?.clockAhead ?? 0) - 60_000)).toBeLessThan(30_000);
    expect(b?.clockAhead).toBeLessThan(30_000);
  });
});
