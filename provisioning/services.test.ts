import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AddTrustedNetwork, addTrustedNetwork } from "../db/networks.ts";
import { aBoundPhone, aContact, aContactList, aUser, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { updateUser } from "../db/users.ts";
import { vendorIds } from "../domain/plan.ts";
import { tftpTransport } from "../templates/virtual/tftp.ts";
import { type House, userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { startTftpServer } from "./tftp/server.ts";

const databases = testDatabases();
const models = { yealink: "T46U", snom: "D785", polycom: "VVX450" } as const;

describe("a phonebook", () => {
  it("is the organisation's, in the form of the phone's make, and follows a change at once", async () => {
    const db = await sqlite(databases);
    const { organisation, userId } = await aFirmWithPhone(db);
    await updateUser(
      db,
      { organisationId: organisation.id, id: userId, firstName: "Åsa", lastName: "Först" },
      testActor,
      testNow,
    );
    const list = await aContactList(db, organisation.id);
    await aContact(db, list, { company: "Trävaror & Söner AB" });
    const neighbour = await aFirmWithPhone(db);
    const house = await open(db);
    for (const vendor of vendorIds) {
      const phone = await aBoundPhone(db, organisation.id, { vendor, model: models[vendor] });
      const ending = vendor === "polycom" ? "html" : "xml";
      const ask = async (key: string) => house.ask(await house.tokenPath(phone, `phonebook/${key}.${ending}`));
      expect((await ask("colleagues")).body.toString()).toContain("Åsa Först");
      expect((await ask(list.id)).body.toString()).toContain("Trävaror &amp; Söner AB");
      expect((await ask("019b0000-0000-7000-8000-000000000000")).status).toBe(404);
      const etag = (await ask("colleagues")).headers.etag ?? "";
      const path = await house.tokenPath(phone, `phonebook/colleagues.${ending}`);
      expect((await house.ask(path, { headers: { "if-none-match": etag } })).status).toBe(304);
      const foreign = await house.tokenPath(neighbour.phone, `phonebook/${list.id}.${ending}`);
      expect((await house.ask(foreign)).status).toBe(404);
    }
    const yealink = await aBoundPhone(db, organisation.id);
    const path = await house.tokenPath(yealink, "phonebook/colleagues.xml");
    expect((await house.ask(path)).body.toString()).not.toContain("Ylva Ny");
    await updateUser(db, { organisationId: organisation.id, id: userId, firstName: "Ylva", lastName: "Ny" }, testActor, testNow);
    await house.provisioning.settle();
    expect((await house.ask(path)).body.toString()).toContain("Ylva Ny");
    expect((await house.ask("/phonebook/colleagues.xml")).status).toBe(404);
  });

  it("is what a Polycom without a directory of its own starts with", async () => {
    const db = await sqlite(databases);
    const { organisation, phone } = await aFirmWithPhone(db, { vendor: "polycom", model: "VVX450", mac: "0004f2000001" });
    await aUser(db, organisation.id, { firstName: "Ottilia", lastName: "Testare", extension: "4712" });
    const house = await open(db);
    const seed = await house.ask(await house.tokenPath(phone, "000000000000-directory.xml"));
    expect(seed.body.toString()).toMatch(/<fn>Ottilia Testare<\/fn>\s*<ct>4712<\/ct>/);
    expect((await house.ask("/000000000000-directory.xml")).status).toBe(404);
  });
});

describe("firmware", () => {
  const image = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7) % 251));

  async function aStore() {
    const folder = await mkdtemp(join(tmpdir(), "klyka-images-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "polycom"));
    await writeFile(join(folder, "polycom", "3111-48450-001.sip.ld"), image);
    const db = await sqlite(databases);
    const said = { vendor: "polycom" as const, model: "VVX450", mac: "0004f2000001" };
    const { phone, organisation } = await aFirmWithPhone(db, said);
    const input = AddTrustedNetwork.parse({ organisationId: organisation.id, cidr: "127.3.0.0/16" });
    await addTrustedNetwork(db, input, testActor, testNow);
    const house = await open(db, { firmwareFolder: folder });
    return { db, phone, house };
  }

  it("is streamed to a phone that has proved itself: whole, in part, not again, under a doubled name too", async () => {
    const { phone, house } = await aStore();
    const path = await house.tokenPath(phone, "firmware/3111-48450-001.sip.ld");
    const whole = await house.ask(path);
    expect([whole.status, whole.body.equals(image), whole.headers["content-length"]]).toEqual([200, true, "100000"]);
    const doubled = await house.tokenPath(phone, "3111-48450-001.3111-48450-001.sip.ld");
    expect((await house.ask(doubled)).body.equals(image)).toBe(true);
    const part = await house.ask(path, { headers: { range: "bytes=99990-" } });
    expect([part.status, part.body.equals(image.subarray(99_990))]).toEqual([206, true]);
    expect((await house.ask(path, { headers: { "if-none-match": whole.headers.etag ?? "" } })).status).toBe(304);
    const look = await house.ask(path, { method: "HEAD" });
    expect([look.status, look.headers["content-length"], look.body.length]).toEqual([200, "100000", 0]);
    expect((await house.ask(path, { headers: { range: "bytes=100000-" } })).status).toBe(416);
    const entries = (await house.journal({ phoneId: phone.id })).map(({ status, bytes }) => `${status} ${bytes}`);
    expect(entries).toEqual(expect.arrayContaining(["200 100000", "206 10", "304 0", "200 0", "416 0"]));
  });

  it("is for whom something says whose it is, and nobody else", async () => {
    const { phone, house } = await aStore();
    const userAgent = userAgents.polycom("0004f20000ff");
    const path = "/3111-48450-001.sip.ld";
    expect((await house.ask(path, { userAgent, from: "127.3.0.1" })).status).toBe(200);
    expect((await house.ask(path, { userAgent })).status).toBe(404);
    expect((await house.ask(await house.tokenPath(phone, "3111-40450-001.sip.ld"))).status).toBe(404);
    expect((await house.ask(await house.tokenPath(phone, "firmware/..%2f3111-48450-001.sip.ld"))).status).toBe(404);
    const reasons = (await house.journal()).map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(["network_bootstrap", "phone_found", "firmware_none"]));
  });
});

