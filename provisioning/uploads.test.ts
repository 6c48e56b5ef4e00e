import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { describe, expect, it } from "vitest";
import { AddTrustedNetwork, addTrustedNetwork } from "../db/networks.ts";
import { aBoundPhone, aSipAccount, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { listUploads, readUpload } from "../db/uploads.ts";
import { userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();

describe.each(databases)("uploads on $name", ({ connect }) => {
  it("keeps what a phone writes, and gives it back to that phone alone", async () => {
    const db = await connect();
    const { phone, organisation } = await aFirmWithPhone(db);
    const other = await aBoundPhone(db, organisation.id);
    const house = await open(db);
    const local = `${phone.mac.toUpperCase()}-local.cfg`;
    const path = await house.tokenPath(phone, local);
    expect((await house.ask(path)).status).toBe(404);
    expect((await house.ask(path, { method: "PUT", body: "#!version:1.0.0.1\nx = å\n" })).status).toBe(201);
    expect((await house.ask(path, { method: "POST", body: "y = 2\n" })).status).toBe(204);
    const back = await house.ask(path);
    expect([back.status, back.body.toString()]).toEqual([200, "y = 2\n"]);
    expect(back.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect((await house.ask(await house.tokenPath(other, local))).status).toBe(404);
    expect((await house.ask(`/${local}`)).status).toBe(404);
    const by = { organisationId: organisation.id, phoneId: phone.id };
    expect(await listUploads(db, by)).toMatchObject([{ name: `${phone.mac}-local.cfg`, size: 6, address: "127.0.0.1" }]);
    const reasons = (await house.journal({ phoneId: phone.id })).map(({ reason, status }) => `${status} ${reason}`);
    expect(reasons).toEqual(expect.arrayContaining(["201 upload_stored", "204 upload_stored", "404 file_none"]));
  });
});

describe("an upload", () => {
  async function aPolycom() {
    const db = await sqlite(databases);
    const said = { vendor: "polycom" as const, model: "VVX450", mac: "0004f2000001" };
    const { phone, organisation } = await aFirmWithPhone(db, said);
    const house = await open(db);
    return { db, phone, organisation, house };
  }

  it("is refused under a name that is not the phone's own, or is its configuration's", async () => {
    const { db, phone, house } = await aPolycom();
    const names = [
      "0004f2ffffff-app.log",
      `${phone.mac}.cfg`,
      `phone-${phone.mac}.cfg`,
      "klyka-shared.cfg",
      "..%2f..%2fx.log",
      "x",
    ];
    for (const name of names) {
      const path = await house.tokenPath(phone, name);
      expect([name, (await house.ask(path, { method: "PUT", body: "x" })).status]).toEqual([name, 404]);
    }
    expect(await listUploads(db, { organisationId: phone.organisationId ?? "", phoneId: phone.id })).toEqual([]);
    const config = await house.ask(await house.tokenPath(phone, `phone-${phone.mac}.cfg`));
    expect(config.body.toString()).toContain("reg.1.");
  });

  it("never takes the place of a file that Klyka makes, though it has its name", async () => {
    const { phone, house, organisation, db } = await aPolycom();
    const account = await aSipAccount(db, organisation.id);
    const keys = [
      {
        place: { module: 0, index: 2 },
        kind: "speedDial" as const,
        target: { kind: "number" as const, number: "08-465 004 11" },
      },
    ];
    const favourite = await aBoundPhone(db, organisation.id, {
      vendor: "polycom",
      model: "VVX450",
      mac: "0004f2000002",
      accounts: [account.id],
      keys,
    });
    await house.provisioning.settle();
    const path = await house.tokenPath(favourite, `${favourite.mac}-directory.xml`);
    const made = await house.ask(path);
    expect(made.status).toBe(200);
    expect((await house.ask(path, { method: "PUT", body: "<directory/>" })).status).toBe(201);
    expect((await house.ask(path)).body).toEqual(made.body);
    const log = await house.tokenPath(phone, `${phone.mac}-app.log`);
    expect((await house.ask(log, { method: "PUT", body: "log" })).status).toBe(201);
    const look = await house.ask(log, { method: "HEAD", userAgent: userAgents.polycom(phone.mac) });
    expect([look.status, look.headers["content-length"], look.body.length]).toEqual([200, "3", 0]);
  });

  it("that is too large is refused, told beforehand or not", async () => {
    const { phone, house } = await aPolycom();
    const path = await house.tokenPath(phone, `${phone.mac}-app.log`);
    const body = Buffer.alloc(65 * 1024);
    expect((await house.ask(path, { method: "PUT", body })).status).toBe(413);
    const untold = await house.ask(path, { method: "PUT", body, headers: { "transfer-encoding": "chunked" } });
    expect(untold.status).toBe(413);
    expect((await house.journal({ phoneId: phone.id })).map(({ reason }) => reason)).toEqual([
      "upload_too_large",
      "upload_too_large",
    ]);
  });

  it("is refused when the phone has stored as much as it may", async () => {
    const { phone, house } = await aPolycom();
    const put = async (name: string) =>
      house.ask(await house.tokenPath(phone, `${phone.mac}-${name}.log`), { method: "PUT", body: Buffer.alloc(60 * 1024) });
    const statuses = [await put("a"), await put("b"), await put("c")].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 413]);
  });

  it("that the phone asks about first is told to come only from who may", async () => {
    const { phone, house } = await aPolycom();
    const path = await house.tokenPath(phone, `${phone.mac}-app.log`);
    const say = async (target: string) => {
      const socket = connectSocket(house.port, "127.0.0.1");
      const lines = ["Host: x", "Expect: 100-continue", "Content-Length: 3", "Connection: close"];
      socket.write(`PUT ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      const parts: Buffer[] = [];
      socket.on("data", (part: Buffer) => {
        parts.push(part);
        if (part.includes("100 Continue")) socket.write("log");
      });
      await once(socket, "close");
      return [
        ...Buffer.concat(parts)
          .toString()
          .matchAll(/HTTP\/1\.1 (\d+)/g),
      ].map(([, status]) => status);
    };
    expect(await say(path)).toEqual(["100", "201"]);
    expect(await say("/0004f2000001-app.log")).toEqual(["404"]);
  });

  it("that breaks off keeps nothing", async () => {
    const { db, phone, house, organisation } = await aPolycom();
    const path = await house.tokenPath(phone, `${phone.mac}-app.log`);
    const socket = connectSocket(house.port, "127.0.0.1");
    socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc`);
    await once(socket, "connect");
    setTimeout(() => socket.destroy(), 50);
    await expect
      .poll(async () => (await house.journal({ phoneId: phone.id })).map(({ reason }) => reason))
      .toEqual(["upload_broken"]);
    expect(await listUploads(db, { organisationId: organisation.id, phoneId: phone.id })).toEqual([]);
  });

  it("of a phone that its network proves is kept, though it was not bound before", async () => {
    const db = await sqlite(databases);
    const { phone, organisation } = await aFirmWithPhone(db, { state: "claimed" });
    const network = AddTrustedNetwork.parse({ organisationId: organisation.id, cidr: "127.3.0.0/16" });
    await addTrustedNetwork(db, network, testActor, testNow);
    const house = await open(db);
    const reply = await house.ask(`/${phone.mac}-contact.xml`, { method: "PUT", body: "<x/>", from: "127.3.0.1" });
    expect(reply.status).toBe(201);
    const by = { organisationId: organisation.id, phoneId: phone.id, name: `${phone.mac}-contact.xml` };
    expect((await readUpload(db, testKeyring, by))?.body.toString()).toBe("<x/>");
    expect(await db("phone").where("id", phone.id).first("state", "bound_by")).toMatchObject({
      state: "bound",
      bound_by: "network",
    });
  });
});
