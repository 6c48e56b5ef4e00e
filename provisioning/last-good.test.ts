import { describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { aBoundPhone, aSipAccount } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { aFirmWithPhone, open } from "./testing/scene.ts";

/** As a disk fault or a hand in the database would: what the phone's file needs can no longer be opened. */
async function spoil(db: Db, phoneId: string): Promise<void> {
  const sealed = { admin_password_sealed: "spoilt" };
  await db("phone").where("id", phoneId).increment("revision", 1).update(sealed);
  await db.transaction(async (trx) => {
    await trx("change_counter").where("id", 1).increment("value", 1);
    const [counter] = await trx("change_counter").select("value");
    await trx("change").insert({ seq: counter.value, kind: "phone", organisation_id: null, phone_id: phoneId });
  });
}

describe.each(testDatabases())("a file that cannot be made on $name", ({ connect }) => {
  it("is served as it last was, an alarm is raised, and other phones asking in the same moment get theirs", async () => {
    const db = await connect();
    const { phone, organisation } = await aFirmWithPhone(db);
    const account = await aSipAccount(db, organisation.id);
    const others = await Promise.all(
      Array.from({ length: 3 }, () => aBoundPhone(db, organisation.id, { accounts: [account.id] })),
    );
    const first = await open(db);
    const path = await first.tokenPath(phone, `${phone.mac}.cfg`);
    const good = await first.ask(path);
    await first.provisioning.settle();

    await spoil(db, phone.id);
    await first.provisioning.settle();
    const paths = await Promise.all(others.map((other) => first.tokenPath(other, `${other.mac}.cfg`)));
    const [kept, ...theirs] = await Promise.all([path, ...paths].map((one) => first.ask(one)));
    expect([kept?.status, kept?.body]).toEqual([200, good.body]);
    expect(theirs.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await first.journal({ phoneId: phone.id })).map(({ reason }) => reason)).toContain("render_failed");
    const [alarm] = await listAlarms(db, { organisationId: organisation.id });
    expect(alarm).toMatchObject({ kind: "render_failed", phoneId: phone.id, mac: phone.mac, count: 1 });

    const restarted = await open(db);
    const again = await restarted.ask(path);
    expect([again.status, again.body]).toEqual([200, good.body]);
  });

  it("and was never made before is nothing", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db);
    await spoil(db, phone.id);
    const house = await open(db);
    expect((await house.ask(await house.tokenPath(phone, `${phone.mac}.cfg`))).status).toBe(404);
    const [entry] = await house.journal({ phoneId: phone.id });
    expect(entry).toMatchObject({ reason: "render_failed_nothing_kept", decision: "everything" });
  });
});
