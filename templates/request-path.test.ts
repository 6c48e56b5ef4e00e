import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFileName, decodePath, macIn, queryValue } from "./request-path.ts";

test.each([
  ["/001565AABBCC.cfg?x=1", "001565aabbcc.cfg"],
  ["/p/token/snomD785-000413A11FA7.htm", "snomD785-000413a11fa7.htm"],
  ["/00%3A15%3A65%3Aaa%3Abb%3Acc.cfg", "001565aabbcc.cfg"],
  ["001565aabbcc.cfg", "001565aabbcc.cfg"],
  ["/fw/T46U(T43U)-108.86.0.90.rom", "T46U(T43U)-108.86.0.90.rom"],
  ["/fw/T54W%2820211130%29.rom#x", "T54W(20211130).rom"],
  ["/folder/", ""],
])("the file name of %s is %s", (path, file) => {
  expect(decodeFileName(path)).toBe(file);
});

test.each([
  "/../001565aabbcc.cfg",
  "/a/%2e%2e/b",
  "/%252e%252e/b",
  "/%00.cfg",
  "/a\\b",
  "/%ff%fe",
  "/%zz",
  `/${"a".repeat(3000)}`,
])("a path that no phone sends gives nothing: %s", (path) => {
  expect(decodeFileName(path)).toBeNull();
});

test("a MAC address is exactly twelve digits, never a part of a longer run, never all zeros", () => {
  expect(macIn("001565AABBCC")).toBe("001565aabbcc");
  expect(macIn("00-15-65-aa-bb-cc")).toBe("001565aabbcc");
  expect(macIn("001565aabbcc0")).toBeNull();
  expect(macIn("0123456789abcdef0123456789abcdef")).toBeNull();
  expect(macIn("000000000000")).toBeNull();
  expect(macIn("00:15-65:aa:bb:cc")).toBeNull();
});

test("the last group of a UUID is no MAC address, and a model in front of one is no UUID", () => {
  expect(macIn("019b0000-0000-7000-8000-0000000000cc.xml")).toBeNull();
  expect(decodeFileName("/phonebook/019B0000-0000-7000-8000-0000000000CC.xml")).toBe("019B0000-0000-7000-8000-0000000000CC.xml");
  expect(macIn("snomD785-000413A11FA7.htm")).toBe("000413a11fa7");
});

test("a query parameter is read decoded, and is absent when the path has none", () => {
  expect(queryValue("/a.bin?mac=000413A11FA7&x=%20", "mac")).toBe("000413A11FA7");
  expect(queryValue("/a.bin", "mac")).toBeNull();
});

test("no bytes make the path reader throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (path) => {
      decodePath(path);
      decodeFileName(path);
      macIn(path);
      queryValue(path, "mac");
    }),
    { numRuns: 3000, seed: 20261122 },
  );
});
