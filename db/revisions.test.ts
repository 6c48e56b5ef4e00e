import { describe, expect, it } from "vitest";
import { composePlan, type PhoneModelFacts } from "../domain/compose-plan.ts";
import { keyKinds } from "../domain/phone-key.ts";
import type { Plan } from "../domain/plan.ts";
import { changesSince, latestChange } from "./changes.ts";
import { createContactList, deleteContact, deleteContactList, updateContact } from "./contacts.ts";
import { deleteLayout } from "./layouts.ts";
import { updateOrganisation } from "./organisations.ts";
import { clearLayoutKeys, clearPhoneKeys, setLayoutKeys, setPhoneKeys } from "./phone-keys.ts";
import { setPhoneAccounts, updatePhone } from "./phones.ts";
import { loadPlanSources } from "./plan-source.ts";
import { deleteResponseGroup } from "./response-group-deletion.ts";
import { updateResponseGroup } from "./response-groups.ts";
import { clearRawParameter, clearSetting, setRawParameter, setSetting } from "./settings.ts";
import { deleteSipAccount, updateSipAccount } from "./sip-accounts.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aKey,
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
import { rotatePhoneToken } from "./tokens.ts";
import type { Db } from "./types.ts";
import { setUserNumber } from "./user-numbers.ts";
import { deleteUser, updateUser } from "./users.ts";

const facts = (vendor: "yealink" | "snom", id: string): PhoneModelFacts => ({
  id,
  vendor,
  keys: { total: 27 },
  accounts: 16,
  modules: [],
  maxModules: 0,
  keyKinds,
});
const models = new Map([
  ["T46U", facts("yealink", "T46U")],
  ["D785", facts("snom", "D785")],
]);

/** What a phone gets, without who said it and without the names that only people see. */
function shown(plan: Plan): string {
  const { label: _, organisationName: __, ...phone } = plan.phone;
  return JSON.stringify({ ...plan, phone }, (name, value) =>
    name === "origin" || name === "exchangeOrigin" || name === "follows" || name === "misfits" ? undefined : value,
  );
}

async function look(db: Db): Promise<Map<string, { plan: string; revision: number }>> {
  const ids: string[] = await db("phone").whereNot("state", "retired").pluck("id");
  const sources = await loadPlanSources(db, testKeyring, ids);
  return new Map(
    [...sources].map(([id, source]) => {
      const model = models.get(source.phone.modelId);
      if (!model) throw new Error("no model");
      return [id, { plan: shown(composePlan(source, model, "https://x")), revision: source.phone.revision }];
    }),
  );
}

/**
 * Makes a change and asserts that exactly the phones were raised, once each, whose plans it changed, and that the
 * feed names them.
 *
 * @returns how many
 */
async function exactly(db: Db, change: () => Promise<unknown>): Promise<number> {
  const before = await look(db);
  const seq = await latestChange(db);
  await change();
  const after = await look(db);
  const feed = (await changesSince(db, seq, 10_000)).filter((one) => one.kind === "phone").map((one) => one.phoneId);
  const changed = [...after].filter(([id, now]) => before.get(id)?.plan !== now.plan).map(([id]) => id);
  const raised = [...after].filter(([id, now]) => before.get(id)?.revision !== now.revision).map(([id]) => id);
  expect(raised.sort()).toEqual(changed.sort());
  expect([...feed].sort()).toEqual(changed);
  for (const id of raised) expect(after.get(id)?.revision).toBe((before.get(id)?.revision ?? 0) + 1);
  return changed.length;
}

const place = (index: number) => ({ module: 0, index });
const follow = (kind: "user" | "group" | "contact", id: string) => ({ kind, id }) as const;

