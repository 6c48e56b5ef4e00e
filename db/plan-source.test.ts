import { describe, expect, it } from "vitest";
import { composePlan, type PhoneModelFacts } from "../domain/compose-plan.ts";
import { setPhoneAccounts } from "./phones.ts";
import { loadPlanSources } from "./plan-source.ts";
import { setRawParameter, setSetting } from "./settings.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aLayout,
  anOrganisationWithExchange,
  aPhone,
  aSipAccount,
  aSite,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { setUserNumber } from "./user-numbers.ts";

const t46u: PhoneModelFacts = {
  id: "T46U",
  vendor: "yealink",
  keys: { total: 27 },
  accounts: 16,
  modules: [{ name: "EXP43", total: 60, unusable: [] }],
  maxModules: 3,
  keyKinds: ["line", "speedDial", "blf", "groupLogin", "dnd", "url"],
};
const place = (index: number, module = 0) => ({ module, index });

describe.each(testDatabases())("plan sources on $name", ({ connect }) => {
  it("make a plan of everything that has been said about a phone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const user = await aUser(db, organisationId, {
      firstName: "Åke",
      lastName: "Öst",
      extension: "201",
      primaryNumber: "08-465 004 01",
    });
    const group = await aGroup(db, organisationId, { name: "Växeln", number: "08-465 004 00" });
    const contact = await aContact(db, await aContactList(db, organisationId, { name: "Leverantörer" }), { company: "Trä AB" });
    const account = await aSipAccount(db, organisationId, { userId: user.id, sipUser: "201", secret: "aB3aB3aB3aB3" });
    const site = await aSite(db, organisationId, { name: "Visby" });
    const layout = await aLayout(db, organisationId, {
      name: "Disken",
      keys: [
        { place: place(1), kind: "line" },
        { place: place(2), kind: "blf", target: { kind: "user", id: user.id } },
        { place: place(3), kind: "groupLogin", target: { kind: "group", id: group.id } },
        { place: place(4), kind: "dnd" },
      ],
    });
    const phone = await aPhone(db, organisationId, {
      label: "Reception",
      siteId: site.id,
      layoutId: layout.id,
      userId: user.id,
      accounts: [account.id],
      modules: ["EXP43"],
      keys: [
        { place: place(4), kind: "speedDial", target: { kind: "contact", id: contact.id }, label: "Trä" },
        { place: place(60, 1), kind: "speedDial", target: { kind: "number", number: "040-628 04 01" } },
        { place: place(61, 1), kind: "dnd" },
      ],
    });
    const at = { layer: "site", organisationId, siteId: site.id } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    await setRawParameter(db, { at: { layer: "operator" }, vendor: "yealink", name: "a.b", value: "1" }, testActor, testNow);
    await setRawParameter(db, { at, vendor: "yealink", name: "a.b", value: "2" }, testActor, testNow);
    await setRawParameter(db, { at, vendor: "snom", name: "c", value: "3" }, testActor, testNow);

    const source = (await loadPlanSources(db, testKeyring, [phone.id])).get(phone.id);
    if (!source) throw new Error("no source");
    const plan = composePlan(source, t46u, "https://phones.example.se/");

    expect(plan.accounts).toMatchObject([
      { position: 1, label: "Åke Öst", displayName: "Åke Öst", sipUser: "201", authUser: "201", password: "aB3aB3aB3aB3" },
    ]);
    expect(plan.accounts[0]?.registrar).toEqual({ host: "sip.example.se", port: 5060 });
    expect(
      plan.keys.map((key) => [`${key.place.module}/${key.place.index}`, key.kind, key.label, key.number, key.origin.layer]),
    ).toEqual([
      ["0/1", "line", "Åke Öst", null, "layout"],
      ["0/2", "blf", "Åke Öst", "201", "layout"],
      ["0/3", "groupLogin", "Växeln", null, "layout"],
      ["0/4", "speedDial", "Trä", "0846500417", "phone"],
      ["1/60", "speedDial", "040-628\u00a004\u00a001", "0406280401", "phone"],
    ]);
    expect(plan.misfits).toMatchObject([{ what: "key", place: { module: 1, index: 61 }, reason: "no_such_key" }]);
    expect(plan.settings.language).toEqual({
      value: "en",
      origin: { layer: "site", name: "Visby", by: "Provaren", at: testNow.toISOString() },
    });
    expect(plan.settings.timeZone).toMatchObject({ value: "Europe/Stockholm", origin: { layer: "organisation" } });
    expect(plan.settings.clock24h.origin.layer).toBe("klyka");
    expect(plan.raw).toMatchObject([{ name: "a.b", value: "2", origin: { layer: "site" } }]);
    expect(plan.directories.map((directory) => directory.name)).toEqual(["Colleagues", "Leverantörer"]);
    expect(plan.provisioning.url).toMatch(/^https:\/\/phones\.example\.se\/p\/[0-9a-hjkmnp-tv-z]{26}\/$/);
    expect(new Set([plan.adminPassword.value, plan.userPassword.value]).size).toBe(2);
  });

  it("take the same number of queries for one phone and for many, of one organisation and of many", async () => {
    const db = await connect();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { id: organisationId } = await anOrganisationWithExchange(db);
      const user = await aUser(db, organisationId, { extension: "201" });
      const layout = await aLayout(db, organisationId, { keys: [{ kind: "blf", target: { kind: "user", id: user.id } }] });
      for (let m = 0; m < 4; m++) ids.push((await aPhone(db, organisationId, { layoutId: layout.id, userId: user.id })).id);
    }
    let queries = 0;
    db.on("query", () => {
      queries += 1;
    });
    const counted = async (phoneIds: string[]) => {
      queries = 0;
      const sources = await loadPlanSources(db, testKeyring, phoneIds);
      return { phones: sources.size, queries };
    };
    const one = await counted(ids.slice(0, 1));
    expect(one.phones).toBe(1);
    expect(await counted(ids)).toEqual({ phones: 12, queries: one.queries });
    expect(one.queries).toBeLessThanOrEqual(13);
  });

  it("leave out retired and unknown phones", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const phone = await aPhone(db, organisationId);
    const { retirePhone } = await import("./phones.ts");
    await retirePhone(db, { organisationId, id: phone.id }, testActor, testNow);
    expect([...(await loadPlanSources(db, testKeyring, [phone.id, "nobody"])).keys()]).toEqual([]);
  });

  it("dial people without extension by their primary number, and without that by their mobile", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const fixed = await aUser(db, organisationId, { primaryNumber: "031-390 06 01" });
    const mobile = await aUser(db, organisationId);
    const number = {
      organisationId,
      userId: mobile.id,
      kind: "mobile",
      number: "070-174 06 05",
      mobileProfile: "external",
    } as const;
    await setUserNumber(db, number, testActor, testNow);
    const account = await aSipAccount(db, organisationId);
    const keys = [fixed, mobile].map((user, n) => ({
      place: place(n + 1),
      kind: "speedDial" as const,
      target: { kind: "user" as const, id: user.id },
    }));
    const phone = await aPhone(db, organisationId, { accounts: [account.id], keys });
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "exchange.dialForm", value: "e164" }, testActor, testNow);
    await setPhoneAccounts(db, { organisationId, id: phone.id, accounts: [account.id] }, testActor, testNow);
    const source = (await loadPlanSources(db, testKeyring, [phone.id])).get(phone.id);
    if (!source) throw new Error("no source");
    expect(composePlan(source, t46u, "https://x").keys.map((key) => key.number)).toEqual(["+46313900601", "+46701740605"]);
  });
});
