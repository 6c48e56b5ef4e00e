import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changesSince } from "./changes.ts";
import {
  createContact,
  createContactList,
  deleteContactList,
  findContact,
  listContactLists,
  listContacts,
  updateContact,
} from "./contacts.ts";
import { loadDirectory } from "./directories.ts";
import { deleteLayout, findLayout, listLayouts, renameLayout } from "./layouts.ts";
import {
  AddTrustedNetwork,
  addTrustedNetwork,
  listTrustedNetworks,
  loadTrustedNetworks,
  removeTrustedNetwork,
} from "./networks.ts";
import {
  createOrganisationToken,
  listOrganisationTokens,
  loadOrganisationTokens,
  revokeOrganisationToken,
} from "./organisation-tokens.ts";
import { CreateOrganisation, findOrganisation, getOrganisation, listOrganisations, updateOrganisation } from "./organisations.ts";
import { findPhone } from "./phones.ts";
import { tokenHash } from "./secrets.ts";
import { clearSetting, listSettings, setRawParameter, setSetting } from "./settings.ts";
import { findSite, listSites, renameSite } from "./sites.ts";
import {
  aContact,
  aContactList,
  aLayout,
  anOrganisation,
  aPhone,
  aSite,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { SetUserNumber, setUserNumber } from "./user-numbers.ts";

describe.each(testDatabases())("organisations on $name", ({ connect }) => {
  it("are created once by name, found by it, and change with their version", async () => {
    const db = await connect();
    const organisation = await anOrganisation(db, { name: "bjorko", title: "Björkö Bygg AB" });
    expect(organisation).toMatchObject({ language: "sv", timeZone: "Europe/Stockholm", version: 1 });
    await expect(anOrganisation(db, { name: "bjorko" })).rejects.toMatchObject({ code: "organisation_name_taken" });
    const update = { id: organisation.id, version: 1, title: "Björkö Tak AB" };
    expect(await updateOrganisation(db, update, testActor, testNow)).toMatchObject({ title: "Björkö Tak AB", version: 2 });
    await expect(updateOrganisation(db, update, testActor, testNow)).rejects.toMatchObject({ code: "version_conflict" });
    expect(await findOrganisation(db, { name: "bjorko" })).toMatchObject({ id: organisation.id, title: "Björkö Tak AB" });
    await expect(getOrganisation(db, { name: "ingen" })).rejects.toMatchObject({ code: "organisation_not_found" });
    expect(await listOrganisations(db)).toHaveLength(1);
    const [entry] = await listAudit(db, { organisationId: organisation.id, action: "organisation.updated" });
    expect([entry?.before, entry?.after]).toEqual([{ title: "Björkö Bygg AB" }, { title: "Björkö Tak AB" }]);
    expect((await changesSince(db, 0, 10)).map((change) => change.kind)).toEqual(["organisation", "organisation"]);
  });

  it.each([
    { name: "Björkö", title: "x" },
    { name: "-a", title: "x" },
    { name: "a", title: " " },
    { name: "a", title: "x", timeZone: "Mars/Olympus" },
    { name: "a", title: "x", language: "svenska" },
  ])("are not made of %j", (input) => {
    expect(CreateOrganisation.safeParse(input).success).toBe(false);
  });

  it("have sites and layouts by name, each its own", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const site = await aSite(db, one.id, { name: "Visby" });
    const layout = await aLayout(db, one.id, { name: "Disken" });
    await expect(aSite(db, one.id, { name: "Visby" })).rejects.toMatchObject({ code: "name_invalid" });
    await expect(aLayout(db, one.id, { name: "Disken" })).rejects.toMatchObject({ code: "name_invalid" });
    await aSite(db, two.id, { name: "Visby" });
    const foreign = { organisationId: two.id, name: "x" };
    await expect(renameSite(db, { ...foreign, id: site.id }, testActor, testNow)).rejects.toMatchObject({
      code: "site_not_found",
    });
    await expect(renameLayout(db, { ...foreign, id: layout.id }, testActor, testNow)).rejects.toMatchObject({
      code: "layout_not_found",
    });
    await expect(deleteLayout(db, { organisationId: two.id, id: layout.id }, testActor, testNow)).rejects.toMatchObject({
      code: "layout_not_found",
    });
    const own = { organisationId: one.id, version: 1 };
    expect(await renameSite(db, { ...own, id: site.id, name: "Slite" }, testActor, testNow)).toMatchObject({
      name: "Slite",
      version: 2,
    });
    expect(await renameLayout(db, { ...own, id: layout.id, name: "Kassan" }, testActor, testNow)).toMatchObject({
      name: "Kassan",
    });
    expect((await listSites(db, one.id)).map((one) => one.name)).toEqual(["Slite"]);
    expect(await findSite(db, { organisationId: one.id, name: "Visby" })).toBeNull();
    const actions = (await listAudit(db, { organisationId: one.id })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["site.created", "site.renamed", "layout.created", "layout.renamed"]));
  });

  it("take a deleted layout from its phones, with its keys and settings", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const layout = await aLayout(db, organisationId, { keys: [{ kind: "dnd" }] });
    const phone = await aPhone(db, organisationId, { layoutId: layout.id });
    const at = { layer: "layout", organisationId, layoutId: layout.id } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    await deleteLayout(db, { organisationId, id: layout.id }, testActor, testNow);
    expect(await findPhone(db, { organisationId, id: phone.id })).toMatchObject({ layoutId: null, revision: 3 });
    expect([await listLayouts(db, organisationId), await findLayout(db, { organisationId, id: layout.id })]).toEqual([[], null]);
    expect([await db("layout_key"), await db("setting")]).toEqual([[], []]);
    expect(await listAudit(db, { organisationId, action: "layout.deleted" })).toHaveLength(1);
  });

  it("declare networks trusted: canonical, not too wide, nobody else's", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const add = (organisationId: string, cidr: string, siteId: string | null = null) =>
      addTrustedNetwork(db, AddTrustedNetwork.parse({ organisationId, cidr, siteId }), testActor, testNow);
    const network = await add(one.id, "192.0.2.77/24", (await aSite(db, one.id)).id);
    expect(network.cidr).toBe("192.0.2.0/24");
    const invalid = { code: "network_invalid" };
    for (const cidr of ["192.0.2.1/24", "0.0.0.0/0", "10.0.0.0/7", "::/0", "kontoret"])
      await expect(add(two.id, cidr)).rejects.toMatchObject(invalid);
    await expect(add(two.id, "198.51.100.0/24", network.siteId)).rejects.toMatchObject({ code: "site_not_found" });
    await expect(removeTrustedNetwork(db, { organisationId: two.id, id: network.id }, testActor, testNow)).rejects.toMatchObject(
      invalid,
    );
    expect(await loadTrustedNetworks(db)).toEqual(await listTrustedNetworks(db, one.id));
    await removeTrustedNetwork(db, { organisationId: one.id, id: network.id }, testActor, testNow);
    expect(await loadTrustedNetworks(db)).toEqual([]);
    const actions = (await listAudit(db, { organisationId: one.id })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["network.added", "network.removed"]));
    expect((await changesSince(db, 0, 100)).filter((change) => change.kind === "network")).toHaveLength(2);
  });

  it("have tokens that say whose a phone is, until revoked", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const made = await createOrganisationToken(db, testKeyring, { organisationId: one.id, name: "DHCP" }, testActor, testNow);
    expect(await loadOrganisationTokens(db)).toEqual([
      { organisationId: one.id, name: "DHCP", tokenHash: tokenHash(made.token) },
    ]);
    await revokeOrganisationToken(db, { organisationId: two.id, id: made.id }, testActor, testNow);
    expect(await listOrganisationTokens(db, one.id)).toHaveLength(1);
    await revokeOrganisationToken(db, { organisationId: one.id, id: made.id }, testActor, testNow);
    expect([await loadOrganisationTokens(db), await listOrganisationTokens(db, one.id)]).toEqual([[], []]);
    const entries = await listAudit(db, { organisationId: one.id, subjectId: made.id });
    expect(entries.map((entry) => entry.action).sort()).toEqual(["organisation_token.created", "organisation_token.revoked"]);
    expect(JSON.stringify(entries)).not.toContain(made.token);
  });
});

