import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decimalText,
  formatMoney,
  oreRounding,
  parseMoney,
  readDecimal,
  sumOf,
  totalsOf,
  type VatRate,
  vatOn,
  vatRates,
} from "./money.ts";

const ore = fc.integer({ min: -(10 ** 12), max: 10 ** 12 });
const language = fc.constantFrom("sv" as const, "en" as const);

describe("an amount", () => {
  it.each([
    [124900, "1 249,00 kr", "SEK 1,249.00"],
    [0, "0,00 kr", "SEK 0.00"],
    [5, "0,05 kr", "SEK 0.05"],
    [-13, "−0,13 kr", "−SEK 0.13"],
    [123456789012, "1 234 567 890,12 kr", "SEK 1,234,567,890.12"],
    [-100000, "−1 000,00 kr", "−SEK 1,000.00"],
  ])("%i öre is written %s and %s", (amount, swedish, english) => {
    const plain = (text: string) => text.replaceAll("\u00a0", " ");
    expect([plain(formatMoney(amount, "sv")), plain(formatMoney(amount, "en"))]).toEqual([swedish, english]);
    expect(formatMoney(amount, "sv")).not.toContain(" ");
  });

  it("comes back from what was written, and from a file's decimals", () => {
    fc.assert(
      fc.property(ore, language, (amount, spoken) => {
        expect(parseMoney(formatMoney(amount, spoken), spoken)).toBe(amount);
        expect(readDecimal(decimalText(amount))).toBe(amount);
      }),
      { seed: 20261123 },
    );
  });

  it.each([
    ["1249", 124900],
    ["1 249", 124900],
    ["1249,5", 124950],
    ["1249.50", 124950],
    ["-12,00 kr", -1200],
    ["kr 12", 1200],
    ["0", 0],
  ])("is read in Swedish from %j", (written, amount) => {
    expect(parseMoney(written, "sv")).toBe(amount);
  });

  it.each([
    "",
    "kr",
    "1,249",
    "1.249,00",
    "12 49",
    "1249,005",
    "1e3",
    "NaN",
    "--1",
    "12:-",
    "1 249 kr kr",
    "0x10",
    "٣",
    "99999999999999999999",
  ])("is not guessed from %j in Swedish", (written) => {
    expect(parseMoney(written, "sv")).toBeNull();
  });

  it("reads commas between thousands in English only", () => {
    expect(parseMoney("1,249.00", "en")).toBe(124900);
    expect(parseMoney("1249,00", "en")).toBeNull();
    expect(parseMoney("12,49.00", "en")).toBeNull();
  });

  it.each(["", ".", "-", "1.234", "1,00", " 1", "1e2", "+-1", "1.2.3"])("is not in a file as %j", (text) => {
    expect(readDecimal(text)).toBeNull();
  });

  it.each([
    ["1300", 130000],
    ["+3.5", 350],
    ["-.5", -50],
    ["7.", 700],
    ["-0.00", 0],
  ])("is in a file as %j", (text, amount) => {
    expect(readDecimal(text)).toBe(amount);
  });

  it("is never a sum that is no longer exact", () => {
    expect(() => sumOf([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
    expect(() => sumOf([0.5])).toThrow(RangeError);
  });
});

describe("VAT and öresavrundning", () => {
  it.each([
    ["99.99", "25.00", "124.99", "0.01", "125.00"],
    ["1234.50", "308.63", "1543.13", "-0.13", "1543.00"],
    ["79.60", "19.90", "99.50", "0.50", "100.00"],
    ["0.02", "0.01", "0.03", "-0.03", "0.00"],
  ])("of %s are %s VAT, together %s, rounded by %s to %s", (net, vat, gross, rounding, payable) => {
    const totals = totalsOf([{ net: readDecimal(net) ?? Number.NaN, vatRate: 25 }], true);
    const shown = [totals.vat, totals.gross, totals.rounding, totals.payable].map(decimalText);
    expect(shown).toEqual([vat, gross, rounding, payable]);
  });

  it("is 1 116,94 on the tax agency's base of 4 467,75", () => {
    expect(vatOn(446775, 25)).toBe(111694);
  });

  it("rounds 49 öre down and 50 up, and takes back exactly what a credit note credits", () => {
    expect([149, 150, 199, 200, -149, -150, 0].map(oreRounding)).toEqual([-49, 50, 1, 0, 49, -50, 0]);
    const lines = [
      { net: 123450, vatRate: 25 },
      { net: 333, vatRate: 6 },
    ] as const;
    const credited = totalsOf(
      lines.map((line) => ({ ...line, net: -line.net })),
      true,
    );
    expect(credited.payable).toBe(-totalsOf(lines, true).payable);
  });

  it("has no sums without lines, and one per rate that occurs", () => {
    expect(totalsOf([], true)).toEqual({ net: 0, vatSums: [], vat: 0, gross: 0, rounding: 0, payable: 0 });
    const rates: VatRate[] = [6, 25, 6];
    const sums = totalsOf(
      rates.map((vatRate) => ({ net: 1, vatRate })),
      false,
    ).vatSums;
    expect(sums).toEqual([
      { rate: 25, net: 1, vat: 0 },
      { rate: 6, net: 2, vat: 0 },
    ]);
  });

  it("agrees with an oracle that does the sum with decimal digits", () => {
    const line = fc.record({ net: fc.integer({ min: -(10 ** 10), max: 10 ** 10 }), vatRate: fc.constantFrom(...vatRates) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.boolean(), (lines, whole) => {
        const totals = totalsOf(lines, whole);
        expect({ vat: decimalText(totals.vat), payable: decimalText(totals.payable) }).toEqual(oracle(lines, whole));
        expect(totals.net).toBe(sumOf(lines.map(({ net }) => net)));
        expect(totals.vatSums.reduce((sum, { vat }) => sum + vat, 0)).toBe(totals.vat);
        expect(totals.net + totals.vat + totals.rounding).toBe(totals.payable);
        expect(Math.abs(totals.rounding)).toBeLessThanOrEqual(50);
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });
});

/** The same by another way: millionths of a krona, cut and stepped up by the third decimal, without division of halves. */
function oracle(lines: readonly { net: number; vatRate: VatRate }[], whole: boolean): { vat: string; payable: string } {
  const perRate = new Map<VatRate, bigint>();
  for (const { net, vatRate } of lines) perRate.set(vatRate, (perRate.get(vatRate) ?? 0n) + BigInt(net) * 10_000n);
  let [net, vat] = [0n, 0n];
  for (const [rate, base] of perRate) {
    net += base;
    vat += atDecimal((base * BigInt(rate)) / 100n, 2);
  }
  const payable = whole ? atDecimal(net + vat, 0) : net + vat;
  return { vat: written(vat), payable: written(payable) };
}

/** Keeps that many decimals of a number of millionths; the next digit decides alone. */
function atDecimal(millionths: bigint, decimals: number): bigint {
  const text = (millionths < 0n ? -millionths : millionths).toString().padStart(8, "0");
  const kept = text.slice(0, text.length - 6 + decimals);
  const next = Number(text.charAt(text.length - 6 + decimals));
  const rounded = (BigInt(kept) + (next >= 5 ? 1n : 0n)) * 10n ** BigInt(6 - decimals);
  return millionths < 0n ? -rounded : rounded;
}

function written(millionths: bigint): string {
  const text = (millionths < 0n ? -millionths : millionths).toString().padStart(7, "0");
  return `${millionths < 0n ? "-" : ""}${text.slice(0, -6)}.${text.slice(-6, -4)}`;
}
