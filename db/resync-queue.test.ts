import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ResyncResult } from "../domain/resync.ts";
import { recordDeliveries } from "./deliveries.ts";
import { setPhoneAccounts } from "./phones.ts";
import { registrationsOf, reportRegistrations } from "./registrations.ts";
import { saveRendered } from "./rendered.ts";
import { askResync, phonesAmong, resyncsOf } from "./resync.ts";
import { changedPhones, putChanged, tellsByItself } from "./resync-changes.ts";
import { releaseResyncs, settleResyncs, type TakenResync, takeResyncs } from "./resync-queue.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { setSetting } from "./settings.ts";
import { anOrganisationWithExchange, aPhone, aSipAccount, aSite, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

const later = (seconds: number) => new Date(testNow.getTime() + seconds * 1000);
const half = () => 0.5;

describe.each(testDatabases())("the row of phones that are asked, on $name", ({ connect }) => {
  let db: Db;
  let organisationId: string;
  beforeAll(async () => {
    db = await connect();
  });
  beforeEach(async () => {
    organisationId = (await anOrganisationWithExchange(db)).id;
    await db("resync").delete();
    await db("setting").where("name", "resync.mode").delete();
  });

  async function phoneWithAccount(siteId: string | null = null) {
    const phone = await aPhone(db, organisationId, { siteId });
    const account = await aSipAccount(db, organisationId);
    await setPhoneAccounts(db, { organisationId, id: phone.id, accounts: [account.id] }, testActor, testNow);
    return { id: phone.id, sipUser: account.sipUser };
  }
  const ask = (ids: readonly string[], now = testNow) =>
    askResync(db, { phones: phonesAmong(db, ids), reason: "person", notBefore: null }, testActor, now);
  const take = async (now = testNow, most = 50) => (await takeResyncs(db, testKeyring, now, most, half)).taken;
  const settle = (taken: TakenResync, result: ResyncResult, at: Date, nextAt: Date | null = null) =>
    settleResyncs(db, [{ taken, result, status: 200, answer: "OK", via: "udp", at, nextAt }], at);
  const one = async (id: string) => (await resyncsOf(db, [id])).get(id);
  const mode = (value: string, layer = { layer: "organisation", organisationId } as const) =>
    setSetting(db, { at: layer, name: "resync.mode", value }, testActor, testNow);

  /** As the server does when it has made the phone's file, and when the phone has fetched it. */
  async function made(id: string, text: string, fetched: boolean) {
    const { revision } = await db("phone").where({ id }).first("revision");
    const file = {
      phoneId: id,
      role: "phone",
      revision,
      hash: `hash-${text}`,
      contentType: "text/plain",
      body: Buffer.from(text),
    };
    await saveRendered(db, testKeyring, [file]);
    const delivery = { phoneId: id, role: "phone", hash: file.hash, revision, at: testNow.toISOString(), address: "192.0.2.7" };
    if (fetched) await recordDeliveries(db, [delivery]);
  }
  const raise = (id: string) => change(db, (trx) => raisePhones(trx, onePhone(trx, id)));

  it("gives each phone to one process, with what it needs to know, and to another when that one has died", async () => {
    const { id, sipUser } = await phoneWithAccount();
    await ask([id]);
    const [taken, ...more] = await take();
    expect(taken).toMatchObject({ kind: "resync", tries: 1, target: { phoneId: id, event: "check-sync;reboot=false" } });
    expect(taken?.target.account).toMatchObject({ sipUser, registrar: { host: "sip.example.se" }, saidBy: "organisation" });
    expect([more, await take(later(60))]).toEqual([[], []]);
    expect(await one(id)).toMatchObject({ state: "sending" });
    const [again] = await take(later(121));
    expect(again).toMatchObject({ tries: 2 });
    // The first one comes to an end after all: it is no longer its to say.
    if (taken) await settle(taken, "timeout", later(122));
    expect(await one(id)).toMatchObject({ state: "sending" });
    if (again) await settle(again, "accepted", later(123));
    expect(await one(id)).toMatchObject({ state: "done", result: "accepted", status: 200, answer: "OK", dueAt: null });
    expect((await registrationsOf(db, [id])).get(id)).toMatchObject({ registered: true, source: "notify", account: sipUser });
  });

  it("takes back what a process that ends has not asked", async () => {
    const { id } = await phoneWithAccount();
    await ask([id]);
    const taken = await take();
    await releaseResyncs(db, taken, later(5));
    expect(await one(id)).toMatchObject({ state: "waiting", tries: 0, dueAt: later(5).toISOString() });
    await releaseResyncs(db, taken, later(9));
    expect((await one(id))?.dueAt).toBe(later(5).toISOString());
  });

  it("tries again when it is told to, and asks once more whoever was asked for meanwhile", async () => {
    const { id } = await phoneWithAccount();
    await ask([id]);
    const [first] = await take();
    if (first) await settle(first, "timeout", later(1), later(61));
    expect(await one(id)).toMatchObject({ state: "waiting", result: "timeout", dueAt: later(61).toISOString() });
    const [second] = await take(later(61));
    expect(second?.tries).toBe(2);
    await ask([id], later(62));
    if (second) await settle(second, "accepted", later(63));
    expect(await one(id)).toMatchObject({ state: "waiting", result: "accepted", tries: 0, dueAt: later(63).toISOString() });
  });

  it("asks the phones of one site one after the other, and other sites' beside them", async () => {
    const [a, b] = [await aSite(db, organisationId), await aSite(db, organisationId)];
    const at = { layer: "site", organisationId, siteId: a.id } as const;
    await setSetting(db, { at, name: "resync.perMinute", value: 6 }, testActor, testNow);
    const ofA = [await phoneWithAccount(a.id), await phoneWithAccount(a.id), await phoneWithAccount(a.id)];
    const ofB = await phoneWithAccount(b.id);
    await ask([...ofA, ofB].map(({ id }) => id));
    const now = await take();
    expect(now.map(({ target }) => target.lane).sort()).toEqual([`site:${a.id}`, `site:${b.id}`].sort());
    expect(await take(later(14))).toHaveLength(0);
    expect(await take(later(15))).toHaveLength(1);
    expect(await take(later(25))).toHaveLength(1);
  });

  it("gives those a new turn whose turn passed while nobody was there to ask", async () => {
    const site = await aSite(db, organisationId);
    const phones = [];
    for (let n = 0; n < 4; n++) phones.push(await phoneWithAccount(site.id));
    await ask(phones.map(({ id }) => id));
    expect(await take()).toHaveLength(1);
    // An hour of standstill: not all at once.
    expect(await take(later(3600))).toHaveLength(1);
  });

  it("puts in a phone by itself that should have something else, once it has been made and was quiet, and never twice", async () => {
    const { id } = await phoneWithAccount();
    const look = async (now: Date) => putChanged(db, testKeyring, (await changedPhones(db, { ids: [id] })).phones, now);
    expect(await tellsByItself(db)).toBe(false);
    await mode("now");
    expect(await tellsByItself(db)).toBe(true);
    await made(id, "a", false);
    // It has never fetched: whatever it is registered as, it does not ask here.
    expect(await look(testNow)).toBe(0);
    await made(id, "a", true);
    expect(await look(testNow)).toBe(0);
    await raise(id);
    expect(await look(testNow)).toBe(0);
    await made(id, "b", false);
    expect(await look(testNow)).toBe(1);
    expect(await one(id)).toMatchObject({ reason: "change", dueAt: later(15).toISOString() });
    await raise(id);
    await made(id, "c", false);
    expect(await look(later(10))).toBe(1);
    expect(await one(id)).toMatchObject({ askedAt: testNow.toISOString(), dueAt: later(25).toISOString() });
    const [taken] = await take(later(25));
    if (taken) await settle(taken, "not_registered", later(26));
    expect(await look(later(30))).toBe(0);
    expect((await registrationsOf(db, [id])).get(id)?.registered).toBe(false);
    await raise(id);
    await made(id, "d", false);
    expect(await look(later(40))).toBe(1);
    await made(id, "d", true);
    expect(await take(later(60))).toEqual([]);
    expect(await one(id)).toMatchObject({ state: "done", result: "not_needed" });
  });

  it("waits for the night where that is chosen, and lets it be where phones are told by hand", async () => {
    await mode("night");
    const byNight = await phoneWithAccount();
    const byHand = await phoneWithAccount();
    const at = { layer: "phone", organisationId, phoneId: byHand.id } as const;
    await setSetting(db, { at, name: "resync.mode", value: "hand" }, testActor, testNow);
    for (const { id } of [byNight, byHand]) {
      await made(id, "a", true);
      await raise(id);
      await made(id, "b", false);
    }
    const { phones, last } = await changedPhones(db, { after: "", most: 5000 });
    expect(phones.map(({ phoneId }) => phoneId).sort()).toEqual([byNight.id, byHand.id].sort());
    expect((await changedPhones(db, { after: last ?? "", most: 5000 })).last).toBeNull();
    expect(await putChanged(db, testKeyring, phones, testNow)).toBe(1);
    // 22:00 in Stockholm.
    expect((await one(byNight.id))?.dueAt).toBe("2026-03-02T21:00:00.000Z");
    expect(await take(new Date("2026-03-03T06:00:00Z"))).toEqual([]);
    expect((await one(byNight.id))?.dueAt).toBe("2026-03-03T21:00:00.000Z");
  });

  it("knows a phone among those of an account by what the exchange tells of it", async () => {
    const account = await aSipAccount(db, organisationId);
    const make = async (say: Parameters<typeof aPhone>[2]) => {
      const phone = await aPhone(db, organisationId, say);
      await setPhoneAccounts(db, { organisationId, id: phone.id, accounts: [account.id] }, testActor, testNow);
      return phone;
    };
    const [yealink, snom] = [await make({}), await make({ vendor: "snom", model: "D785" })];
    const report = (userAgent: string | null, at: Date, registered = true) => ({
      ...{ account: account.sipUser, registered, at, userAgent, address: "192.0.2.9" },
    });
    const tell = (...list: ReturnType<typeof report>[]) => reportRegistrations(db, organisationId, list, testNow);
    expect(await tell(report("snomD785/10.1.169.14", later(-60)), report("Zoiper 5", testNow), report(null, testNow))).toBe(1);
    expect(await tell(report("Yealink SIP-T46U 108.86.0.45", later(900)), { ...report(null, testNow), account: "none" })).toBe(1);
    expect(await tell(report("snomD785/10.1.169.14", later(-90), false))).toBe(1);
    const known = await registrationsOf(db, [yealink.id, snom.id]);
    expect(known.get(yealink.id)).toMatchObject({ registered: true, at: testNow.toISOString(), source: "exchange" });
    expect(known.get(snom.id)).toMatchObject({ registered: true, at: later(-60).toISOString(), address: "192.0.2.9" });
  });

  it("asks once more, and no more, whoever said yes and was not seen to fetch", async () => {
    const [fetches, silent, newer, called] = [
      await phoneWithAccount(),
      await phoneWithAccount(),
      await phoneWithAccount(),
      await phoneWithAccount(),
    ];
    const all = [fetches, silent, newer, called];
    for (const { id } of all) {
      await made(id, "a", true);
      await raise(id);
      await made(id, "b", false);
    }
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "resync.perMinute", value: 600 }, testActor, testNow);
    await ask(all.map(({ id }) => id));
    for (const n of [0, 1]) for (const taken of await take(later(n))) await settle(taken, "accepted", later(2));
    await made(fetches.id, "b", true);
    // Changed since: its settings say when it is told, and here nobody has chosen that it is.
    await raise(newer.id);
    await made(newer.id, "c", false);
    await ask([called.id], later(300));
    for (const taken of await take(later(301))) await settle(taken, "not_registered", later(302));
    expect(await take(later(601))).toEqual([]);
    expect([(await one(silent.id))?.state, (await one(silent.id))?.dueAt]).toEqual(["done", null]);
    const again = await take(later(603));
    expect(again.map(({ target, tries, byPerson }) => [target.phoneId, tries, byPerson])).toEqual([[silent.id, 1, true]]);
    for (const taken of again) await settle(taken, "accepted", later(604));
    expect(await one(silent.id)).toMatchObject({ state: "done", reason: "again", result: "accepted" });
    expect(await take(later(3600))).toEqual([]);
    expect(await one(fetches.id)).toMatchObject({ state: "done", reason: "person", result: "accepted" });
    // Whoever is asked for anew has it all again.
    await ask([silent.id], later(4000));
    for (const taken of await take(later(4001))) await settle(taken, "accepted", later(4002));
    expect(await take(later(4603))).toHaveLength(1);
  });

  it("asks once more at night alone where phones are told at night, and not at all where they are told by hand", async () => {
    await mode("night");
    const night = new Date("2026-03-02T22:00:00Z");
    const [byNight, byHand] = [await phoneWithAccount(), await phoneWithAccount()];
    for (const { id } of [byNight, byHand]) {
      await made(id, "a", true);
      await raise(id);
      await made(id, "b", false);
    }
    await putChanged(db, testKeyring, (await changedPhones(db, { ids: [byNight.id, byHand.id] })).phones, testNow);
    const minutes = (n: number) => new Date(night.getTime() + n * 60_000);
    for (let n = 0; n < 3; n++) for (const taken of await take(minutes(n))) await settle(taken, "accepted", minutes(n));
    const at = { layer: "phone", organisationId, phoneId: byHand.id } as const;
    await setSetting(db, { at, name: "resync.mode", value: "hand" }, testActor, night);
    expect(await take(new Date("2026-03-03T08:00:00Z"))).toEqual([]);
    expect(await one(byHand.id)).toMatchObject({ state: "done", dueAt: null });
    expect(await one(byNight.id)).toMatchObject({ state: "waiting", reason: "again", dueAt: "2026-03-03T21:00:00.000Z" });
    expect((await take(new Date("2026-03-03T21:00:00Z"))).map(({ byPerson }) => byPerson)).toEqual([false]);
  });
});
