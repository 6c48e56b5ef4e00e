import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noneMatch, rangeHolds, readRange, takesGzip } from "./http-conditions.ts";

describe("conditions of a request", () => {
  it.each([
    [`"a"`, true],
    [`W/"a"`, true],
    [`"b", "a"`, true],
    ["*", true],
    [`"ab"`, false],
    [`"b"`, false],
    ["a", false],
    ["", false],
  ])("If-None-Match %j matches the tag a: %s", (header, matches) => {
    expect(noneMatch(header, `"a"`)).toBe(matches);
  });

  it.each([
    ["gzip", true],
    ["deflate, gzip;q=0.8, *;q=0", true],
    ["*", true],
    ["x-gzip", true],
    ["GZIP;Q=1.000", true],
    ["gzip;q=0", false],
    ["*;q=0", false],
    ["identity, gzip;q=0.5", false],
    ["gzip;q=nonsense", false],
    ["deflate", false],
    ["", false],
  ])("Accept-Encoding %j takes gzip: %s", (header, takes) => {
    expect(takesGzip(header)).toBe(takes);
  });

  it.each([
    ["bytes=0-9", { start: 0, end: 9 }],
    ["bytes=90-", { start: 90, end: 99 }],
    ["bytes=90-500", { start: 90, end: 99 }],
    ["bytes=-10", { start: 90, end: 99 }],
    ["bytes=-500", { start: 0, end: 99 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=9-5", null],
    ["bytes=-", null],
    ["bytes=0-1,5-6", null],
    ["lines=0-1", null],
    ["bytes=x-1", null],
    [undefined, null],
  ])("Range %j of 100 bytes is %j", (header, range) => {
    expect(readRange(header, 100)).toEqual(range);
  });

  it("a range always lies inside the body", () => {
    const text = fc.stringMatching(/^bytes=[0-9]{0,16}-[0-9]{0,16}$/);
    fc.assert(
      fc.property(text, fc.nat(1000), (header, size) => {
        const range = readRange(header, size);
        if (range === null || range === "unsatisfiable") return;
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeLessThan(size);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("If-Range holds for the very same tag alone", () => {
    expect(rangeHolds(undefined, `"a"`)).toBe(true);
    expect(rangeHolds(`"a"`, `"a"`)).toBe(true);
    expect(rangeHolds(`W/"a"`, `"a"`)).toBe(false);
    expect(rangeHolds("Mon, 02 Mar 2026 09:00:00 GMT", `"a"`)).toBe(false);
  });
});
