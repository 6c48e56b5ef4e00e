import { describe, expect, it } from "vitest";
import { changesSince, latestChange, purgeChanges } from "./changes.ts";
import { openDatabase } from "./connect.ts";
import { deliveryState, recordContacts, recordDeliveries } from "./deliveries.ts";
import { type FoundPhone, forgetFound, listFound, recordFound } from "./found-phones.ts";
import { appendJournal, type JournalEntry, listJournal, purgeJournal } from "./journal.ts";
import { journalCutoff, journalSize } from "./journal-size.ts";
import { listPhones, retirePhone, updatePhone } from "./phones.ts";
import { loadRendered, purgeRendered, type RenderedRow, saveRendered } from "./rendered.ts";
import { bodyHash, createKeyring } from "./secrets.ts";
import { aBoundPhone, anOrganisation, aPhone, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { listUploads, purgeUploads, readUpload, saveUpload } from "./uploads.ts";
import { updateUser } from "./users.ts";

const at = testNow.toISOString();
const minutesLater = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);

function aFile(phoneId: string, say: Partial<RenderedRow> & { text?: string } = {}): RenderedRow {
  const { text = `fil för ${phoneId}`, ...rest } = say;
  const body = Buffer.from(text);
  return { phoneId, role: "phone", revision: 1, hash: bodyHash(testKeyring, body), contentType: "text/plain", body, ...rest };
}
const aDelivery = (file: RenderedRow, say: object = {}) => {
  const { phoneId, role, hash, revision } = file;
  return { phoneId, role, hash, revision, at, address: "192.0.2.1", ...say };
};

describe.each(testDatabases())("rendered files on $name", ({ connect }) => {
  it("are kept sealed, a body once however many phones have it", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [a, b] = [await aPhone(db, organisationId), await aPhone(db, organisationId)];
    const common = "hemligt lösenord, gemensamt";
    const rows = [aFile(a.id), aFile(a.id, { role: "common", text: common }), aFile(b.id, { role: "common", text: common })];
    await saveRendered(db, testKeyring, rows);
    const loaded = await loadRendered(db, testKeyring, [a.id, b.id, "ingen"]);
    const key = (row: RenderedRow) => `${row.phoneId}/${row.role}`;
    expect(loaded.sort((x, y) => (key(x) < key(y) ? -1 : 1))).toEqual(rows.sort((x, y) => (key(x) < key(y) ? -1 : 1)));
    const stored: { body_sealed: Buffer }[] = await db("rendered_body");
    expect(stored).toHaveLength(2);
    for (const row of stored) expect(row.body_sealed.toString("latin1")).not.toContain("hemligt");
    expect(await loadRendered(db, createKeyring([new Uint8Array(32)]), [a.id])).toEqual([]);
  });

  it("of an older revision do not replace newer ones; bodies nobody has are dropped", async () => {
    const db = await connect();
    const phone = await aPhone(db, (await anOrganisation(db)).id);
    const texts = async () => (await loadRendered(db, testKeyring, [phone.id])).map((row) => row.body.toString());
    await saveRendered(db, testKeyring, [aFile(phone.id, { revision: 2, text: "två" })]);
    await saveRendered(db, testKeyring, [aFile(phone.id, { revision: 1, text: "ett" })]);
    expect(await texts()).toEqual(["två"]);
    await saveRendered(db, testKeyring, [aFile(phone.id, { revision: 3, text: "tre" })]);
    expect(await texts()).toEqual(["tre"]);
    expect(await purgeRendered(db)).toBe(2);
    expect(await texts()).toEqual(["tre"]);
  });

  it("are saved by the hundred, also when a phone among them has gone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [phone, gone] = [await aPhone(db, organisationId), await aPhone(db, organisationId)];
    await retirePhone(db, { organisationId, id: gone.id }, testActor, testNow);
    const rows = Array.from({ length: 1200 }, (_, n) => aFile(phone.id, { role: `part-${n}`, text: `del ${n}` }));
    await saveRendered(db, testKeyring, [aFile(gone.id), aFile("ingen"), ...rows]);
    expect(await loadRendered(db, testKeyring, [phone.id, gone.id])).toHaveLength(1200);
    await saveRendered(db, testKeyring, []);
  });
});

