import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { AddTrustedNetwork, addTrustedNetwork } from "../../db/networks.ts";
import { setPhoneKeys } from "../../db/phone-keys.ts";
import { readPhonePasswords } from "../../db/phones.ts";
import { registrationsOf } from "../../db/registrations.ts";
import { type AskResync, askResync, phonesAmong, type Resync, resyncsOf } from "../../db/resync.ts";
import { seal } from "../../db/secrets.ts";
import { clearSetting, setSetting } from "../../db/settings.ts";
import { sipSecretContext } from "../../db/sip-accounts.ts";
import { aKey, testActor, testKeyring } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import type { ProvisioningOptions } from "../provisioning.ts";
import { sipHeader } from "../sip/message.ts";
import { makeAuthority } from "../testing/certificates.ts";
import type { House } from "../testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "../testing/scene.ts";
import { startExchange } from "../virtual/exchange.ts";
import { challenges, proves } from "../virtual/exchange-digest.ts";
import { startSipPhones } from "../virtual/sip-phones.ts";
import type { ResyncOptions } from "./engine.ts";

const databases = testDatabases();
const theSite = aKey({
  ...{ place: { module: 0, index: 3 }, kind: "speedDial", label: "Bygget" },
  target: { kind: "number", number: "08-465 004 21" },
});
const privately: ResyncOptions = { reach: { privateToo: true, denied: [] }, service: null, ca: null, t1: 10, lookMillis: 20 };