describe.each(testDatabases())("settings on $name", ({ connect }) => {
  it("are checked by the catalogue, said at layers of the own organisation, listed and taken back", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const at = { layer: "organisation", organisationId: one.id } as const;
    const say = (name: string, value: boolean | number | string | string[]) =>
      setSetting(db, { at, name, value }, testActor, testNow);
    await say("audio.codecs", ["opus", "pcma"]);
    await setRawParameter(db, { at, vendor: "yealink", name: "phone_setting.x", value: "1" }, testActor, testNow);
    expect((await listSettings(db, at)).map((setting) => [setting.vendor, setting.name, setting.value])).toEqual([
      [null, "audio.codecs", ["opus", "pcma"]],
      ["yealink", "phone_setting.x", "1"],
    ]);
    await expect(say("phone.colour", "red")).rejects.toMatchObject({ code: "setting_unknown" });
    await expect(say("audio.codecs", ["mp3"])).rejects.toMatchObject({
      code: "setting_invalid",
      detail: { name: "audio.codecs" },
    });
    const guarded = { at, vendor: "yealink", name: "account.1.password", value: "x" } as const;
    await expect(setRawParameter(db, guarded, testActor, testNow)).rejects.toMatchObject({ code: "setting_invalid" });
    const phone = await aPhone(db, one.id);
    const places = [
      [{ layer: "phone", organisationId: two.id, phoneId: phone.id }, "phone_not_found"],
      [{ layer: "site", organisationId: two.id, siteId: (await aSite(db, one.id)).id }, "site_not_found"],
      [{ layer: "layout", organisationId: two.id, layoutId: (await aLayout(db, one.id)).id }, "layout_not_found"],
      [{ layer: "organisation", organisationId: "ingen" }, "organisation_not_found"],
    ] as const;
    for (const [elsewhere, code] of places) {
      const foreign = { at: elsewhere, name: "phone.language", value: "en" };
      await expect(setSetting(db, foreign, testActor, testNow)).rejects.toMatchObject({ code });
    }
    const phoneLayer = { layer: "phone", organisationId: one.id, phoneId: phone.id } as const;
    const dial = { at: phoneLayer, name: "exchange.dialForm", value: "e164" };
    await expect(setSetting(db, dial, testActor, testNow)).rejects.toMatchObject({ code: "layer_invalid" });
    await clearSetting(db, { at, name: "audio.codecs" }, testActor, testNow);
    expect(await listSettings(db, at)).toHaveLength(1);
    const entries = await listAudit(db, { organisationId: one.id, action: "setting.cleared" });
    expect(entries).toMatchObject([{ before: { name: "audio.codecs", value: '["opus","pcma"]' }, after: { value: null } }]);
  });
});