/** Two organisations with 24 phones each: with and without layout, site, own keys over the layout's, and accounts. */
async function scene(db: Db) {
  const one = await anOrganisationWithExchange(db);
  const organisationId = one.id;
  const åsa = await aUser(db, organisationId, {
    firstName: "Åsa",
    lastName: "Ek",
    extension: "201",
    primaryNumber: "08-465 004 01",
  });
  const bo = await aUser(db, organisationId, { firstName: "Bo", lastName: "Al", primaryNumber: "08-465 004 02" });
  const group = await aGroup(db, organisationId, { number: "08-465 004 00" });
  const list = await aContactList(db, organisationId);
  const contact = await aContact(db, list);
  const site = await aSite(db, organisationId);
  const layout = await aLayout(db, organisationId, {
    keys: [
      { place: place(1), kind: "line" },
      { place: place(2), kind: "blf", target: follow("user", åsa.id) },
      { place: place(3), kind: "blf", target: follow("user", bo.id), label: "Chefen" },
      { place: place(4), kind: "groupLogin", target: follow("group", group.id) },
      { place: place(5), kind: "speedDial", target: follow("contact", contact.id) },
    ],
  });
  const account = await aSipAccount(db, organisationId, { userId: åsa.id, label: "Disken" });
  const plain = await aSipAccount(db, organisationId);
  const ids: string[] = [];
  for (let n = 0; n < 24; n++) {
    const keys = [
      // One in two covers the layout's key for Åsa, one in three has a key of its own for her.
      ...(n % 2 === 0 ? [{ place: place(2), kind: "dnd" as const }] : []),
      ...(n % 3 === 0 ? [{ place: place(10), kind: "speedDial" as const, target: follow("user", åsa.id) }] : []),
      ...(n % 5 === 0 ? [{ place: place(11), kind: "speedDial" as const, target: follow("user", åsa.id), label: "Å" }] : []),
    ];
    const phone = await aPhone(db, organisationId, {
      ...(n % 4 < 2 ? { layoutId: layout.id } : {}),
      ...(n % 6 < 3 ? { siteId: site.id } : {}),
      ...(n % 8 < 4 ? { vendor: "yealink", model: "T46U" } : { vendor: "snom", model: "D785" }),
      accounts: [n % 7 === 0 ? account.id : plain.id],
      keys,
    });
    ids.push(phone.id);
  }
  const two = await anOrganisationWithExchange(db);
  const stranger = await aUser(db, two.id, { extension: "201" });
  const strange = await aSipAccount(db, two.id, { userId: stranger.id });
  for (let n = 0; n < 4; n++) {
    await aPhone(db, two.id, {
      accounts: [strange.id],
      keys: [{ place: place(2), kind: "blf", target: follow("user", stranger.id) }],
    });
  }
  return { organisationId, otherId: two.id, åsa, bo, group, list, contact, site, layout, account, plain, ids };
}

