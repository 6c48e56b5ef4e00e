import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../db/connect.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { dumpOf } from "../db/testing/dump.ts";
import { type CliHouse, cliHouse } from "./testing/run-cli.ts";

/** Bytes that do not get smaller, as images are. */
const image = Buffer.concat(Array.from({ length: 10_000 }, (_, n) => createHash("sha256").update(String(n)).digest()));
const sha256 = createHash("sha256").update(image).digest("hex");
const mac = "805ec0123456";

/** A house whose phone has a file and an image, with an identity and a backup without the key file. */
let house: CliHouse;
let recipient: string;
const at = (name: string) => join(house.folder, name);

beforeAll(async () => {
  house = cliHouse({ KLYKA_PUBLIC_URL: "https://prov.example.se" });
  const { json } = house;
  await json("organisation", "add", "Björkö Bygg AB");
  await json("setting", "set", "exchange.registrar", "sip.bjorkobygg.example");
  await json("user", "add", "Åsa", "Björkegren", "--extension", "401");
  await json("account", "add", "401", "--user", "401");
  await json("phone", "add", mac, "--model", "Yealink T46U", "--account", "401");
  const data = house.env.KLYKA_DATA ?? "";
  mkdirSync(join(data, "firmware", "content", sha256.slice(0, 2)), { recursive: true });
  writeFileSync(join(data, "firmware", "content", sha256.slice(0, 2), sha256), image);
  const db = await openDatabase({ file: join(data, "klyka.db") });
  const now = new Date().toISOString();
  await db("firmware_image").insert({
    ...{ id: "image-1", created_at: now, updated_at: now, updated_by: "prov", created_by: "prov", vendor: "yealink" },
    ...{ name: "T46U-108.86.0.20.rom", sha256, bytes: image.length, kind: "phone", models_by: "image", source: "upload" },
  });
  // Bytes, and a character that PostgreSQL does not keep.
  await db("picture").insert({
    ...{ organisation_id: (await db("organisation").first("id")).id, hash: "aa", size: 96, media_type: "image/webp" },
    bytes: Buffer.from([0, 1, 2, 255]),
  });
  await db("found_phone").insert({
    ...{
      mac: "001565000001",
      id: "found-1",
      address: "10.0.0.9",
      user_agent: "Yealink\u0000SIP",
      first_seen_at: now,
      last_seen_at: now,
    },
  });
  await db.destroy();
  recipient = ((await json("backup-key", at("identity.txt"))) as { recipient: string }).recipient;
  await json("backup", at("klyka.age"), "--recipient", recipient);
});
afterAll(() => house.remove());

/** An empty place to restore into. */
function place(env: Record<string, string> = {}): CliHouse {
  const made = cliHouse({ KLYKA_PUBLIC_URL: "https://prov.example.se", ...env });
  onTestFinished(made.remove);
  return made;
}

const key = () => join(house.env.KLYKA_DATA ?? "", "secret.key");
const opened = () => ["--identity", at("identity.txt"), "--key", key()];

async function fileOf(of: CliHouse): Promise<string> {
  return (await of.klyka("phone", "file", mac, "--reveal")).out;
}

/** Everything in a database but what a restore itself writes and ends. */
async function cellsOf(options: { file: string } | { url: string }): Promise<string[]> {
  const db = await openDatabase(options);
  try {
    const own = /^(?:knex_|sqlite_|audit\.|session\.|change\.|change_counter\.)/;
    return (await dumpOf(db))
      .filter((cell) => !own.test(cell))
      .map((cell) => cell.replace(/: (?:true|1)$/, ": yes").replace(/: (?:false|0)$/, ": no"))
      .sort();
  } finally {
    await db.destroy();
  }
}
const sqliteOf = (of: CliHouse) => ({ file: join(of.env.KLYKA_DATA ?? "", "klyka.db") });

