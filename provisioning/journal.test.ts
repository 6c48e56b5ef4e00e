import { describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { appendJournal, listJournal } from "../db/journal.ts";
import { testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { Housekeeping } from "./housekeeping.ts";
import { type Answered, JournalCollector } from "./journal-collector.ts";
import { Route } from "./route.ts";
import { userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { type Collector, WriteBehind } from "./write-behind.ts";

const databases = testDatabases();

function answered(say: Partial<Answered> = {}): Answered {
  return {
    at: testNow.getTime(),
    transport: "http",
    route: new Route("GET", "/001565aabbcc.cfg", userAgents.yealink("001565aabbcc")),
    address: "192.0.2.10",
    mac: "001565aabbcc",
    phoneId: null,
    organisationId: null,
    rung: "unknown",
    grant: "nothing",
    reason: "phone_unknown",
    status: 404,
    bytes: 10,
    durationMicros: 50,
    ...say,
  };
}

describe.each(databases)("the journal on $name", ({ connect }) => {
  it("takes any request, however strange, in the order of asking", async () => {
    const db = await connect();
    const house = await open(db);
    const strange = ["/%00%ff", "/\u00e5\u00e4.cfg", "/'; drop table journal; --", `/${"x".repeat(3000)}`, "/%ed%a0%80"];
    for (const path of strange) {
      house.clock.now = new Date(house.clock.now.getTime() + 1);
      await house.ask(path.replace(/[^\x21-\x7e]/g, encodeURIComponent), { userAgent: '\u00ff\t\\u0000 "x"' });
    }
    const entries = await house.journal();
    expect(entries).toHaveLength(strange.length);
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(entries.every(({ path }) => path.length <= 300)).toBe(true);
    expect(house.logged).toEqual([]);
  });

  it("is kept so many days and no longer", async () => {
    const db = await connect();
    const collector = new JournalCollector(db);
    const day = 86_400_000;
    for (const age of [0, 29, 31, 400]) collector.push(answered({ at: testNow.getTime() - age * day }));
    await collector.flush();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    await new Housekeeping(db, 30, () => testNow, log).run();
    const left = await listJournal(db, { organisationId: null });
    expect(left.map(({ at }) => (testNow.getTime() - Date.parse(at)) / day)).toEqual([0, 29]);
  });

  it("notes a network that tries many identifiers, once", async () => {
    const db = await connect();
    const house = await open(db, { bandMillis: 0, unknownBudget: { perNetwork: 100, perOrganisation: 100 } });
    for (let n = 0; n < 150; n++) await house.ask(`/805ec0${n.toString(16).padStart(6, "0")}.cfg`, { from: "127.0.0.77" });
    for (let n = 0; n < 20; n++) await house.ask(`/805ec1${n.toString(16).padStart(6, "0")}.cfg`, { from: "127.0.1.78" });
    await house.provisioning.flush();
    const alarms = await listAlarms(db, { organisationId: null });
    expect(alarms).toMatchObject([{ kind: "unknown_flood", address: "127.0.0.77", organisationId: null, count: 1 }]);
  });
});

describe("the journal in memory", () => {
  it("is bounded: what does not fit is counted, and the count is journalled", async () => {
    const db = await sqlite(databases);
    const collector = new JournalCollector(db, { most: 5 });
    for (let n = 0; n < 12; n++) collector.push(answered());
    await collector.flush();
    const entries = await listJournal(db, { organisationId: null });
    expect(entries.filter(({ reason }) => reason === "phone_unknown")).toHaveLength(5);
    expect(entries.find(({ reason }) => reason === "journal_dropped")?.bytes).toBe(7);
    collector.push(answered());
    await collector.flush();
    expect(await listJournal(db, { organisationId: null })).toHaveLength(7);
  });

  it("stays while the database is away, and is written when it is back", async () => {
    const db = await sqlite(databases);
    const collector = new JournalCollector(db);
    await db.schema.renameTable("journal", "gone");
    for (let n = 0; n < 3; n++) collector.push(answered({ at: testNow.getTime() + n }));
    await expect(collector.flush()).rejects.toThrow();
    collector.push(answered({ at: testNow.getTime() + 3 }));
    await db.schema.renameTable("gone", "journal");
    await collector.flush();
    expect(await listJournal(db, { organisationId: null })).toHaveLength(4);
  });

  it("is not alone: fetched files, contacts, found phones and alarms wait for the database too", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db);
    const house = await open(db, { flushMillis: 60_000 });
    const tables = ["delivery", "phone_contact", "found_phone", "alarm"];
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const userAgent = userAgents.yealink(phone.mac);
    expect((await house.ask(path, { userAgent })).status).toBe(200);
    expect((await house.ask("/0015650000ff.cfg", { userAgent: userAgents.yealink("0015650000ff") })).status).toBe(404);
    expect((await house.ask(path.replace(phone.mac, "0015650000fe"))).status).toBe(404);
    for (const table of tables) await db.schema.renameTable(table, `${table}_gone`);
    await house.provisioning.flush();
    for (const table of tables) await db.schema.renameTable(`${table}_gone`, table);
    await house.provisioning.flush();
    const counts = await Promise.all(tables.map(async (table) => (await db(table)).length));
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  it("does not stop the others when it fails, and says so once", async () => {
    const said: string[] = [];
    const note = (message: string) => void said.push(message);
    let failing = true;
    let written = 0;
    const broken: Collector = {
      name: "journal",
      flush: async () => {
        if (failing) throw new Error("away");
      },
    };
    const working: Collector = {
      name: "contacts",
      flush: async () => {
        written += 1;
      },
    };
    const behind = new WriteBehind([broken, working], 60_000, { info: note, warn: note, error: note });
    await behind.flush();
    await behind.flush();
    failing = false;
    await behind.stop();
    expect([written, said]).toEqual([3, ["Writing fails.", "Writing works again."]]);
  });

  it("is written when the server stops, a moment after the last request", async () => {
    const db = await sqlite(databases);
    const { phone } = await aFirmWithPhone(db);
    const house = await open(db, { flushMillis: 60_000 });
    await house.ask(await house.tokenPath(phone, `${phone.mac}.cfg`));
    expect(await listJournal(db, { organisationId: null })).toEqual([]);
    await house.stop();
    expect(await listJournal(db, { organisationId: null })).toMatchObject([{ phoneId: phone.id, status: 200 }]);
  });

  it("has entries whose ids rise with the asking, also within a millisecond", async () => {
    const db = await sqlite(databases);
    const collector = new JournalCollector(db);
    for (let n = 0; n < 50; n++) collector.push(answered({ bytes: n }));
    await collector.flush();
    const entries = await listJournal(db, { organisationId: null });
    expect(entries.map(({ bytes }) => bytes)).toEqual(Array.from({ length: 50 }, (_, n) => 49 - n));
    for (const { id } of entries) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await expect(appendJournal(db, entries.slice(0, 1))).rejects.toThrow();
  });
});
