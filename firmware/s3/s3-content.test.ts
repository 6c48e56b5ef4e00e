import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { openContent } from "../open-content.ts";
import { s3Account, startS3Double } from "../testing/s3-double.ts";
import { S3Client } from "./client.ts";

const bytesOf = (text: string, count: number) => Buffer.alloc(count, text);
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-s3-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store, and nodes with folders of their own on it. */
async function aStore() {
  const store = await startS3Double();
  onTestFinished(store.stop);
  const place = { ...s3Account, endpoint: store.endpoint, prefix: "telefoner/firmware" };
  return { store, place, client: new S3Client(place), node: async () => openContent(await aFolder(), place) };
}

async function fileWith(bytes: Buffer): Promise<string> {
  const path = join(await aFolder(), "image");
  await writeFile(path, bytes);
  return path;
}

describe("an S3-compatible store", () => {
  it("keeps, measures, lists, gives parts of and removes objects, whatever signs in their names mean elsewhere", async () => {
    const { store, client } = await aStore();
    const names = ["a b+c", "åäö/T46U(T43U)-108.86.0.90.rom", "c&d=e*'", "d", "e"];
    for (const [at, name] of names.entries()) await client.put(name, bytesOf("x", at + 1));
    expect(store.objects.get(`klyka/telefoner/firmware/${names[1]}`)?.length).toBe(2);
    const listed = await client.list("");
    expect(listed.map(({ name, bytes }) => [name, bytes])).toEqual(names.map((name, at) => [name, at + 1]).sort());
    expect(listed.every(({ at }) => Math.abs(at - Date.now()) < 60_000)).toBe(true);
    const part = await client.get("e", { start: 1, end: 3 });
    expect(String(part && (await buffer(part)))).toBe("xxx");
    expect([await client.size("e"), await client.size("none"), await client.get("none")]).toEqual([5, null, null]);
    await client.remove("e");
    await client.remove("e");
    expect(await client.size("e")).toBeNull();
  });

  it("refuses who does not have its key, and is asked again when it is busy", async () => {
    const { store, place, client } = await aStore();
    const stranger = new S3Client({ ...place, secret: "en annan hemlighet" });
    await expect(stranger.put("x", bytesOf("x", 1))).rejects.toMatchObject({
      status: 403,
      message: "the store answered 403 SignatureDoesNotMatch",
    });
    expect(store.objects.size).toBe(0);
    store.fail(2, 503);
    await client.put("x", bytesOf("x", 1));
    expect(store.objects.size).toBe(1);
    store.fail(3, 503);
    await expect(client.size("x")).rejects.toMatchObject({ status: 503 });
  });

  it("takes what is large in parts, and keeps nothing of what breaks off", async () => {
    const { store, place } = await aStore();
    const client = new S3Client(place, 100_000);
    const large = Buffer.concat(["a", "b", "c"].map((one) => bytesOf(one, 110_000)));
    const parts = Array.from({ length: 33 }, (_, at) => large.subarray(at * 10_000, (at + 1) * 10_000));
    await client.putLarge("large", Readable.from(parts));
    expect(store.objects.get("klyka/telefoner/firmware/large")?.equals(large)).toBe(true);
    const broken = async function* () {
      yield large;
      yield large;
      throw new Error("the line broke");
    };
    await expect(client.putLarge("broken", broken())).rejects.toThrow("the line broke");
    expect([store.objects.size, store.asked.at(-1)]).toEqual([1, "DELETE klyka/telefoner/firmware/broken"]);
  });
});

