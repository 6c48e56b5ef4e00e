import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { setLayoutKeys } from "../db/phone-keys.ts";
import { setSetting } from "../db/settings.ts";
import { aKey, aPhone, testActor, testNow } from "../db/testing/builders.ts";
import { vendorOf } from "../templates/index.ts";
import { filledExample } from "./api/openapi.ts";
import { routesFor } from "./api/routes.ts";
import { lineChanges } from "./line-changes.ts";
import { own, pathFor } from "./testing/calls.ts";
import { aFirm, aHouse } from "./testing/house.ts";

describe.each(["SQLite", "PostgreSQL"] as const)("the reach of a save on %s", (database) => {
  it("names the phones that would change and what in them, and changes nothing", async () => {
    const house = await aHouse({ database });
    const firm = await aFirm(house.db, 41);
    const organisationId = firm.organisation;
    const at = { layer: "organisation", organisationId } as const;
    const value = { host: "sip.example.se", port: 5060 };
    await setSetting(house.db, { at, name: "exchange.registrar", value }, testActor, testNow);
    const target = { kind: "user", id: firm.user } as const;
    const key = { place: { module: 0, index: 5 }, kind: "blf", target } as const;
    await setLayoutKeys(house.db, { organisationId, layoutId: firm.layout, keys: [aKey(key)] }, testActor, testNow);
    const sharing = [];
    for (let count = 0; count < 3; count++)
      sharing.push((await aPhone(house.db, organisationId, { layoutId: firm.layout, accounts: [firm.account] })).id);
    await aPhone(house.db, organisationId);
    const visitor = await house.somebody(organisationId, ["user", "administrator"]);
    const [audit, changes] = [await listAudit(house.db, { organisationId }), await house.db("change_counter").first("value")];
    const trial = { method: "patch", path: `/users/${firm.user}/details`, body: { lastName: "Ekblad" }, version: 1 };
    const { status, body } = await visitor.post("/reach", trial);
    expect([status, body.total, body.compared]).toEqual([200, 4, 4]);
    expect(body.phones.map((phone: { id: string }) => phone.id).sort()).toEqual([firm.phone, ...sharing].sort());
    const [first] = body.differences;
    expect([[...first.phoneIds].sort(), first.added.join()]).toEqual([sharing.sort(), expect.stringContaining("Ekblad")]);
    expect(first.removed.join()).toContain("Öberg");
    // These are of a make that takes keys in while it runs.
    expect(first.restarts).toBe(false);
    expect((await visitor.get(`/users/${firm.user}`)).body.lastName).toBe("Öberg");
    expect(await listAudit(house.db, { organisationId })).toEqual(audit);
    expect(await house.db("change_counter").first("value")).toEqual(changes);
  });
});

describe("a trial", () => {
  it("is refused as the write would be, and only writes of the own organisation can be tried", async () => {
    const house = await aHouse();
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const visitor = await house.somebody(mine.organisation, ["user", "administrator"]);
    const attempt = async (path: string, version: number | null, method = "patch") =>
      (await visitor.post("/reach", { method, path, body: { lastName: "Ek" }, version })).body.code;
    expect(await attempt(`/users/${theirs.user}/details`, 1)).toBe("user_not_found");
    expect(await attempt(`/users/${mine.user}/details`, 9)).toBe("version_conflict");
    expect(await attempt(`/users/${mine.user}/details`, null)).toBe("version_missing");
    for (const path of [
      "/session",
      "/session/password",
      `/users/${mine.user}/password`,
      `/phones/${mine.phone}/address`,
      "/reach",
    ]) {
      expect([path, await attempt(path, null, "post")]).toEqual([path, "not_found"]);
    }
  });
});

describe.each(["SQLite", "PostgreSQL"] as const)("trying out on %s", (database) => {
  it("whichever write there is comes to an end, and whoever saves next does not wait for it", async () => {
    const house = await aHouse({ database });
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const writes = routesFor({ mail: true }).filter(({ method, level }) => method !== "get" && level === "administrator");
    expect(writes.length).toBeGreaterThan(100);
    for (const route of writes) {
      const path = pathFor(route, own(firm));
      const body = route.file ? {} : filledExample(route.example ?? {}, own(firm));
      const { status } = await visitor.post("/reach", { method: route.method, path, body, version: 1 });
      expect([route.method, path, status < 500]).toEqual([route.method, path, true]);
    }
    const { version } = (await visitor.get("/organisation")).body;
    expect((await visitor.patch("/organisation", { title: "Björkö Måleri AB" }, version)).status).toBe(200);
  });
});

describe("a phone that has fetched a change", () => {
  it("starts again when its make does so for such lines", () => {
    expect(vendorOf("yealink").restarts(["linekey.5.label = Eva"])).toBe(false);
    expect(vendorOf("yealink").restarts(["static.wui.http_enable = 0"])).toBe(true);
    expect(vendorOf("snom").restarts(['<fkey idx="4" label="Eva"></fkey>'])).toBe(false);
    expect(vendorOf("polycom").restarts(['lineKey.5.category="BLF"'])).toBe(true);
  });
});

describe("changed lines", () => {
  it("are those that go and those that come, as often as they do", () => {
    expect(lineChanges(["a", "b", "b", ""], ["b", "c", "a", ""])).toEqual({ removed: ["b"], added: ["c"] });
    expect(lineChanges(["a"], ["a"])).toEqual({ removed: [], added: [] });
  });
});
