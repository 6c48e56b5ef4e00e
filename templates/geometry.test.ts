import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "./catalogue.ts";
import { drawPhone, type KeySpot, keySpots, moduleIndexes, type Rect } from "./geometry.ts";
import { PhoneModel } from "./model.ts";
import { sampleModel } from "./virtual/testing.ts";

const overlap = (a: Rect, b: Rect) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const within = (inner: Rect, outer: Rect) =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.w <= outer.x + outer.w + 0.01 &&
  inner.y + inner.h <= outer.y + outer.h + 0.01;

function shownTogether(spots: readonly KeySpot[], module: number, page: number): readonly KeySpot[] {
  return spots.filter((spot) => spot.module === module && (spot.page === page || (module > 0 && spot.index === null)));
}

/** What must hold for the drawing of any phone. */
function check(model: PhoneModel, modules: readonly string[]): void {
  const drawing = drawPhone(model, modules);
  const bodies = [drawing.body, ...drawing.modules.map(({ body }) => body)];
  const own = drawing.keys.filter((spot) => spot.module === 0 && spot.index !== null).map((spot) => spot.index);
  expect(own).toEqual(Array.from({ length: model.keys.total }, (_, at) => at + 1));
  modules.forEach((name, at) => {
    const facts = model.modules.find((module) => module.name === name);
    const indexes = drawing.keys.filter((spot) => spot.module === at + 1 && spot.index !== null).map((spot) => spot.index);
    expect(indexes).toEqual(facts ? moduleIndexes(facts) : []);
  });
  for (const spot of drawing.keys) {
    const body = bodies[spot.module];
    expect(body && within(spot, body), `${model.name} ${JSON.stringify(spot)}`).toBe(true);
    expect(spot.w > 0 && spot.h > 0).toBe(true);
  }
  bodies.forEach((_, module) => {
    for (let page = 1; page <= 6; page++) {
      const together = shownTogether(drawing.keys, module, page);
      together.forEach((a, at) => {
        for (const b of together.slice(at + 1)) expect(overlap(a, b), `${model.name}: ${JSON.stringify([a, b])}`).toBe(false);
      });
    }
  });
}

describe("the spots of keys", () => {
  const catalogue = loadCatalogue();

  test("the catalogue holds models to draw", () => {
    expect(catalogue.length).toBeGreaterThan(0);
  });

  test.each(catalogue.map((model) => ({ name: model.name, model })))(
    "$name has every key once, none over another, all within the body",
    ({ model }) => {
      check(model, []);
      for (const { name, max } of model.modules)
        check(
          model,
          Array.from({ length: Math.min(max, model.maxModules) }, () => name),
        );
    },
  );

  test("any geometry that the schema takes can be drawn", () => {
    const count = fc.integer({ min: 0, max: 18 });
    const geometry = fc.record({
      lineKeys: fc.record({ left: count, right: count, below: count, onScreen: fc.boolean(), paperLabels: fc.boolean() }),
      order: fc.constantFrom("left-then-right", "right-only", "rows", "unknown"),
      pageKey: fc.constantFrom("none", "last", "separate", "unknown"),
      handset: fc.constantFrom("left", "right", "none"),
      dialpad: fc.boolean(),
      softkeys: fc.constantFrom(null, 0, 3, 4, 8),
      bodyMm: fc.option(fc.record({ w: fc.integer({ min: 150, max: 400 }), h: fc.integer({ min: 170, max: 350 }) })),
      screenMm: fc.option(fc.record({ w: fc.integer({ min: 20, max: 200 }), h: fc.integer({ min: 15, max: 150 }) })),
    });
    const keys = fc.record({ pages: fc.integer({ min: 1, max: 6 }), perPage: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(geometry, keys, fc.double({ min: 0, max: 1, noNaN: true }), (own, { pages, perPage }, share) => {
        const base = sampleModel();
        const total = Math.max(1, Math.round(pages * perPage * share));
        const model = PhoneModel.parse({
          ...base,
          keys: { total, pages, perPage },
          geometry: { ...base.geometry, ...own },
        });
        check(model, ["EXP43", "EXP43"]);
      }),
      { seed: 20, numRuns: 300 },
    );
  });

  test("a page key that is the last button stands where no programmable key of that page stands", () => {
    const spots = keySpots(sampleModel());
    const page = spots.filter((spot) => spot.page === 2);
    expect(page.filter((spot) => spot.index === null)).toHaveLength(1);
    expect(page.map((spot) => `${spot.index ?? "page"} ${spot.side} ${spot.row}`)).toEqual([
      "10 left 0",
      "11 left 1",
      "12 left 2",
      "13 left 3",
      "14 left 4",
      "15 right 0",
      "16 right 1",
      "17 right 2",
      "18 right 3",
      "page right 4",
    ]);
  });

  test("a module counts around the keys that cannot be set", () => {
    expect(moduleIndexes({ total: 7, pages: 2, perPage: 4, unusable: [5] })).toEqual([1, 2, 3, 4, 6, 7, 8]);
  });
});
