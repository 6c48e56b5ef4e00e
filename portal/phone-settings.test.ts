import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { getPhone } from "../db/phones.ts";
import { setRawParameter } from "../db/settings.ts";
import { anOrganisation, aPhone, aSite, testActor, testNow } from "../db/testing/builders.ts";
import type { PhoneSettingsView, PhoneSettingView } from "./phone-settings.ts";
import { aHouse } from "./testing/house.ts";

const of = (view: PhoneSettingsView, name: string): PhoneSettingView => {
  const found = view.settings.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe.each(["SQLite", "PostgreSQL"] as const)("phone settings, on %s", (database) => {
  it("are said nearer and nearer to the phone, raise the phones concerned alone, and are taken back from the change log", async () => {
    const house = await aHouse({ database });
    const { id: organisationId, title } = await anOrganisation(house.db);
    const site = await aSite(house.db, organisationId);
    const [here, away] = [await aPhone(house.db, organisationId, { siteId: site.id }), await aPhone(house.db, organisationId)];
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const revisions = async () => {
      const phones = await Promise.all([here, away].map(({ id }) => getPhone(house.db, { organisationId, id })));
      return phones.map(({ revision }) => revision);
    };
    const waiting = "phone.callWaiting";
    const put = async (place: object, value: boolean, seen: boolean | null) =>
      eva.ask("PUT", "/phone-settings", {
        body: { ...place, name: waiting, say: { value }, seen: seen === null ? null : { value: seen } },
      });
    const first = (await eva.get("/phone-settings")).body as PhoneSettingsView;
    expect([first.phones, first.at.layer]).toEqual([2, "organisation"]);
    expect(of(first, waiting)).toMatchObject({ said: null, value: true, elsewhere: 0, mine: true, origin: { layer: "klyka" } });
    expect(of(first, "phone.language").origin).toMatchObject({ layer: "organisation", name: title });

    const before = await revisions();
    const atSite = { layer: "site", id: site.id };
    const { body: said, headers } = await put(atSite, false, null);
    expect([said.phones, of(said, waiting).said]).toEqual([1, { value: false }]);
    expect(await revisions()).toEqual([(before[0] ?? 0) + 1, before[1]]);
    const audit = await listAudit(house.db, { organisationId, action: "setting.set" });
    expect(audit).toMatchObject([{ before: { value: null }, after: { name: waiting, value: "false" } }]);
    const whole = (await eva.get("/phone-settings")).body as PhoneSettingsView;
    expect(of(whole, waiting)).toMatchObject({ said: null, value: true, elsewhere: 1 });
    const phone = (await eva.get(`/phone-settings?layer=phone&id=${here.id}`)).body as PhoneSettingsView;
    expect(of(phone, waiting)).toMatchObject({ said: null, value: false, origin: { layer: "site", name: site.name } });

    expect((await eva.post(`/audit/${headers.get("x-audit-id")}/undo`)).status).toBe(204);
    const undone = (await eva.get(`/phone-settings?layer=site&id=${site.id}`)).body as PhoneSettingsView;
    expect(of(undone, waiting)).toMatchObject({ said: null, value: true });

    // Whoever saw something else is told what is there now, and nothing is written over.
    await put({}, true, null);
    const late = await put({}, false, null);
    expect(late.body).toMatchObject({ status: 409, code: "setting_changed" });
  });

  it("of how phones reach the exchange are for operator staff, and nothing of another firm is read or said", async () => {
    const house = await aHouse({ database });
    const [mine, theirs] = [await anOrganisation(house.db), await anOrganisation(house.db)];
    const foreign = await aSite(house.db, theirs.id);
    const at = { layer: "organisation", organisationId: mine.id } as const;
    await setRawParameter(house.db, { at, vendor: "yealink", name: "features.intercom.allow", value: "1" }, testActor, testNow);
    const eva = await house.somebody(mine.id, ["user", "administrator"]);
    const view = (await eva.get("/phone-settings")).body as PhoneSettingsView;
    expect(of(view, "exchange.registrar").mine).toBe(false);
    expect(view.raw).toMatchObject([{ vendor: "yealink", name: "features.intercom.allow", value: "1" }]);
    const say = { value: { host: "sip.example.se", port: null } };
    const refused = await eva.ask("PUT", "/phone-settings", { body: { name: "exchange.registrar", say, seen: null } });
    expect([refused.status, refused.body.code]).toEqual([403, "setting_of_operator"]);
    for (const query of [`layer=site&id=${foreign.id}`, "layer=site&id=nobody"]) {
      expect((await eva.get(`/phone-settings?${query}`)).body.code).toBe("site_not_found");
    }
    expect((await eva.get("/phone-settings?layer=model&id=acme/X1")).body.code).toBe("model_unknown");
    const bad = await eva.ask("PUT", "/phone-settings", {
      body: { name: "phone.clock24h", say: { value: "perhaps" }, seen: null },
    });
    expect([bad.status, bad.body.code]).toEqual([422, "setting_invalid"]);
  });
});
