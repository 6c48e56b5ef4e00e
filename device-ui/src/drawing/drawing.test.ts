import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { setLanguage } from "../i18n/index.ts";
import { isProgrammable, keysInSight, type PhoneShape, pageCount } from "./drawing.ts";
import { cutLabel, keyName } from "./labels.ts";
import { type Direction, neighbour } from "./spatial.ts";

const shapes: Readonly<Record<string, PhoneShape>> = JSON.parse(
  readFileSync(new URL("../../testing/gallery/drawings.golden.json", import.meta.url), "utf8"),
);
const named = Object.entries(shapes).filter(([, shape]) => shape.keys.some(isProgrammable));
const shapeOf = (name: string): PhoneShape => {
  const shape = shapes[name];
  if (!shape) throw new Error(`${name} is not drawn`);
  return shape;
};
afterEach(() => setLanguage("sv"));

describe.each(named)("On %s", (_, shape) => {
  test("arrows alone lead from the first key in sight to every other", () => {
    const inSight = keysInSight(shape, {});
    const first = inSight[0];
    const reached = new Set(first ? [first] : []);
    for (const spot of reached) {
      for (const direction of ["left", "right", "up", "down"] satisfies Direction[]) {
        const next = neighbour(spot, direction, inSight);
        if (next) reached.add(next);
      }
    }
    expect(reached.size).toBe(inSight.length);
  });

  test("every key that can be programmed shows on exactly one page", () => {
    const pages = Math.max(...shape.keys.map(({ page }) => page));
    const modules = [...new Set(shape.keys.map(({ module }) => module))];
    const shown = Array.from({ length: pages }, (_, at) =>
      keysInSight(shape, Object.fromEntries(modules.map((module) => [module, at + 1]))),
    ).flat();
    expect(shown.map(({ module, index }) => `${module}/${index}`).sort()).toEqual(
      shape.keys
        .filter(isProgrammable)
        .map(({ module, index }) => `${module}/${index}`)
        .sort(),
    );
  });
});

test("A label is cut after the model's characters, and no accent is torn off", () => {
  expect(cutLabel("Bo Lindqvist", 10)).toBe("Bo Lindqv…");
  expect(cutLabel("Anna Ek", 10)).toBe("Anna Ek");
  expect(cutLabel("Åsa Öberg", 4)).toBe("Åsa…");
  expect(cutLabel("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)).toBe("👩‍👩‍👧‍👦…");
  expect(cutLabel("Anna-Karin Bergström", null)).toBe("Anna-Karin Bergström");
});

test("A key is called by its number, its page and what is on it, in both languages", async () => {
  const spot = keysInSight(shapeOf("t46u"), {}).find(({ index }) => index === 7);
  if (!spot) throw new Error("T46U has a key 7");
  const pages = pageCount(shapeOf("t46u"), 0);
  const eva = { module: 0, index: 7, label: "Eva Lund", kind: "blf", state: "live", locked: false } as const;
  expect(keyName(spot, eva, pages)).toBe("Knapp 7, sida 1: Eva Lund, BLF");
  expect(keyName(spot, { ...eva, state: "waiting", locked: true }, pages)).toBe(
    "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas, låst",
  );
  expect(keyName(spot, null, pages)).toBe("Knapp 7, sida 1: tom");
  expect(keyName(spot, { ...eva, label: "", kind: "dnd" }, 1)).toBe("Knapp 7: stör ej");
  await setLanguage("en");
  expect(keyName(spot, eva, pages)).toBe("Key 7, page 1: Eva Lund, BLF");
});
