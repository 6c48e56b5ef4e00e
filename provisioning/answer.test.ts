import { once } from "node:events";
import { Agent } from "node:http";
import { connect as connectSocket } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../db/connect.ts";
import { deliveryState } from "../db/deliveries.ts";
import { retirePhone } from "../db/phones.ts";
import { aBoundPhone, aPhone, aSipAccount, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { updateUser } from "../db/users.ts";
import { userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();

describe.each(databases)("answers over HTTP on $name", ({ connect, create }) => {
  it("gives a bound phone its file, journals it and notes what it has", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db);
    const house = await open(db);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const reply = await house.ask(path, { userAgent: userAgents.yealink(phone.mac) });
    expect(reply.status).toBe(200);
    expect(reply.body.toString()).toMatch(/^account\.1\./m);
    await house.provisioning.settle();
    const [entry] = await house.journal({ phoneId: phone.id });
    expect(entry).toMatchObject({
      path: `/p/***/${phone.mac}.cfg`,
      status: 200,
      decision: "everything",
      reason: "token_valid",
      rung: "bound",
      wants: "phone",
      model: "T46U",
      bytes: reply.body.length,
    });
    const delivered = await deliveryState(db, phone.id);
    expect(delivered?.lastContact).toMatchObject({ address: "127.0.0.1", firmware: "108.87.14.1", model: "T46U" });
    const file = delivered?.files.find(({ role }) => role === "phone");
    expect(file?.deliveredHash).toBe(file?.wantedHash);
    expect(reply.headers.etag).toBe(`"${file?.deliveredHash?.slice(0, 32)}"`);
  });

  it("sees a change that another process makes, and changes the bytes of exactly the phones that show it", async () => {
    const { db, options } = await create();
    const { phone, organisation, userId } = await aFirmWithPhone(db);
    const follows = [{ place: { module: 0, index: 2 }, kind: "blf" as const, target: { kind: "user" as const, id: userId } }];
    const account = await aSipAccount(db, organisation.id);
    const watching = await aBoundPhone(db, organisation.id, { keys: follows, accounts: [account.id] });
    const other = await aBoundPhone(db, organisation.id);
    const house = await open(db);
    const bytes = async () => {
      const files = [phone, watching, other].map(async (one) => {
        const path = await house.tokenPath(one, `${one.mac}.cfg`);
        return (await house.ask(path, { userAgent: userAgents.yealink(one.mac) })).body.toString();
      });
      return Promise.all(files);
    };
    const before = await bytes();
    const elsewhere = await openDatabase(options);
    const renamed = { organisationId: organisation.id, id: userId, firstName: "Ylva", lastName: "Ny" };
    await updateUser(elsewhere, renamed, testActor, testNow);
    await elsewhere.destroy();
    await expect.poll(async () => (await bytes())[0]).toContain("Ylva Ny");
    const after = await bytes();
    expect(after.map((body, at) => body !== before[at])).toEqual([true, true, false]);
    expect(after[1]).toContain("Ylva Ny");
  });

  it("serves from what another server process has stored, without rendering", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db);
    const first = await open(db);
    const path = await first.tokenPath(phone, `${phone.mac}.cfg`);
    const made = await first.ask(path);
    await first.provisioning.settle();
    await db("rendered_file").where("phone_id", phone.id).update({ content_type: "text/x-kept" });
    const second = await open(db);
    const kept = await second.ask(path);
    expect(kept.headers["content-type"]).toBe("text/x-kept");
    expect(kept.body).toEqual(made.body);
    expect(kept.headers.etag).toBe(made.headers.etag);
  });

  it("are in memory again after a start: nothing is read for them", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db);
    const first = await open(db);
    const path = await first.tokenPath(phone, `${phone.mac}.cfg`);
    const made = await first.ask(path);
    await first.provisioning.settle();
    await first.stop();
    const second = await open(db, { renderAhead: true });
    await second.provisioning.settle();
    const bodies: unknown[] = await db("rendered_body").select("hash");
    await db("rendered_body").delete();
    expect(bodies.length).toBeGreaterThan(0);
    const questions: string[] = [];
    db.on("query", ({ sql }: { sql: string }) => questions.push(sql));
    const again = await second.ask(path);
    expect([again.status, again.body]).toEqual([200, made.body]);
    expect(questions.filter((sql) => sql.includes("rendered_body"))).toEqual([]);
  });

  it("makes files ahead of the asking, so that it is known what each phone should have", async () => {
    const db = await connect();
    const { phone, organisation, userId } = await aFirmWithPhone(db);
    const house = await open(db, { renderAhead: true });
    await house.provisioning.settle();
    const before = await deliveryState(db, phone.id);
    expect(before?.files.map(({ role }) => role)).toEqual(["common", "phone"]);
    await updateUser(db, { organisationId: organisation.id, id: userId, firstName: "Ylva" }, testActor, testNow);
    await house.provisioning.settle();
    const after = await deliveryState(db, phone.id);
    const hashes = (state: typeof after) => state?.files.map(({ wantedHash }) => wantedHash);
    expect(hashes(after)?.[0]).toBe(hashes(before)?.[0]);
    expect(hashes(after)?.[1]).not.toBe(hashes(before)?.[1]);
    expect(after?.files.map(({ wantedRevision }) => wantedRevision)).toEqual([after?.revision, after?.revision]);
  });
});

