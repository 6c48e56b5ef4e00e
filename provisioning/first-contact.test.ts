import { describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { listWindows, openWindow } from "../db/first-contact.ts";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import type { Phone } from "../db/phones.ts";
import { testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { type House, userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const urlOf = (body: Buffer) => /prov\.example\.se(\/p\/[0-9a-z]{26}\/?)/.exec(body.toString())?.[1] ?? null;

async function anOpenWindow(db: Db, house: House, phone: Phone, network: string | null = null): Promise<void> {
  const input = { organisationId: phone.organisationId ?? "", phoneId: phone.id, minutes: 10, network };
  await openWindow(db, testKeyring, input, testActor, house.clock.now);
  await house.provisioning.settle();
}

async function alarmKinds(db: Db, house: House): Promise<string[]> {
  await house.provisioning.flush();
  return (await listAlarms(db, { organisationId: null })).map(({ kind }) => kind).sort();
}

async function state(db: Db, phone: Phone): Promise<string> {
  return (await db("phone").where("id", phone.id).first("state")).state;
}

describe.each(databases)("first contact on $name", ({ connect }) => {
  it("brings a claimed phone to bound: first asker, its token, its files, the window closed", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    const userAgent = userAgents.yealink(phone.mac);
    const first = `/${phone.mac}.cfg`;
    expect((await house.ask(first, { userAgent })).status).toBe(404);
    await anOpenWindow(db, house, phone);
    expect((await house.ask(first, { userAgent, method: "HEAD" })).status).toBe(404);

    const start = await house.ask(first, { userAgent });
    const own = urlOf(start.body);
    expect(start.status).toBe(200);
    expect(start.body.toString()).not.toContain("account.1.password");
    const again = await house.ask(first, { userAgent });
    expect(urlOf(again.body)).toBe(own);
    expect(await state(db, phone)).toBe("claimed");

    const config = await house.ask(`${own}${phone.mac}.cfg`, { userAgent });
    expect(config.status).toBe(200);
    expect(config.body.toString()).toContain("account.1.password");
    expect(await state(db, phone)).toBe("bound");
    const [window] = await listWindows(db, { organisationId: phone.organisationId ?? "", now: house.clock.now });
    expect(window).toMatchObject({ state: "used", takenBy: "127.0.0.1" });
    expect((await house.ask(first, { userAgent })).status).toBe(404);
    expect(await alarmKinds(db, house)).toEqual([]);
    const reasons = new Set((await house.journal({ mac: phone.mac })).map(({ reason }) => reason));
    expect(reasons).toEqual(new Set(["phone_unproven", "window_first", "token_valid", "proof_missing"]));
  });

  it("gives a second asker what an unknown gets, and raises an alarm", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    await anOpenWindow(db, house, phone);
    expect((await house.ask(`/${phone.mac}.cfg`)).status).toBe(200);
    const second = await house.ask(`/${phone.mac}.cfg`, { from: "127.0.0.2" });
    const unknown = await house.ask("/0015650000ff.cfg", { from: "127.0.0.2" });
    expect([second.status, second.rawHeaders, second.body]).toEqual([404, unknown.rawHeaders, unknown.body]);
    expect(await alarmKinds(db, house)).toEqual(["window_taken"]);
    const [entry] = (await house.journal({ mac: phone.mac })).filter(({ address }) => address === "127.0.0.2");
    expect(entry).toMatchObject({ decision: "nothing", reason: "window_taken", status: 404 });
  });

  it("gives a second asker under the organisation's path the start file that an unknown gets there", async () => {
    const db = await connect();
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const input = { organisationId: organisation.id, name: "DHCP" };
    const { token } = await createOrganisationToken(db, testKeyring, input, testActor, testNow);
    const house = await open(db);
    await anOpenWindow(db, house, phone);
    const ask = (mac: string, from: string) => house.ask(`/o/${token}/${mac}.cfg`, { from, userAgent: userAgents.yealink(mac) });
    expect(urlOf((await ask(phone.mac, "127.0.0.1")).body)).not.toBeNull();
    const second = await ask(phone.mac, "127.0.0.2");
    const unknown = await ask("0015650000ff", "127.0.0.2");
    expect([second.status, urlOf(second.body)]).toEqual([200, null]);
    expect(second.body.toString().replaceAll(phone.mac, "0015650000ff")).toBe(unknown.body.toString());
    expect(await alarmKinds(db, house)).toEqual(["window_taken"]);
    const [entry] = (await house.journal({ mac: phone.mac })).filter(({ address }) => address === "127.0.0.2");
    expect(entry).toMatchObject({ decision: "bootstrap", reason: "window_taken", status: 200 });
  });

  it("writes nothing more for a second asker that asks on, until a new window is opened or some time has gone", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    const count = async () => (await db("alarm").where("kind", "window_taken").first("count"))?.count;
    const ask = (from: string) => house.ask(`/${phone.mac}.cfg`, { from });
    await anOpenWindow(db, house, phone);
    await ask("127.0.0.1");
    for (let n = 0; n < 5; n++) expect((await ask("127.0.0.2")).status).toBe(404);
    expect(await count()).toBe(1);
    house.clock.now = new Date(house.clock.now.getTime() + 61_000);
    expect((await ask("127.0.0.2")).status).toBe(404);
    expect(await count()).toBe(2);
    house.clock.now = new Date(house.clock.now.getTime() + 1_000);
    await anOpenWindow(db, house, phone);
    expect((await ask("127.0.0.2")).status).toBe(200);
  });

  it("lets one of many who ask in the same moment win", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const [house, other] = [await open(db), await open(db)];
    await anOpenWindow(db, house, phone);
    await other.provisioning.settle();
    const asked = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? house : other).ask(`/${phone.mac}.cfg`, { from: `127.0.1.${n + 1}` }),
    );
    const replies = await Promise.all(asked);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 404)).toHaveLength(11);
    const urls = new Set(replies.map(({ body }) => urlOf(body)).filter((url) => url !== null));
    expect(urls.size).toBe(1);
  });
});

