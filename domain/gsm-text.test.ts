import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitOnePart, gsmLength, gsmPart, toGsm } from "./gsm-text.ts";

describe("the text of an SMS", () => {
  it("counts å, ä, ö as one place, brackets and the euro as two, and tells what is not in the alphabet", () => {
    expect(["Åäö é", "[€]", "“så”", "👍", ""].map(gsmLength)).toEqual([5, 6, null, null, 0]);
  });

  it("keeps å, ä, ö, also when they come in two parts, and writes others as what is nearest", () => {
    expect(toGsm("Bjo\u0308rko\u0308 “Bygg” – François Łuk 👍ok…")).toBe('Björkö "Bygg" - Francois Luk ok...');
  });

  it("is in the alphabet whatever was written, and of one part whenever what it needs is", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 120 });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), (needed, more) => {
        const fitted = fitOnePart(needed, more);
        const length = gsmLength(fitted);
        expect(length).not.toBeNull();
        expect(fitted.startsWith(toGsm(needed))).toBe(true);
        if ((gsmLength(toGsm(needed)) ?? 0) <= gsmPart) expect(length).toBeLessThanOrEqual(gsmPart);
      }),
    );
  });
});
