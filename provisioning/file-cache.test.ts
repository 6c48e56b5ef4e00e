import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PhoneIndexRow } from "../db/phone-index.ts";
import type { FileContent } from "./cached-file.ts";
import { FileCache } from "./file-cache.ts";
import { PhoneRow } from "./phone-row.ts";

function phone(id: string): PhoneRow {
  const row: PhoneIndexRow = {
    id,
    mac: "001565aabbcc",
    organisationId: "o",
    siteId: null,
    vendor: "yealink",
    model: "T46U",
    state: "bound",
    revision: 1,
    tokenHash: null,
    previousTokenHash: null,
    digestUser: null,
    digestHash: null,
  };
  return new PhoneRow(row);
}

function content(role: string, revision: number, size = 100): FileContent {
  return { role, revision, hash: `${revision}`.padStart(64, "0"), contentType: "text/plain", text: "x".repeat(size) };
}

describe("the cache of rendered files", () => {
  it("keeps the newest revision of each role of a phone", () => {
    const cache = new FileCache(1e6);
    const one = phone("1");
    cache.put(one, content("phone", 2));
    cache.put(one, content("common", 1));
    expect(cache.put(one, content("phone", 1)).revision).toBe(2);
    expect(cache.find(one, "phone")?.revision).toBe(2);
    expect(cache.find(one, "common")?.revision).toBe(1);
    expect(cache.find(one, "other")).toBeNull();
    cache.forget(one);
    expect([cache.find(one, "phone"), cache.bytes, cache.count]).toEqual([null, 0, 0]);
  });

  it("lets go what was not used for longest when bytes are short", () => {
    const cache = new FileCache(2500);
    const [one, two, three] = [phone("1"), phone("2"), phone("3")];
    cache.put(one, content("phone", 1, 200));
    cache.put(two, content("phone", 1, 200));
    cache.find(one, "phone");
    cache.put(three, content("phone", 1, 200));
    expect([one, two, three].map((row) => cache.find(row, "phone") !== null)).toEqual([true, false, true]);
  });

  it("keeps a file that was made ahead only while there is room", () => {
    const cache = new FileCache(1900);
    const [one, two] = [phone("1"), phone("2")];
    cache.put(one, content("phone", 1, 200));
    const made = cache.put(two, content("phone", 1, 200), "spare");
    expect(made.plain().body.length).toBe(200);
    expect([cache.find(one, "phone") !== null, cache.find(two, "phone")]).toEqual([true, null]);
  });

  it("gives the gzip form a tag of its own, and none to a small file", () => {
    const cache = new FileCache(1e6);
    const big = cache.put(phone("1"), content("phone", 1, 5000));
    const zipped = big.gzip();
    expect(zipped?.etag).not.toBe(big.etag);
    expect(gunzipSync(zipped?.body ?? "").toString("latin1")).toBe(big.text());
    expect(cache.put(phone("2"), content("phone", 1, 50)).gzip()).toBeNull();
  });

  it("keeps what is used less as its difference from its like, and gives the very same bytes", () => {
    const text = (name: string) =>
      Array.from({ length: 200 }, (_, n) => (n === 9 ? `label = ${name}` : `setting.${n} = value`)).join("\n");
    const limit = 400_000;
    const cache = new FileCache(limit);
    const phones = Array.from({ length: 300 }, (_, n) => phone(String(n)));
    phones.forEach((row, n) => {
      cache.put(row, { ...content("phone", 1), text: text(`Person ${n}`) });
    });
    expect(phones.length * text("").length).toBeGreaterThan(2 * limit);
    const files = phones.map((row) => cache.find(row, "phone"));
    const [first, ...others] = files;
    expect(first).toBeNull();
    expect(others.every((file, n) => file?.text() === text(`Person ${n + 1}`))).toBe(true);
    expect(new Set(others.map((file) => file?.whole))).toEqual(new Set([true, false]));
    const [small] = others;
    expect(small?.plain().body).toBe(text("Person 1"));
    expect(gunzipSync(small?.gzip()?.body ?? "").toString("latin1")).toBe(text("Person 1"));
    expect(cache.bytes).toBeLessThanOrEqual(limit);
  });

  it("never holds more than its bytes and always what was put last, whatever is done", () => {
    const limit = 6000;
    const step = fc.record({
      phone: fc.nat(7),
      role: fc.constantFrom("phone", "common"),
      revision: fc.nat(5),
      size: fc.nat(1500),
      act: fc.constantFrom("put", "put", "find", "forget", "grow"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const cache = new FileCache(limit);
        const phones = Array.from({ length: 8 }, (_, n) => phone(String(n)));
        for (const { phone: n, role, revision, size, act } of steps) {
          const row = phones[n] ?? phone("x");
          if (act === "put") {
            const kept = cache.put(row, content(role, revision, size));
            expect(cache.find(row, role)).toBe(kept);
          } else if (act === "forget") cache.forget(row);
          else {
            const file = cache.find(row, role);
            if (file && act === "grow") {
              file.gzip();
              cache.reweigh(file);
            }
          }
          expect(cache.bytes).toBeLessThanOrEqual(limit);
        }
        let bytes = 0;
        let count = 0;
        for (const row of phones)
          for (let file = row.files; file; file = file.next) {
            bytes += file.bytes;
            count += 1;
          }
        expect(cache.count).toBe(count);
        expect(cache.bytes).toBeGreaterThanOrEqual(bytes);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
