import { describe, expect, it } from "vitest";
import { acknowledgeAlarm, listAlarms } from "./alarms.ts";
import { listAudit } from "./audit.ts";
import { changesSince } from "./changes.ts";
import { openDatabase } from "./connect.ts";
import { closeWindow, listWindows, loadOpenWindows, openWindow, takeWindow, useToken } from "./first-contact.ts";
import { loadPhoneIndex } from "./phone-index.ts";
import { findPhone } from "./phones.ts";
import { tokenHash } from "./secrets.ts";
import { aBoundPhone, anOrganisation, aPhone, aWindow, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

const minutesLater = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
const ask = (db: Db, mac: string, address: string, now: Date = minutesLater(1)) =>
  takeWindow(db, testKeyring, { mac, address, userAgent: "Yealink SIP-T46U" }, now);
const [phoneAddress, otherAddress] = ["192.0.2.10", "203.0.113.66"];

describe.each(testDatabases())("the first-contact window on $name", ({ connect, create }) => {
  it("gives the first asker a fresh token, again to the same address, until the token is used", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const [before] = await loadPhoneIndex(db, [phone.id]);
    await aWindow(db, phone);
    const first = await ask(db, phone.mac, phoneAddress);
    if (first.kind !== "token") throw new Error(first.kind);
    expect(first).toMatchObject({ phoneId: phone.id, organisationId });
    expect(tokenHash(first.token)).not.toBe(before?.tokenHash);
    expect(await ask(db, phone.mac, phoneAddress)).toEqual(first);
    expect((await loadPhoneIndex(db, [phone.id]))[0]).toMatchObject({ state: "claimed", tokenHash: tokenHash(first.token) });

    expect(await useToken(db, phone.id, tokenHash(first.token), phoneAddress, minutesLater(2))).toBe(true);
    expect((await loadPhoneIndex(db, [phone.id]))[0]).toMatchObject({ state: "bound", previousTokenHash: null });
    expect(await ask(db, phone.mac, phoneAddress)).toEqual({ kind: "none" });
    expect(await listWindows(db, { organisationId, now: minutesLater(3) })).toMatchObject([
      { state: "used", takenBy: phoneAddress },
    ]);
    const actions = (await listAudit(db, { organisationId, subjectId: phone.id })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["window.opened", "window.taken", "phone.bound"]));
    expect(JSON.stringify(await listAudit(db, { organisationId }))).not.toContain(first.token);
    expect((await changesSince(db, 0, 100)).map((change) => change.kind)).toContain("window");
  });

  it("refuses everybody else, and raises one alarm that counts", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    await aWindow(db, phone);
    const thief = await ask(db, phone.mac, otherAddress);
    const refused = { kind: "refused", reason: "window_taken", alarm: true };
    expect(await ask(db, phone.mac, phoneAddress)).toEqual(refused);
    expect(await ask(db, phone.mac, phoneAddress)).toEqual(refused);
    const [alarm, ...more] = await listAlarms(db, { organisationId });
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({ kind: "window_taken", phoneId: phone.id, address: phoneAddress, count: 2 });
    if (thief.kind !== "token") throw new Error(thief.kind);
    await useToken(db, phone.id, tokenHash(thief.token), otherAddress, minutesLater(2));
    expect(await ask(db, phone.mac, phoneAddress)).toMatchObject({ reason: "window_used" });
    await acknowledgeAlarm(db, { organisationId, id: alarm?.id ?? "" }, testActor, testNow);
    expect((await listAlarms(db, { organisationId, open: true })).map((one) => one.kind)).toEqual(["window_used"]);
    expect(await listAudit(db, { organisationId: null, action: "alarm.acknowledged" })).toHaveLength(1);
  });

  it("lets one of many askers at once win, over two connections to the database", async () => {
    const { db, options } = await create();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    await aWindow(db, phone);
    const other = await openDatabase(options);
    const addresses = Array.from({ length: 12 }, (_, n) => `192.0.2.${n + 1}`);
    const answers = await Promise.all(addresses.map((address, n) => ask(n % 2 ? db : other, phone.mac, address)));
    await other.destroy();
    expect(answers.filter((answer) => answer.kind === "token")).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "refused")).toHaveLength(11);
    expect((await listAlarms(db, { organisationId }))[0]).toMatchObject({ count: 11 });
  });

  it("bound to a network refuses those outside it, and is still open for those inside", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const input = { organisationId, phoneId: phone.id, minutes: 10, network: "192.0.2.99/24" };
    expect(await openWindow(db, testKeyring, input, testActor, testNow)).toMatchObject({ network: "192.0.2.0/24" });
    expect(await ask(db, phone.mac, otherAddress)).toMatchObject({ kind: "refused", reason: "window_network" });
    expect(await ask(db, phone.mac, phoneAddress)).toMatchObject({ kind: "token" });
  });

  it("gives nothing before it is opened, after its time, when closed, or for an unknown MAC", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const none = { kind: "none" };
    expect(await ask(db, phone.mac, phoneAddress)).toEqual(none);
    await aWindow(db, phone);
    expect(await loadOpenWindows(db, minutesLater(9))).toMatchObject([{ mac: phone.mac, phoneId: phone.id }]);
    expect(await loadOpenWindows(db, minutesLater(10))).toEqual([]);
    expect(await ask(db, phone.mac, phoneAddress, minutesLater(10))).toEqual(none);
    expect(await listWindows(db, { organisationId, now: minutesLater(10) })).toMatchObject([{ state: "expired" }]);
    await closeWindow(db, { organisationId, phoneId: phone.id }, testActor, minutesLater(1));
    expect(await ask(db, phone.mac, phoneAddress)).toEqual(none);
    expect(await ask(db, "0015650fffff", phoneAddress)).toEqual(none);
    expect(await listAlarms(db, { organisationId })).toEqual([]);
    const again = closeWindow(db, { organisationId, phoneId: phone.id }, testActor, minutesLater(1));
    await expect(again).rejects.toMatchObject({ code: "window_not_found" });
    expect(await listAudit(db, { organisationId, action: "window.closed" })).toHaveLength(1);
  });

  it("opened for a bound phone leaves its token valid until the new one is used", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aBoundPhone(db, organisationId);
    const [before] = await loadPhoneIndex(db, [phone.id]);
    await aWindow(db, phone);
    const answer = await ask(db, phone.mac, phoneAddress);
    if (answer.kind !== "token") throw new Error(answer.kind);
    const fresh = tokenHash(answer.token);
    expect((await loadPhoneIndex(db, [phone.id]))[0]).toMatchObject({
      state: "bound",
      tokenHash: fresh,
      previousTokenHash: before?.tokenHash,
    });
    await useToken(db, phone.id, fresh, phoneAddress, minutesLater(2));
    expect((await loadPhoneIndex(db, [phone.id]))[0]).toMatchObject({ tokenHash: fresh, previousTokenHash: null });
    expect(await findPhone(db, { organisationId, id: phone.id })).toMatchObject({ state: "bound" });
  });

  it("is opened for a sensible time, a real network and a phone of the organisation alone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const open = (say: object) =>
      openWindow(db, testKeyring, { organisationId, phoneId: phone.id, minutes: 10, network: null, ...say }, testActor, testNow);
    for (const minutes of [0, -1, 1441, Number.NaN])
      await expect(open({ minutes })).rejects.toMatchObject({ code: "window_duration_invalid" });
    await expect(open({ network: "kontoret" })).rejects.toMatchObject({ code: "network_invalid" });
    await expect(open({ organisationId: (await anOrganisation(db)).id })).rejects.toMatchObject({ code: "phone_not_found" });
    await open({});
    await open({});
    const states = (await listWindows(db, { organisationId, phoneId: phone.id, now: testNow })).map((window) => window.state);
    expect(states.sort()).toEqual(["closed", "open"]);
  });
});
