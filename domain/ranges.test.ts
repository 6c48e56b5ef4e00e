import fc from "fast-check";
import { expect, it } from "vitest";
import { ranges } from "./ranges.ts";

it("says numbers as runs without a gap", () => {
  expect(ranges([])).toEqual([]);
  expect(ranges([3, 1, 2, 7, 10, 9, 9])).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
});

it("holds every number and no other, in as few runs as there are", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (numbers) => {
      const runs = ranges(numbers);
      const all = runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));
      expect(all).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(runs.every(([first], n) => first > (runs[n - 1]?.[1] ?? -1) + 1)).toBe(true);
    }),
  );
});
