import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { askResync, phonesAmong, resyncsOf } from "../../db/resync.ts";
import { seal } from "../../db/secrets.ts";
import { setSetting } from "../../db/settings.ts";
import { sipSecretContext } from "../../db/sip-accounts.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { exchange as ask } from "../testing/house.ts";
import { aFirmWithPhone, open } from "../testing/scene.ts";
import { startExchange } from "../virtual/exchange.ts";
import { startSipPhones } from "../virtual/sip-phones.ts";

const password = "exchange-and-phone-know-it";
const userAgent = "Yealink SIP-T46U 108.86.0.45";

it("A phone that fetched just before its server was killed waits, is never taken for current, and is asked once more", async () => {
  const [sqlite] = testDatabases();
  const { db, options } = (await sqlite?.create()) ?? {};
  if (!db || !options || !("file" in options)) throw new Error("no database with a file");
  const { organisation, phone } = await aFirmWithPhone(db);
  const by = { organisationId: organisation.id, id: phone.id };
  const [account] = await db("sip_account").where("organisation_id", organisation.id).select("id", "sip_user");
  const secret_sealed = seal(testKeyring, password, sipSecretContext(account.id));
  await db("sip_account").where("id", account.id).update({ secret_sealed });
  const exchange = await startExchange({ algorithms: ["MD5"] });
  exchange.account(account.sip_user, password);
  const at = { layer: "organisation", organisationId: organisation.id } as const;
  await setSetting(db, { at, name: "resync.proxy", value: { host: "127.0.0.1", port: exchange.ports.udp } }, testActor, testNow);
  const path = `/p/${await readPhoneToken(db, testKeyring, by, testActor, testNow)}/${phone.mac}.cfg`;
  let port = 0;
  const bodies: string[] = [];
  const fetch = async () => void bodies.push((await ask(port, path, { userAgent })).body.toString("utf8"));
  const phones = await startSipPhones(exchange.ports.udp, () => void fetch());
  onTestFinished(async () => {
    await phones.stop();
    await exchange.stop();
  });
  await phones.register({ user: account.sip_user, password, userAgent });

  // It has what it should, until something is changed.
  const first = await open(db);
  port = first.port;
  await fetch();
  await first.stop();
  await setSetting(db, { at, name: "phone.tones", value: "NO" }, testActor, testNow);
  const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
  const asked = { phones: phonesAmong(db, [phone.id]), reason: "person", notBefore: null } as const;
  await askResync(db, asked, testActor, later(2));

  const serve = join(import.meta.dirname, "../testing/serve-process.ts");
  const child = fork(serve, [options.file, later(2).toISOString()], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  [port = 0] = await once(child, "message");
  const said = async () => (await resyncsOf(db, [phone.id])).get(phone.id);
  await expect.poll(async () => (await said())?.state, { timeout: 15_000 }).toBe("done");
  await expect.poll(() => bodies.length, { timeout: 15_000 }).toBe(2);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(bodies[1]).not.toBe(bodies[0]);
  expect(await said()).toMatchObject({ result: "accepted", reason: "person" });

  const standing = async () => (await db("phone_standing").where("phone_id", phone.id).first("files"))?.files;
  const resync = { reach: { privateToo: true, denied: [] }, service: null, ca: null, t1: 10, lookMillis: 20 } as const;
  const next = await open(db, { resync, renderAhead: true });
  port = next.port;
  next.clock.now = later(11);
  await next.provisioning.settle();
  expect([await standing(), bodies.length]).toEqual(["waiting", 2]);
  next.clock.now = later(13);
  await expect.poll(() => bodies.length, { timeout: 15_000 }).toBe(3);
  expect(bodies[2]).toBe(bodies[1]);
  await expect.poll(async () => (await said())?.state, { timeout: 15_000 }).toBe("done");
  await next.provisioning.flush();
  expect(await said()).toMatchObject({ reason: "again", result: "accepted" });
  const made = await db("rendered_file").where({ phone_id: phone.id, role: "phone" }).first("hash");
  expect(await db("delivery").where({ phone_id: phone.id, role: "phone" }).first("hash")).toEqual(made);
});