describe("TFTP", () => {
  async function serve(house: House) {
    const { tftpAnswer: serve, tftpReport: onTransfer } = house.provisioning;
    const server = await startTftpServer({ host: "127.0.0.1", port: 0, serve, onTransfer });
    onTestFinished(() => server.stop(0));
    const transport = tftpTransport();
    const get = (file: string) =>
      transport({ method: "GET", url: new URL(`tftp://127.0.0.1:${server.port}${file}`), userAgent: "" });
    return { get };
  }

  it("gives the same bytes as HTTP by the same rules, and journals the transfer", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    const { get } = await serve(house);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const file = await get(path);
    expect(file.status).toBe(200);
    expect(Buffer.from(file.body)).toEqual((await house.ask(path)).body);
    expect((await get(`/${phone.mac}.cfg`)).status).toBe(404);
    expect((await get("/p/0123456789abcdefghjkmnpqrs/x.cfg")).status).toBe(404);
    const entries = (await house.journal()).filter(({ transport }) => transport === "tftp");
    const seen = entries.map(({ status, reason, bytes }) => ({ status, reason, bytes }));
    expect(seen).toEqual(
      expect.arrayContaining([
        { status: 200, reason: "token_valid", bytes: file.body.length },
        { status: 404, reason: "proof_missing", bytes: 0 },
        { status: 404, reason: "token_unknown", bytes: 0 },
      ]),
    );
    const delivered = await db("delivery").where("phone_id", phone.id).first("role");
    expect(delivered).toEqual({ role: "phone" });
    expect(organisation.id).toBe(phone.organisationId);
  });
});
