import { describe, expect, it } from "vitest";
import { listAlarms, raiseAlarm } from "./alarms.ts";
import { openDatabase } from "./connect.ts";
import { anOrganisation, aPhone, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const at = testNow.toISOString();
const minutesLater = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);

describe.each(testDatabases())("an alarm on $name", ({ connect, create }) => {
  it("counts up until acknowledged, by kind and phone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const alarm = {
      kind: "render_failed",
      organisationId,
      phoneId: phone.id,
      mac: phone.mac,
      address: null,
      detail: "a",
    } as const;
    await raiseAlarm(db, alarm, testNow);
    await raiseAlarm(db, { ...alarm, detail: "b" }, minutesLater(1));
    await raiseAlarm(db, { ...alarm, phoneId: null, mac: null }, minutesLater(2));
    await raiseAlarm(db, { ...alarm, phoneId: null, mac: null }, minutesLater(3));
    const alarms = await listAlarms(db, { organisationId });
    expect(alarms.map((one) => [one.phoneId, one.detail, one.count])).toEqual([
      [null, "a", 2],
      [phone.id, "b", 2],
    ]);
    expect(await listAlarms(db, { organisationId, phoneId: phone.id })).toMatchObject([
      { firstAt: at, lastAt: minutesLater(1).toISOString() },
    ]);
    expect(await listAlarms(db, { organisationId: (await anOrganisation(db)).id })).toEqual([]);
  });

  it("is one row with its count, also when two processes raise it at the same moment", async () => {
    const { db, options } = await create();
    const other = await openDatabase(options);
    const input = {
      kind: "unknown_flood",
      organisationId: null,
      phoneId: null,
      mac: null,
      address: "192.0.2.6",
      detail: "",
    } as const;
    await Promise.all(Array.from({ length: 10 }, (_, n) => raiseAlarm(n % 2 === 0 ? db : other, input, testNow)));
    await other.destroy();
    expect(await db("alarm").select("kind", "count")).toEqual([{ kind: "unknown_flood", count: 10 }]);
  });
});
