import { describe, expect, it } from "vitest";
import { getSnapshot, keepSnapshot, keepSnapshots, listSnapshots, oldSnapshots } from "./snapshots.ts";
import { aGroup, anOrganisation, testActor } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 9));

describe.each(testDatabases())("versions on $name", ({ connect }) => {
  it("are kept as they were written, the latest first, and belong to one organisation", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: other } = await anOrganisation(db);
    const of = { organisationId, kind: "menu", id: "m1" } as const;
    await keepSnapshot(db, { ...of, version: 1, body: { name: "Växel" } }, testActor, at(1));
    await keepSnapshot(db, { ...of, version: 2, body: { name: "Växeln", keys: [1, null] } }, testActor, at(2));
    await keepSnapshot(db, { ...of, kind: "group", version: 9, body: {} }, testActor, at(3));
    expect(await listSnapshots(db, of)).toEqual([
      { version: 2, at: at(2).toISOString(), by: testActor.name },
      { version: 1, at: at(1).toISOString(), by: testActor.name },
    ]);
    expect((await getSnapshot(db, { ...of, version: 2 }))?.body).toEqual({ name: "Växeln", keys: [1, null] });
    expect(await getSnapshot(db, { ...of, version: 3 })).toBeNull();
    expect(await getSnapshot(db, { ...of, organisationId: other, version: 2 })).toBeNull();
    expect(await listSnapshots(db, { ...of, organisationId: other })).toEqual([]);
  });

  it("are forgotten two years after they were replaced, and what applies never is, unless the thing itself is gone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const group = await aGroup(db, organisationId);
    const of = { organisationId, kind: "group", id: group.id } as const;
    await db("snapshot").delete();
    for (const day of [1, 2, 5, 9]) await keepSnapshot(db, { ...of, version: day, body: day }, testActor, at(day));
    await keepSnapshots(db, [{ ...of, id: "deleted", version: 1, body: 1 }], testActor, at(1));
    const purge = (day: number) => oldSnapshots(db, at(day)).delete();
    expect(await purge(1)).toBe(0);
    expect(await purge(8)).toBe(3);
    expect((await listSnapshots(db, of)).map(({ version }) => version)).toEqual([9, 5]);
    expect(await listSnapshots(db, { ...of, id: "deleted" })).toEqual([]);
    expect(await purge(300)).toBe(1);
    expect((await listSnapshots(db, of)).map(({ version }) => version)).toEqual([9]);
  });
});
