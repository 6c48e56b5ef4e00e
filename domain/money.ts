import type { Language } from "./calendar-words.ts";

/** Swedish money in whole öre, negative for what is given back. Every sum is one of whole numbers; no float ever holds kronor. */
export type Ore = number;

/** Rates of Swedish VAT in per cent; 0: exempt or abroad. */
export const vatRates = [25, 12, 6, 0] as const;
export type VatRate = (typeof vatRates)[number];

/** What is charged at one rate, and the VAT on the sum of it. */
export type VatSum = { readonly rate: VatRate; readonly net: Ore; readonly vat: Ore };

/** `rounding` is the line Öresavrundning: `payable` = `gross` + `rounding`. */
export type Totals = {
  readonly net: Ore;
  readonly vatSums: readonly VatSum[];
  readonly vat: Ore;
  readonly gross: Ore;
  readonly rounding: Ore;
  readonly payable: Ore;
};

/** Ten thousand milliard kronor: far above any sum here, and far below where whole numbers stop being exact. */
const mostOre = 10 ** 15;

const noBreakSpace = "\u00a0";
const minus = "\u2212";

/** `1 249,00 kr`, in English `SEK 1,249.00`; a no-break space inside and a real minus sign before what is negative. */
export function formatMoney(ore: Ore, language: Language): string {
  const digits = String(Math.abs(ore)).padStart(3, "0");
  const kronor = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, language === "sv" ? noBreakSpace : ",");
  const sign = ore < 0 ? minus : "";
  if (language === "sv") return `${sign}${kronor},${digits.slice(-2)}${noBreakSpace}kr`;
  return `${sign}SEK${noBreakSpace}${kronor}.${digits.slice(-2)}`;
}

/** Kronor with two decimals and a point, as files and CSV hold them: `-1249.00`. */
export function decimalText(ore: Ore): string {
  const digits = String(Math.abs(ore)).padStart(3, "0");
  return `${ore < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Kronor as a file writes them: digits, at most two after a point. Null: anything else, or more than there can be. */
export function readDecimal(text: string): Ore | null {
  const [, sign, kronor = "", decimals = ""] = /^([+-]?)(\d{0,13})(?:\.(\d{0,2}))?$/.exec(text) ?? [];
  if (sign === undefined || kronor + decimals === "") return null;
  const ore = Number(kronor || "0") * 100 + Number(decimals.padEnd(2, "0"));
  if (ore > mostOre) return null;
  return sign === "-" && ore !== 0 ? -ore : ore;
}

const groups: Readonly<Record<Language, { readonly grouped: RegExp; readonly plain: RegExp }>> = {
  sv: { grouped: /^\d{1,3}(?: \d{3})+(?:,\d{1,2})?$/, plain: /^\d+(?:[.,]\d{1,2})?$/ },
  en: { grouped: /^\d{1,3}(?:[ ,]\d{3})+(?:\.\d{1,2})?$/, plain: /^\d+(?:\.\d{1,2})?$/ },
};

/**
 * An amount as a person writes it: `1 249,00 kr`, `1249.5`, `-99:-` is not one. A thousand is never guessed: `1,249` in Swedish
 * and `1.249` in English are refused.
 *
 * @returns null when it is no amount in kronor and öre
 */
export function parseMoney(written: string, language: Language): Ore | null {
  const text = written.trim().replace(/\s/gu, " ");
  const [, before = "", middle = ""] = /^([-\u2212]?)(?:SEK|kr)? ?(.*?)(?: ?(?:SEK|kr))?$/iu.exec(text) ?? [];
  const { grouped, plain } = groups[language];
  if (!grouped.test(middle) && !plain.test(middle)) return null;
  const digits = grouped.test(middle) && language === "en" ? middle.replace(/[ ,]/g, "") : middle.replace(/ /g, "");
  return readDecimal(`${before === "" ? "" : "-"}${digits.replace(",", ".")}`);
}

/** Exact quotient of whole numbers, halves away from zero: a credit note is to the öre what it takes back. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const [top, bottom] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return negative ? -rounded : rounded;
}

/** VAT on what is charged at one rate: two decimals, the third from 5 on upwards, never to whole kronor. */
export function vatOn(net: Ore, rate: VatRate): Ore {
  return Number(divideRounded(BigInt(net) * BigInt(rate), 100n));
}

/** What brings an amount to a whole krona: 1–49 öre down, 50–99 up (act 1970:1029); VAT stays what it was. */
export function oreRounding(gross: Ore): Ore {
  return Number(divideRounded(BigInt(gross), 100n)) * 100 - gross || 0;
}

/** Sums per rate (highest first, only rates that occur), VAT on each sum, and what is to be paid. */
export function totalsOf(lines: readonly { readonly net: Ore; readonly vatRate: VatRate }[], toWholeKronor: boolean): Totals {
  const vatSums = vatRates.flatMap((rate) => {
    const ofRate = lines.filter(({ vatRate }) => vatRate === rate);
    const net = sumOf(ofRate.map((line) => line.net));
    return ofRate.length === 0 ? [] : [{ rate, net, vat: vatOn(net, rate) }];
  });
  const net = sumOf(vatSums.map((sum) => sum.net));
  const vat = sumOf(vatSums.map((sum) => sum.vat));
  const gross = net + vat;
  const rounding = toWholeKronor ? oreRounding(gross) : 0;
  return { net, vatSums, vat, gross, rounding, payable: gross + rounding };
}

/** The sum of amounts. @throws RangeError when whole numbers no longer hold it exactly */
export function sumOf(amounts: readonly Ore[]): Ore {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  if (!Number.isSafeInteger(sum)) throw new RangeError(`not whole öre: ${sum}`);
  return sum;
}
