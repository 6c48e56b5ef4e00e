import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { takeIn } from "../firmware/intake.ts";
import { openContent } from "../firmware/open-content.ts";
import { s3Account, startS3Double } from "../firmware/testing/s3-double.ts";
import { imageReader } from "../templates/firmware-image.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { startTftpServer } from "./tftp/server.ts";
import { fetchByPackage } from "./tftp/testing/package-client.ts";
import { bodyOf, sha256 } from "./tftp/testing/start.ts";

const name = "T46U(T43U,T46U)-108.86.0.90.rom";
const body = bodyOf(300_000);

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-s3-phones-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("An image in an S3-compatible store is served whole, in ranges and over TFTP by a node that has never seen it; while the store is away it says when to come again", async () => {
  const db = await sqlite(testDatabases());
  const store = await startS3Double();
  onTestFinished(store.stop);
  const place = { ...s3Account, endpoint: store.endpoint, prefix: "" };
  const upload = await aFolder();
  const path = join(upload, "coming");
  await writeFile(path, body);
  const parts = { db, content: openContent(upload, place), reader: imageReader };
  await takeIn(parts, { path, name, version: null, source: "upload" }, testActor, testNow);
  const { phone } = await aFirmWithPhone(db, { vendor: "yealink", model: "T46U" });

  const folder = await aFolder();
  const house = await open(db, { firmwareFolder: folder, firmwareContent: openContent(folder, place) });
  const address = await house.tokenPath(phone, `firmware/${encodeURIComponent(name)}`);
  store.fail(1000, 503);
  const away = await house.ask(address);
  expect([away.status, Number(away.headers["retry-after"]) >= 30]).toEqual([503, true]);
  const known = await house.ask(address, { headers: { "if-none-match": `"${sha256(body)}"` } });
  expect(known.status).toBe(304);

  store.fail(0, 503);
  const part = await house.ask(address, { headers: { range: "bytes=299990-" } });
  expect([part.status, part.body.equals(body.subarray(299_990))]).toEqual([206, true]);
  const { tftpAnswer: serve, tftpReport: onTransfer } = house.provisioning;
  const tftp = await startTftpServer({ host: "127.0.0.1", port: 0, serve, onTransfer });
  onTestFinished(() => tftp.stop(0));
  expect(sha256(await fetchByPackage(tftp.port, address.slice(1), { blockSize: 1428, windowSize: 4 }))).toBe(sha256(body));
  // Fetched once; everything after that came from this node's disk.
  store.fail(1000, 503);
  expect(sha256((await house.ask(address)).body)).toBe(sha256(body));
});
