import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { loadAway } from "../db/diversion-rows.ts";
import { getMembers, setMembers } from "../db/group-members.ts";
import type { Phone } from "../db/phones.ts";
import { setSetting } from "../db/settings.ts";
import { aBoundPhone, aGroup, aSipAccount, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { loadCatalogue } from "../templates/catalogue.ts";
import { usualFirmware } from "../templates/virtual/firmware.ts";
import { type VirtualPhone, virtualPhone } from "../templates/virtual/phone.ts";
import { virtualVendor } from "../templates/virtual/vendors.ts";
import type { House } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const models = { yealink: "T46U", snom: "D785", polycom: "VVX450" } as const;
// What such phones have first is their line.
const keys = (groupId: string) => [
  { place: { module: 0, index: 2 }, kind: "groupLogin" as const, target: { kind: "group" as const, id: groupId } },
  { place: { module: 0, index: 3 }, kind: "diversion" as const, target: null },
];

async function aDesk(db: Db, vendor: VendorId) {
  const { organisation, userId } = await aFirmWithPhone(db);
  const organisationId = organisation.id;
  const group = await aGroup(db, organisationId, { name: "Växeln & lagret" });
  const members = [{ userId, mayToggle: true, viaMobile: false, loggedIn: false }];
  await setMembers(db, { organisationId, groupId: group.id, members }, testActor, testNow);
  const account = await aSipAccount(db, organisationId, { userId });
  const phone = await aBoundPhone(db, organisationId, {
    ...{ vendor, model: models[vendor], userId, accounts: [account.id], keys: keys(group.id) },
  });
  return { organisationId, userId, group, phone };
}

/** A virtual phone of that make which has booted, and the addresses of its keys by place. */
async function boot(db: Db, house: House, phone: Phone): Promise<{ device: VirtualPhone; addressOf: (place: string) => string }> {
  const url = `http://127.0.0.1:${house.port}/`;
  const at = { layer: "organisation", organisationId: phone.organisationId } as const;
  await setSetting(db, { at, name: "provisioning.url", value: url }, testActor, testNow);
  await house.provisioning.settle();
  const model = loadCatalogue().find((one) => one.vendor === phone.vendor && one.model === phone.model);
  if (!model) throw new Error("no such model");
  const server = `http://127.0.0.1:${house.port}${await house.tokenPath(phone, "")}`;
  const setup = { model, vendor: await virtualVendor(phone.vendor), mac: phone.mac, firmware: usualFirmware(model), modules: 0 };
  const device = virtualPhone({ ...setup, server });
  const { state } = await device.boot();
  return { device, addressOf: (place) => state.keys.find((key) => `${key.module}/${key.index}` === place)?.value ?? "" };
}

describe.each(vendorIds)("a log-in key on a %s", (vendor) => {
  it("logs the phone's user in and out, says so on its screen, and acts once for a press that is repeated", async () => {
    const db = await sqlite(databases);
    const { organisationId, userId, group, phone } = await aDesk(db, vendor);
    const house = await open(db);
    const { device, addressOf } = await boot(db, house, phone);
    const isIn = async () => (await getMembers(db, { organisationId, groupId: group.id })).members[0]?.loggedIn;
    // A boot presses nothing, nor does a phone that looks for changes.
    await device.boot();
    const asked = await house.journal({ phoneId: phone.id });
    expect([asked.length > 1, asked.filter(({ path }) => path.includes("/key/"))]).toEqual([true, []]);
    expect(await isIn()).toBe(false);
    const url = addressOf("0/2");
    const shown = await device.open(url);
    expect(shown?.title).toBe("Växeln & lagret");
    expect(shown?.lines.join(" ")).toBe("Inloggad. 1 av 1 inloggade.");
    expect(await isIn()).toBe(true);
    expect(await device.open(url)).toEqual(shown);
    expect(await isIn()).toBe(true);
    house.clock.now = new Date(house.clock.now.getTime() + 10_000);
    expect((await device.open(url))?.lines.join(" ")).toBe("Utloggad. Ingen är inloggad nu.");
    expect(await isIn()).toBe(false);
    const entries = await listAudit(db, { organisationId, action: "user.group_login_changed" });
    expect(entries.map((one) => [one.subject.id, one.after])).toEqual([
      [userId, { groups: [group.id], loggedIn: false }],
      [userId, { groups: [group.id], loggedIn: true }],
    ]);
  });

  it("offers reasons to be away with their ends, sets the one that is chosen, and ends it with the next press", async () => {
    const db = await sqlite(databases);
    const { organisationId, userId, phone } = await aDesk(db, vendor);
    const house = await open(db);
    const { device, addressOf } = await boot(db, house, phone);
    const url = addressOf("0/3");
    const menu = await device.open(url);
    const lunch = menu?.choices.find((one) => one.label.startsWith("Lunch"));
    expect(lunch?.label).toMatch(/^Lunch till \d\d:\d\d$/);
    expect((await device.open(lunch?.url ?? ""))?.lines).toEqual([lunch?.label]);
    const away = (await loadAway(db, [userId], house.clock.now)).get(userId);
    expect(away?.diversion).toMatchObject({ reason: "lunch", source: "phone" });
    house.clock.now = new Date(house.clock.now.getTime() + 10_000);
    expect((await device.open(url))?.lines).toEqual(["Du kan nås igen."]);
    expect(await loadAway(db, [userId], house.clock.now)).toEqual(new Map());
    const said = await listAudit(db, { organisationId, subjectId: userId });
    expect(said.map((one) => one.action)).toEqual(["user.diversion_ended", "user.diversion_set", "user.created"]);
  });
});

describe("a key's page", () => {
  it("acts for the phone's own proof alone, and for nothing that only looks", async () => {
    const db = await sqlite(databases);
    const { organisationId, group, phone } = await aDesk(db, "yealink");
    const house = await open(db);
    const isIn = async () => (await getMembers(db, { organisationId, groupId: group.id })).members[0]?.loggedIn;
    const path = await house.tokenPath(phone, "key/0-2.xml");
    const strangers = ["/key/0-2.xml", path.replace(/\/p\/[^/]+/, "/p/00000000000000000000000000"), `/${phone.mac}/key/0-2.xml`];
    const nothing = await house.ask("/nothing-at-all.cfg");
    for (const asked of strangers) {
      const { status, rawHeaders, body } = await house.ask(asked);
      expect([asked, status, rawHeaders, body]).toEqual([asked, nothing.status, nothing.rawHeaders, nothing.body]);
    }
    expect((await house.ask(path, { method: "HEAD" })).status).toBe(404);
    expect((await house.ask(path.replace("0-2", "0-9"))).status).toBe(404);
    expect((await house.ask(path.replace("0-2", "0-1"))).status).toBe(404);
    expect((await house.ask(`${path}?do=lunch`)).status).toBe(404);
    expect(await isIn()).toBe(false);
    expect((await house.ask(path)).status).toBe(200);
    expect(await isIn()).toBe(true);
    const [entry] = await house.journal({ phoneId: phone.id });
    expect(entry?.path).toBe("/p/***/key/0-2.xml");
  });

  it("says why nothing happened: not in the group, a login that is fixed, a phone without a user", async () => {
    const db = await sqlite(databases);
    const { organisationId, userId, group, phone } = await aDesk(db, "snom");
    const house = await open(db);
    const path = await house.tokenPath(phone, "key/0-2.xml");
    const ask = async (of = path) => {
      house.clock.now = new Date(house.clock.now.getTime() + 10_000);
      return (await house.ask(of)).body.toString();
    };
    const fixed = [{ userId, mayToggle: false, viaMobile: false }];
    await setMembers(db, { organisationId, groupId: group.id, members: fixed }, testActor, testNow);
    expect(await ask()).toContain("Inloggningen ändras av en administratör.");
    await setMembers(db, { organisationId, groupId: group.id, members: [] }, testActor, testNow);
    expect(await ask()).toContain("Du är inte med i gruppen.");
    const nobodys = await aBoundPhone(db, organisationId, { userId: null, keys: keys(group.id) });
    await house.provisioning.settle();
    expect(await ask(await house.tokenPath(nobodys, "key/0-2.xml"))).toContain("Telefonen har ingen användare.");
  });
});
