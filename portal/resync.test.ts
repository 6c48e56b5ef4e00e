import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { createExchangeKey } from "../db/exchange-keys.ts";
import { setPhoneAccounts } from "../db/phones.ts";
import { aSipAccount, testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

async function scene(line: number) {
  const house = await aHouse();
  const firm = await aFirm(house.db, line);
  const account = await aSipAccount(house.db, firm.organisation);
  const accounts = [account.id];
  await setPhoneAccounts(house.db, { organisationId: firm.organisation, id: firm.phone, accounts }, testActor, testNow);
  const administrator = await house.somebody(firm.organisation, ["user", "administrator"]);
  return { house, firm, account, administrator, path: `/phones/${firm.phone}/resync` };
}

describe("telling a phone to fetch", () => {
  it("is put in with who asked, seen on the phone and in its row, and taken back", async () => {
    const { house, firm, administrator, path } = await scene(71);
    expect((await administrator.get(path)).body).toMatchObject({
      resync: null,
      registration: null,
      mode: "hand",
      reachable: false,
    });
    const at = { scope: `organisation:${firm.organisation}`, layer: "organisation", organisation_id: firm.organisation };
    const value = JSON.stringify({ host: "sip.example.se", port: null });
    const who = { updated_at: testNow.toISOString(), updated_by: "Provaren" };
    await house.db("setting").insert({ ...at, vendor: "", name: "exchange.registrar", value, ...who });
    const asked = await administrator.post(path, { when: "night" });
    expect(asked.body).toMatchObject({ reachable: true, resync: { state: "waiting", reason: "person", result: null } });
    expect(asked.body.resync.dueAt).toBe(asked.body.night);
    expect(asked.headers.get("x-audit-id")).not.toBeNull();
    expect((await administrator.get(`/phones/${firm.phone}`)).body.resync).toMatchObject({ state: "waiting" });
    expect((await administrator.get("/resync")).body).toMatchObject({ waiting: 1, sending: 0, results: [], mode: "hand" });
    expect((await administrator.delete(path)).status).toBe(204);
    expect((await administrator.get(path)).body.resync).toMatchObject({ state: "done", dueAt: null });
    expect((await administrator.post(`/phones/${firm.phone}/registration`)).body.probe).toMatchObject({ state: "waiting" });
    expect(await listAudit(house.db, { organisationId: firm.organisation, action: "phone.resync_asked" })).toHaveLength(1);
  });

  it("is chosen for the organisation, with what somebody else has chosen meanwhile told", async () => {
    const { firm, house, administrator } = await scene(72);
    const { body, headers } = await administrator.get("/resync");
    expect(body).toMatchObject({ mode: "hand", nightFrom: "22:00", nightTo: "05:00", perMinute: 60 });
    const version = Number(headers.get("etag")?.replaceAll('"', ""));
    const saved = await administrator.patch("/resync", { mode: "now", perMinute: 30 }, version);
    expect(saved.body).toMatchObject({ mode: "now", perMinute: 30, nightFrom: "22:00" });
    const late = await administrator.patch("/resync", { mode: "night" }, version);
    expect([late.status, late.body.code]).toEqual([412, "version_conflict"]);
    const entries = await listAudit(house.db, { organisationId: firm.organisation, action: "setting.set" });
    expect(entries.map(({ after }) => after)).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "resync.mode", value: '"now"' })]),
    );
    const undone = await administrator.post(`/audit/${saved.headers.get("x-audit-id")}/undo`);
    expect(undone.status).toBeLessThan(300);
    expect((await administrator.get("/resync")).body).toMatchObject({ mode: "hand", perMinute: 60 });
  });
});

describe("an exchange", () => {
  it("tells which accounts are registered, and again it says nothing new; a person may not", async () => {
    const { firm, house, account, administrator, path } = await scene(73);
    const key = await createExchangeKey(house.db, { organisationId: firm.organisation, name: "Växeln" }, testActor, testNow);
    const tell = (registered: boolean, at: string) =>
      house.stranger().ask("POST", "/registrations", {
        headers: { authorization: `Bearer ${key.token}` },
        body: {
          registrations: [
            { account: account.sipUser, registered, at },
            { account: "okänd", registered, at },
          ],
        },
      });
    expect((await tell(true, "2026-03-02T08:00:00Z")).body).toEqual({ taken: 1 });
    expect((await tell(false, "2026-03-02T08:59:00+01:00")).body).toEqual({ taken: 1 });
    expect((await administrator.get(path)).body.registration).toMatchObject({ registered: true, at: "2026-03-02T08:00:00.000Z" });
    expect((await tell(true, "i går")).status).toBe(422);
  });
});
