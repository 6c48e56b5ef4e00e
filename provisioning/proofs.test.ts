import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as secureRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecure } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { AddTrustedNetwork, addTrustedNetwork, removeTrustedNetwork } from "../db/networks.ts";
import { createOrganisationToken, revokeOrganisationToken } from "../db/organisation-tokens.ts";
import { readPhonePasswords } from "../db/phones.ts";
import { setSetting } from "../db/settings.ts";
import { createSite } from "../db/sites.ts";
import { testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { type PhonesHttp, startPhonesHttp } from "./listener.ts";
import { parseNetwork } from "./networks.ts";
import { type Authority, type Identity, makeAuthority } from "./testing/certificates.ts";
import { type House, userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

async function state(house: House, db: Awaited<ReturnType<typeof sqlite>>, phoneId: string) {
  await house.provisioning.flush();
  return db("phone").where("id", phoneId).first("state", "bound_by");
}

describe("a phone that has HTTP digest credentials", () => {
  it("is asked, answers, gets its files and is bound", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const by = { organisationId: organisation.id, id: phone.id };
    const { digestUser, digestSecret } = await readPhonePasswords(db, testKeyring, by, testActor, testNow);
    const house = await open(db);
    const path = `/d/${phone.mac}.cfg`;
    const challenge = (await house.ask(path)).headers["www-authenticate"] ?? "";
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? "";
    const credentials = (uri: string, count: string) => {
      const secret = md5(`${digestUser}:klyka:${digestSecret}`);
      const response = md5(`${secret}:${nonce}:${count}:c:auth:${md5(`GET:${uri}`)}`);
      return `Digest username="${digestUser}", realm="klyka", nonce="${nonce}", uri="${uri}", response="${response}", qop=auth, nc=${count}, cnonce="c"`;
    };
    const ask = (target: string, count: string) => house.ask(target, { headers: { authorization: credentials(target, count) } });
    expect((await ask(path, "00000001")).status).toBe(200);
    expect(await state(house, db, phone.id)).toMatchObject({ state: "bound", bound_by: "digest" });
    const replayed = await ask(path, "00000001");
    expect([replayed.status, replayed.headers["www-authenticate"]?.includes("stale=true")]).toEqual([401, true]);
    expect((await ask("/d/0015650000ff.cfg", "00000002")).status).toBe(401);
    expect((await ask(path, "00000003")).status).toBe(200);
    await house.provisioning.flush();
    expect(await listAlarms(db, { organisationId: organisation.id })).toMatchObject([
      { kind: "token_misused", phoneId: phone.id },
    ]);
  });
});

describe("a phone in a trusted network", () => {
  it("gets its files and is bound; another gets a start file; nobody does when the network is removed", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const at = { layer: "organisation", organisationId: organisation.id } as const;
    await setSetting(db, { at, name: "phone.timeZone", value: "Europe/Helsinki" }, testActor, testNow);
    const house = await open(db);
    const ask = (mac: string) => house.ask(`/${mac}.cfg`, { from: "127.3.0.1", userAgent: userAgents.yealink(mac) });
    expect((await ask(phone.mac)).status).toBe(404);
    const input = AddTrustedNetwork.parse({ organisationId: organisation.id, cidr: "127.3.0.0/16" });
    const network = await addTrustedNetwork(db, input, testActor, testNow);
    await house.provisioning.settle();
    expect((await ask(phone.mac)).body.toString()).toContain("account.1.password");
    expect(await state(house, db, phone.id)).toMatchObject({ state: "bound", bound_by: "network" });
    const start = await ask("805ec00000ff");
    expect(start.status).toBe(200);
    expect(start.body.toString()).toContain("http://prov.example.se/");
    await removeTrustedNetwork(db, { organisationId: organisation.id, id: network.id }, testActor, testNow);
    await house.provisioning.settle();
    expect((await ask(phone.mac)).status).toBe(404);
    await house.provisioning.flush();
    const found = await db("found_phone").where("mac", "805ec00000ff").first("organisation_id", "model", "address");
    expect(found).toEqual({ organisation_id: organisation.id, model: "T46U", address: "127.3.0.1" });
  });

  it("proves nothing for a phone of another site when the network is one site's", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const site = await createSite(db, { organisationId: organisation.id, name: "Nord" }, testActor, testNow);
    const input = AddTrustedNetwork.parse({ organisationId: organisation.id, siteId: site.id, cidr: "127.3.0.0/16" });
    await addTrustedNetwork(db, input, testActor, testNow);
    const house = await open(db);
    const ask = () => house.ask(`/${phone.mac}.cfg`, { from: "127.3.0.1", userAgent: userAgents.yealink(phone.mac) });
    const stranger = await ask();
    expect([stranger.status, stranger.body.includes("account.1.password")]).toEqual([200, false]);
    await db("phone").where("id", phone.id).update({ site_id: site.id });
    const again = await open(db);
    const own = await again.ask(`/${phone.mac}.cfg`, { from: "127.3.0.1" });
    expect(own.body.toString()).toContain("account.1.password");
  });

  it("is there as far as trusted proxies say, and not as it says itself", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db);
    const input = AddTrustedNetwork.parse({ organisationId: organisation.id, cidr: "198.51.100.0/24" });
    await addTrustedNetwork(db, input, testActor, testNow);
    // Here one phone asks from everywhere.
    const at = { layer: "operator" } as const;
    await setSetting(db, { at, name: "provisioning.holds", value: "off" }, testActor, testNow);
    const trusted = [parseNetwork("127.9.0.0/16")].filter((network) => network !== null);
    const names = { addressHeader: "x-forwarded-for", certificateHeader: "x-dn", certificateResultHeader: "x-verified" };
    const house = await open(db, { proxies: { trusted, ...names } });
    const ask = (from: string, headers: Record<string, string>) => house.ask(`/${phone.mac}.cfg`, { from, headers });
    expect((await ask("127.9.0.1", { "x-forwarded-for": "198.51.100.7" })).status).toBe(200);
    expect((await ask("127.8.0.1", { "x-forwarded-for": "198.51.100.7" })).status).toBe(404);
    expect((await ask("127.9.0.1", { "x-forwarded-for": "198.51.100.7, 203.0.113.1" })).status).toBe(404);
    const certificate = { "x-dn": `CN=${phone.mac}`, "x-verified": "SUCCESS" };
    expect((await ask("127.9.0.1", certificate)).status).toBe(200);
    expect((await ask("127.8.0.1", certificate)).status).toBe(404);
    const addresses = (await house.journal()).filter(({ status }) => status === 200).map(({ address }) => address);
    expect(new Set(addresses)).toEqual(new Set(["198.51.100.7", "127.9.0.1"]));
  });
});

