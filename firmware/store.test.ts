import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { FirmwareStore } from "./store.ts";

const name = "T46U(T43U)-108.86.0.90.rom";

async function open(): Promise<{ folder: string; store: FirmwareStore; pass: (millis: number) => void }> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-firmware-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "yealink"));
  await writeFile(join(folder, "yealink", name), "0123456789");
  let now = 0;
  const store = new FirmwareStore(folder, () => now);
  const pass = (millis: number) => {
    now += millis;
  };
  return { folder, store, pass };
}

describe("the firmware store", () => {
  it("finds a file of the make by its name, and streams a part of it", async () => {
    const { store } = await open();
    const file = await store.find("yealink", name);
    expect(file).toMatchObject({ name, size: 10, vendor: "yealink" });
    if (!file) return;
    expect(String(await buffer(store.stream(file, { start: 2, end: 4 })))).toBe("234");
    expect(await store.find("snom", name)).toBeNull();
  });

  it("gives nothing for names that point elsewhere, hidden files, links and folders", async () => {
    const { folder, store } = await open();
    await writeFile(join(folder, "secret.key"), "s");
    await writeFile(join(folder, "yealink", ".hidden"), "s");
    await symlink(join(folder, "secret.key"), join(folder, "yealink", "link.rom"));
    await mkdir(join(folder, "yealink", "sub.rom"));
    for (const asked of ["../secret.key", "../yealink/x", ".hidden", "link.rom", "sub.rom", "", "."])
      expect(await store.find("yealink", asked)).toBeNull();
    expect((await store.list()).map((file) => file.name)).toEqual([name]);
  });

  it("sees a file that was put there later, and gives a changed one another tag", async () => {
    const { folder, store, pass } = await open();
    const before = await store.find("yealink", name);
    await writeFile(join(folder, "yealink", name), "changed and longer");
    await writeFile(join(folder, "yealink", "new.rom"), "n");
    expect(await store.find("yealink", "new.rom")).toBeNull();
    pass(5000);
    expect((await store.find("yealink", "new.rom"))?.size).toBe(1);
    expect((await store.find("yealink", name))?.etag).not.toBe(before?.etag);
  });

  it("shares one reader among all who read a file at the same time", async () => {
    const { store } = await open();
    const file = await store.find("yealink", name);
    if (!file) throw new Error("no file");
    const [a, b] = await Promise.all([store.reader(file), store.reader(file)]);
    expect(a.reader).toBe(b.reader);
    a.release();
    a.release();
    const into = Buffer.alloc(4);
    expect([await b.reader.read(8, 4, into), into.toString("latin1", 0, 2)]).toEqual([2, "89"]);
    b.release();
    const again = await store.reader(file);
    expect(again.reader).not.toBe(a.reader);
    again.release();
  });

  it("has nothing when the folder is not there", async () => {
    const store = new FirmwareStore("/nonexistent/klyka", () => 0);
    expect(await store.list()).toEqual([]);
  });
});
