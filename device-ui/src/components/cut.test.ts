import fc from "fast-check";
import { expect, test } from "vitest";
import { centred, moved, sideOf, zoomed } from "./cut.ts";

test("The square never leaves the picture, however it is moved and zoomed", () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 9000 }), height: fc.integer({ min: 1, max: 9000 }) });
  const step = fc.record({ x: fc.double({ min: -3, max: 3, noNaN: true }), y: fc.double({ min: -3, max: 3, noNaN: true }) });
  const steps = fc.array(fc.oneof(step, fc.double({ min: 0.1, max: 9, noNaN: true })), { maxLength: 8 });
  fc.assert(
    fc.property(size, steps, (picture, all) => {
      let cut = centred;
      for (const one of all) cut = typeof one === "number" ? zoomed(picture, cut, one) : moved(picture, cut, one.x, one.y);
      const side = sideOf(picture, cut);
      for (const [at, whole] of [
        [cut.x, picture.width],
        [cut.y, picture.height],
      ] as const) {
        expect(at * whole - side / 2).toBeGreaterThanOrEqual(-1e-6);
        expect(at * whole + side / 2).toBeLessThanOrEqual(whole + 1e-6);
      }
      expect(cut.zoom >= 1 && cut.zoom <= 5).toBe(true);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("A drag by half a side shows the other half of what is beside the square", () => {
  const size = { width: 400, height: 200 };
  expect(sideOf(size, centred)).toBe(200);
  expect(moved(size, centred, 0.25, 1)).toEqual({ x: 0.625, y: 0.5, zoom: 1 });
  expect(moved(size, centred, -9, 0)).toEqual({ x: 0.25, y: 0.5, zoom: 1 });
});
