import { describe, expect, it } from "vitest";
import { raiseAlarm } from "./alarms.ts";
import { openDatabase } from "./connect.ts";
import { testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("an alarm on $name", ({ create }) => {
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
