import { describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { createPerson } from "../../db/people-create.ts";
import { setLayoutKeys } from "../../db/phone-keys.ts";
import { retirePhone, setPhoneAccounts } from "../../db/phones.ts";
import { loadPlanSources } from "../../db/plan-source.ts";
import { setRawParameter, setSetting } from "../../db/settings.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aLayout,
  anOrganisation,
  aPhone,
  aSipAccount,
  aSite,
  testActor,
  testKeyring,
  testNow,
} from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { composePlan } from "../../domain/compose-plan.ts";
import type { KeyKind, KeyTarget } from "../../domain/phone-key.ts";
import { findModel, vendorOf } from "../../templates/index.ts";
import { fleetIn, fleetOut } from "./fleet-file.ts";

const key = (place: string, kind: KeyKind, target: KeyTarget | null, more: { label?: string; value?: string } = {}) => {
  const [module = 0, index = 0] = place.split("/").map(Number);
  return { place: { module, index }, kind, target, account: 1, label: null, value: null, locked: false, ...more };
};

/** Every byte of every phone's files, by MAC and role. */
async function filesOf(db: Db, organisationId: string): Promise<Record<string, string>> {
  const rows: { id: string; mac: string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .select("id", "mac");
  const sources = await loadPlanSources(
    db,
    testKeyring,
    rows.map(({ id }) => id),
  );
  const files: Record<string, string> = {};
  for (const source of sources.values()) {
    const { vendor: make, modelId, mac } = source.phone;
    const model = findModel(make, modelId);
    if (!model) throw new Error(modelId);
    const plan = composePlan(source, { ...model, id: model.model }, "https://telefoner.example.se");
    const vendor = vendorOf(make);
    for (const role of vendor.roles(modelId)) {
      const made = vendor.render(role, plan);
      if (made) files[`${mac} ${role}`] = Buffer.from(made.body).toString("utf8");
    }
  }
  return files;
}

/** A firm with phones of all makes, lines with gaps, keys of all kinds that follow somebody, settings at every layer. */
async function aRichFirm(db: Db): Promise<string> {
  const { id: organisationId } = await anOrganisation(db, { title: "Björkö Bygg AB" });
  const person = (firstName: string, extension: string) =>
    createPerson(
      db,
      { organisationId, firstName, lastName: "Öberg", extension, primaryNumber: `08-465 004 ${extension.slice(1)}` },
      "all",
      testActor,
      testNow,
    );
  const [anna, bo] = [await person("Anna", "401"), await person("=Bo", "402")];
  const site = await aSite(db, organisationId, { name: "Hamnen; kaj 4" });
  const layout = await aLayout(db, organisationId, { name: 'Reception "entré"' });
  const group = await aGroup(db, organisationId, { name: "Växeln", extension: "400" });
  const contact = await aContact(db, await aContactList(db, organisationId));
  const line = (sipUser: string, more = {}) =>
    aSipAccount(db, organisationId, {
      sipUser,
      secret: `s=3cr3t!${sipUser}`,
      registrar: { host: "sip.example.se", port: 5061 },
      ...more,
    });
  const lines = [
    await line("401", { userId: anna.id, authUser: "a401" }),
    await line("402", { userId: bo.id, label: "Bo, kajen" }),
  ];
  const shared = await line("kajen");
  const user = (id: string): KeyTarget => ({ kind: "user", id });
  const number = (digits: string): KeyTarget => ({ kind: "number", number: digits });
  const put = (keys: ReturnType<typeof key>[]) => ({ keys });
  const tall = { label: "Disken", userId: anna.id, siteId: site.id, layoutId: layout.id };
  const yealink = await aPhone(db, organisationId, {
    ...{ vendor: "yealink", model: "T46U", modules: ["EXP43"], ...tall },
    ...put([
      key("0/3", "blf", user(bo.id)),
      key("1/2", "groupLogin", { kind: "group", id: group.id }),
      key("0/9", "speedDial", number("+46313900610"), { label: "=Grus" }),
    ]),
  });
  const snom = await aPhone(db, organisationId, {
    ...{ vendor: "snom", model: "D785", label: "Kajen", userId: bo.id },
    ...put([
      key("0/4", "speedDial", { kind: "contact", id: contact.id }),
      key("0/5", "url", null, { value: "https://intra.example.se/?a=1;b" }),
    ]),
  });
  const poly = await aPhone(db, organisationId, {
    vendor: "polycom",
    model: "VVX450",
    siteId: site.id,
    ...put([key("0/6", "blf", user(anna.id), { label: "" })]),
  });
  const give = (id: string, accounts: (string | null)[]) =>
    setPhoneAccounts(db, { organisationId, id, accounts }, testActor, testNow);
  await give(yealink.id, [lines[0]?.id ?? "", null, shared.id]);
  await give(snom.id, [lines[1]?.id ?? ""]);
  await give(poly.id, [null, shared.id]);
  await setLayoutKeys(
    db,
    {
      organisationId,
      layoutId: layout.id,
      keys: [key("0/7", "park", null, { value: "*68" }), { ...key("0/8", "dnd", null), locked: true }],
    },
    testActor,
    testNow,
  );
  const say = (at: Parameters<typeof setSetting>[1]["at"], name: string, value: never) =>
    setSetting(db, { at, name, value }, testActor, testNow);
  await say({ layer: "organisation", organisationId }, "audio.codecs", ["pcma", "g722"] as never);
  await say({ layer: "site", organisationId, siteId: site.id }, "phone.ntpServer", "tid.example.se" as never);
  await say({ layer: "layout", organisationId, layoutId: layout.id }, "phone.callWaiting", false as never);
  await say({ layer: "model", organisationId, vendor: "snom", model: "D785" }, "exchange.outboundProxy", {
    host: "proxy.example.se",
    port: null,
  } as never);
  await say({ layer: "phone", organisationId, phoneId: poly.id }, "phone.clock24h", false as never);
  const raw = { at: { layer: "phone", organisationId, phoneId: yealink.id }, vendor: "yealink" } as const;
  await setRawParameter(db, { ...raw, name: "phone_setting.backlight_time", value: "" }, testActor, testNow);
  await setRawParameter(db, { ...raw, name: "features.dtmf.hide", value: "=1;2" }, testActor, testNow);
  return organisationId;
}

const tables = ["phone_key", "layout_key", "phone_account"];

describe.each(testDatabases())("a whole fleet in one archive, on $name", ({ connect }) => {
  const contextOf = (db: Db, organisationId: string) => ({
    ...{ db, keyring: testKeyring, organisationId, actor: testActor, access: "all" as const, now: testNow },
  });

  it("comes back as it went out: the same bytes for every phone, whether it was retired or nothing of it is left", async () => {
    const db = await connect();
    const organisationId = await aRichFirm(db);
    const context = contextOf(db, organisationId);
    const before = await filesOf(db, organisationId);
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(5);
    const archive = await fleetOut(db, testKeyring, organisationId, ";");
    expect(Buffer.from(archive).includes("s=3cr3t!")).toBe(false);
    // As it is, it changes nothing.
    for (const { report } of await fleetIn(context, archive, false))
      expect(report).toMatchObject({ errors: [], outcomes: { created: 0, updated: 0 } });
    const phones: { id: string }[] = await db("phone").where("organisation_id", organisationId).select("id");
    for (const { id } of phones) await retirePhone(db, { organisationId, id }, testActor, testNow);
    const wipe = async () => {
      for (const table of tables) await db(table).delete();
      await db("setting").where("organisation_id", organisationId).delete();
      await db("phone").update({ site_id: null, layout_id: null });
      for (const table of ["sip_account", "layout", "site"]) await db(table).where("organisation_id", organisationId).delete();
    };
    await wipe();
    expect((await fleetIn(context, archive, true)).flatMap(({ report }) => report.errors)).toEqual([]);
    expect(await filesOf(db, organisationId)).toEqual({});
    const reports = await fleetIn(context, archive, false);
    expect(reports.map(({ name, report }) => [name, report.outcomes.created, report.errors])).toEqual([
      ...[
        ["sites", 1, []],
        ["layouts", 1, []],
        ["users", 0, []],
        ["accounts", 1, []],
      ],
      ...[
        ["phones", 3, []],
        ["keys", 8, []],
        ["settings", 7, []],
      ],
    ]);
    expect(await filesOf(db, organisationId)).toEqual(before);
    expect(await listAudit(db, { organisationId, action: "phone.reinstated" })).toHaveLength(3);
    // Everything gone from the database, the people too.
    await wipe();
    await db("phone").delete();
    await db("users").delete();
    expect((await fleetIn(context, archive, false)).flatMap(({ report }) => report.errors)).toEqual([]);
    expect(await filesOf(db, organisationId)).toEqual(before);
  });

  it("gives nobody's secrets to another organisation, and takes nothing when one row is wrong", async () => {
    const db = await connect();
    const organisationId = await aRichFirm(db);
    const { id: elsewhere } = await anOrganisation(db, { title: "Annan AB" });
    const archive = await fleetOut(db, testKeyring, organisationId, ",");
    const reports = await fleetIn(contextOf(db, elsewhere), archive, false);
    expect(reports.at(-1)).toMatchObject({ name: "users" });
    expect(reports.at(-1)?.report.errors[0]?.code).toBe("number_taken");
    expect(await db("site").where("organisation_id", elsewhere)).toEqual([]);
    await expect(fleetIn(contextOf(db, elsewhere), Buffer.from("PK\u0003\u0004 broken"), false)).rejects.toMatchObject({
      code: "input_invalid",
    });
  });
});
