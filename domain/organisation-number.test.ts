import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDigit, passesCheck } from "./check-digit.ts";
import { formatOrganisationNumber, parseOrganisationNumber, parseVatNumber, vatNumberOf } from "./organisation-number.ts";

describe("an organisation number", () => {
  it.each(["2021005489", "202100-5489", "162021005489", "16202100-5489", " 202100-5489 "])("is read from %j", (written) => {
    expect(parseOrganisationNumber(written)).toBe("2021005489");
  });

  it.each([
    "202100-5488",
    "20210-05489",
    "192021005489",
    "6408233234",
    "640823-3234",
    "202100548",
    "2021005489 1",
    "",
    "２021005489",
  ])("is not %j", (written) => {
    expect(parseOrganisationNumber(written)).toBeNull();
  });

  it("is written with a hyphen, and as a VAT number with SE and 01", () => {
    expect(formatOrganisationNumber("2021005489")).toBe("202100-5489");
    expect(vatNumberOf("2021005489")).toBe("SE202100548901");
    expect(["SE202100548901", "se 202100-5489 01"].map(parseVatNumber)).toEqual(["2021005489", "2021005489"]);
    expect(["SE202100548902", "SE202100548801", "DK202100548901", "202100548901"].map(parseVatNumber)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("the check digit", () => {
  it("is 4 of the published example 640823-323", () => {
    expect(checkDigit("640823323")).toBe(4);
  });

  it("finds every single digit that is wrong, and most that are swapped", () => {
    const digits = fc.stringMatching(/^\d{1,24}$/);
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (base, place, step) => {
        const right = `${base}${checkDigit(base)}`;
        expect(passesCheck(right)).toBe(true);
        const at = place % right.length;
        const wrong = (Number(right.charAt(at)) + step) % 10;
        expect(passesCheck(`${right.slice(0, at)}${wrong}${right.slice(at + 1)}`)).toBe(false);
      }),
      { seed: 20261123 },
    );
    expect([passesCheck("0"), passesCheck(""), passesCheck("1a")]).toEqual([false, false, false]);
  });
});
