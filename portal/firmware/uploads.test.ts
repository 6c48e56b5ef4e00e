import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { zipSync } from "fflate";
import { describe, expect, it, onTestFailed, onTestFinished } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { imageByName } from "../../db/firmware-images.ts";
import { setSetting } from "../../db/settings.ts";
import { anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { ContentStore } from "../../firmware/content-store.ts";
import { aHouse } from "../testing/house.ts";
import type { UploadProcess } from "./testing/upload-process.ts";

const name = "T46U(T43U,T46U)-108.86.0.90.rom";
const image = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 197 + (at >> 7)) % 256));
const sha256 = createHash("sha256").update(image).digest("hex");
const asFile = { "content-type": "application/octet-stream" };

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-uploads-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("an upload of firmware", () => {
  async function aDesk() {
    const folder = await aFolder();
    const house = await aHouse({ firmware: { folder } });
    const { id: organisationId } = await anOrganisation(house.db);
    const staff = await house.somebody(organisationId, ["operator"], { operates: "all" });
    const begin = async (said: object) => staff.post("/operator/firmware/uploads", said);
    const put = (id: string, offset: number, body: Uint8Array) =>
      staff.ask("PUT", `/operator/firmware/uploads/${id}/parts?offset=${offset}`, { body, headers: asFile });
    const finish = (id: string, body: object = {}) => staff.post(`/operator/firmware/uploads/${id}/finish`, body);
    return { folder, house, staff, organisationId, begin, put, finish };
  }

  it("comes in parts, goes on where it was, and is told once; who looks after some organisations alone changes nothing", async () => {
    const { folder, house, staff, organisationId, begin, put, finish } = await aDesk();
    const { body: upload, status } = await begin({ name, bytes: image.length, fingerprint: sha256 });
    expect([status, upload.received, upload.partBytes]).toEqual([201, 0, 4 * 1024 * 1024]);
    expect((await put(upload.id, 0, image.subarray(0, 1_000_000))).body).toEqual({ received: 1_000_000 });
    expect((await put(upload.id, 0, image.subarray(0, 500_000))).body).toMatchObject({
      code: "firmware_offset_wrong",
      values: { received: 1_000_000 },
    });
    expect((await finish(upload.id)).body.code).toBe("firmware_upload_incomplete");
    const again = { name, bytes: image.length, fingerprint: sha256 };
    expect((await begin(again)).body).toMatchObject({ id: upload.id, received: 1_000_000 });
    expect((await put(upload.id, 1_000_000, image.subarray(1_000_000))).body).toEqual({ received: image.length });
    expect((await put(upload.id, image.length, Buffer.from("more"))).body.code).toBe("firmware_too_large");
    const { body } = await finish(upload.id);
    expect(body.taken).toMatchObject([
      { name, added: true, code: null, image: { sha256, firmwareVersion: "108.86.0.90", kind: "phone" } },
    ]);
    expect((await finish(upload.id)).body.code).toBe("firmware_upload_not_found");
    expect(await new ContentStore(folder).has(sha256)).toBe(true);
    expect(await readdir(join(folder, "incoming"))).toEqual([]);
    const [entry] = await listAudit(house.db, { organisationId: null, action: "firmware.added" });
    expect([entry?.actor.name, entry?.after]).toMatchObject(["Ottilia Testare", { name, sha256 }]);

    const some = await house.somebody(organisationId, ["operator"], { operates: [organisationId] });
    const seen = await some.get("/operator/firmware");
    expect([seen.body.images.length, seen.body.mayChange]).toEqual([1, false]);
    expect((await some.post("/operator/firmware/uploads", { name, bytes: 1 })).body.code).toBe("all_organisations_needed");
    const at = { layer: "organisation", organisationId } as const;
    const value = { file: name, version: "108.86.0.90" };
    await setSetting(house.db, { at, name: "firmware.image", value }, testActor, testNow);
    const [view] = (await staff.get("/operator/firmware")).body.images;
    expect(view.places).toMatchObject([{ layer: "organisation", organisation: { id: organisationId } }]);
    const refused = await staff.ask("DELETE", `/operator/firmware/images/${view.id}`, { version: view.version });
    expect(refused.body).toMatchObject({ code: "firmware_in_use", values: { name } });
  });

  it("is of one file: two of one name and size at once do not mix, also without a fingerprint", async () => {
    const { house, staff, organisationId, begin, put, finish } = await aDesk();
    const other = Buffer.from(image.map((byte) => byte ^ 1));
    const said = { name, bytes: image.length };
    const start = async (fingerprint: string | null) => (await begin({ ...said, fingerprint })).body.id;
    const ids = await Promise.all([start(sha256), start("f".repeat(64)), start(null), start(null)]);
    expect(new Set(ids).size).toBe(4);
    expect(await start(sha256)).toBe(ids[0]);
    const twin = await house.somebody(organisationId, ["operator"], { operates: "all" });
    expect(ids).not.toContain((await twin.post("/operator/firmware/uploads", { ...said, fingerprint: sha256 })).body.id);
    // Part by part in turns.
    for (const at of [0, 1_500_000]) {
      const part = (bytes: Buffer) => bytes.subarray(at, at + 1_500_000);
      await Promise.all(ids.map((id, n) => put(id, at, part(n % 2 === 0 ? image : other))));
    }
    expect((await finish(ids[0] ?? "")).body.taken).toMatchObject([{ added: true, image: { sha256 } }]);
    expect((await finish(ids[1] ?? "")).body.code).toBe("firmware_name_taken");
    expect((await finish(ids[2] ?? "")).body.taken).toMatchObject([{ added: false, image: { sha256 } }]);
    expect((await finish(ids[3] ?? "")).body.code).toBe("firmware_name_taken");
    expect((await staff.get("/operator/firmware")).body.uploads).toHaveLength(1);
    expect((await begin({ ...said, fingerprint: "kort" })).body.code).toBe("input_invalid");
  });

  it("of an archive takes each image, asks for the version that nothing tells, and refuses what is none", async () => {
    const { begin, put, finish } = await aDesk();
    const send = async (called: string, bytes: Uint8Array, more: object = {}) => {
      const { body } = await begin({ name: called, bytes: bytes.length });
      if (!body.id) return body;
      await put(body.id, 0, bytes);
      return { id: body.id, ...(await finish(body.id, more)).body };
    };
    const part = image.subarray(0, 20_000);
    const inside = {
      "a/3111-48450-001.sip.ld": part,
      "a/3111-48500-001.sip.ld": image.subarray(0, 21_000),
      "a/Welcome.wav": part,
    };
    const unsaid = await send("delad.zip", zipSync(inside, { level: 0 }));
    expect(unsaid.code).toBe("firmware_version_missing");
    const { body: said } = await finish(unsaid.id, { version: "5.9.7.4477" });
    expect(said.taken.map((one: { name: string }) => one.name)).toEqual([
      "3111-48450-001.5.9.7.4477.sip.ld",
      "3111-48500-001.5.9.7.4477.sip.ld",
    ]);
    expect((await send("bilder.zip", zipSync({ "a.jpg": part }))).code).toBe("firmware_archive_empty");
    expect((await send("T46U-108.86.0.91.rom", Buffer.alloc(0))).code).toBe("firmware_empty");
    expect((await send("tom.zip", Buffer.alloc(0))).code).toBe("firmware_empty");
    const hollow = await send(
      "halv.zip",
      zipSync({ "T46U-108.86.0.92.rom": new Uint8Array(0), "T46U-108.86.0.93.rom": image.subarray(0, 23_000) }),
    );
    expect(hollow.taken).toMatchObject([
      { code: "firmware_empty", image: null },
      { code: null, added: true },
    ]);
    expect((await send("trasig.zip", Buffer.from("PK\u0003\u0004 and nothing behind it".padEnd(3000)))).code).toBe(
      "firmware_archive_unreadable",
    );
    expect((await send("T46U-108.86.0.95.rom", Buffer.from("<html>".padEnd(3000)))).code).toBe("firmware_not_image");
    expect((await begin({ name: "setup.exe", bytes: 5 })).body.code).toBe("firmware_name_unknown");
    expect((await send("T46U-108.86.0.90.rom", image.subarray(0, 22_000))).taken[0].added).toBe(true);
    expect((await send("T46U-108.86.0.90.rom", image.subarray(0, 20_001))).code).toBe("firmware_name_taken");
    expect((await send("T54W-96.86.0.90.rom", part)).code).toBe("firmware_contradicts");
  });
});