describe.each(testDatabases())("contacts and phonebooks on $name", ({ connect }) => {
  it("hold contacts with canonical numbers, edited whole, gone with their list", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const list = await aContactList(db, one.id, { name: "Leverantörer" });
    await expect(
      createContactList(db, { organisationId: one.id, name: "Leverantörer" }, testActor, testNow),
    ).rejects.toMatchObject({ code: "name_invalid" });
    const numbers = [
      { kind: "mobile" as const, number: "070-174 06 05" },
      { kind: "work" as const, number: "116 117" },
    ];
    const contact = await aContact(db, list, { firstName: "Ulla", lastName: "Ek", company: "Trä AB", numbers });
    expect(contact).toMatchObject({ name: "Ulla Ek", numbers: [{ number: "+46701740605" }, { number: "116117" }] });
    const whole = {
      firstName: "",
      lastName: "",
      company: "Trä AB",
      title: "",
      numbers: [{ kind: "other" as const, number: "+44 20 7946 0000" }],
    };
    const update = { organisationId: one.id, id: contact.id, version: 1, ...whole };
    expect(await updateContact(db, update, testActor, testNow)).toMatchObject({
      name: "Trä AB",
      numbers: [{ number: "+442079460000" }],
    });
    await expect(updateContact(db, update, testActor, testNow)).rejects.toMatchObject({ code: "version_conflict" });
    await expect(updateContact(db, { ...update, organisationId: two.id }, testActor, testNow)).rejects.toMatchObject({
      code: "contact_not_found",
    });
    const foreign = { ...whole, organisationId: two.id, listId: list.id };
    await expect(createContact(db, foreign, testActor, testNow)).rejects.toMatchObject({ code: "contact_list_not_found" });
    const bad = { ...whole, organisationId: one.id, listId: list.id, numbers: [{ kind: "work" as const, number: "ring" }] };
    await expect(createContact(db, bad, testActor, testNow)).rejects.toMatchObject({ code: "number_invalid" });
    expect(await listContacts(db, { organisationId: two.id, listId: list.id })).toEqual([]);
    await deleteContactList(db, { organisationId: one.id, id: list.id }, testActor, testNow);
    expect([await findContact(db, { organisationId: one.id, id: contact.id }), await listContactLists(db, one.id)]).toEqual([
      null,
      [],
    ]);
    const actions = (await listAudit(db, { organisationId: one.id })).map((entry) => entry.action);
    expect(actions).toEqual(
      expect.arrayContaining(["contact_list.created", "contact.created", "contact.updated", "contact_list.deleted"]),
    );
  });

  it("are phonebooks with names in alphabetical order and numbers as the exchange takes them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const åke = await aUser(db, organisationId, {
      firstName: "Åke",
      lastName: "Öst",
      extension: "201",
      primaryNumber: "08-465 004 01",
    });
    await aUser(db, organisationId, { firstName: "Zara", lastName: "Al", primaryNumber: "08-465 004 02" });
    await aUser(db, organisationId, { firstName: "Utan", lastName: "Nummer" });
    const mobile = SetUserNumber.parse({
      organisationId,
      userId: åke.id,
      kind: "mobile",
      number: "070-174 06 05",
      mobileProfile: "mex",
    });
    await setUserNumber(db, mobile, testActor, testNow);
    expect(await loadDirectory(db, organisationId, "colleagues")).toEqual({
      key: "colleagues",
      language: "sv",
      title: "Kollegor",
      entries: [
        { name: "Zara Al", numbers: [{ kind: "work", number: "0846500402" }] },
        {
          name: "Åke Öst",
          numbers: [
            { kind: "work", number: "201" },
            { kind: "mobile", number: "0701740605" },
          ],
        },
      ],
    });
    const list = await aContactList(db, organisationId, { name: "Kunder" });
    await aContact(db, list, { company: "Trä AB" });
    const at = { layer: "operator" } as const;
    await setSetting(db, { at, name: "exchange.dialForm", value: "e164" }, testActor, testNow);
    expect(await loadDirectory(db, organisationId, list.id)).toEqual({
      key: list.id,
      language: "sv",
      title: "Kunder",
      entries: [{ name: "Trä AB", numbers: [{ kind: "work", number: "+46846500417" }] }],
    });
    expect(await loadDirectory(db, (await anOrganisation(db)).id, list.id)).toBeNull();
    expect(await loadDirectory(db, "ingen", "colleagues")).toBeNull();
  });
});