describe.each(testDatabases())("exactly the phones concerned are raised on $name", ({ connect }) => {
  it("when people, groups and contacts change their names and numbers, or go", async () => {
    const db = await connect();
    const { organisationId, åsa, bo, group, list, contact } = await scene(db);
    const raised = {
      renamed: await exactly(db, () => updateUser(db, { organisationId, id: åsa.id, lastName: "Ask" }, testActor, testNow)),
      renamedUnderOwnLabel: await exactly(db, () =>
        updateUser(db, { organisationId, id: bo.id, lastName: "Alm" }, testActor, testNow),
      ),
      mail: await exactly(db, () => updateUser(db, { organisationId, id: åsa.id, email: "asa@example.se" }, testActor, testNow)),
      extension: await exactly(db, () => updateUser(db, { organisationId, id: åsa.id, extension: "202" }, testActor, testNow)),
      numberBehindExtension: await exactly(db, () =>
        setUserNumber(
          db,
          { organisationId, userId: åsa.id, kind: "primary", number: "08-465 004 11", mobileProfile: null },
          testActor,
          testNow,
        ),
      ),
      number: await exactly(db, () =>
        setUserNumber(
          db,
          { organisationId, userId: bo.id, kind: "primary", number: "08-465 004 12", mobileProfile: null },
          testActor,
          testNow,
        ),
      ),
      groupName: await exactly(db, () =>
        updateResponseGroup(db, { organisationId, id: group.id, name: "Order" }, testActor, testNow),
      ),
      groupNumber: await exactly(db, () =>
        updateResponseGroup(db, { organisationId, id: group.id, number: "08-465 004 50" }, testActor, testNow),
      ),
      contactTitle: await exactly(db, () =>
        updateContact(
          db,
          {
            organisationId,
            id: contact.id,
            firstName: "",
            lastName: "",
            company: contact.company,
            title: "Säljare",
            numbers: [...contact.numbers],
          },
          testActor,
          testNow,
        ),
      ),
      contactGone: await exactly(db, () => deleteContact(db, { organisationId, id: contact.id }, testActor, testNow)),
      listGone: await exactly(db, () => deleteContactList(db, { organisationId, id: list.id }, testActor, testNow)),
      listMade: await exactly(db, () => createContactList(db, { organisationId, name: "Nya" }, testActor, testNow)),
      groupGone: await exactly(db, () =>
        deleteResponseGroup(db, { organisationId, id: group.id, agreed: true }, testActor, testNow),
      ),
      userGone: await exactly(db, () => deleteUser(db, { organisationId, id: åsa.id }, testActor, testNow)),
    };
    // 8 have a key of their own that shows her name, 6 the layout's uncovered, 4 her account; 3 in two ways.
    expect(raised).toMatchObject({
      renamedUnderOwnLabel: 0,
      mail: 0,
      numberBehindExtension: 0,
      number: 12,
      groupName: 12,
      contactTitle: 0,
    });
    expect(raised).toMatchObject({ listMade: 24, listGone: 24, contactGone: 12, groupGone: 12 });
    expect(raised.renamed).toBeGreaterThan(8);
    expect(raised.renamed).toBeLessThan(24);
  });

  it("when keys of a phone or a layout change", async () => {
    const db = await connect();
    const { organisationId, layout, bo, ids } = await scene(db);
    const layoutId = layout.id;
    const [phoneId = ""] = ids;
    const under = { place: place(2), kind: "blf", target: follow("user", bo.id) } as const;
    const raised = {
      own: await exactly(db, () =>
        setPhoneKeys(db, { organisationId, phoneId, keys: [aKey({ place: place(9), kind: "conference" })] }, testActor, testNow),
      ),
      sameAgain: await exactly(db, () =>
        setPhoneKeys(db, { organisationId, phoneId, keys: [aKey({ place: place(9), kind: "conference" })] }, testActor, testNow),
      ),
      ownCleared: await exactly(db, () =>
        clearPhoneKeys(db, { organisationId, phoneId, places: [place(9)] }, testActor, testNow),
      ),
      layoutUnderOwn: await exactly(db, () =>
        setLayoutKeys(db, { organisationId, layoutId, keys: [aKey(under)] }, testActor, testNow),
      ),
      layoutFree: await exactly(db, () =>
        setLayoutKeys(db, { organisationId, layoutId, keys: [aKey({ place: place(7), kind: "dnd" })] }, testActor, testNow),
      ),
      layoutCleared: await exactly(db, () =>
        clearLayoutKeys(db, { organisationId, layoutId, places: [place(2), place(7), place(300)] }, testActor, testNow),
      ),
      layoutGone: await exactly(db, () => deleteLayout(db, { organisationId, id: layoutId }, testActor, testNow)),
    };
    expect(raised).toEqual({
      own: 1,
      sameAgain: 0,
      ownCleared: 1,
      layoutUnderOwn: 6,
      layoutFree: 12,
      layoutCleared: 12,
      layoutGone: 12,
    });
  });

  it("when a setting is said or taken back at any layer, with others above it", async () => {
    const db = await connect();
    const { organisationId, site, layout, ids } = await scene(db);
    const [first = "", second = ""] = ids;
    const layersFromTheTop = [
      { layer: "phone", organisationId, phoneId: first },
      { layer: "model", organisationId, vendor: "yealink", model: "T46U" },
      { layer: "model", organisationId: null, vendor: "snom", model: "D785" },
      { layer: "layout", organisationId, layoutId: layout.id },
      { layer: "site", organisationId, siteId: site.id },
      { layer: "organisation", organisationId },
      { layer: "operator" },
    ] as const;
    const counts: number[] = [];
    for (const [n, at] of layersFromTheTop.entries()) {
      const setting = { at, name: "exchange.expires", value: 1000 + n };
      counts.push(await exactly(db, () => setSetting(db, setting, testActor, testNow)));
      expect(await exactly(db, () => setSetting(db, setting, testActor, testNow))).toBe(0);
      const raw = { at, vendor: "yealink", name: "phone_setting.backlight_time", value: String(n) } as const;
      await exactly(db, () => setRawParameter(db, raw, testActor, testNow));
    }
    expect(counts).toEqual([1, 11, 12, 0, 0, 0, 4]);
    for (const at of [...layersFromTheTop].reverse()) {
      await exactly(db, () => clearSetting(db, { at, name: "exchange.expires" }, testActor, testNow));
      await exactly(db, () =>
        clearRawParameter(db, { at, vendor: "yealink", name: "phone_setting.backlight_time" }, testActor, testNow),
      );
    }
    const between = [
      { layer: "site", organisationId, siteId: site.id },
      { layer: "operator" },
      { layer: "layout", organisationId, layoutId: layout.id },
      { layer: "organisation", organisationId },
    ] as const;
    const voicemail = "exchange.voicemailNumber";
    const said: number[] = [];
    for (const [n, at] of between.entries()) {
      said.push(await exactly(db, () => setSetting(db, { at, name: voicemail, value: `${n}` }, testActor, testNow)));
    }
    for (const at of between) said.push(await exactly(db, () => clearSetting(db, { at, name: voicemail }, testActor, testNow)));
    expect(said).toEqual([12, 16, 12, 6, 6, 4, 12, 24]);
    const english = { at: { layer: "phone", organisationId, phoneId: second }, name: "phone.language", value: "en" } as const;
    expect(await exactly(db, () => setSetting(db, english, testActor, testNow))).toBe(1);
    expect(await exactly(db, () => updateOrganisation(db, { id: organisationId, language: "fi" }, testActor, testNow))).toBe(23);
    expect(
      await exactly(db, () => updateOrganisation(db, { id: organisationId, title: "Björkö Tak AB" }, testActor, testNow)),
    ).toBe(0);
  });

  it("when accounts, tokens and a phone's own facts change", async () => {
    const db = await connect();
    const { organisationId, account, plain, ids, site } = await scene(db);
    const [id = ""] = ids;
    const secret = { organisationId, id: account.id, secret: "aB3aB3aB3aB4" };
    expect(await exactly(db, () => updateSipAccount(db, testKeyring, secret, testActor, testNow))).toBe(4);
    expect(await exactly(db, () => rotatePhoneToken(db, testKeyring, { organisationId, id }, testActor, testNow))).toBe(1);
    expect(await exactly(db, () => updatePhone(db, { organisationId, id, label: "Lager" }, testActor, testNow))).toBe(0);
    expect(await exactly(db, () => updatePhone(db, { organisationId, id, userId: null }, testActor, testNow))).toBe(0);
    const accounts = { organisationId, id, accounts: [account.id, plain.id] };
    expect(await exactly(db, () => setPhoneAccounts(db, accounts, testActor, testNow))).toBe(1);
    expect(await exactly(db, () => setPhoneAccounts(db, accounts, testActor, testNow))).toBe(0);
    expect(await exactly(db, () => deleteSipAccount(db, { organisationId, id: plain.id }, testActor, testNow))).toBe(21);
    expect(site.organisationId).toBe(organisationId);
  });

  it("in the same number of statements for 3 phones and for 300", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const user = await aUser(db, organisationId);
    const layout = await aLayout(db, organisationId, { keys: [{ kind: "blf", target: follow("user", user.id) }] });
    const template = await aPhone(db, organisationId, { layoutId: layout.id });
    const rename = async (lastName: string) => {
      let statements = 0;
      const count = () => {
        statements += 1;
      };
      db.on("query", count);
      const seq = await latestChange(db);
      await updateUser(db, { organisationId, id: user.id, lastName }, testActor, testNow);
      db.removeListener("query", count);
      const phones = (await changesSince(db, seq, 1000)).filter((change) => change.kind === "phone").length;
      return { statements, phones };
    };
    const few = await rename("Ett");
    const row = await db("phone").where("id", template.id).first();
    const copies = Array.from({ length: 299 }, (_, n) => {
      const own = {
        id: `copy-${n}`,
        mac: `00aa0000${n.toString(16).padStart(4, "0")}`,
        digest_user: `copy-${n}`,
        token_hash: `copy-${n}`,
      };
      return { ...row, ...own, previous_token_hash: null };
    });
    await db.batchInsert("phone", copies, 100);
    expect(await rename("Två")).toEqual({ statements: few.statements, phones: 300 });
    expect(few.phones).toBe(1);
  });
});
