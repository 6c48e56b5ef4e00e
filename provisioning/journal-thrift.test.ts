import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listJournal } from "../db/journal.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { type Answered, JournalCollector } from "./journal-collector.ts";
import { JournalThrift } from "./journal-thrift.ts";
import { Route } from "./route.ts";

const began = Date.UTC(2026, 10, 23, 9, 0);
const route = new Route("GET", "/001565aabbcc.cfg", null);

const asked = (phoneId: string | null, at: number): Answered => ({
  ...{ at, transport: "http", route, address: "192.0.2.1", mac: phoneId, phoneId, organisationId: phoneId && "o" },
  ...(phoneId === null
    ? ({ rung: "unknown", grant: "nothing", reason: "phone_unknown", status: 404 } as const)
    : ({ rung: "bound", grant: "everything", reason: "token_valid", status: 200 } as const)),
  ...{ bytes: 0, durationMicros: 100 },
});

describe("what the journal notes one by one", () => {
  it("is so much of each phone a day and of strangers an hour; whatever comes, nothing is lost from the sums", () => {
    const requests = fc.array(
      fc.record({ phone: fc.constantFrom("a", "b", null), after: fc.integer({ min: 0, max: 20 * 60_000 }) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (list, perPhone, strangers) => {
        const thrift = new JournalThrift({ perPhone, strangers });
        const noted = new Map<string, number>();
        let [at, written, summed] = [began, 0, 0];
        for (const { phone, after } of list) {
          at += after;
          const span = phone === null ? 3_600_000 : 86_400_000;
          const key = `${phone} ${Math.floor(at / span)}`;
          if (thrift.notes(asked(phone, at))) {
            written += 1;
            noted.set(key, (noted.get(key) ?? 0) + 1);
          }
          for (const { count } of thrift.take()) summed += count;
        }
        for (const [key, count] of noted) expect(count).toBeLessThanOrEqual(key.startsWith("null") ? strangers : perPhone);
        for (const { count } of thrift.take(true)) summed += count;
        expect(written + summed).toBe(list.length);
      }),
    );
  });

  it("has no stranger in a crowd, and every phone", () => {
    const thrift = new JournalThrift({ perPhone: 10, strangers: 10 }, () => true);
    expect([thrift.notes(asked(null, began)), thrift.notes(asked("a", began))]).toEqual([false, true]);
    expect(thrift.take(true)).toEqual([{ at: began, count: 1, phoneId: null, mac: null, organisationId: null }]);
  });

  it("stands in the journal with the sum of the rest, of a phone under its own name", async () => {
    const db = await testDatabases()[0]?.connect();
    if (!db) throw new Error("no SQLite");
    const journal = new JournalCollector(db, { thrift: new JournalThrift({ perPhone: 3, strangers: 2 }) });
    for (let n = 0; n < 10; n++) journal.push(asked("a", began + n));
    for (let n = 0; n < 7; n++) journal.push(asked(null, began + n));
    await journal.flush();
    expect(await listJournal(db, { organisationId: null })).toHaveLength(5);
    journal.end();
    await journal.flush();
    const entries = await listJournal(db, { organisationId: null });
    const sums = entries.filter((entry) => entry.reason === "journal_summed");
    expect(
      sums
        .map(({ phoneId, organisationId, bytes }) => [phoneId, organisationId, bytes])
        .sort((a, b) => Number(a[2]) - Number(b[2])),
    ).toEqual([
      [null, null, 5],
      ["a", "o", 7],
    ]);
    expect(journal.state).toMatchObject({ summed: 12, dropped: 0 });
    await journal.flush();
    expect(await listJournal(db, { organisationId: null })).toHaveLength(7);
  });
});
