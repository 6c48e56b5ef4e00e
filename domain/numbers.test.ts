import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneDigitAreaCodes, seriesByPrefix, threeDigitAreaCodes, twoDigitAreaCodes } from "./number-tables.ts";
import { displayInternational, displayNumber, fieldTakes, nationalDigits, parseNumber } from "./numbers.ts";

const canonical = (written: string) => parseNumber(written)?.canonical ?? null;

describe("a Swedish number", () => {
  it.each([
    "+4636305525",
    "036-30 55 25",
    "036 - 30\u00a055\u202f25",
    "0046 36 30 55 25",
    "+46(0)36-30 55 25",
    "+46 (0) 36 30 55 25",
    "+46 036 305525",
    "(036) 30 55 25",
    "036/30.55.25",
    "036\u201330\u201255\u221225",
    "\u200e036305525\u202c",
    "4636305525",
    "tel:+46-36-305525",
    " 036305525 ",
  ])("written %j is +4636305525", (written) => {
    expect(canonical(written)).toBe("+4636305525");
  });

  it.each([
    ["046-12 34 56", "+4646123456", "geographic"],
    ["090-12 34 56", "+4690123456", "geographic"],
    ["0900-123 45", "+4690012345", "premium"],
    ["0911-123 45", "+4691112345", "geographic"],
    ["08-465 004 00", "+46846500400", "geographic"],
    ["0980-319 200", "+46980319200", "geographic"],
    ["031-390 06 00", "+46313900600", "geographic"],
    ["070-174 06 05", "+46701740605", "mobile"],
    ["010-123 45 67", "+46101234567", "nationwide"],
    ["020-12 34", "+46201234", "freephone"],
    ["0771-99 04 00", "+46771990400", "sharedCost"],
    ["0939-123 45", "+4693912345", "premium"],
    ["074-012 34 56", "+46740123456", "pager"],
    ["075-123 45 67", "+46751234567", "personal"],
    ["112", "112", "short"],
    ["1177", "1177", "short"],
    ["113 13", "11313", "short"],
    ["114 14", "11414", "short"],
    ["116 117", "116117", "short"],
    ["118 118", "118118", "short"],
    ["+44 (0)20 7946 0000", "+442079460000", "foreign"],
    ["00358 9 123 4567", "+35891234567", "foreign"],
  ])("%s is %s, %s", (written, expected, kind) => {
    expect(parseNumber(written)).toEqual({ canonical: expected, kind });
  });

  it.each([
    ["a local number without area code", "30 55 25"],
    ["an area code that does not exist", "0129-123 45"],
    ["too short for its area code", "036-30 55"],
    ["too long for its area code", "036-30 55 25 25"],
    ["eight digits in Stockholm's series plus one", "08-465 004 000"],
    ["an operator's internal 078", "078-123 45 67"],
    ["a machine's 071", "071-123 45 67"],
    ["010 with a nine", "010-923 45 67"],
    ["a short number with a trunk zero", "0112"],
    ["a short number with a country code", "+46112"],
    ["two numbers", "036-30 55 25, 036-30 55 26"],
    ["a plus inside", "036+305525"],
    ["letters", "036-TAXI"],
    ["an extension behind it", "036-30 55 25 ankn 12"],
    ["digits of another script", "٠٣٦٣٠٥٥٢٥"],
    ["nothing", ""],
    ["more than fifteen digits", "+442079460000123456"],
    ["two trunk zeros", "+460036305525"],
  ])("is not made of %s", (_what, written) => {
    expect(parseNumber(written)).toBeNull();
  });
});

describe("the written form", () => {
  const plain = (text: string) => text.replaceAll("\u00a0", " ");

  it.each([
    ["+4636305525", "036-30 55 25", "+46 36 30 55 25"],
    ["+46846500400", "08-465 004 00", "+46 8 465 004 00"],
    ["+46701740605", "070-174 06 05", "+46 70 174 06 05"],
    ["+46980319200", "0980-31 92 00", "+46 980 31 92 00"],
    ["+46771990400", "0771-99 04 00", "+46 771 99 04 00"],
    ["+46201234", "020-12 34", "+46 20 12 34"],
    ["+4691112345", "0911-123 45", "+46 911 123 45"],
    ["11313", "113 13", "11313"],
    ["112", "112", "112"],
    ["116117", "116 117", "116117"],
    ["+442079460000", "+442079460000", "+442079460000"],
  ])("of %s is %s and %s", (number, national, international) => {
    expect(plain(displayNumber(number))).toBe(national);
    expect(plain(displayInternational(number))).toBe(international);
  });

  it("holds no blank that a line could break at", () => {
    expect(displayNumber("+46846500400")).not.toContain(" ");
  });

  it("is dialled nationally with its zero, abroad with 00", () => {
    expect(["+4636305525", "+442079460000", "112"].map(nationalDigits)).toEqual(["036305525", "00442079460000", "112"]);
  });
});

describe("the tables", () => {
  it("hold the plan's 264 area codes, none the beginning of another", () => {
    const codes = [...oneDigitAreaCodes, ...twoDigitAreaCodes, ...threeDigitAreaCodes];
    expect(new Set(codes).size).toBe(264);
    for (const code of codes) expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
  });

  it("read every number back from its own written forms", () => {
    const digits = (least: number, most: number) =>
      fc.array(fc.constantFrom(..."0123456789"), { minLength: least, maxLength: most }).map((list) => list.join(""));
    const number = fc
      .constantFrom(...seriesByPrefix.values())
      .chain((series) =>
        fc
          .tuple(fc.constantFrom(...series.first), digits(series.shortest - 1, series.longest - 1))
          .map(([first, rest]) => `+46${series.prefix}${first}${rest}`),
      )
      // 090 followed by a zero is 0900, another series.
      .filter((value) => parseNumber(value) !== null);
    fc.assert(
      fc.property(number, (value) => {
        for (const written of [displayNumber(value), displayInternational(value), nationalDigits(value), value.slice(1)])
          expect(canonical(written), written).toBe(value);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("say nothing but null to any other text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const number = parseNumber(text);
        if (number) expect(number.canonical).toMatch(/^(\+[1-9]\d{6,14}|\d{3,6})$/);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it("let a primary number be fixed or nationwide, never mobile", () => {
    expect(
      (["geographic", "nationwide", "mobile", "short", "foreign"] as const).map((kind) => fieldTakes("primaryNumber", kind)),
    ).toEqual([true, true, false, false, false]);
  });
});
