import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { updateOrganisation } from "../db/organisations.ts";
import { aGroup, aPhone, testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

describe("an organisation's own settings", () => {
  it("are changed together by an administrator, who sees what the operator has decided and cannot change it", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const { organisation: id } = firm;
    const administrator = await house.somebody(id, ["user", "administrator"]);
    const group = await aGroup(house.db, id, { name: "Växeln", number: "08-465 004 00" });
    await updateOrganisation(house.db, { id, foreignPrefixes: ["+47"] }, testActor, testNow);
    const { body: before } = await administrator.get("/organisation");
    expect(before).toMatchObject({
      mainGroupId: null,
      featureScheme: "ex",
      foreignPrefixes: ["+47"],
      timeZone: "Europe/Stockholm",
    });
    expect(before.mainChoices).toContainEqual({
      id: group.id,
      name: "Växeln",
      number: expect.objectContaining({ e164: "+46846500400" }),
    });
    const body = { title: "Björkö Bygg och Mark AB", language: "en", mainGroupId: group.id };
    const phone = await aPhone(house.db, id);
    const reach = (await administrator.post("/reach", { method: "patch", path: "/organisation", body, version: before.version }))
      .body;
    expect(reach.phones.map((one: { id: string }) => one.id)).toContain(phone.id);
    expect((await administrator.get("/organisation")).body).toEqual(before);
    house.now.at = new Date(testNow.getTime() + 60_000);
    const saved = await administrator.patch("/organisation", body, before.version);
    expect(saved.body).toMatchObject({ ...body, timeZone: "Europe/Stockholm", foreignPrefixes: ["+47"] });
    const late = await administrator.patch("/organisation", { title: "X" }, before.version);
    expect([late.status, late.body.current.title]).toEqual([412, body.title]);
    for (const refused of [{ foreignPrefixes: ["+1"] }, { featureScheme: "legacy" }, { timeZone: "Europe/Oslo" }])
      expect((await administrator.patch("/organisation", refused, saved.body.version)).status).toBe(422);
    const entries = await listAudit(house.db, { organisationId: id, limit: 2 });
    expect(entries.map(({ action, after }) => [action, after])).toEqual([
      ["organisation.main_number_set", { mainGroup: group.id }],
      ["organisation.updated", { title: body.title, language: "en" }],
    ]);
    // Both are one write, and one undo.
    const undone = await administrator.post(`/audit/${entries[0]?.id}/undo`);
    expect(undone.status).toBeLessThan(300);
    expect((await administrator.get("/organisation")).body).toMatchObject({
      title: before.title,
      language: "sv",
      mainGroupId: null,
    });
  });

  it("keep what an operator does not name, and take the operator's permission for calls abroad", async () => {
    const house = await aHouse();
    const { organisation: id } = await aFirm(house.db, 41);
    await updateOrganisation(house.db, { id, language: "en", timeZone: "Europe/Helsinki" }, testActor, testNow);
    const operator = await house.somebody(id, ["operator"], { operates: [id] });
    const row = (await operator.get("/operator/organisations")).body.rows[0];
    const path = `/operator/organisations/${id}`;
    const named = await operator.patch(path, { title: "Nytt namn AB", foreignPrefixes: ["+47", "+45"] }, row.version);
    expect(named.body).toMatchObject({
      title: "Nytt namn AB",
      language: "en",
      timeZone: "Europe/Helsinki",
      foreignPrefixes: ["+45", "+47"],
    });
    const wrong = await operator.patch(path, { foreignPrefixes: ["+46"] }, named.body.version);
    expect([wrong.status, wrong.body.code, wrong.body.errors?.[0]?.field]).toEqual([
      422,
      "foreign_prefix_invalid",
      "foreignPrefixes",
    ]);
  });
});
