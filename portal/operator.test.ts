import { describe, expect, it } from "vitest";
import { listAlarms, raiseAlarm } from "../db/alarms.ts";
import { listAudit } from "../db/audit.ts";
import { recordFound } from "../db/found-phones.ts";
import { anOrganisation, aPhone, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

const found = { vendor: "snom", model: "D785", firmware: null, address: "192.0.2.9", userAgent: null } as const;

describe.each(["SQLite", "PostgreSQL"] as const)("operator staff, on %s", (database) => {
  it("finds organisations by any word of their title, with what they have and what is not in step", async () => {
    const house = await aHouse({ database });
    const firm = await aFirm(house.db, 41);
    await anOrganisation(house.db, { name: "alands-vind", title: "Ålands Vind AB" });
    const olle = await house.somebody(firm.organisation, ["operator"], { operates: "all" });
    const { body } = await olle.get("/operator/organisations?q=alands");
    expect(body).toMatchObject({ total: 1, rows: [{ title: "Ålands Vind AB", users: 0, phones: 0, notInStep: 0 }] });
    const { body: mine } = await olle.get("/operator/organisations?q=bjorko%2041");
    expect(mine.rows).toMatchObject([{ id: firm.organisation, users: 3, phones: 1, notInStep: 1 }]);
  });

  it("gives an organisation another title, and a phone that is nobody's", async () => {
    const house = await aHouse({ database });
    const { id } = await anOrganisation(house.db);
    const other = await anOrganisation(house.db);
    await recordFound(house.db, [{ ...found, mac: "0004137f0009", at: testNow.toISOString(), organisationId: null }]);
    const olle = await house.somebody(id, ["operator"], { operates: "all" });
    const part = await house.somebody(id, ["operator"], { operates: [id] });
    const path = `/operator/organisations/${id}`;
    expect((await olle.ask("PATCH", path, { body: { title: "Björkö Tak AB" }, version: 1 })).status).toBe(200);
    expect((await part.ask("PATCH", `/operator/organisations/${other.id}`, { body: { title: "X" }, version: 1 })).body.code).toBe(
      "organisation_not_found",
    );
    const claim = { organisationId: id, mac: "00:04:13:7F:00:09", label: "Entrén" };
    expect((await part.post("/operator/claim", claim)).body.code).toBe("phone_not_found");
    expect((await olle.post("/operator/claim", { ...claim, mac: "000413-7f0010" })).body.code).toBe("phone_not_found");
    const { status, body } = await olle.post("/operator/claim", claim);
    expect([status, body.organisationId]).toEqual([201, id]);
    const actions = (await listAudit(house.db, { organisationId: id })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["organisation.updated", "phone.claimed"]));
    expect((await olle.get("/operator/found")).body.rows).toEqual([]);
  });

  it("sees what runs, and looks at alarms of the organisations that are its own", async () => {
    const house = await aHouse({ database });
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const nobodys = { kind: "unknown_flood", phoneId: null, mac: null, address: "192.0.2.1", detail: "" } as const;
    await raiseAlarm(house.db, { organisationId: null, ...nobodys }, testNow);
    const part = await house.somebody(mine.organisation, ["operator"], { operates: [mine.organisation] });
    const olle = await house.somebody(mine.organisation, ["operator"], { operates: "all" });
    const health = (await olle.get("/operator/health")).body;
    expect(health).toMatchObject({
      version: "1.2.3",
      database: "ok",
      phones: { current: 0, waiting: 2, stopped: 0 },
      openAlarms: 3,
      queues: { mail: 0, mailGivenUp: 0, found: 3 },
    });
    expect((await part.get("/operator/health")).body).toMatchObject({ phones: { waiting: 1 }, openAlarms: 1, queues: null });
    const ids = ({ alarms }: { alarms: { id: string }[] }) => alarms.map(({ id }) => id).sort();
    expect(ids((await part.get("/operator/alarms")).body)).toEqual([mine.alarm]);
    expect((await part.post(`/operator/alarms/${theirs.alarm}/acknowledge`)).body.code).toBe("alarm_not_found");
    expect((await olle.post(`/operator/alarms/${mine.alarm}/acknowledge`)).status).toBe(204);
    expect(ids((await part.get("/operator/alarms")).body)).toEqual([]);
    expect(ids((await part.get("/operator/alarms?all=true")).body)).toEqual([mine.alarm]);
    expect((await listAudit(house.db, { organisationId: mine.organisation, action: "alarm.acknowledged" }))[0]).toMatchObject({
      subject: { kind: "alarm", id: mine.alarm },
    });
    expect(await listAlarms(house.db, { organisationId: theirs.organisation, open: true })).toHaveLength(1);
  });
});

describe("an administrator", () => {
  it("sees the alarms of one phone, and puts them aside one by one", async () => {
    const house = await aHouse();
    const { id } = await anOrganisation(house.db);
    const phone = await aPhone(house.db, id);
    const eva = await house.somebody(id, ["user", "administrator"]);
    const second = { kind: "window_taken", phoneId: phone.id, mac: phone.mac, address: "192.0.2.66", detail: "" } as const;
    await raiseAlarm(house.db, { organisationId: id, ...second }, testNow);
    await raiseAlarm(house.db, { organisationId: id, ...second, kind: "token_misused" }, testNow);
    const { body } = await eva.get(`/alarms?phoneId=${phone.id}`);
    expect(body.alarms.map((one: { kind: string }) => one.kind).sort()).toEqual(["token_misused", "window_taken"]);
    await eva.post(`/alarms/${body.alarms[0].id}/acknowledge`);
    expect((await eva.get("/alarms")).body.alarms).toHaveLength(1);
  });
});
