import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { zipSync } from "fflate";
import { describe, expect, it, onTestFinished } from "vitest";
import { listSeenFiles } from "../db/firmware-files.ts";
import { addImage, imageByName, listImages, updateImage } from "../db/firmware-images.ts";
import { setSetting } from "../db/settings.ts";
import { aBoundPhone, aSite, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { ContentStore } from "../firmware/content-store.ts";
import { FolderKeeper } from "../firmware/folder-keeper.ts";
import { takeIn } from "../firmware/intake.ts";
import { imageReader } from "../templates/firmware-image.ts";
import { findModel } from "../templates/index.ts";
import { virtualPhone } from "../templates/virtual/phone.ts";
import { virtualVendor } from "../templates/virtual/vendors.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { startTftpServer } from "./tftp/server.ts";
import { fetchByPackage } from "./tftp/testing/package-client.ts";
import { bodyOf, sha256 } from "./tftp/testing/start.ts";

const databases = testDatabases();
const t46 = "T46U(T43U,T46U)-108.86.0.90.rom";
const settings = { file: t46, version: "108.86.0.90" };

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-images-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An image in the catalogue. */
async function anImage(db: Db, folder: string, name: string, body: Buffer, version: string | null = null) {
  const path = join(folder, `${sha256(body)}.coming`);
  await writeFile(path, body);
  const parts = { db, content: new ContentStore(folder), reader: imageReader };
  const [taken] = await takeIn(parts, { path, name, version, source: "upload" }, testActor, testNow);
  if (!taken?.image) throw new Error("the image was not taken");
  return taken.image;
}

describe.each(databases)("the folder of a make on $name", ({ connect }) => {
  it("is looked into: images and archives are taken in once, anything else is refused with its reason and not served", async () => {
    const [db, folder] = [await connect(), await aFolder()];
    await mkdir(join(folder, "yealink"));
    await mkdir(join(folder, "polycom"));
    const old = new Date(Date.now() - 60_000);
    const lay = async (name: string, body: Uint8Array | string) => {
      await writeFile(join(folder, name), body);
      await utimes(join(folder, name), old, old);
    };
    await lay(`yealink/${t46}`, bodyOf(70_000));
    await lay("yealink/T54W(T53,T53W)-96.86.0.45.rom", "<html>404 Not Found</html>".padEnd(3000));
    await lay("yealink/snomD785-10.1.215.13-SIP-r.bin", bodyOf(5_000));
    const split = {
      "sip.ver": Buffer.from("5.9.7.4477 22-Oct-20"),
      "Config/3111-48450-001.sip.ld": bodyOf(3_000),
      "readme.txt": Buffer.from("x"),
    };
    await lay("polycom/Polycom_UC_Software_5_9_7_4477_release_sig_split.zip", zipSync(split));
    await writeFile(join(folder, "yealink", "T31(T31G)-124.86.0.75.rom"), bodyOf(4_000));
    const parts = { db, content: new ContentStore(folder), reader: imageReader };
    const keeper = () =>
      new FolderKeeper(
        folder,
        parts,
        () => new Date(),
        (error) => expect.unreachable(String(error)),
      );
    await Promise.all([keeper().round(), keeper().round()]);
    // What was written to a moment ago may not be whole yet.
    expect((await listImages(db)).map(({ name, models, source }) => [name, models, source])).toEqual([
      ["3111-48450-001.5.9.7.4477.sip.ld", ["VVX411"], "folder"],
      [t46, ["T43U", "T46U"], "folder"],
    ]);
    const problems = (await listSeenFiles(db)).flatMap(({ name, problem }) => (problem ? [[name, problem.code]] : []));
    expect(problems).toEqual([
      ["T54W(T53,T53W)-96.86.0.45.rom", "firmware_not_image"],
      ["snomD785-10.1.215.13-SIP-r.bin", "firmware_make_differs"],
    ]);
    const image = await imageByName(db, "yealink", t46);
    expect(image?.sha256).toBe(sha256(bodyOf(70_000)));
    // Other bytes under a name that phones are told of already are not exchanged behind their backs.
    await lay(`yealink/${t46}`, bodyOf(71_000));
    await rm(join(folder, "yealink", "T54W(T53,T53W)-96.86.0.45.rom"));
    await keeper().round();
    expect((await imageByName(db, "yealink", t46))?.sha256).toBe(image?.sha256);
    expect((await listSeenFiles(db)).map(({ name, problem }) => [name, problem?.code ?? null])).toContainEqual([
      t46,
      "firmware_name_taken",
    ]);
  });
});

describe("an image of the catalogue", () => {
  async function aHouse(say: Parameters<typeof aFirmWithPhone>[1] = {}) {
    const [db, folder] = [await sqlite(databases), await aFolder()];
    const { phone, organisation } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U", ...say });
    const house = await open(db, { firmwareFolder: folder });
    return { db, folder, phone, organisation, house };
  }

  it("is wanted of phones that it fits alone, named in their files as they ask, and served to them with its hash", async () => {
    const { db, folder, phone, organisation, house } = await aHouse();
    const at = { layer: "organisation", organisationId: organisation.id } as const;
    const say = (value: unknown, layer: Parameters<typeof setSetting>[1]["at"] = at) =>
      setSetting(db, { at: layer, name: "firmware.image", value: value as never }, testActor, testNow);
    await expect(say(settings)).rejects.toMatchObject({ code: "firmware_not_found" });
    const body = bodyOf(90_000);
    await anImage(db, folder, t46, body);
    const snom = { layer: "model", organisationId: null, vendor: "snom", model: "D785" } as const;
    await expect(say(settings, snom)).rejects.toMatchObject({ code: "firmware_wrong_model" });
    await expect(say({ ...settings, version: "108.86.0.91" })).rejects.toMatchObject({ code: "setting_invalid" });
    await say(settings);
    const other = await aBoundPhone(db, organisation.id, { vendor: "yealink", model: "T54W" });
    await house.provisioning.settle();
    const config = async (of: typeof phone) => (await house.ask(await house.tokenPath(of, `${of.mac}.cfg`))).body.toString();
    const path = await house.tokenPath(phone, "firmware/T46U(T43U%2CT46U)-108.86.0.90.rom");
    expect(await config(phone)).toContain(`static.firmware.url = http://prov.example.se${path}\n`);
    expect(await config(other)).toContain("static.firmware.url = %NULL%\n");
    const got = await house.ask(path);
    expect([got.status, got.headers.etag, sha256(got.body)]).toEqual([200, `"${sha256(body)}"`, sha256(body)]);
    const rest = await house.ask(path, { headers: { range: "bytes=89990-", "if-range": got.headers.etag ?? "" } });
    expect([rest.status, rest.body.equals(body.subarray(89_990))]).toEqual([206, true]);
    expect((await house.ask(await house.tokenPath(other, `firmware/${encodeURIComponent(t46)}`))).status).toBe(404);
    const reasons = (await house.journal({ phoneId: other.id })).map(({ reason }) => reason);
    expect(reasons).toContain("firmware_wrong_model");
    // A disk that has lost a part: the phone hears that something is wrong, and does not wait for the rest.
    await truncate(new ContentStore(folder).pathOf(sha256(body)), 100);
    await expect(house.ask(path)).rejects.toThrow();
  });

  it("for many Polycom parts is found under a part's name, by models that it is known for", async () => {
    const { db, folder, phone, organisation, house } = await aHouse({ vendor: "polycom", model: "VVX411", mac: "0004f2000001" });
    const body = bodyOf(5_000);
    const image = await anImage(db, folder, "sip.ld", body, "5.9.7.4477");
    expect(image.name).toBe("5.9.7.4477.sip.ld");
    const value = { file: image.name, version: "5.9.7.4477" };
    const at = { layer: "organisation", organisationId: organisation.id } as const;
    await setSetting(db, { at, name: "firmware.image", value }, testActor, testNow);
    await house.provisioning.settle();
    const asked = async (name: string) => (await house.ask(await house.tokenPath(phone, `firmware/${name}`))).status;
    expect((await house.ask(await house.tokenPath(phone, `${phone.mac}.cfg`))).body.toString()).toContain(
      '"firmware/5.9.7.4477.sip.ld"',
    );
    expect(await asked("3111-48450-001.5.9.7.4477.sip.ld")).toBe(200);
    expect(await asked("3111-48450-001.3111-48450-001.5.9.7.4477.sip.ld")).toBe(200);
    const edge = await aBoundPhone(db, organisation.id, { vendor: "polycom", model: "EDGE_E350" });
    const path = await house.tokenPath(edge, "firmware/3111-49999-001.5.9.7.4477.sip.ld");
    expect((await house.ask(path)).status).toBe(404);
    // Somebody who knows that says so.
    await updateImage(db, { id: image.id, models: ["EDGE_E350"] }, testActor, testNow);
    await house.provisioning.settle();
    expect((await house.ask(path)).status).toBe(200);
  });

  it("is taken by virtual phones of each make, which come back with it", async () => {
    const { db, folder, phone: yealink, organisation, house } = await aHouse();
    const snom = await aBoundPhone(db, organisation.id, { vendor: "snom", model: "D785" });
    const polycom = await aBoundPhone(db, organisation.id, { vendor: "polycom", model: "VVX411", mac: "0004f2000002" });
    const images = [
      await anImage(db, folder, t46, bodyOf(20_000)),
      await anImage(db, folder, "snomD785-10.1.215.13-SIP-r.bin", bodyOf(21_000)),
      await anImage(db, folder, "3111-48450-001.sip.ld", bodyOf(22_000), "5.9.7.4477"),
    ];
    await anImage(db, folder, "snomD785-ramdisk-chained-update-r.bin", bodyOf(10_000));
    const base = `http://127.0.0.1:${house.port}`;
    const whole = { layer: "organisation", organisationId: organisation.id } as const;
    await setSetting(db, { at: whole, name: "provisioning.url", value: base }, testActor, testNow);
    for (const { vendor, models, name, firmwareVersion } of images) {
      const at = { layer: "model", organisationId: organisation.id, vendor, model: models.at(-1) ?? "" } as const;
      const value = { file: name, version: firmwareVersion ?? "" };
      await setSetting(db, { at, name: "firmware.image", value }, testActor, testNow);
    }
    await house.provisioning.settle();
    for (const [phone, runs, wants] of [
      [yealink, "108.84.0.10", "108.86.0.90"],
      [snom, "10.1.169.16", "10.1.215.13"],
      [polycom, "5.9.1.0615", "5.9.7.4477"],
    ] as const) {
      const model = findModel(phone.vendor ?? "yealink", phone.model ?? "");
      if (!model) throw new Error("no such model");
      const server = `${base}${await house.tokenPath(phone, "")}`;
      const setup = { model, vendor: await virtualVendor(model.vendor), mac: phone.mac, modules: 0, server };
      const report = await virtualPhone({ ...setup, firmware: runs }).boot();
      expect([phone.vendor, report.firmware, report.dead, report.state.problems]).toEqual([phone.vendor, wants, false, []]);
      await house.provisioning.flush();
      const contact = await db("phone_contact").where("phone_id", phone.id).first("firmware");
      expect([phone.vendor, contact?.firmware]).toEqual([phone.vendor, wants]);
    }
  });
});

describe("many who fetch", () => {
  it("are as many at once as organisation and site may, the others come again, and configuration waits for nobody", async () => {
    const [db, folder] = [await sqlite(databases), await aFolder()];
    const { phone: one, organisation } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U" });
    const site = await aSite(db, organisation.id);
    const [two, three] = [await aBoundPhone(db, organisation.id), await aBoundPhone(db, organisation.id)];
    const elsewhere = await aBoundPhone(db, organisation.id, { siteId: site.id });
    await anImage(db, folder, t46, bodyOf(20_000_000));
    const at = { layer: "organisation", organisationId: organisation.id } as const;
    await setSetting(db, { at, name: "firmware.atOnceSite", value: 2 }, testActor, testNow);
    await setSetting(db, { at, name: "firmware.atOnce", value: 3 }, testActor, testNow);
    const house = await open(db, { firmwareFolder: folder });
    const path = (phone: typeof one) => house.tokenPath(phone, `firmware/${encodeURIComponent(t46)}`);
    const [first, second] = [await slowly(house.port, await path(one)), await slowly(house.port, await path(two))];
    const refused = await house.ask(await path(three));
    expect([refused.status, Number(refused.headers["retry-after"]) >= 30, refused.body.length]).toEqual([503, true, 0]);
    expect((await house.ask(await path(three), { method: "HEAD" })).status).toBe(200);
    // A phone that fetches in two parts at once has one place.
    (await slowly(house.port, await path(one))).destroy();
    expect((await house.ask(await house.tokenPath(three, `${three.mac}.cfg`))).status).toBe(200);
    const third = await slowly(house.port, await path(elsewhere));
    expect(third.statusCode).toBe(200);
    const { tftpAnswer: serve, tftpReport: onTransfer } = house.provisioning;
    const server = await startTftpServer({ host: "127.0.0.1", port: 0, serve, onTransfer });
    onTestFinished(() => server.stop(0));
    void fetchByPackage(server.port, await path(three), { retries: 0 }).catch((error: Error) => error);
    await expect.poll(() => server.statistics().outcomes.later).toBeGreaterThan(0);
    expect(server.statistics().outcomes.refused).toBe(0);
    second.destroy();
    await expect
      .poll(async () => (await house.ask(await path(three), { headers: { range: "bytes=0-9" } })).status, { timeout: 5000 })
      .toBe(206);
    const reasons = (await house.journal({ phoneId: three.id })).map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(["firmware_busy", "token_valid"]));
    for (const stream of [first, third]) stream.destroy();
    await house.stop();
    expect(await db("firmware_transfer").select()).toEqual([]);
  });

  it("are as many at once as this process may serve, whoever they belong to, and configuration waits for nobody", async () => {
    const [db, folder] = [await sqlite(databases), await aFolder()];
    const { phone: one, organisation } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U" });
    const two = await aBoundPhone(db, organisation.id);
    await anImage(db, folder, t46, bodyOf(20_000_000));
    const house = await open(db, { firmwareFolder: folder, firmwareAtOnce: 1 });
    const path = (phone: typeof one) => house.tokenPath(phone, `firmware/${encodeURIComponent(t46)}`);
    const first = await slowly(house.port, await path(one));
    const refused = await house.ask(await path(two));
    expect([refused.status, Number(refused.headers["retry-after"]) >= 30]).toEqual([503, true]);
    expect((await house.ask(await house.tokenPath(two, `${two.mac}.cfg`))).status).toBe(200);
    expect((await house.journal({ phoneId: two.id })).map(({ reason }) => reason)).toContain("server_busy");
    expect(house.provisioning.statistics().turnedAway).toEqual({ configuration: 0, people: 0, firmware: 1, strangers: 0 });
    first.destroy();
    await expect
      .poll(async () => (await house.ask(await path(two), { headers: { range: "bytes=0-9" } })).status, { timeout: 5000 })
      .toBe(206);
  });

  it("get 40 MB over TFTP whole, in windows of 16 and past the 65,535th block", async () => {
    const [db, folder] = [await sqlite(databases), await aFolder()];
    const { phone } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U" });
    const body = bodyOf(40_000_000);
    await anImage(db, folder, t46, body);
    const house = await open(db, { firmwareFolder: folder });
    const { tftpAnswer: serve, tftpReport: onTransfer } = house.provisioning;
    const server = await startTftpServer({ host: "127.0.0.1", port: 0, serve, onTransfer });
    onTestFinished(() => server.stop(0));
    const file = (await house.tokenPath(phone, `firmware/${encodeURIComponent(t46)}`)).slice(1);
    const windows = await fetchByPackage(server.port, file, { blockSize: 1428, windowSize: 16 });
    expect(sha256(windows)).toBe(sha256(body));
    if (!existsSync("/usr/bin/curl")) return;
    const into = join(folder, "fetched.rom");
    // Plain blocks of 512: the counter goes round.
    await promisify(execFile)("/usr/bin/curl", [
      "-s",
      "-g",
      "--output",
      into,
      `tftp://127.0.0.1:${server.port}/${encodeURI(decodeURI(file))}`,
    ]);
    expect(sha256(await readFile(into))).toBe(sha256(body));
  });
});

