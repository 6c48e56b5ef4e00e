import { describe, expect, it } from "vitest";
import { recordDeliveries } from "../db/deliveries.ts";
import { updateDetails } from "../db/people-changes.ts";
import { clearPhoneKeys, setLayoutKeys, setPhoneKeys } from "../db/phone-keys.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import { saveRendered } from "../db/rendered.ts";
import { setSetting } from "../db/settings.ts";
import { aKey, aPhone, aSipAccount, aUser, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import type { Db } from "../db/types.ts";
import { composePlan } from "../domain/compose-plan.ts";
import { vendorOf } from "../templates/index.ts";
import { coverOf } from "./cover-lines.ts";
import { modelOf } from "./phone-detail.ts";
import { aFirm, aHouse } from "./testing/house.ts";

const later = new Date(testNow.getTime() + 60_000);

/** The phone fetches all its files as they should be now. */
async function fetchAll(db: Db, phoneId: string, at: Date): Promise<void> {
  const source = (await loadPlanSources(db, testKeyring, [phoneId])).get(phoneId);
  if (!source) throw new Error("no phone");
  const model = modelOf(source.phone.vendor, source.phone.modelId);
  const plan = composePlan(source, { ...model, id: model.model }, "https://telefoner.example.se");
  const vendor = vendorOf(source.phone.vendor);
  const { revision } = source.phone;
  for (const role of vendor.roles(model.model)) {
    const file = vendor.render(role, plan);
    if (!file) continue;
    const hash = `${role}-${at.getTime()}`;
    const { contentType } = file;
    await saveRendered(db, testKeyring, [{ phoneId, role, revision, hash, contentType, body: Buffer.from(file.body) }]);
    await recordDeliveries(db, [{ phoneId, role, hash, revision, at: at.toISOString(), address: "192.0.2.7" }]);
  }
}

async function aPhoneOnTheDesk(database: "SQLite" | "PostgreSQL") {
  const house = await aHouse({ database });
  const one = await aFirm(house.db, 41);
  const organisationId = one.organisation;
  const bo = await aUser(house.db, organisationId, { firstName: "Bo", lastName: "Ask", extension: "512" });
  const firm = { ...one, colleague: bo.id };
  const at = { layer: "organisation", organisationId } as const;
  const value = { host: "sip.example.se", port: 5060 };
  await setSetting(house.db, { at, name: "exchange.registrar", value }, testActor, testNow);
  const blf = (index: number, id: string) => aKey({ place: { module: 0, index }, kind: "blf", target: { kind: "user", id } });
  await setLayoutKeys(house.db, { organisationId, layoutId: firm.layout, keys: [blf(2, firm.colleague)] }, testActor, testNow);
  const { id: phone } = await aPhone(house.db, organisationId, { layoutId: firm.layout, accounts: [firm.account] });
  await setPhoneKeys(
    house.db,
    { organisationId, phoneId: phone, keys: [blf(2, firm.user), blf(3, firm.user)] },
    testActor,
    testNow,
  );
  const visitor = await house.somebody(organisationId, ["user", "administrator"]);
  return { house, firm, organisationId, phone, visitor, blf };
}

describe.each(["SQLite", "PostgreSQL"] as const)("the keys of a phone on %s", (database) => {
  it("say whom they follow, and what of the layout lies beneath the phone's own", async () => {
    const { visitor, phone, firm } = await aPhoneOnTheDesk(database);
    const { body } = await visitor.get(`/phones/${phone}`);
    const [line, second] = body.keys;
    expect(line).toMatchObject({ kind: "line", from: "klyka", targetName: null });
    expect(second).toMatchObject({ place: { module: 0, index: 2 }, from: "phone", targetName: "Åsa Öberg", state: "waiting" });
    expect(body.beneath).toMatchObject([{ place: { module: 0, index: 2 }, from: "layout", target: { id: firm.colleague } }]);
    expect(body.language).toBe("sv");
  });

  it("wait only where the phone does not have them yet: changed ones, and those of whoever has been renamed", async () => {
    const { visitor, house, phone, firm, organisationId, blf } = await aPhoneOnTheDesk(database);
    await fetchAll(house.db, phone, testNow);
    const states = async () => {
      const { body } = await visitor.get(`/phones/${phone}`);
      return [body.delivery, ...body.keys.map(({ place, state }: never) => [(place as { index: number }).index, state])];
    };
    expect(await states()).toEqual(["fetched", [1, "live"], [2, "live"], [3, "live"]]);
    await setPhoneKeys(house.db, { organisationId, phoneId: phone, keys: [blf(4, firm.colleague)] }, testActor, later);
    expect(await states()).toEqual(["waiting", [1, "live"], [2, "live"], [3, "live"], [4, "waiting"]]);
    await fetchAll(house.db, phone, later);
    await updateDetails(house.db, { organisationId, id: firm.colleague, lastName: "Ask & Embla" }, testActor, later);
    expect(await states()).toEqual(["waiting", [1, "live"], [2, "live"], [3, "live"], [4, "waiting"]]);
  });

  it("differ from what was fetched by lines, and no secret of then or now is among them", async () => {
    const { visitor, house, phone, firm, organisationId } = await aPhoneOnTheDesk(database);
    const difference = async () => (await visitor.get(`/phones/${phone}/difference`)).body;
    expect((await difference()).files.map(({ state }: { state: string }) => state)).toEqual(["never", "never"]);
    await fetchAll(house.db, phone, testNow);
    expect((await difference()).files.map(({ state }: { state: string }) => state)).toEqual(["same", "same"]);
    const other = await aSipAccount(house.db, organisationId, { secret: "Hemligheten1sedan" });
    await house.db("phone_account").where({ phone_id: phone }).update({ sip_account_id: other.id });
    await clearPhoneKeys(house.db, { organisationId, phoneId: phone, places: [{ module: 0, index: 3 }] }, testActor, later);
    const { delivery, files } = await difference();
    const changed = files.find(({ role }: { role: string }) => role === "phone");
    expect([delivery, changed.state]).toEqual(["waiting", "changed"]);
    expect(changed.removed.join("\n")).toContain("linekey.3.label = Åsa Öberg");
    expect(changed.removed.join("\n")).toContain("account.1.password = ********");
    expect(changed.added.join("\n")).toContain("account.1.password = ********");
    expect(JSON.stringify(files)).not.toMatch(/Hemligheten|\/p\/[^*]/);
    expect(firm.account).not.toBe(other.id);
  });

  it("find whom they can follow, for everybody in the firm", async () => {
    const { house, firm, organisationId } = await aPhoneOnTheDesk(database);
    const user = await house.somebody(organisationId, ["user"]);
    const found = async (query: string) => (await user.get(`/targets?${query}`)).body;
    expect((await found("q=oberg")).users).toMatchObject([
      { kind: "user", id: firm.user, name: "Åsa Öberg", number: "08-465\u00a0004\u00a041" },
    ]);
    const all = await found("limit=2");
    expect([all.users.length, all.groups.length, all.contacts.length]).toEqual([2, 1, 1]);
    expect((await found("q=finns+inte")).groups).toEqual([]);
  });

  it("of a layout are seen through a model, with those that it cannot have", async () => {
    const { visitor, house, firm, organisationId } = await aPhoneOnTheDesk(database);
    const far = aKey({ place: { module: 1, index: 40 }, kind: "speedDial", target: { kind: "user", id: firm.user } });
    await setLayoutKeys(house.db, { organisationId, layoutId: firm.layout, keys: [far] }, testActor, testNow);
    const look = async (query: string) => (await visitor.get(`/layouts/${firm.layout}/look?${query}`)).body;
    const bare = await look("vendor=yealink&model=T54W");
    expect(bare.keys.map(({ labelShown, misfit }: never) => [labelShown, misfit])).toEqual([
      ["Bo Ask", null],
      ["Åsa Öberg", "no_such_module"],
    ]);
    const withModule = await look("vendor=yealink&model=T54W&modules=EXP50");
    expect(withModule.keys.map(({ misfit }: { misfit: null }) => misfit)).toEqual([null, null]);
    expect((await look("vendor=snom&model=T54W")).code).toBe("model_unknown");
    expect((await look("modules=EXP99")).errors[0].field).toBe("modules");
  });
});

describe("lines of an earlier file", () => {
  it("show no secret, in any make's form, also where the present file has none", () => {
    const cover = coverOf(
      [{ text: "account.1.ticket = 4711", origin: null }],
      [{ text: "account.1.ticket = ********", origin: null }],
    );
    expect(
      [
        "account.12.ticket = 0815",
        "account.2.password = admin:qwerty = 1",
        '<user_pass idx="1" perm="">hemlig</user_pass>',
        '<reg reg.1.auth.password="S3cret&quot;x"/>',
        "static.auto_provision.server.url = https://host/p/abcdef/",
        '<device device.prov.serverName="https://host/p/abcdef"/>',
        "linekey.3.label = Eva",
      ].map(cover),
    ).toEqual([
      "account.12.ticket = ********",
      "account.2.password = ********",
      '<user_pass idx="********</user_pass>',
      '<reg reg.1.auth.password="********"/>',
      "static.auto_provision.server.url = https://host/p/********/",
      '<device device.prov.serverName="https://host/p/********"/>',
      "linekey.3.label = Eva",
    ]);
  });
});
