import { beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changesSince, latestChange } from "./changes.ts";
import { retirePhone } from "./phones.ts";
import { askResync, cancelResync, countResyncs, phonesAmong, resyncsOf } from "./resync.ts";
import { phonesOf } from "./revisions.ts";
import { anOrganisationWithExchange, aPhone, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

const later = (seconds: number) => new Date(testNow.getTime() + seconds * 1000);

describe.each(testDatabases())("phones that shall fetch again, on $name", ({ connect }) => {
  let db: Db;
  let organisationId: string;
  beforeAll(async () => {
    db = await connect();
    organisationId = (await anOrganisationWithExchange(db)).id;
  });
  const phone = () => aPhone(db, organisationId);
  const ask = (ids: readonly string[], notBefore: Date | null = null, now = testNow) =>
    askResync(db, { phones: phonesAmong(db, ids), reason: "person", notBefore }, testActor, now);

  it("wait with who asked and when; the log names one phone, and of many how many", async () => {
    const [a, b, c] = [await phone(), await phone(), await phone()];
    await retirePhone(db, { organisationId, id: c.id }, testActor, testNow);
    const before = await latestChange(db);
    expect(await ask([a.id])).toBe(1);
    expect(await ask([a.id, b.id, c.id, "none"])).toBe(2);
    const all = await resyncsOf(db, [a.id, b.id, c.id]);
    expect([...all.keys()].sort()).toEqual([a.id, b.id].sort());
    expect(all.get(a.id)).toMatchObject({ state: "waiting", askedBy: "Provaren", dueAt: testNow.toISOString(), result: null });
    const entries = await listAudit(db, { organisationId, action: "phone.resync_asked" });
    expect(entries.map(({ subject, after }) => [subject.kind, after])).toEqual(
      expect.arrayContaining([
        ["phone", { phones: 1, notBefore: null }],
        ["organisation", { phones: 2, notBefore: null }],
      ]),
    );
    const told = (await changesSince(db, before, 9)).filter((one) => one.kind === "resync");
    expect(told.map((one) => one.phoneId)).toEqual([a.id, null]);
  });

  it("are asked once, when the earlier of two said, and not at all when it is taken back", async () => {
    const { id } = await phone();
    await ask([id], later(3600));
    await ask([id], later(7200), later(1));
    expect((await resyncsOf(db, [id])).get(id)?.dueAt).toBe(later(3600).toISOString());
    await ask([id], null, later(2));
    expect((await resyncsOf(db, [id])).get(id)?.dueAt).toBe(later(2).toISOString());
    const other = (await anOrganisationWithExchange(db)).id;
    expect(await cancelResync(db, { organisationId: other, phones: phonesAmong(db, [id]) }, testActor, later(3))).toBe(0);
    expect(await cancelResync(db, { organisationId, phones: phonesAmong(db, [id]) }, testActor, later(3))).toBe(1);
    expect((await resyncsOf(db, [id])).get(id)).toMatchObject({ state: "done", dueAt: null, result: null });
    expect(await listAudit(db, { organisationId, action: "phone.resync_cancelled" })).toMatchObject([
      { subject: { kind: "phone", id }, after: { phones: 1 } },
    ]);
  });

  it("are counted for each organisation by what became of it", async () => {
    const { id } = await anOrganisationWithExchange(db);
    for (let n = 0; n < 3; n++) await aPhone(db, id);
    await askResync(db, { phones: phonesOf(db, id), reason: "rollout", notBefore: later(60) }, testActor, testNow);
    expect(await countResyncs(db, id)).toEqual([{ state: "waiting", result: null, count: 3 }]);
  });
});