/** A response that is not read: it keeps its place. */
async function slowly(port: number, path: string): Promise<IncomingMessage> {
  const asked = request({ host: "127.0.0.1", port, path, agent: false });
  asked.on("error", () => undefined);
  asked.end();
  const [response]: IncomingMessage[] = await once(asked, "response");
  if (!response) throw new Error("no response");
  response.on("error", () => undefined);
  onTestFinished(() => void response.destroy());
  return response;
}

describe("raising", () => {
  it("concerns the phones whose settings name an image, when it comes, is said to be for others, and goes", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U" });
    const revision = async () => (await db("phone").where("id", phone.id).first("revision"))?.revision;
    const value = JSON.stringify(settings);
    const meta = { layer: "phone", organisation_id: phone.organisationId, updated_at: testNow.toISOString(), updated_by: "x" };
    // Said by an older release, before there was a catalogue.
    await db("setting").insert({ scope: `phone:${phone.id}`, vendor: "", name: "firmware.image", value, ...meta });
    const before = await revision();
    const said = {
      vendor: "yealink",
      kind: "phone",
      firmwareVersion: "108.86.0.90",
      sha256: "a".repeat(64),
      bytes: 1,
      source: "folder",
    } as const;
    await addImage(db, { ...said, name: "T46U-108.86.0.91.rom", models: ["T46U"] }, testActor, testNow);
    expect(await revision()).toBe(before);
    await addImage(db, { ...said, name: t46, models: ["T43U"], sha256: "b".repeat(64) }, testActor, testNow);
    expect(await revision()).toBe(before + 1);
  });
});
