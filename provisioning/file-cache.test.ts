import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PhoneIndexRow } from "../db/phone-index.ts";
import type { FileContent } from "./cached-file.ts";
import { FileCache } from "./file-cache.ts";
import { PhoneRow } from "./phone-row.ts";

function phone(id: string, model = "T46U"): PhoneRow {
  const row: PhoneIndexRow = {
    id,
    mac: "001565aabbcc",
    organisationId: "o",
    siteId: null,
    vendor: "yealink",
    model,
    state: "bound",
    revision: 1,
    tokenHash: null,
    previousTokenHash: null,
    digestUser: null,
    digestHash: null,
    previousDigestHash: null,
    known: null,
  };
  return new PhoneRow(row);
}

let letter = 0;

/** Each of another letter, so that none is like another. */
function content(role: string, revision: number, size = 100): FileContent {
  letter = (letter + 1) % 26;
  const text = String.fromCharCode(97 + letter).repeat(size);
  return { role, revision, hash: `${revision}`.padStart(64, "0"), contentType: "text/plain", text };
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
    const cache = new FileCache(3500);
    const phones = ["T41U", "T42U", "T46U", "T48U"].map((model, n) => phone(String(n), model));
    phones.forEach((row, n) => {
      if (n === 3) cache.find(phones[0] ?? row, "phone");
      cache.put(row, content("phone", 1, 200));
    });
    expect(phones.map((row) => cache.find(row, "phone") !== null)).toEqual([true, false, true, true]);
  });

  it("keeps a file that was made ahead only while there is room", () => {
    const cache = new FileCache(1900);
    const [one, two] = [phone("1", "T42U"), phone("2", "T46U")];
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
    expect(files.every((file, n) => file?.text() === text(`Person ${n}`))).toBe(true);
    const whole = () => files.filter((file) => file?.whole).length;
    const before = whole();
    expect(cache.tidy(3)).toBe(true);
    expect(whole()).toBe(before - 3);
    expect(cache.tidy(300)).toBe(false);
    expect(whole()).toBeLessThan(before - 3);
    expect(files.every((file, n) => file?.text() === text(`Person ${n}`))).toBe(true);
    const small = files[1];
    expect(small?.whole).toBe(false);
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