describe("phones that are told to fetch", () => {
  let db: Db;
  beforeAll(async () => {
    db = await sqlite(databases);
  });

  /** A firm with a phone whose account is known to an exchange on loopback, which the organisation's settings name. */
  async function scene(
    resync: ResyncOptions = privately,
    layer: "organisation" | "operator" = "organisation",
    more: Partial<ProvisioningOptions> = {},
  ) {
    const { organisation, phone } = await aFirmWithPhone(db);
    const { id: organisationId } = organisation;
    const [account] = await db("sip_account").where("organisation_id", organisationId).select("id", "sip_user", "auth_user");
    const exchange = await startExchange({ algorithms: ["MD5"] });
    const sipUser: string = account.sip_user;
    const password = "exchange-and-phone-know-it";
    exchange.account(sipUser, password);
    const secret_sealed = seal(testKeyring, password, sipSecretContext(account.id));
    await db("sip_account").where("id", account.id).update({ secret_sealed });
    const house = await open(db, { resync, renderAhead: true, ...more });
    const at = layer === "operator" ? ({ layer } as const) : ({ layer, organisationId } as const);
    const proxy = { host: "127.0.0.1", port: exchange.ports.udp };
    await setSetting(db, { at, name: "resync.proxy", value: proxy }, testActor, house.clock.now);
    const phones = await startSipPhones(exchange.ports.udp, () => void fetchFile(house, phone));
    onTestFinished(async () => {
      if (layer === "operator") await clearSetting(db, { at, name: "resync.proxy" }, testActor, house.clock.now);
      await phones.stop();
      await exchange.stop();
    });
    let fetched = 0;
    const fetchFile = async (from: House, which: typeof phone) => {
      await from.ask(await from.tokenPath(which, `${which.mac}.cfg`), { userAgent: "Yealink SIP-T46U 108.86.0.45" });
      await from.provisioning.flush();
      fetched++;
    };
    const register = () => phones.register({ user: sipUser, password, userAgent: "Yealink SIP-T46U 108.86.0.45" });
    const ask = (say: Partial<AskResync> = {}) => {
      // Long after the one before: its lane is free.
      house.clock.now = new Date(house.clock.now.getTime() + 60_000);
      const input = { phones: phonesAmong(db, [phone.id]), reason: "person" as const, notBefore: null, ...say };
      return askResync(db, input, testActor, house.clock.now);
    };
    return {
      house,
      exchange,
      phones,
      phone,
      organisationId,
      sipUser,
      register,
      ask,
      fetch: () => fetchFile(house, phone),
      fetched: () => fetched,
    };
  }
  type Scene = { readonly phone: { readonly id: string } };
  const ended = async ({ phone }: Scene, kind: "resync" | "probe" = "resync"): Promise<Resync> => {
    for (;;) {
      const one = (await resyncsOf(db, [phone.id], kind)).get(phone.id);
      if (one && one.state !== "sending" && one.result !== null) return one;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it("answer, and what they answered is noted, with the words of the exchange when it does not know them", async () => {
    const here = await scene();
    await here.ask();
    expect(await ended(here)).toMatchObject({
      state: "done",
      result: "not_registered",
      status: 480,
      answer: "Temporarily Unavailable",
    });
    await here.register();
    await db("resync").delete();
    await here.ask();
    expect(await ended(here)).toMatchObject({ result: "accepted", status: 200, via: "sip-udp" });
    const sent = here.exchange.heard.at(-1);
    expect(sent && [sent.uri, sipHeader(sent, "Event"), sipHeader(sent, "Route")]).toEqual([
      `sip:${here.sipUser}@sip.example.se`,
      "check-sync;reboot=false",
      `<sip:127.0.0.1:${here.exchange.ports.udp};lr>`,
    ]);
    await here.ask({ kind: "probe" });
    expect(await ended(here, "probe")).toMatchObject({ result: "accepted" });
    expect((await registrationsOf(db, [here.phone.id])).get(here.phone.id)).toMatchObject({
      registered: true,
      source: "options",
    });
  });

  it("are told by themselves when they should have something else, and come and fetch it", async () => {
    const here = await scene();
    const { house, phone, organisationId } = here;
    await here.register();
    await here.fetch();
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "resync.mode", value: "now" }, testActor, house.clock.now);
    const keys = [theSite];
    await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys }, testActor, house.clock.now);
    house.provisioning.notify();
    for (;;) {
      house.clock.now = new Date(house.clock.now.getTime() + 5_000);
      const one = (await resyncsOf(db, [phone.id])).get(phone.id);
      if (one?.result) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await ended(here)).toMatchObject({ reason: "change", result: "accepted" });
    const wanted = await db("rendered_file").where({ phone_id: phone.id, role: "phone" }).first("hash");
    for (;;) {
      const delivered = await db("delivery").where({ phone_id: phone.id, role: "phone" }).first("hash");
      if (delivered.hash === wanted.hash) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it("are not told before this process serves what they are told of, however rarely it looks for changes", async () => {
    const here = await scene(privately, "organisation", { pollMillis: 3_600_000 });
    const { phone, organisationId, house } = here;
    await here.register();
    await here.fetch();
    const keys = [theSite];
    await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys }, testActor, house.clock.now);
    const before = await db("delivery").where({ phone_id: phone.id, role: "phone" }).first("hash");
    await here.ask();
    await ended(here);
    const after = async () => (await db("delivery").where({ phone_id: phone.id, role: "phone" }).first("hash")).hash;
    await vi.waitUntil(() => here.fetched() === 2, { timeout: 20_000 });
    expect(await after()).not.toBe(before.hash);
  });

  it("are not reached through an address that a customer may not point to, and its own network is no machine of ours", async () => {
    const here = await scene({ ...privately, reach: { privateToo: false, denied: [] } });
    const network = { organisationId: here.organisationId, cidr: "127.0.0.0/8" };
    await addTrustedNetwork(db, AddTrustedNetwork.parse(network), testActor, here.house.clock.now);
    await here.ask();
    expect(await ended(here)).toMatchObject({ result: "not_allowed", state: "done" });
    expect(here.exchange.heard).toEqual([]);
  });

  it("are asked by the operator's own name at the operator's exchange alone", async () => {
    const service = { user: "klyka", secret: "tjänstens-lösen" };
    const own = await scene({ ...privately, reach: { privateToo: false, denied: [] }, service }, "operator");
    own.exchange.account("klyka", service.secret);
    await own.register();
    await own.ask();
    expect(await ended(own)).toMatchObject({ result: "accepted" });
    expect(sipHeader(own.exchange.heard.at(-1) ?? { headers: [] }, "Proxy-Authorization")).toContain('username="klyka"');
  });

  it("are asked at their own pages when the exchange does not reach them, where that is chosen, and the password is not sent", async () => {
    const authority = makeAuthority("Ingen som någon litar på");
    const identity = authority.issue("805ec0000001");
    const asked: string[] = [];
    const web = createServer({ cert: identity.certificate, key: identity.key }, (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
      const fields = new Map(
        [...(request.headers.authorization ?? "").matchAll(/([a-z]+)="?([^",]*)"?/g)].map((one) => [one[1] ?? "", one[2] ?? ""]),
      );
      const good = fields.size > 0 && proves(fields, "GET", adminPassword);
      response.writeHead(good ? 200 : 401, good ? {} : { "WWW-Authenticate": challenges("telefonen", "n1", ["MD5"], false) });
      response.end();
    }).listen(0, "127.0.0.1");
    await once(web, "listening");
    onTestFinished(() => void web.close());
    const { port: webPort } = web.address() as AddressInfo;
    const here = await scene({ ...privately, webPort });
    const { organisationId, phone, house } = here;
    const by = { organisationId, id: phone.id };
    const adminPassword = (await readPhonePasswords(db, testKeyring, by, testActor, house.clock.now)).admin;
    await here.fetch();
    await here.ask();
    expect(await ended(here)).toMatchObject({ result: "not_registered", via: "sip-udp" });
    expect(asked).toEqual([]);
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "resync.web", value: true }, testActor, house.clock.now);
    await db("resync").delete();
    await here.ask();
    expect(await ended(here)).toMatchObject({ result: "accepted", status: 200, via: "https" });
    expect(asked.map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual([
      "GET /servlet?key=Reboot",
      "GET /servlet?key=Reboot",
    ]);
    expect(asked.join()).not.toContain(adminPassword);
  });

  it("are asked again later when nobody answers, and refused credentials are said to be so", async () => {
    const here = await scene();
    await here.register();
    here.phones.become(here.sipUser, { off: true });
    await here.ask();
    const silent = await ended(here);
    expect(silent).toMatchObject({ state: "waiting", result: "timeout", tries: 1 });
    expect(Date.parse(silent.dueAt ?? "")).toBeGreaterThan(here.house.clock.now.getTime());
    here.exchange.account(here.sipUser, "ett annat");
    await db("resync").delete();
    await here.ask();
    expect(await ended(here)).toMatchObject({ state: "done", result: "refused", status: 407 });
  });
});
