import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { createExchangeKey, listExchangeKeys, revokeExchangeKey, useExchangeKey } from "./exchange-keys.ts";
import { anOrganisation, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);

describe.each(testDatabases())("keys of exchanges on $name", ({ connect }) => {
  it("are told once, say whose they are until revoked, and leave their name and no more in the change log", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const input = { organisationId: one.id, name: "Växeln" };
    const made = await createExchangeKey(db, input, testActor, testNow);
    expect(made.token).toMatch(/^klyka-exchange-[0-9a-z]{26}$/);
    expect(await useExchangeKey(db, made.token, testNow)).toEqual({ id: made.id, organisationId: one.id });
    expect(await useExchangeKey(db, `${made.token}0`, testNow)).toBeNull();
    const foreign = revokeExchangeKey(db, { organisationId: two.id, id: made.id }, testActor, testNow);
    await expect(foreign).rejects.toMatchObject({ code: "exchange_key_not_found" });
    await revokeExchangeKey(db, { organisationId: one.id, id: made.id }, testActor, later(1));
    const again = revokeExchangeKey(db, { organisationId: one.id, id: made.id }, testActor, later(2));
    await expect(again).rejects.toMatchObject({ code: "exchange_key_not_found" });
    expect([await useExchangeKey(db, made.token, later(3)), await listExchangeKeys(db, one.id)]).toEqual([null, []]);
    const entries = await listAudit(db, { organisationId: one.id });
    const about = entries.filter(({ subject }) => subject.kind === "exchange_key");
    expect(about.map(({ action, after }) => [action, after])).toEqual([
      ["exchange_key.revoked", null],
      ["exchange_key.created", { name: "Växeln" }],
    ]);
    for (const kept of [entries, await db("exchange_key").select()]) expect(JSON.stringify(kept)).not.toContain(made.token);
    // A name is free again when its key is void.
    await createExchangeKey(db, input, testActor, later(4));
    const taken = createExchangeKey(db, input, testActor, later(5));
    await expect(taken).rejects.toMatchObject({ code: "exchange_key_name_taken", detail: { name: "Växeln" } });
    await createExchangeKey(db, { ...input, organisationId: two.id }, testActor, later(6));
  });

  it("note their use at most once an hour", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { token, lastUsedAt } = await createExchangeKey(db, { organisationId, name: "Växeln" }, testActor, testNow);
    expect(lastUsedAt).toBeNull();
    const noted = [];
    for (const minutes of [1, 60, 61, 90]) {
      await useExchangeKey(db, token, later(minutes));
      noted.push((await listExchangeKeys(db, organisationId))[0]?.lastUsedAt);
    }
    expect(noted).toEqual([1, 1, 61, 61].map((minutes) => later(minutes).toISOString()));
  });
});