describe("images in such a store", () => {
  it("that one node keeps are on the other's disk when they are wanted, once however many want them", async () => {
    const { store, node } = await aStore();
    const [one, other] = [await node(), await node()];
    const image = bytesOf("firmware", 3_000_000);
    await one.keep(await fileWith(image), sha256(image));
    expect(await other.has(sha256(image))).toBe(true);
    const paths = await Promise.all(Array.from({ length: 20 }, () => other.ready(sha256(image))));
    expect(new Set(paths).size).toBe(1);
    expect((await readFile(paths[0] ?? "")).equals(image)).toBe(true);
    expect(store.asked.filter((line) => line.startsWith("GET"))).toHaveLength(1);
    // From its own disk from now on, also while the store is away.
    store.fail(100, 503);
    expect(await other.ready(sha256(image))).toBe(paths[0]);
  });

  it("whose bytes have been changed there are not taken for the image", async () => {
    const { store, node } = await aStore();
    const one = await node();
    const image = bytesOf("firmware", 1000);
    const name = sha256(image);
    store.objects.set(`klyka/telefoner/firmware/content/${name.slice(0, 2)}/${name}`, bytesOf("Firmware", 1000));
    await expect(one.ready(name)).rejects.toThrow("other bytes");
    expect([existsSync(one.pathOf(name)), await one.listIncoming()]).toEqual([false, []]);
    await expect(one.ready(sha256(bytesOf("none", 1)))).rejects.toThrow("no image");
  });

  it("are listed and removed wherever they lie, and brought before anybody asks", async () => {
    const { store, node } = await aStore();
    const [one, other] = [await node(), await node()];
    const images = ["a", "b", "c"].map((text) => bytesOf(text, 100));
    for (const image of images) await one.keep(await fileWith(image), sha256(image));
    const wanted = images.map(sha256);
    expect((await other.list()).map(({ sha256: name }) => name).sort()).toEqual(wanted.toSorted());
    await other.warm(new Set(wanted));
    expect(wanted.map((name) => existsSync(other.pathOf(name)))).toEqual([true, true, true]);
    await other.remove(wanted[0] ?? "");
    expect([await one.has(wanted[0] ?? ""), existsSync(other.pathOf(wanted[0] ?? "")), store.objects.size]).toEqual([
      false,
      false,
      2,
    ]);
  });

  it("that lay in the folder until now are put into the store, whole, and only once", async () => {
    const { store, place } = await aStore();
    const folder = await aFolder();
    const image = bytesOf("firmware", 1000);
    const name = sha256(image);
    await openContent(folder, null).keep(await fileWith(image), name);
    const content = openContent(folder, place);
    await content.warm(new Set([name]));
    await content.warm(new Set([name]));
    expect(store.asked.filter((line) => line.startsWith("PUT"))).toHaveLength(1);
    expect(store.objects.get(`klyka/telefoner/firmware/content/${name.slice(0, 2)}/${name}`)?.equals(image)).toBe(true);
  });

  it("come up part by part to whichever node, also when a part breaks off or comes twice", async () => {
    const { store, node } = await aStore();
    const [one, other] = [await node(), await node()];
    const image = Buffer.concat(["1", "2", "3", "4"].map((text) => bytesOf(text, 250)));
    const chunks = (from: number, to: number) =>
      Readable.from([image.subarray(from, from + 100), image.subarray(from + 100, to)]);
    expect(await one.takePart("upload", 0, chunks(0, 250), 1000)).toEqual({ to: 250, broken: null });
    const breaks = async function* () {
      yield image.subarray(250, 300);
      throw new Error("the line broke");
    };
    expect(await other.takePart("upload", 250, breaks(), 1000)).toMatchObject({ to: 300, broken: { message: "the line broke" } });
    await one.takePart("upload", 300, chunks(300, 700), 1000);
    await other.takePart("upload", 300, chunks(300, 500), 1000);
    await one.takePart("upload", 700, chunks(700, 1000), 1000);
    expect(await one.takePart("upload", 1000, chunks(0, 1000), 999)).toMatchObject({ broken: { code: "firmware_too_large" } });
    expect((await readFile(await other.wholeUpload("upload", 1000))).equals(image)).toBe(true);
    await other.dropUpload("upload");
    expect([store.objects.size, await other.listIncoming()]).toEqual([0, []]);
  });
});