describe.each(testDatabases())("deliveries on $name", ({ connect }) => {
  it("say whether a phone has what it should, the same in the list and alone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const states = async () => [
      (await deliveryState(db, phone.id))?.state,
      (await listPhones(db, { organisationId }))[0]?.delivery,
    ];
    const [settings, keys] = [aFile(phone.id, { role: "settings" }), aFile(phone.id, { role: "keys", text: "knappar" })];
    expect(await states()).toEqual(["never", "never"]);
    await saveRendered(db, testKeyring, [settings, keys]);
    expect(await states()).toEqual(["never", "never"]);
    await recordDeliveries(db, [aDelivery(settings)]);
    expect(await states()).toEqual(["waiting", "waiting"]);
    await recordDeliveries(db, [aDelivery(keys, { hash: "gammal" }), aDelivery(keys)]);
    expect(await states()).toEqual(["fetched", "fetched"]);
    await updatePhone(db, { organisationId, id: phone.id, modules: ["EXP43"] }, testActor, testNow);
    expect(await states()).toEqual(["waiting", "waiting"]);
    const fresh = [
      { ...settings, revision: 2 },
      { ...keys, revision: 2 },
    ];
    await saveRendered(db, testKeyring, fresh);
    expect(await states()).toEqual(["fetched", "fetched"]);
    expect((await deliveryState(db, phone.id))?.files).toMatchObject([
      { role: "keys", wantedHash: keys.hash, deliveredHash: keys.hash, wantedRevision: 2, deliveredRevision: 1, deliveredAt: at },
      { role: "settings", wantedHash: settings.hash },
    ]);
    expect(await deliveryState(db, "ingen")).toBeNull();
  });

  it("and contacts of phones that are gone are ignored; what a contact does not say stays", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    await recordDeliveries(db, [aDelivery(aFile("ingen")), aDelivery(aFile(phone.id))]);
    const contact = {
      phoneId: phone.id,
      at,
      address: "192.0.2.1",
      userAgent: "Yealink SIP-T46U 108.86.0.20",
      firmware: "108.86.0.20",
      model: "T46U",
    };
    const silent = { ...contact, at: minutesLater(1).toISOString(), userAgent: null, firmware: null, model: null };
    await recordContacts(db, [contact, { ...contact, phoneId: "ingen" }]);
    await recordContacts(db, [silent]);
    const state = await deliveryState(db, phone.id);
    expect(state?.lastContact).toEqual({ ...silent, firmware: "108.86.0.20", model: "T46U" });
    expect((await listPhones(db, { organisationId }))[0]).toMatchObject({
      firmware: "108.86.0.20",
      lastAddress: "192.0.2.1",
      lastContactAt: silent.at,
    });
    await recordDeliveries(db, []);
    await recordContacts(db, []);
  });
});

describe.each(testDatabases())("found phones on $name", ({ connect }) => {
  const seen = (n: number, say: Partial<FoundPhone> = {}): FoundPhone => ({
    mac: `000413${n.toString(16).padStart(6, "0")}`,
    vendor: "snom",
    model: "D785",
    firmware: null,
    address: "192.0.2.1",
    userAgent: null,
    at: minutesLater(n).toISOString(),
    organisationId: null,
    ...say,
  });

  it("are noted once, the last sight shown first, to the organisation they point to", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await recordFound(db, [seen(1), seen(2, { organisationId })]);
    const again = minutesLater(9).toISOString();
    await recordFound(db, [seen(1, { at: again, model: null, firmware: "10.1.1", address: "192.0.2.9" })]);
    const list = await listFound(db, { organisationId: null });
    expect(list.map((phone) => phone.mac)).toEqual([seen(1).mac, seen(2).mac]);
    expect(list[0]).toMatchObject({
      at: again,
      firstSeenAt: seen(1).at,
      model: "D785",
      firmware: "10.1.1",
      address: "192.0.2.9",
    });
    expect((await listFound(db, { organisationId })).map((phone) => phone.mac)).toEqual([seen(2).mac]);
  });

  it("are not phones that somebody has", async () => {
    const db = await connect();
    const phone = await aPhone(db, (await anOrganisation(db)).id);
    await recordFound(db, [seen(1, { mac: phone.mac })]);
    await recordFound(db, []);
    expect(await listFound(db, { organisationId: null })).toEqual([]);
  });

  it("are at most as many as the cap, those not seen for longest dropped", async () => {
    const db = await connect();
    await recordFound(
      db,
      [1, 2, 3, 4, 5, 6, 7].map((n) => seen(n)),
      { most: 5, perNetwork: 500 },
    );
    expect((await listFound(db, { organisationId: null })).map((phone) => phone.mac)).toEqual(
      [7, 6, 5, 4, 3].map((n) => seen(n).mac),
    );
    const same = { at: minutesLater(20).toISOString() };
    await recordFound(
      db,
      [11, 12, 13, 14, 15, 16].map((n) => seen(n, same)),
      { most: 5, perNetwork: 500 },
    );
    expect(await listFound(db, { organisationId: null })).toHaveLength(5);
  });

  it("of one network are at most as many as its cap: no other network's are dropped for them", async () => {
    const db = await connect();
    const office = [1, 2, 3].map((n) => seen(n, { address: "198.51.100.7" }));
    const flood = Array.from({ length: 40 }, (_, n) => seen(100 + n, { address: `203.0.113.${n}` }));
    await recordFound(db, [...office, ...flood], { most: 20, perNetwork: 4 });
    const kept = await listFound(db, { organisationId: null });
    expect(kept.map(({ mac }) => mac).sort()).toEqual([...office, ...flood.slice(-4)].map(({ mac }) => mac).sort());
    expect(await forgetFound(db, minutesLater(100))).toBe(3);
    expect(await listFound(db, { organisationId: null })).toHaveLength(4);
  });
});

