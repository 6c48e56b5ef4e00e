import { expect, it } from "vitest";
import { newId } from "../db/ids.ts";
import { appendJournal } from "../db/journal.ts";
import { beatNode } from "../db/nodes.ts";
import { testNow } from "../db/testing/builders.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import { aFirm, aHouse } from "./testing/house.ts";

it.each(["SQLite", "PostgreSQL"] as const)(
  "health on %s counts as refused what was refused, and not what a make asks for and by design does not get",
  async (database) => {
    const house = await aHouse({ database });
    const { organisation: organisationId, phone: phoneId } = await aFirm(house.db, 41);
    const operator = await house.somebody(organisationId, ["operator"], { operates: [organisationId] });
    const asked = (reason: Reason, status: number) => ({
      ...({ id: newId(testNow), at: testNow.toISOString(), transport: "http", method: "GET", path: "/x.cfg" } as const),
      ...{ address: "192.0.2.7", userAgent: null, mac: null, vendor: null, model: null, wants: "phone", rung: "bound" },
      ...{ phoneId, organisationId, decision: "everything", reason, status, bytes: 0, durationMicros: 5 },
    });
    const requests = [
      asked("token_valid", 200),
      asked("file_none", 404),
      asked("firmware_none", 404),
      asked("bootstrap_none", 404),
      asked("digest_missing", 401),
      asked("token_unknown", 404),
      asked("render_failed_nothing_kept", 503),
    ];
    await appendJournal(house.db, requests);
    expect((await operator.get("/operator/health")).body.requests).toMatchObject({ requests: 7, refused: 2 });
  },
);

it("health tells operators of everything which nodes there are, which has gone silent, and whose clock is wrong", async () => {
  const house = await aHouse({ database: "PostgreSQL" });
  const { organisation: organisationId } = await aFirm(house.db, 41);
  const beat = (id: string, name: string, at: Date) => {
    const said = { id, name, version: "1.0.0", startedAt: testNow.toISOString(), state: "serving", seen: 0 } as const;
    return beatNode(house.db, { ...said, listeners: [] }, at);
  };
  await beat("a", "norr", testNow);
  await beat("b", "syd", new Date(testNow.getTime() - 60_000));
  const all = await house.somebody(organisationId, ["operator"], { operates: "all" });
  const { nodes } = (await all.get("/operator/health")).body;
  // The tests' clock stands still, far from the database's.
  expect(nodes).toMatchObject([
    { name: "norr", state: "serving", here: false, clockAhead: expect.any(Number) },
    { name: "syd", state: "silent" },
  ]);
  const some = await house.somebody(organisationId, ["operator"], { operates: [organisationId] });
  expect((await some.get("/operator/health")).body.nodes).toBeNull();
});
