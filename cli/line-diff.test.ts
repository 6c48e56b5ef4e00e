import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, withContext } from "./line-diff.ts";

describe("the difference of two texts", () => {
  it("gives both texts back, whatever they are", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before, after);
        expect(diff.filter((one) => one.kind !== "+").map((one) => one.text)).toEqual(before);
        expect(diff.filter((one) => one.kind !== "-").map((one) => one.text)).toEqual(after);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("keeps what is common and shows the one changed line", () => {
    expect(diffLines(["x", "old", "y"], ["x", "new", "y"]).map((one) => one.kind + one.text)).toEqual([
      " x",
      "-old",
      "+new",
      " y",
    ]);
  });

  it("leaves out what is far from a change, and marks the gap", () => {
    const before = ["1", "2", "3", "4", "5", "6", "7", "8"];
    const after = ["1!", "2", "3", "4", "5", "6", "7", "8!"];
    const shown = withContext(diffLines(before, after), 1).map((one) => (one === null ? "…" : one.kind + one.text));
    expect(shown).toEqual(["-1", "+1!", " 2", "…", " 7", "-8", "+8!"]);
  });
});