describe("a first-contact window", () => {
  async function aWindow(network: string | null = null) {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    await anOpenWindow(db, house, phone, network);
    return { db, phone, house };
  }

  it("is for its network alone", async () => {
    const { db, phone, house } = await aWindow("127.5.0.0/16");
    expect((await house.ask(`/${phone.mac}.cfg`, { from: "127.6.0.1" })).status).toBe(404);
    expect(await alarmKinds(db, house)).toEqual(["window_network"]);
    expect((await house.ask(`/${phone.mac}.cfg`, { from: "127.5.0.1" })).status).toBe(200);
  });

  it("is over when its time is", async () => {
    const { phone, house } = await aWindow();
    house.clock.now = new Date(house.clock.now.getTime() + 11 * 60_000);
    expect((await house.ask(`/${phone.mac}.cfg`)).status).toBe(404);
  });

  it("makes the old token void with the first use of the new one, not before", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db);
    const house = await open(db);
    const old = await house.tokenPath(phone, `${phone.mac}.cfg`);
    await anOpenWindow(db, house, phone);
    const own = urlOf((await house.ask(`/${phone.mac}.cfg`)).body);
    expect((await house.ask(old)).status).toBe(200);
    expect((await house.ask(`${own}${phone.mac}.cfg`)).status).toBe(200);
    expect((await house.ask(old)).status).toBe(404);
    const reasons = (await house.journal({ phoneId: phone.id })).map(({ reason }) => reason);
    expect(reasons).toContain("token_previous");
  });

  it("lets a Polycom have the part of its start files that names no phone", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db, { state: "claimed", vendor: "polycom", model: "VVX450", mac: "0004f2000001" });
    const house = await open(db);
    await anOpenWindow(db, house, phone);
    const userAgent = "FileTransport PolycomVVX-VVX_450-UA/5.9.1.0615 Type/Application";
    expect((await house.ask("/klyka-shared.cfg", { userAgent })).status).toBe(404);
    expect((await house.ask(`/${phone.mac}.cfg`, { userAgent })).status).toBe(200);
    const own = await house.ask(`/phone-${phone.mac}.cfg`, { userAgent });
    expect(urlOf(own.body)).not.toBeNull();
    const shared = await house.ask("/klyka-shared.cfg", { userAgent });
    expect([shared.status, urlOf(shared.body)]).toEqual([200, null]);
    expect((await house.ask("/klyka-shared.cfg", { userAgent, from: "127.0.0.9" })).status).toBe(404);
  });
});
