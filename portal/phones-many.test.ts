import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { getPhone, listPhoneAccounts } from "../db/phones.ts";
import { aLayout, anOrganisation, aPhone, aSipAccount, aSite, aUser } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

const key = (index: number, id: string) => ({ place: { module: 0, index }, kind: "blf", target: { kind: "user", id } }) as const;

describe.each(["SQLite", "PostgreSQL"] as const)("many phones, on %s", (database) => {
  it("get a layout at once; what one is refused the others get, and it is undone as one", async () => {
    const house = await aHouse({ database });
    const { id: organisationId } = await anOrganisation(house.db);
    const layout = await aLayout(house.db, organisationId, { name: "Verkstad" });
    const [one, two, gone] = [
      await aPhone(house.db, organisationId),
      await aPhone(house.db, organisationId),
      await aPhone(house.db, organisationId),
    ];
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    await eva.ask("DELETE", `/phones/${gone.id}`, { version: 1 });
    const change = { what: "layout", layoutId: layout.id };
    const reach = await eva.post("/reach", { method: "post", path: "/phones/bulk", body: { phones: [one.id, two.id], change } });
    expect(reach.body.total).toBe(2);
    const { body, headers } = await eva.post("/phones/bulk", { phones: [one.id, two.id, gone.id], change });
    expect(body.results.map((result: { outcome: string; code: string | null }) => [result.outcome, result.code])).toEqual([
      ["changed", null],
      ["changed", null],
      ["refused", "phone_state_refused"],
    ]);
    expect((await listAudit(house.db, { organisationId, action: "phone.updated" })).length).toBe(2);
    const layoutOf = async (id: string) => (await getPhone(house.db, { organisationId, id })).layoutId;
    expect([await layoutOf(one.id), await layoutOf(two.id)]).toEqual([layout.id, layout.id]);
    expect((await eva.post(`/audit/${headers.get("x-audit-id")}/undo`)).status).toBe(204);
    expect([await layoutOf(one.id), await layoutOf(two.id)]).toEqual([null, null]);
  });

  it("are retired at once, and come back with keys and accounts and a new token when that is undone", async () => {
    const house = await aHouse({ database });
    const { id: organisationId } = await anOrganisation(house.db);
    const user = await aUser(house.db, organisationId);
    const account = await aSipAccount(house.db, organisationId);
    const phone = await aPhone(house.db, organisationId, { keys: [key(3, user.id)], accounts: [account.id] });
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const retired = await eva.post("/phones/bulk", { phones: [phone.id], change: { what: "retire" } });
    expect(retired.body.results[0]).toMatchObject({ outcome: "changed", name: phone.label || phone.mac });
    expect((await eva.post(`/audit/${retired.headers.get("x-audit-id")}/undo`)).body).toBeNull();
    const { body } = await eva.get(`/phones/${phone.id}`);
    expect([body.state, body.keys.some((one: { from: string }) => one.from === "phone")]).toEqual(["claimed", true]);
    expect(await listPhoneAccounts(house.db, { organisationId, id: phone.id })).toMatchObject([{ sipAccountId: account.id }]);
    expect(await listAudit(house.db, { organisationId, action: "phone.reinstated" })).toHaveLength(1);
    // Its MAC is taken meanwhile: it stays where it is.
    await eva.ask("DELETE", `/phones/${phone.id}`, { version: body.version });
    const [entry] = await listAudit(house.db, { organisationId, action: "phone.retired" });
    await eva.post("/phones", { mac: phone.mac, vendor: "yealink", model: "T46U", label: "" });
    expect((await eva.post(`/audit/${entry?.id}/undo`)).body.code).toBe("mac_taken");
  });

  it("of nobody's layout or another's phone change nothing", async () => {
    const house = await aHouse({ database });
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const eva = await house.somebody(mine.organisation, ["user", "administrator"]);
    const site = await aSite(house.db, mine.organisation, { name: "Norra" });
    const change = { what: "site", siteId: site.id };
    expect((await eva.post("/phones/bulk", { phones: [mine.phone, theirs.phone], change })).body.code).toBe("phone_not_found");
    const foreign = { what: "layout", layoutId: theirs.layout };
    expect((await eva.post("/phones/bulk", { phones: [mine.phone], change: foreign })).body.code).toBe("layout_not_found");
    expect((await getPhone(house.db, { organisationId: mine.organisation, id: mine.phone })).siteId).toBeNull();
  });
});

describe("a phone that gets somebody else", () => {
  it("loses its own keys when that is wanted, gets the new one's account, and all of it is undone at once", async () => {
    const house = await aHouse();
    const { id: organisationId } = await anOrganisation(house.db);
    const [bo, eva] = [await aUser(house.db, organisationId), await aUser(house.db, organisationId)];
    const account = await aSipAccount(house.db, organisationId);
    const phone = await aPhone(house.db, organisationId, { userId: bo.id, keys: [key(3, eva.id)] });
    const visitor = await house.somebody(organisationId, ["user", "administrator"]);
    const body = { userId: eva.id, accounts: [account.id], clearKeys: true };
    const path = `/phones/${phone.id}/user`;
    const answered = await visitor.ask("PUT", path, { body, version: phone.version });
    expect(answered.body).toMatchObject({ user: { id: eva.id }, accounts: [{ accountId: account.id }] });
    expect(answered.body.keys.filter((one: { from: string }) => one.from === "phone")).toEqual([]);
    expect((await visitor.ask("PUT", path, { body, version: phone.version })).status).toBe(412);
    const actions = (await listAudit(house.db, { organisationId })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["phone.accounts_set", "phone.keys_cleared", "phone.updated"]));
    await visitor.post(`/audit/${answered.headers.get("x-audit-id")}/undo`);
    const { body: back } = await visitor.get(`/phones/${phone.id}`);
    expect([back.user.id, back.accounts, back.keys.some((one: { from: string }) => one.from === "phone")]).toEqual([
      bo.id,
      [],
      true,
    ]);
  });
});

describe("a layout", () => {
  it("is copied with its keys, tells how many phones have it, and is not deleted while they do", async () => {
    const house = await aHouse();
    const { id: organisationId } = await anOrganisation(house.db);
    const bo = await aUser(house.db, organisationId);
    const layout = await aLayout(house.db, organisationId, { name: "Reception", keys: [key(3, bo.id), key(4, bo.id)] });
    const phone = await aPhone(house.db, organisationId, { layoutId: layout.id, label: "Disken" });
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const copy = await eva.post("/layouts", { name: "Reception norr", copyOf: layout.id });
    expect([copy.status, copy.body.keys.length]).toEqual([201, 2]);
    expect((await eva.get("/layouts")).body.rows).toMatchObject([
      { name: "Reception", phones: 1, keys: 2 },
      { name: "Reception norr", phones: 0, keys: 2 },
    ]);
    const refused = await eva.ask("DELETE", `/layouts/${layout.id}`, {
      version: (await eva.get(`/layouts/${layout.id}`)).body.version,
    });
    expect(refused.body).toMatchObject({ code: "layout_in_use", values: { count: 1, phones: [phone.label] } });
    expect((await eva.ask("DELETE", `/layouts/${copy.body.id}`, { version: copy.body.version })).status).toBe(204);
    expect(await listAudit(house.db, { organisationId, action: "layout.deleted" })).toHaveLength(1);
  });
});
