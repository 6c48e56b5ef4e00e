import fc from "fast-check";
import { expect, it } from "vitest";
import { flatness, type Sample } from "./flat.ts";

const allowed = { share: 0.03, least: 4 };

/** Half an hour, a look every five seconds: a saw of tidying on a base, with a warm-up of twice as much. */
function run(base: number, perHour: number, noise: readonly number[]): Sample[] {
  return Array.from({ length: 360 }, (_, n) => {
    const at = n * 5;
    const warm = n < 60 ? base * (1 - n / 60) : 0;
    const saw = (n % 7) * base * 0.02;
    return { at, value: base + warm + saw + (perHour * at) / 3600 + (noise[n % noise.length] ?? 0) };
  });
}

const noises = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 5, maxLength: 40 });

it("what saws up and down on one base is flat, however it began", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 900 }), noises, (base, noise) => {
      expect(flatness(run(base, 0, noise), allowed).flat).toBe(true);
    }),
  );
});

it("what gains more than is allowed is not, and what falls is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 900 }), noises, (base, noise) => {
      // Over the twenty minutes that are looked at, twice what is allowed and the noise on top.
      const leak = 3 * (2 * Math.max(0.03 * base, 4) + 6);
      expect(flatness(run(base, leak, noise), allowed).flat).toBe(false);
      expect(flatness(run(base, -leak, noise), allowed).flat).toBe(true);
    }),
  );
});

it("a few odd moments turn no trend, and nothing is said of too little", () => {
  const odd = run(200, 0, [0]).map((sample, n) => (n > 300 && n < 318 ? { ...sample, value: 900 } : sample));
  expect(flatness(odd, allowed).flat).toBe(true);
  expect(flatness([{ at: 0, value: 1 }], allowed).flat).toBe(false);
});
