import { describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { addTrustedNetwork } from "../db/networks.ts";
import { denyHold, listHolds, releaseHold } from "../db/phone-holds.ts";
import { expectPhone } from "../db/phone-homes.ts";
import { believeMoves, moveMillis } from "../db/phone-moves.ts";
import type { Phone } from "../db/phones.ts";
import { setSetting } from "../db/settings.ts";
import { aBoundPhone, testActor, testKeyring } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import type { HoldLevel } from "../domain/hold.ts";
import { parseNetwork } from "./networks.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const [office, elsewhere] = ["198.51.100.7", "203.0.113.9"];
const proxies = {
  trusted: [parseNetwork("127.0.0.1/32")].filter((one) => one !== null),
  addressHeader: "x-forwarded-for",
  certificateHeader: "x-ssl-client-s-dn",
  certificateResultHeader: "x-ssl-client-verify",
};
const agent = (mac: string, firmware = "108.87.14.1") => `Yealink SIP-T46U ${firmware} ${mac.match(/../g)?.join(":")}`;

/** A house behind a proxy, and a phone that has asked from the office. */
async function aPhoneAtTheOffice(db: Db) {
  const { organisation, phone } = await aFirmWithPhone(db);
  const house = await open(db, { proxies });
  const ask = async (from: string, userAgent: string | null = agent(phone.mac), which: Phone = phone) => {
    const headers = { "x-forwarded-for": from };
    const path = await house.tokenPath(which, `${which.mac}.cfg`);
    return (await house.ask(path, { headers, ...(userAgent === null ? {} : { userAgent }) })).status;
  };
  expect(await ask(office)).toBe(200);
  const holds = async () => {
    await house.provisioning.flush();
    return listHolds(db, { organisationId: organisation.id });
  };
  const by = { organisationId: organisation.id, phoneId: phone.id };
  const level = (value: HoldLevel) =>
    setSetting(
      db,
      { at: { layer: "organisation", organisationId: organisation.id }, name: "provisioning.holds", value },
      testActor,
      house.clock.now,
    );
  const settled = async () => {
    await house.provisioning.flush();
    await house.provisioning.settle();
  };
  return { organisation, phone, house, ask, holds, by, level, settled };
}

describe.each(databases)("a copy of a bound phone on $name", ({ connect }) => {
  it("gets nothing from elsewhere, the phone goes on, and one alarm says why", async () => {
    const db = await connect();
    const { phone, ask, holds, organisation } = await aPhoneAtTheOffice(db);
    expect([await ask(elsewhere), await ask(elsewhere), await ask(office)]).toEqual([404, 404, 200]);
    expect(await holds()).toMatchObject([
      { phoneId: phone.id, state: "held", reasons: ["network"], network: "203.0.113.0/24", address: elsewhere, count: 2 },
    ]);
    const alarms = await listAlarms(db, { organisationId: organisation.id });
    expect(alarms).toMatchObject([{ kind: "phone_held", phoneId: phone.id, detail: "network", address: elsewhere }]);
  });

  it("gets its file when an administrator has said that it is the phone, and the alarm is over", async () => {
    const db = await connect();
    const { ask, holds, by, house, settled, organisation } = await aPhoneAtTheOffice(db);
    await ask(elsewhere);
    const [hold] = await holds();
    await releaseHold(db, { ...by, id: hold?.id ?? "" }, testActor, house.clock.now);
    await settled();
    expect([await ask(elsewhere), await ask(office)]).toEqual([200, 200]);
    expect(await listAlarms(db, { organisationId: organisation.id, open: true })).toEqual([]);
  });

  it("stays out without new alarms when it was not the phone, whose own address is made anew", async () => {
    const db = await connect();
    const { ask, holds, by, house, settled, phone, organisation } = await aPhoneAtTheOffice(db);
    const old = await house.tokenPath(phone, `${phone.mac}.cfg`);
    await ask(elsewhere);
    const [hold] = await holds();
    await denyHold(db, testKeyring, { ...by, id: hold?.id ?? "" }, testActor, house.clock.now);
    await settled();
    expect([await ask(elsewhere), await ask(office)]).toEqual([404, 200]);
    await settled();
    const reply = await house.ask(old, { headers: { "x-forwarded-for": office }, userAgent: agent(phone.mac) });
    expect(reply.status).toBe(404);
    expect(await holds()).toMatchObject([{ state: "denied", count: 2 }]);
    expect(await listAlarms(db, { organisationId: organisation.id, open: true })).toEqual([]);
  });

  it("is known as one after a restart too, also where only the last contact is kept", async () => {
    const db = await connect();
    const { house, phone, holds } = await aPhoneAtTheOffice(db);
    await house.stop();
    await db("phone_home").delete();
    const again = await open(db, { proxies });
    const path = await again.tokenPath(phone, `${phone.mac}.cfg`);
    const from = (address: string) => again.ask(path, { headers: { "x-forwarded-for": address }, userAgent: agent(phone.mac) });
    expect([(await from(elsewhere)).status, (await from(office)).status]).toEqual([404, 200]);
    await again.provisioning.flush();
    expect(await holds()).toMatchObject([{ state: "held" }]);
  });

  it("is believed when the whole office has come with it and the old line is silent for an hour", async () => {
    const db = await connect();
    const { ask, holds, house, organisation, phone, settled } = await aPhoneAtTheOffice(db);
    const colleague = await aBoundPhone(db, organisation.id);
    await settled();
    await ask(office, agent(colleague.mac), colleague);
    house.clock.now = new Date(house.clock.now.getTime() + 60_000);
    expect([await ask(elsewhere), await ask(elsewhere, agent(colleague.mac), colleague)]).toEqual([404, 404]);
    expect(await holds()).toHaveLength(2);
    expect(await believeMoves(db, house.clock.now)).toBe(0);
    house.clock.now = new Date(house.clock.now.getTime() + moveMillis);
    expect(await believeMoves(db, house.clock.now)).toBe(2);
    await settled();
    expect([await ask(elsewhere), await ask(elsewhere, agent(colleague.mac), colleague)]).toEqual([200, 200]);
    expect(await listAlarms(db, { organisationId: organisation.id, phoneId: phone.id, open: true })).toEqual([]);
  });
});

describe("a phone that looks otherwise", () => {
  it("is not believed to have moved while one of its office still asks from there", async () => {
    const db = await sqlite(databases);
    const { ask, holds, house, organisation, settled } = await aPhoneAtTheOffice(db);
    const colleague = await aBoundPhone(db, organisation.id);
    await settled();
    await ask(office, agent(colleague.mac), colleague);
    await ask(elsewhere);
    await ask(elsewhere, agent(colleague.mac), colleague);
    house.clock.now = new Date(house.clock.now.getTime() + moveMillis / 2);
    await ask(office);
    await holds();
    house.clock.now = new Date(house.clock.now.getTime() + moveMillis);
    expect(await believeMoves(db, house.clock.now)).toBe(0);
  });

  it.each([
    ["curl/8.1", ["program"]],
    [null, ["program"]],
    ["Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12)", ["program", "model", "firmware"]],
    ["Yealink SIP-T54W 108.87.14.1", ["model"]],
    ["Yealink SIP-T46U 108.86.0.90", ["firmware"]],
  ])("as %s is held for %j", async (userAgent, reasons) => {
    const { ask, holds } = await aPhoneAtTheOffice(await sqlite(databases));
    expect(await ask(office, userAgent)).toBe(404);
    expect(await holds()).toMatchObject([{ reasons }]);
  });

  it("with the higher version of its boot loader, asking as old phones do, goes on with its own", async () => {
    const db = await sqlite(databases);
    const { organisation } = await aFirmWithPhone(db);
    const phone = await aBoundPhone(db, organisation.id, { vendor: "polycom", model: "VVX450" });
    const house = await open(db, { proxies });
    const ask = async (agent: string, file: string) =>
      (await house.ask(await house.tokenPath(phone, file), { headers: { "x-forwarded-for": office }, userAgent: agent })).status;
    const agents = [
      "FileTransport PolycomVVX-VVX_450-UA/6.9.1.0275 Type/Updater",
      "FileTransport PolycomVVX-VVX_450-UA/5.9.1.0615",
    ];
    for (let boots = 0; boots < 2; boots++)
      for (const [at, file] of [`${phone.mac}.cfg`, `phone-${phone.mac}.cfg`].entries())
        expect(await ask(agents[at] ?? "", file)).toBe(200);
  });

  it("is served, and told of, where the organisation only wants to know", async () => {
    const { ask, holds, level, settled } = await aPhoneAtTheOffice(await sqlite(databases));
    await level("report");
    await settled();
    expect([await ask(elsewhere), await ask(elsewhere)]).toEqual([200, 200]);
    expect(await holds()).toMatchObject([{ state: "reported", count: 2 }]);
    await level("off");
    await settled();
    expect(await ask("192.0.2.4")).toBe(200);
    expect(await holds()).toHaveLength(1);
  });

  it("on an address out of the same pool goes on, unless the organisation is strict", async () => {
    const { ask, holds, level, settled } = await aPhoneAtTheOffice(await sqlite(databases));
    await level("strict");
    await settled();
    expect([await ask("198.51.7.7"), await ask("198.51.100.99")]).toEqual([404, 200]);
    await level("hold");
    await settled();
    expect(await ask("198.51.7.7")).toBe(200);
    expect(await holds()).toHaveLength(1);
  });

  it("in a declared network goes on as long as it is declared", async () => {
    const db = await sqlite(databases);
    const { ask, organisation, settled } = await aPhoneAtTheOffice(db);
    const network = { organisationId: organisation.id, siteId: null, cidr: "203.0.113.0/24", note: "" };
    await addTrustedNetwork(db, network, testActor, new Date());
    await settled();
    expect(await ask(elsewhere)).toBe(200);
    await settled();
    await db("trusted_network").delete();
    await addTrustedNetwork(db, { ...network, cidr: "192.0.2.0/24" }, testActor, new Date());
    await settled();
    expect(await ask(elsewhere)).toBe(404);
  });

  it("is believed once when somebody has said beforehand that it moves", async () => {
    const db = await sqlite(databases);
    const { ask, by, house, settled } = await aPhoneAtTheOffice(db);
    await expectPhone(db, { ...by, hours: 24 }, testActor, house.clock.now);
    await settled();
    expect(await ask(elsewhere, agent("805ec0000001", "108.86.0.1").replace("80:5e:c0:00:00:01", ""))).toBe(200);
    await settled();
    expect([await ask(elsewhere, null), await ask("192.0.2.4"), await ask(office)]).toEqual([404, 404, 200]);
  });

  it("with the older firmware that this server gave it goes on at once", async () => {
    const db = await sqlite(databases);
    const { ask, phone, settled, holds } = await aPhoneAtTheOffice(db);
    await settled();
    await db("phone_wanted").where("phone_id", phone.id).delete();
    await db("phone_wanted").insert({ phone_id: phone.id, revision: 1, roles: "phone", firmware: "108.86.0.90", poll_hours: 24 });
    expect(await ask(office, agent(phone.mac, "108.86.0.90"))).toBe(200);
    expect(await holds()).toEqual([]);
  });
});