describe("a backup", () => {
  it("goes from SQLite to PostgreSQL and back, and every cell, image and phone file is what it was", async () => {
    const [, postgres] = testDatabases();
    const { options } = (await postgres?.create("empty")) ?? {};
    if (!options || !("url" in options)) throw new Error("no PostgreSQL");
    const there = place({ DATABASE_URL: options.url });
    const restored = await there.json("restore", at("klyka.age"), ...opened());
    expect(restored).toMatchObject({ images: 1, missing: [], mended: 1, key: false, database: "SQLite" });
    expect(await fileOf(there)).toBe(await fileOf(house));
    expect(await there.klyka("audit")).toMatchObject({ out: expect.stringContaining("installation.restored") });

    const backed = join(there.folder, "with-key.age");
    await there.json("backup", backed, "--with-key", "--recipient", recipient);
    const back = place();
    expect(await back.json("restore", backed, "--identity", at("identity.txt"))).toMatchObject({
      key: true,
      database: "PostgreSQL",
    });
    expect(await fileOf(back)).toBe(await fileOf(house));
    const was = (await cellsOf(sqliteOf(house))).map((cell) => cell.replace("Yealink\u0000", "Yealink\uFFFD"));
    expect(await cellsOf(options)).toEqual(was);
    expect(await cellsOf(sqliteOf(back))).toEqual(was);
    const content = join(back.env.KLYKA_DATA ?? "", "firmware", "content", sha256.slice(0, 2), sha256);
    expect(readFileSync(content).equals(image)).toBe(true);
  });

  it("is one state of a database that is written to meanwhile", async () => {
    const writing = (async () => {
      for (let n = 0; n < 4; n += 1) await house.json("user", "add", `Person ${n}`, "Provsson", "--extension", String(500 + n));
    })();
    await house.json("backup", at("meanwhile.age"), "--recipient", recipient);
    await writing;
    const back = place();
    await back.json("restore", at("meanwhile.age"), ...opened());
    const users = (await back.json("user", "list")) as unknown[];
    // A person and their short number came with one commit: both are there or neither.
    expect(users.every((user) => JSON.stringify(user).includes('"extension":"'))).toBe(true);
  });

  it.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 40_000), "backup_unreadable"],
    ["with one bit of it changed", (bytes: Buffer) => flipped(bytes, bytes.length - 70_000), "backup_unreadable"],
    ["with its end left out", (bytes: Buffer) => bytes.subarray(0, 200), "backup_unreadable"],
    ["that is something else", () => Buffer.from("PK\u0003\u0004 not a backup at all"), "backup_unreadable"],
  ])("%s is refused before anything is touched", async (_, damage, code) => {
    const path = at(`damaged-${Math.random()}.age`);
    writeFileSync(path, damage(readFileSync(at("klyka.age"))));
    onTestFinished(() => rmSync(path));
    const there = place();
    const answer = await there.klyka("restore", path, ...opened());
    expect([answer.code, answer.err.split("\n").at(-2)?.split(":")[0]]).toEqual([1, code]);
    expect(existsSync(there.env.KLYKA_DATA ?? "")).toBe(false);
  });

  it("opens for nobody else, into no folder that holds something, and without its key not at all", async () => {
    const there = place();
    const data = there.env.KLYKA_DATA ?? "";
    await there.json("backup-key", join(there.folder, "wrong.txt"));
    const wrong = await there.klyka("restore", at("klyka.age"), "--identity", join(there.folder, "wrong.txt"), "--key", key());
    expect(wrong.err).toContain("backup_locked");
    const without = await there.klyka("restore", at("klyka.age"), "--identity", at("identity.txt"));
    expect(without.err).toContain("backup_key_missing");
    writeFileSync(join(there.folder, "foreign.key"), `${Buffer.alloc(32, 7).toString("base64")}\n`);
    const foreign = await there.klyka(
      "restore",
      at("klyka.age"),
      "--identity",
      at("identity.txt"),
      "--key",
      join(there.folder, "foreign.key"),
    );
    expect(foreign.err).toContain("key_wrong");
    expect(existsSync(data)).toBe(false);
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "något.txt"), "mitt");
    expect((await there.klyka("restore", at("klyka.age"), ...opened())).err).toContain("target_not_empty");
    expect(readdirSync(data)).toEqual(["något.txt"]);
    const full = await house.klyka("restore", at("klyka.age"), ...opened());
    expect(full.err).toContain("target_not_empty");
  });

  it("is looked into without touching anything, and never overwrites", async () => {
    const there = place();
    expect(await there.json("restore", at("klyka.age"), "--check", "--identity", at("identity.txt"))).toMatchObject({
      images: 1,
      missing: [],
    });
    expect(existsSync(there.env.KLYKA_DATA ?? "")).toBe(false);
    const again = await house.klyka(
      "backup",
      at("klyka.age"),
      "--recipient",
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    );
    expect(again.err).toContain("backup_exists");
  });

  it("names an image whose bytes are gone, and is refused by the name of one whose bytes are others", async () => {
    const content = join(house.env.KLYKA_DATA ?? "", "firmware", "content", sha256.slice(0, 2), sha256);
    onTestFinished(() => writeFileSync(content, image));
    writeFileSync(content, Buffer.alloc(image.length, 1));
    const wrong = await house.klyka("backup", at("wrong.age"), "--recipient", recipient);
    expect([wrong.code, wrong.err.includes("backup_image_damaged")]).toEqual([1, true]);
    rmSync(content);
    expect(await house.json("backup", at("without.age"), "--recipient", recipient)).toMatchObject({
      images: 0,
      missing: [sha256],
    });
    expect(readdirSync(house.folder).filter((name) => /part|wrong/.test(name))).toEqual([]);
  });

  it("by the night keeps so many", async () => {
    const folder = at("nights");
    mkdirSync(folder);
    for (const day of ["01", "02", "03"]) writeFileSync(join(folder, `klyka-2026-11-${day}T021500Z.age`), "");
    writeFileSync(join(folder, "mine.age"), "");
    await house.json(
      "backup",
      "--into",
      folder,
      "--keep",
      "2",
      "--recipient",
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    );
    expect(readdirSync(folder).sort()).toEqual([
      "klyka-2026-11-03T021500Z.age",
      expect.stringMatching(/^klyka-.*Z\.age$/),
      "mine.age",
    ]);
  });
});

