import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeChanges } from "./merge.ts";

const before = { name: "Eva Lund", note: null, words: ["ekonomi"] };

test("What only I touched is mine without a question", () => {
  expect(mergeChanges(before, { name: "Eva Ek" }, { ...before, note: "ny" })).toEqual({ mine: { name: "Eva Ek" }, clashes: [] });
});

test("What both changed is asked about, unless both want the same", () => {
  const theirs = { ...before, name: "Ewa Lund", words: ["lön"] };
  expect(mergeChanges(before, { name: "Eva Ek", words: ["lön"] }, theirs)).toEqual({
    mine: {},
    clashes: [{ field: "name", before: "Eva Lund", mine: "Eva Ek", theirs: "Ewa Lund" }],
  });
});

test("A field that was empty and is absent is the same as one that is null", () => {
  expect(mergeChanges({}, { note: "min" }, { note: null })).toEqual({ mine: { note: "min" }, clashes: [] });
});

test("Nothing that I wanted is lost: it is there already, mine, or asked about", () => {
  const value = fc.constantFrom(null, "a", "b");
  const row = fc.record({ x: value, y: value, z: value });
  fc.assert(
    fc.property(row, row, row, (was, wanted, is) => {
      const { mine, clashes } = mergeChanges(was, wanted, is);
      for (const field of ["x", "y", "z"] as const) {
        const asked = clashes.some((clash) => clash.field === field);
        expect(wanted[field] === is[field] || mine[field] === wanted[field] || asked).toBe(true);
        expect(asked && field in mine).toBe(false);
      }
    }),
    { seed: 6 },
  );
});