describe("an answer over HTTP", () => {
  const connect = () => sqlite(databases);

  async function aServedPhone() {
    const db = await connect();
    const { phone, organisation } = await aFirmWithPhone(db);
    const house = await open(db);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    return { db, phone, organisation, house, path, whole: await house.ask(path) };
  }

  it("is the same with and without keep-alive, asked for once or again", async () => {
    const { house, path, whole } = await aServedPhone();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n++) {
      const reply = await house.ask(path, { agent });
      expect([reply.status, reply.headers.connection, reply.body]).toEqual([200, "keep-alive", whole.body]);
    }
    agent.destroy();
    expect(whole.headers.connection).toBe("close");
    expect(whole.headers["content-length"]).toBe(String(whole.body.length));
  });

  it("to HEAD has the headers of the whole and no body", async () => {
    const { house, path, whole } = await aServedPhone();
    const reply = await house.ask(path, { method: "HEAD" });
    expect(reply.rawHeaders).toEqual(whole.rawHeaders);
    expect([reply.status, reply.body.length]).toEqual([200, 0]);
  });

  it("is 304 for who has it, and whole for who has another", async () => {
    const { house, path, whole } = await aServedPhone();
    const etag = whole.headers.etag ?? "";
    const asked = async (tag: string) => house.ask(path, { headers: { "if-none-match": tag } });
    const known = await asked(etag);
    expect([known.status, known.body.length, known.headers.etag]).toEqual([304, 0, etag]);
    expect((await asked(`"x", W/${etag}`)).status).toBe(304);
    expect((await asked(`"x"`)).status).toBe(200);
  });

  it("is gzip for who takes it, under a tag of its own", async () => {
    const { house, path, whole } = await aServedPhone();
    const reply = await house.ask(path, { headers: { "accept-encoding": "gzip, deflate" } });
    expect(reply.headers["content-encoding"]).toBe("gzip");
    expect(reply.headers.vary).toBe("Accept-Encoding");
    expect(gunzipSync(reply.body)).toEqual(whole.body);
    expect(reply.headers.etag).not.toBe(whole.headers.etag);
    const headers = { "accept-encoding": "gzip", "if-none-match": reply.headers.etag ?? "" };
    expect((await house.ask(path, { headers })).status).toBe(304);
  });

  it("is one part of the file for a range, the whole for a range of another version, 416 beyond the end", async () => {
    const { house, path, whole } = await aServedPhone();
    const part = await house.ask(path, { headers: { range: "bytes=10-19" } });
    expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 10-19/${whole.body.length}`]);
    expect(part.body).toEqual(whole.body.subarray(10, 20));
    const changed = await house.ask(path, { headers: { range: "bytes=10-19", "if-range": `"x"` } });
    expect([changed.status, changed.body.length]).toEqual([200, whole.body.length]);
    const beyond = await house.ask(path, { headers: { range: "bytes=9999999-" } });
    expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, `bytes */${whole.body.length}`]);
  });

  it("comes in the order of the questions when they are sent without waiting", async () => {
    const { house, path, whole } = await aServedPhone();
    const socket = connectSocket(house.port, "127.0.0.1");
    const lines = (target: string, more = "") => `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    socket.write(lines(path) + lines("/nothing-here.cfg") + lines(path, "Connection: close\r\n"));
    const parts: Buffer[] = [];
    socket.on("data", (part) => parts.push(part));
    await once(socket, "close");
    const statuses = [
      ...Buffer.concat(parts)
        .toString()
        .matchAll(/^HTTP\/1\.1 (\d+)/gm),
    ].map(([, status]) => status);
    expect(statuses).toEqual(["200", "404", "200"]);
    expect(Buffer.concat(parts).subarray(-whole.body.length)).toEqual(whole.body);
  });

  it("to a method that no phone uses is 405, whoever asks for whatever", async () => {
    const { house, path, phone } = await aServedPhone();
    const own = await house.ask(path, { method: "DELETE" });
    const none = await house.ask("/x", { method: "DELETE" });
    expect([own.status, own.rawHeaders, own.body]).toEqual([none.status, none.rawHeaders, none.body]);
    expect(own.status).toBe(405);
    const refused = (await house.journal()).filter(({ reason }) => reason === "method_refused");
    expect(refused.map(({ decision, rung, phoneId }) => [decision, rung, phoneId]).sort()).toEqual([
      ["nothing", "bound", phone.id],
      ["nothing", "unknown", null],
    ]);
  });

  it("is nothing for a file that the phone has not, though it has proved itself", async () => {
    const { house, phone } = await aServedPhone();
    const reply = await house.ask(await house.tokenPath(phone, `${phone.mac}.boot`));
    expect(reply.status).toBe(404);
    const [entry] = await house.journal({ phoneId: phone.id });
    expect(entry).toMatchObject({ status: 404, decision: "everything", reason: "file_none" });
  });

  it("is nothing for a request of another make than the phone is", async () => {
    const { house, phone } = await aServedPhone();
    const path = await house.tokenPath(phone, `snomD785-${phone.mac.toUpperCase()}.htm`);
    expect((await house.ask(path, { userAgent: userAgents.snom(phone.mac) })).status).toBe(404);
    expect((await house.journal({ phoneId: phone.id }))[0]).toMatchObject({ reason: "make_differs" });
  });

  it("is nothing any more for a phone that has been retired", async () => {
    const { db, house, phone, organisation, path } = await aServedPhone();
    await retirePhone(db, { organisationId: organisation.id, id: phone.id }, testActor, testNow);
    await house.provisioning.settle();
    expect((await house.ask(path)).status).toBe(404);
    expect((await house.ask(`/${phone.mac}.cfg`)).status).toBe(404);
    const reasons = (await house.journal()).map(({ reason }) => reason);
    expect(reasons.slice(0, 2).sort()).toEqual(["phone_retired", "token_unknown"]);
  });

  it("binds a claimed phone with the first use of its token", async () => {
    const db = await connect();
    const { phone } = await aFirmWithPhone(db, { state: "claimed" });
    const house = await open(db);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const replies = await Promise.all([house.ask(path), house.ask(path), house.ask(path)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await db("phone").where("id", phone.id).first("state", "bound_by")).toMatchObject({
      state: "bound",
      bound_by: "token",
    });
  });

  it("is known a moment after a phone was added, also to a server that looks seldom", async () => {
    const db = await connect();
    const { organisation } = await aFirmWithPhone(db);
    const house = await open(db, { pollMillis: 60_000 });
    const phone = await aPhone(db, organisation.id);
    const reply = await house.ask(await house.tokenPath(phone, `${phone.mac}.cfg`));
    expect(reply.status).toBe(200);
  });
});