describe("a restore that was broken off", () => {
  it("lets no server start, and is taken up again", async () => {
    const there = place();
    const data = there.env.KLYKA_DATA ?? "";
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const { madeAt } = (await there.json("restore", at("klyka.age"), "--check", "--identity", at("identity.txt"))) as {
      madeAt: string;
    };
    writeFileSync(join(data, "restore-unfinished.json"), JSON.stringify({ id: "half", at: madeAt }));
    writeFileSync(join(data, "klyka.db.restoring"), "half");
    expect((await there.klyka("user", "list")).err).toContain("restore_unfinished");
    await there.json("restore", at("klyka.age"), ...opened());
    expect(readdirSync(data).sort()).toEqual(["firmware", "klyka.db", "secret.key"]);
    expect(await fileOf(there)).toBe(await fileOf(house));
  });
});

describe("a move to PostgreSQL", () => {
  it("carries over every cell, leaves what it came from, and is refused while a server runs and where something is", async () => {
    const [, postgres] = testDatabases();
    const { options } = (await postgres?.create("empty")) ?? {};
    if (!options || !("url" in options)) throw new Error("no PostgreSQL");
    const data = house.env.KLYKA_DATA ?? "";
    const move = () => house.klyka("move", "--to", options.url, "--json");
    writeFileSync(join(data, "klyka.pid"), `${process.ppid}\n`);
    expect((await move()).err).toContain("move_running");
    rmSync(join(data, "klyka.pid"));
    const was = await cellsOf(sqliteOf(house));
    const moved = await move();
    onTestFinished(() => rmSync(join(data, "moved.json"), { force: true }));
    expect(JSON.parse(moved.out)).toMatchObject({ mended: 1 });
    expect(await cellsOf(sqliteOf(house))).toEqual(was);
    expect(await cellsOf(options)).toEqual(was.map((cell) => cell.replace("Yealink\u0000", "Yealink\uFFFD")));
    const there = place({ DATABASE_URL: options.url, KLYKA_KEY_FILE: key() });
    expect(await fileOf(there)).toBe(await fileOf(house));
    expect((await move()).err).toContain("target_not_empty");
    // Nobody serves from what has been left behind by mistake.
    expect((await house.klyka("serve")).err).toContain("DATABASE_URL");
    const nowhere = await place().klyka("move", "--to", options.url);
    expect(nowhere.err).toContain("database_missing");
    expect((await house.klyka("move", "--to", "mysql://db/klyka")).err).toContain("input_invalid");
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
