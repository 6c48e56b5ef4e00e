import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDelta, deltaBase, encodeDelta, longestDelta } from "./text-delta.ts";

const file = (name: string) =>
  Array.from({ length: 200 }, (_, n) => (n % 20 === 7 ? `label.${n} = ${name}` : `setting.number.${n} = value ${n % 9}`)).join(
    "\n",
  );

describe("what a file does not share with another", () => {
  it("is a tenth of a file that differs in a line out of twenty", () => {
    const base = deltaBase(file("Åsa"));
    const delta = encodeDelta(base, file("Ylva"));
    expect(delta && decodeDelta(base, delta)).toBe(file("Ylva"));
    expect((delta?.literal.length ?? 0) + 2 * (delta?.steps.length ?? 0)).toBeLessThan(file("").length / 10);
  });

  it("is not kept of a file that is quite another, or very long", () => {
    const base = deltaBase(file("Åsa"));
    expect(encodeDelta(base, "x\n".repeat(500))).toBeNull();
    expect(encodeDelta(base, file("y").repeat(20))).toBeNull();
    expect(encodeDelta(deltaBase("a\n".repeat(longestDelta)), "a\n")).toBeNull();
  });

  it("gives the very same file again, whatever the files are", () => {
    const line = fc.constantFrom("", "a = 1", "b = 2", "label = Åsa", "label = Ylva", "x".repeat(50), "\u00ff\u0000\r");
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom("", "\n"))
      .map(([lines, end]) => lines.join("\n") + end);
    let deltas = 0;
    fc.assert(
      fc.property(text, text, (one, other) => {
        const base = deltaBase(one);
        const delta = encodeDelta(base, other);
        if (!delta) return;
        deltas += 1;
        expect(decodeDelta(base, delta)).toBe(other);
      }),
      { seed: 8, numRuns: 3000 },
    );
    expect(deltas).toBeGreaterThan(100);
  });
});