it("An upload that a process was killed over goes on where it was, again and again, and comes whole", async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  onTestFailed(() => console.error(`killed with the seed ${seed}`));
  const [sqlite] = testDatabases();
  if (!sqlite) throw new Error("no database");
  const { db, options } = await sqlite.create();
  if (!("file" in options)) throw new Error("no file");
  const folder = await aFolder();
  const source = join(folder, "source.rom");
  await writeFile(source, image);
  const say: UploadProcess = { file: options.file, folder, source, name, bytes: image.length, part: 40_000 };
  const work = () => fork(join(import.meta.dirname, "testing/upload-process.ts"), [JSON.stringify(say)], { stdio: "ignore" });
  const received = async () => Number((await db("firmware_upload").first("received"))?.received ?? 0);
  let before = 0;
  for (let turn = 0; turn < 3; turn++) {
    const child = work();
    await once(child, "message");
    const least = Math.min(image.length - 1, before + 1 + ((seed >> turn) % 400_000));
    while (child.exitCode === null && (await received()) < least && (await imageByName(db, "yealink", name)) === null)
      await wait(5);
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const now = await received();
    // What was said to be there is there.
    expect(now === 0 || now >= before).toBe(true);
    before = now;
  }
  const last = work();
  await once(last, "exit");
  expect(await imageByName(db, "yealink", name)).toMatchObject({ sha256, bytes: image.length });
  const content = new ContentStore(folder);
  expect((await content.examine(content.pathOf(sha256), 0)).sha256).toBe(sha256);
  expect([await db("firmware_upload").select(), await content.listIncoming()]).toEqual([[], []]);
});
