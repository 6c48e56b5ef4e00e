import fc from "fast-check";
import { expect, test } from "vitest";
import { rowAfterKey, rowsToDraw, windowOf } from "./window.ts";

test("Whatever is in sight is drawn, and never many more", () => {
  fc.assert(
    fc.property(
      fc.nat(600_000),
      fc.integer({ min: 50, max: 2_000 }),
      fc.integer({ min: 24, max: 80 }),
      fc.nat(20_000),
      (top, height, row, total) => {
        const { first, last } = windowOf(top, height, row, total);
        for (let at = Math.floor(top / row); at * row < top + height && at < total; at++)
          expect(at >= first && at <= last).toBe(true);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThan(Math.max(1, total));
        expect(last - first).toBeLessThanOrEqual(Math.ceil(height / row) + 18);
      },
    ),
    { seed: 5 },
  );
});

test("The row that has the focus stays drawn when it is scrolled out of sight", () => {
  expect(rowsToDraw({ first: 10, last: 12 }, 3, 100)).toEqual([3, 10, 11, 12]);
  expect(rowsToDraw({ first: 10, last: 12 }, 50, 100)).toEqual([10, 11, 12, 50]);
  expect(rowsToDraw({ first: 10, last: 12 }, 11, 100)).toEqual([10, 11, 12]);
  expect(rowsToDraw({ first: 0, last: -1 }, 0, 0)).toEqual([]);
});

test("Keys of movement stop at both ends", () => {
  expect([rowAfterKey("ArrowDown", 9, 10, 5), rowAfterKey("PageUp", 3, 10, 5), rowAfterKey("End", 0, 10, 5)]).toEqual([9, 0, 9]);
  expect([rowAfterKey("x", 0, 10, 5), rowAfterKey("Home", 0, 0, 5)]).toEqual([null, null]);
});
