import { describe, expect, it, vi } from "vitest";
import { createExchangeKey } from "../db/exchange-keys.ts";
import { createFinanceKey } from "../db/finance-keys.ts";
import { ldapPassword } from "../db/ldap-credentials.ts";

import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { readPhonePasswords } from "../db/phones.ts";
import { tokenHash } from "../db/secrets.ts";
import { readSipSecret } from "../db/sip-accounts.ts";
import { aBoundPhone, anOrganisationWithExchange, aSipAccount, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { dumpOf, hiddenForms, showsCode } from "../db/testing/dump.ts";
import { anIccid, aSubscription } from "../db/testing/subscriptions.ts";
import { anOwnNetwork } from "../db/testing/switches.ts";
import { readPhoneToken } from "../db/tokens.ts";
import { startHouse, userAgents } from "../provisioning/testing/house.ts";
import { EventIn } from "./orders/contract.ts";
import { takeEvent } from "./orders/events.ts";
import { aHouse, goodPassword, type House } from "./testing/house.ts";
import type { Visitor } from "./testing/visitor.ts";

type Secrets = Map<string, string>;
type People = { readonly staff: Visitor; readonly administrator: Visitor };
const codesOf = (seed: number) => ({
  ...{ pin1: `${seed}83`, puk1: `${seed}604817`, pin2: `${seed}57`, puk2: `${seed}918264` },
  activation: `LPA:1$smdp.example.se$HEMLIG-${seed}`,
});

/** Cards with their codes by every way in: made, from a file, in the answer to an order by hand and by the operator's system. */
async function useCards(house: House, organisationId: string, { staff, administrator }: People, secrets: Secrets) {
  const keep = (from: string, codes: object) => Object.entries(codes).map(([name, code]) => secrets.set(`${name} ${from}`, code));
  const given = codesOf(71);
  keep("of a new card", given);
  const subscription = await aSubscription(house.db, organisationId, { number: "070-174 06 41", simCard: given });
  const stocked = codesOf(72);
  keep("in stock", stocked);
  const head = ["iccid", "form", ...Object.keys(stocked)].join(";");
  const line = [anIccid(), "physical", ...Object.values(stocked)].join(";");
  expect((await staff.upload("/operator/sim-cards/import", `${head}\n${line}\n`)).body).toMatchObject({ created: 1 });
  const wrong = [anIccid().replace(/.$/, "x"), "physical", ...Object.values(codesOf(73))].join(";");
  keep("in a wrong row", codesOf(73));
  expect((await staff.upload("/operator/sim-cards/import", `${head}\n${wrong}\n`)).body).toMatchObject({ errorCount: 1 });
  for (const [seed, via] of [
    [74, "hand"],
    [75, "system"],
  ] as const) {
    const ordered = await administrator.post(`/subscriptions/${subscription.id}/twin-cards`, {
      form: "esim",
      key: `twin-card-${via}`,
    });
    expect(ordered.status).toBe(201);
    const order = await house.db("orders").where("state", "queued").first("id");
    const details = { iccid: anIccid(), ...codesOf(seed) };
    keep(`answered by ${via}`, codesOf(seed));
    if (via === "hand") {
      const answer = { answer: "confirmed", details };
      expect((await staff.post(`/operator/orders/${order.id}/answer`, answer)).status).toBe(200);
      continue;
    }
    const event = EventIn.parse({ id: "e-1", type: "order.confirmed", data: { orderId: order.id, details } });
    const body = new TextEncoder().encode(JSON.stringify(event));
    await takeEvent({ db: house.db, keyring: testKeyring }, { event, body }, testActor, testNow);
  }
  const card = subscription.simCards[0]?.id ?? "";
  await administrator.post("/session/proof", { password: goodPassword });
  expect((await administrator.post(`/sim-cards/${card}/codes`)).body).toMatchObject({ puk1: given.puk1 });
}

/** Phones, their files as they are made and kept, and what they send back. */
async function usePhones(house: House, organisationId: string, secrets: Secrets) {
  const { db } = house;
  const account = await aSipAccount(db, organisationId);
  const typed = await aSipAccount(db, organisationId, { secret: "Skriven-Hemlighet-17" });
  const phone = await aBoundPhone(db, organisationId, { vendor: "yealink", model: "T46U", accounts: [account.id, typed.id] });
  const by = { organisationId, id: phone.id };
  const { admin, user, digestSecret } = await readPhonePasswords(db, testKeyring, by, testActor, testNow);
  const token = await readPhoneToken(db, testKeyring, by, testActor, testNow);
  const sip = await readSipSecret(db, testKeyring, { organisationId, id: account.id }, testActor, testNow);
  for (const [name, secret] of Object.entries({ admin, user, digestSecret, token, sip, typed: "Skriven-Hemlighet-17" }))
    secrets.set(`${name} of a phone`, secret);
  secrets.set("password for the directory", ldapPassword(testKeyring, phone.id, tokenHash(token)));
  const given = await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
  secrets.set("token of an organisation", given.token);
  const phones = await startHouse(db);
  const asked = { userAgent: userAgents.yealink(phone.mac) };
  const file = await phones.ask(`/p/${token}/${phone.mac}.cfg`, asked);
  expect(file.body.toString("utf8")).toContain(sip);
  await phones.ask(`/o/${given.token}/${phone.mac}.cfg`, asked);
  await phones.ask(`/p/${token}/phonebook/colleagues.xml`, asked);
  await phones.ask(`/p/${token}/${phone.mac}-local.cfg`, { ...asked, method: "PUT", body: file.body });
  expect((await phones.journal({ mac: phone.mac })).length).toBeGreaterThan(2);
  await phones.stop();
}

/** What opens switches and makers' services, and passwords of lines that wait in a job. */
async function useFleet(house: House, organisationId: string, { staff, administrator }: People, secrets: Secrets) {
  await anOwnNetwork(house.db, organisationId, "10.20.0.0/24");
  const keys = { authKey: "Skiften-Nyckel-41", privKey: "Skiften-Nyckel-42" };
  const opens = { kind: "v3", user: "klyka", auth: "sha256", priv: "aes", ...keys };
  const one = {
    name: "Plan 2",
    address: "10.20.0.2",
    siteId: null,
    read: { kind: "v2c", community: "lasning-43" },
    write: opens,
  };
  const added = await administrator.post("/switches", one);
  expect(added.status).toBe(201);
  const account = { kind: "snom_sraps", name: "Snom", organisationId, userName: "bjorko", secret: "Tjanst-Hemlighet-44" };
  const url = "https://secure-provisioning.snom.com/api/v1/";
  expect((await staff.post("/operator/redirection/accounts", { ...account, url })).status).toBe(201);
  const file = "#!version:1.0.0.1\naccount.1.user_name = 451\naccount.1.password = Linjens-Hemlighet-45\n";
  const taken = await administrator.upload("/phones/intake?mode=each&name=001565a0b0c1.cfg&yealink=T46U", file);
  expect([taken.status, taken.body.job === null]).toEqual([200, false]);
  const typed = { switch: keys.authKey, privacy: keys.privKey, community: "lasning-43", service: account.secret };
  for (const [name, secret] of Object.entries({ ...typed, line: "Linjens-Hemlighet-45" }))
    secrets.set(`${name} of a fleet`, secret);
}

/** Links, keys and sessions. */
async function useLinks(house: House, organisationId: string, { staff, administrator }: People, secrets: Secrets) {
  const { db } = house;
  const reached = {
    email: "ulla.ek@example.se",
    primaryNumber: "08-465 004 17",
    mobile: { number: "070-174 06 17", profile: "external" },
  };
  const person = await administrator.post("/users", { firstName: "Ulla", lastName: "Ek", ...reached });
  expect(person.status).toBe(201);
  const id = person.body.id;
  expect((await administrator.post(`/users/${id}/messages`, { kind: "app_install" })).body).toEqual({ sends: false });
  expect((await administrator.post(`/users/${id}/invitation`)).status).toBe(204);
  await vi.waitFor(() => expect(house.mails.length).toBe(1));
  secrets.set("link by mail", house.mails[0]?.token ?? "");
  // Nobody sends SMS here: the link waits in the outbox, where it is read for handing on.
  const [message] = await vi.waitFor(async () => {
    const { rows } = (await staff.get("/operator/outbox?show=not_sent")).body ?? {};
    expect(rows.length).toBe(1);
    return rows;
  });
  const shown = await staff.post(`/operator/outbox/${message.id}/link`);
  secrets.set("link by SMS", /#([0-9a-z]{26})/.exec(shown.body.text)?.[1] ?? "");
  const exchange = await createExchangeKey(db, { organisationId, name: "Växeln" }, testActor, testNow);
  const finance = await createFinanceKey(db, { name: "Ekonomi" }, testActor, testNow);
  secrets.set("key of an exchange", exchange.token).set("key of finance", finance.token);
  secrets.set("session", staff.cookies.get("klyka_session") ?? "").set("password", goodPassword);
}

describe.each(testDatabases())("a stolen copy of the database, on $name", ({ name, connect }) => {
  it("holds no PIN, PUK, activation code, token, password or SIP secret, whatever has been done with them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const house = await aHouse({ database: db, sms: null });
    const people = {
      staff: await house.somebody(organisationId, ["user", "administrator", "operator"], { operates: "all" }),
      administrator: await house.somebody(organisationId, ["user", "administrator"]),
    };
    const secrets: Secrets = new Map();
    await useCards(house, organisationId, people, secrets);
    await usePhones(house, organisationId, secrets);
    await useFleet(house, organisationId, people, secrets);
    await useLinks(house, organisationId, people, secrets);
    const cells = await dumpOf(db);
    // The dump is one: what may stand there in clear is found.
    expect(cells.filter((cell) => cell.startsWith("sim_card.iccid")).length).toBe(4);
    expect(secrets.size).toBe(44);
    const found = [...secrets].flatMap(([what, secret]) => {
      expect([what, secret.length >= 4]).toEqual([what, true]);
      const forms = hiddenForms(secret);
      return cells.filter((cell) => forms.some((form) => stands(form, cell))).map((cell) => [what, cell.slice(0, 200)]);
    });
    expect([name, found]).toEqual([name, []]);
  });
});

const stands = (form: string, cell: string): boolean => (form.length > 4 ? cell.includes(form) : showsCode(cell, form));