describe.each(testDatabases())("the journal on $name", ({ connect }) => {
  const entry = (n: number, say: Partial<JournalEntry> = {}): JournalEntry => ({
    id: `entry-${String(n).padStart(6, "0")}`,
    at: minutesLater(Math.floor(n / 2)).toISOString(),
    transport: "http",
    method: "GET",
    path: "/p/…/001565aabbcc.cfg",
    address: "192.0.2.1",
    userAgent: null,
    mac: "001565aabbcc",
    phoneId: null,
    organisationId: null,
    vendor: "yealink",
    model: "T46U",
    wants: "phone",
    rung: "bound",
    decision: "everything",
    reason: "token",
    status: 200,
    bytes: 4096,
    durationMicros: 180,
    ...say,
  });

  it("keeps entries as they are, newest first, page by page", async () => {
    const db = await connect();
    const entries = Array.from({ length: 7 }, (_, n) => entry(n));
    await appendJournal(db, entries);
    const first = await listJournal(db, { organisationId: null, limit: 4 });
    expect(first).toEqual([...entries].reverse().slice(0, 4));
    const last = first.at(-1);
    if (!last) throw new Error("empty");
    expect(await listJournal(db, { organisationId: null, before: last })).toEqual([...entries].reverse().slice(4));
    await appendJournal(db, []);
  });

  it("shows an organisation its own, by phone, MAC and time", async () => {
    const db = await connect();
    await appendJournal(db, [
      entry(1, { organisationId: "o", phoneId: "p" }),
      entry(2, { organisationId: "o", mac: null }),
      entry(3, { organisationId: "x", phoneId: "p" }),
    ]);
    const ids = async (filter: object) => (await listJournal(db, { organisationId: "o", ...filter })).map((one) => one.id);
    expect(await ids({})).toEqual(["entry-000002", "entry-000001"]);
    expect(await ids({ phoneId: "p" })).toEqual(["entry-000001"]);
    expect(await ids({ mac: "001565aabbcc" })).toEqual(["entry-000001"]);
    expect(await ids({ since: minutesLater(1).toISOString() })).toEqual(["entry-000002"]);
  });

  it("takes thousands at once, and forgets what is old", async () => {
    const db = await connect();
    const old = { at: at };
    await appendJournal(
      db,
      Array.from({ length: 5200 }, (_, n) => entry(n, old)),
    );
    await appendJournal(db, [entry(9000)]);
    expect(await purgeJournal(db, minutesLater(1))).toBe(5200);
    expect(await listJournal(db, { organisationId: null })).toHaveLength(1);
  });

  it("knows how much it holds without counting, and gives up whole hours from the oldest when it is full", async () => {
    const db = await connect();
    const hour = (n: number) => new Date(Date.UTC(2026, 10, 23, n, 30)).toISOString();
    for (const [n, count] of [3, 5, 7].entries()) {
      const entries = Array.from({ length: count }, (_, at) => entry(n * 100 + at, { at: hour(n) }));
      await appendJournal(db, entries.slice(0, 2));
      await appendJournal(db, entries.slice(2));
    }
    const { entries, bytes } = await journalSize(db);
    expect(entries).toBe(15);
    const left = async (most: { entries: number; bytes: number }) => {
      return (await journalCutoff(db, most))?.toISOString() ?? null;
    };
    expect(await left({ entries: 15, bytes })).toBeNull();
    expect(await left({ entries: 14, bytes })).toBe("2026-11-23T01:00:00.000Z");
    expect(await left({ entries: 15, bytes: bytes - 1 })).toBe("2026-11-23T01:00:00.000Z");
    expect(await left({ entries: 11, bytes })).toBe("2026-11-23T02:00:00.000Z");
    // The hour that is being written stays, however full it is.
    expect(await left({ entries: 1, bytes: 1 })).toBe("2026-11-23T02:00:00.000Z");
    expect(await purgeJournal(db, new Date("2026-11-23T02:00:00.000Z"))).toBe(8);
    expect((await journalSize(db)).entries).toBe(7);
    expect(await listJournal(db, { organisationId: null })).toHaveLength(7);
  });
});

