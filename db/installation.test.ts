import { describe, expect, test } from "vitest";
import { openInstallation, renewRenderEpoch } from "./installation.ts";
import { testKeyring } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const now = new Date("2026-03-02T08:00:00.000Z");

describe.each(testDatabases())("nodes that start together on $name", ({ connect }) => {
  test("all come up, with one key of the bodies, and with files that count as old once", async () => {
    const db = await connect();
    const opened = await Promise.all([1, 2, 3].map(() => openInstallation(db, testKeyring, now)));
    expect(new Set(opened.map(({ hashKey }) => Buffer.from(hashKey).toString("hex"))).size).toBe(1);
    expect(await Promise.all([1, 2, 3].map(() => renewRenderEpoch(db, "first")))).toEqual([false, false, false]);
    const next = await Promise.all([1, 2, 3].map(() => renewRenderEpoch(db, "second")));
    expect(next.filter((differed) => differed)).toHaveLength(1);
    expect(await db("render_epoch").pluck("epoch")).toEqual(["second"]);
  });
});