describe("an organisation's token", () => {
  it("says whose a phone is: a start file that leads back to it, until it is revoked", async () => {
    const db = await sqlite(databases);
    const { organisation, phone } = await aFirmWithPhone(db);
    const made = { organisationId: organisation.id, name: "DHCP" };
    const { token, id } = await createOrganisationToken(db, testKeyring, made, testActor, testNow);
    const house = await open(db);
    const ask = (mac: string) => house.ask(`/o/${token}/${mac}.cfg`, { userAgent: userAgents.yealink(mac) });
    const [own, unknown] = [await ask(phone.mac), await ask("805ec00000ff")];
    expect([own.status, unknown.status]).toEqual([200, 200]);
    expect(unknown.body.toString()).toContain(`http://prov.example.se/o/${token}/`);
    expect(own.body.toString()).not.toContain("account.1.password");
    // As over TFTP: nothing but the name of the file says what asks.
    for (const file of ["805ec00000fe.cfg", "y000000000108.cfg", "64167f0000fe.cfg", "snomD785-0004130000FE.htm"])
      expect([file, (await house.ask(`/o/${token}/${file}`)).status]).toEqual([file, 200]);
    await revokeOrganisationToken(db, { organisationId: organisation.id, id }, testActor, testNow);
    await house.provisioning.settle();
    expect((await ask(phone.mac)).status).toBe(404);
  });
});

