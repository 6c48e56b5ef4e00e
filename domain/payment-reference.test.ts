import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkReference,
  formatBankgiro,
  makeReference,
  parseBankgiro,
  type ReferenceControl,
  readReference,
} from "./payment-reference.ts";

describe("a payment reference", () => {
  it.each([
    ["10042", "1004274"],
    ["12345678", "1234567806"],
    ["20261100042", "2026110004234"],
  ])("of %s with length digit is %s", (base, reference) => {
    expect(makeReference(base, true)).toBe(reference);
  });

  it("is made of digits alone, 25 at most", () => {
    expect(["", "12a4", "1 2", "1".repeat(24)].map((base) => makeReference(base, true))).toEqual([null, null, null, null]);
    expect(makeReference("1".repeat(23), true)).toHaveLength(25);
    expect(makeReference("1".repeat(24), false)).toHaveLength(25);
  });

  it("passes the control it is made for, and no other digit in its place does", () => {
    const base = fc.stringMatching(/^\d{1,23}$/);
    fc.assert(
      fc.property(base, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, place, step) => {
        const reference = makeReference(digits, true) ?? "";
        const controls: ReferenceControl[] = [
          { kind: "soft" },
          { kind: "hard" },
          { kind: "lengthDigit" },
          { kind: "fixedLength", lengths: [reference.length] },
        ];
        expect(controls.map((control) => checkReference(reference, control))).toEqual(["right", "right", "right", "right"]);
        const at = place % reference.length;
        const wrong = reference.slice(0, at) + ((Number(reference.charAt(at)) + step) % 10) + reference.slice(at + 1);
        expect(controls.map((control) => checkReference(wrong, control))).toEqual(["warned", "refused", "refused", "refused"]);
      }),
      { seed: 20261123 },
    );
  });

  it.each([
    ["10 042 74", { kind: "lengthDigit" }, "right"],
    ["100427", { kind: "lengthDigit" }, "refused"],
    ["18", { kind: "hard" }, "right"],
    ["18", { kind: "lengthDigit" }, "refused"],
    ["1004274", { kind: "fixedLength", lengths: [8, 9] }, "refused"],
    ["Anna Ek", { kind: "soft" }, "warned"],
    ["", { kind: "hard" }, "refused"],
  ] as const)("%j under %j is %s", (written, control, verdict) => {
    expect(checkReference(written, control)).toBe(verdict);
  });

  it("is read without its blanks, and is nothing but digits", () => {
    expect(["10 042 74", "RF18539007547034", "1", "1".repeat(26)].map(readReference)).toEqual(["1004274", null, null, null]);
  });
});

describe("a bankgiro number", () => {
  it.each([
    ["555-1239", "5551239"],
    ["5551239", "5551239"],
    ["5551-2347", "55512347"],
    [" 5551 2347 ", "55512347"],
  ])("is read from %j", (written, digits) => {
    expect(parseBankgiro(written)).toBe(digits);
    expect(parseBankgiro(formatBankgiro(digits))).toBe(digits);
  });

  it.each(["555-1238", "55-51239", "555-12390", "BG 555-1239", "", "555--1239"])("is not %j", (written) => {
    expect(parseBankgiro(written)).toBeNull();
  });

  it("is written with a hyphen before the last four", () => {
    expect(["5551239", "55512347"].map(formatBankgiro)).toEqual(["555-1239", "5551-2347"]);
  });
});