describe.each(testDatabases())("uploads on $name", ({ connect }) => {
  const quota = { perFile: 10, perPhone: 20, filesPerPhone: 3 };

  it("of bound phones are kept sealed, a name once, within the quota", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aBoundPhone(db, organisationId);
    const save = (name: string, text: string) =>
      saveUpload(
        db,
        testKeyring,
        { phoneId: phone.id, name, contentType: "text/plain", body: Buffer.from(text), address: "192.0.2.1" },
        quota,
        testNow,
      );
    await save("app.log", "första");
    await save("app.log", "andra");
    expect(await listUploads(db, { organisationId, phoneId: phone.id })).toMatchObject([{ name: "app.log", size: 5 }]);
    expect((await readUpload(db, testKeyring, { organisationId, phoneId: phone.id, name: "app.log" }))?.body.toString()).toBe(
      "andra",
    );
    expect((await db("upload"))[0].body_sealed.toString("latin1")).not.toContain("andra");
    await expect(save("boot.log", "x".repeat(11))).rejects.toMatchObject({ code: "upload_too_large", detail: { limit: 10 } });
    await save("boot.log", "x".repeat(10));
    await expect(save("calls.xml", "x".repeat(6))).rejects.toMatchObject({ code: "upload_quota" });
    await save("calls.xml", "x");
    await expect(save("fjärde", "")).rejects.toMatchObject({ code: "upload_quota" });
    expect(await listUploads(db, { organisationId: "ingen", phoneId: phone.id })).toEqual([]);
    expect(await readUpload(db, testKeyring, { organisationId: "ingen", phoneId: phone.id, name: "app.log" })).toBeNull();
    expect(await purgeUploads(db, testNow)).toBe(0);
    expect(await purgeUploads(db, minutesLater(1))).toBe(3);
  });

  it("of phones that have not proved themselves are refused", async () => {
    const db = await connect();
    const phone = await aPhone(db, (await anOrganisation(db)).id);
    for (const phoneId of [phone.id, "ingen"]) {
      const upload = { phoneId, name: "app.log", contentType: "text/plain", body: Buffer.from("x"), address: "192.0.2.1" };
      await expect(saveUpload(db, testKeyring, upload, quota, testNow)).rejects.toMatchObject({ code: "upload_refused" });
    }
  });

  it("at the same moment do not both fit into the last of the room", async () => {
    const db = await connect();
    const phone = await aBoundPhone(db, (await anOrganisation(db)).id);
    const body = Buffer.from("x".repeat(9));
    const saves = Array.from({ length: 5 }, (_, n) =>
      saveUpload(
        db,
        testKeyring,
        { phoneId: phone.id, name: `${n}`, contentType: "", body, address: "192.0.2.1" },
        quota,
        testNow,
      ),
    );
    const results = await Promise.allSettled(saves);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(2);
  });
});

describe.each(testDatabases())("the feed of changes on $name", ({ create }) => {
  it("is seen by a reader in order and without gaps, while two connections write", async () => {
    const { db, options } = await create();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId);
    for (let n = 0; n < 3; n++)
      await aPhone(db, organisationId, { keys: [{ kind: "blf", target: { kind: "user", id: user.id } }] });
    const other = await openDatabase(options);
    const start = await latestChange(db);
    let writing = true;
    const read: number[] = [];
    const reader = async () => {
      let seq = start;
      for (;;) {
        const last = !writing;
        const changes = await changesSince(db, seq, 5);
        read.push(...changes.map((change) => change.seq));
        seq = changes.at(-1)?.seq ?? seq;
        if (last && changes.length === 0) return;
      }
    };
    const rename = (n: number) =>
      updateUser(n % 2 ? db : other, { organisationId, id: user.id, lastName: `Namn ${n}` }, testActor, testNow);
    const reading = reader();
    await Promise.all(Array.from({ length: 10 }, (_, n) => rename(n)));
    writing = false;
    await reading;
    await other.destroy();
    // Each rename: three phones and the phonebook.
    expect(read).toEqual(Array.from({ length: 40 }, (_, n) => start + n + 1));
    expect(await purgeChanges(db, start + 38)).toBe(start + 38);
    expect(await latestChange(db)).toBe(start + 40);
    expect((await changesSince(db, 0, 10)).map((change) => change.seq)).toEqual([start + 39, start + 40]);
  });
});