describe("a phone with a factory certificate", () => {
  const makers = makeAuthority("Prov Equipment Issuing CA");
  const strangers = makeAuthority("Somebody else's CA");
  const web = makeAuthority("Prov Web CA");
  const served = web.issue("prov.example.se");

  async function serve(house: House, authorities: readonly Authority[]) {
    const folder = await mkdtemp(join(tmpdir(), "klyka-tls-"));
    const files = { certificate: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    const put = async ({ certificate, key }: Identity) => {
      await writeFile(files.key, key);
      await writeFile(files.certificate, certificate);
    };
    await put(served);
    const phoneAuthorities = await Promise.all(
      authorities.map(async ({ certificate }, at) => {
        const path = join(folder, `ca-${at}.pem`);
        await writeFile(path, certificate);
        return path;
      }),
    );
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const tls = { ...files, phoneAuthorities };
    const listener = await startPhonesHttp(house.provisioning, { host: "127.0.0.1", port: 0, tls, log, reloadMillis: 20 });
    onTestFinished(async () => {
      await listener.stop(0);
      await rm(folder, { recursive: true, force: true });
    });
    return { listener, put };
  }

  async function ask(listener: PhonesHttp, path: string, identity: Identity | null) {
    const own = identity ? { cert: identity.certificate, key: identity.key } : {};
    const where = { host: "127.0.0.1", port: listener.port, path, servername: "localhost", agent: false };
    const sent = secureRequest({ ...where, ca: web.certificate, ...own });
    sent.end();
    const [response] = await once(sent, "response");
    response.resume();
    await once(response, "end");
    return response.statusCode;
  }

  it("gets the files of exactly its own MAC, and is bound", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    const { listener } = await serve(house, [makers]);
    const path = `/${phone.mac}.cfg`;
    const cases: readonly (readonly [Identity | null, number])[] = [
      [null, 404],
      [strangers.issue(phone.mac), 404],
      [makers.issue(phone.mac, { expired: true }), 404],
      [makers.issue("Generic Yealink Certificate"), 404],
      [makers.issue("0015650000ff"), 404],
      [web.issue(phone.mac), 404],
      [makers.issue(phone.mac.toUpperCase().match(/../g)?.join(":") ?? ""), 200],
    ];
    for (const [at, [identity, status]] of cases.entries())
      expect([at, await ask(listener, path, identity)]).toEqual([at, status]);
    expect(await state(house, db, phone.id)).toMatchObject({ state: "bound", bound_by: "certificate" });
    const [alarm] = await listAlarms(db, { organisationId: organisation.id });
    expect(alarm).toMatchObject({
      kind: "certificate_mismatch",
      mac: phone.mac,
      detail: expect.stringContaining("0015650000ff"),
    });
    const entries = (await house.journal({ mac: phone.mac })).map(({ transport, reason }) => `${transport} ${reason}`);
    expect(new Set(entries)).toEqual(
      new Set(["https phone_unproven", "https certificate_other_phone", "https certificate_match"]),
    );
  });

  it("is not asked for it when no maker's CA is known, so that no public CA can vouch for a phone", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db);
    const { listener } = await serve(await open(db), []);
    expect(await ask(listener, `/${phone.mac}.cfg`, makers.issue(phone.mac))).toBe(404);
  });

  it("sees the server's new certificate without a restart", async () => {
    const { listener, put } = await serve(await open(await sqlite(databases)), []);
    const nameOf = async () => {
      const socket = connectSecure({ host: "127.0.0.1", port: listener.port, rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const name = socket.getPeerCertificate().subject.CN;
      socket.destroy();
      return name;
    };
    expect(await nameOf()).toBe("prov.example.se");
    await put(web.issue("new.example.se"));
    await expect.poll(nameOf).toBe("new.example.se");
  });
});
