/**
 * Beginnings of foreign numbers that an organisation's calls may go on to: none until the operator permits some, since calls
 * that are forwarded abroad are a way of fraud.
 */

/** Country codes of one and of two digits (ITU-T E.164); all others have three. */
const shortCodes = /^(?:1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
/** Services of no country: free and shared cost, satellites, networks, premium. */
const ofNoCountry = /^(?:80|87|88|97[09])/;
const home = "46";
const mostDigits = 8;

/** Numbers abroad that cost the caller extra, in countries to which calls are forwarded: no permission reaches them. */
const premiumAbroad: readonly string[] = [
  ...["1900", "3190", "3290", "3389", "34803", "34806", "34807", "34905", "34907", "35315", "35490", "358600", "358700"],
  ...["37090", "37190", "372900", "3989", "41900", "41901", "41906", "43900", "43901", "43930", "43931", "43939"],
  ...["449", "4487", "4590", "4782", "4870", "49900"],
];

/** `+47`, `0047`, `47 2` → `+47`, `+472`. Null: no country but Sweden, a service of no country, or not even a country's code. */
export function readForeignPrefix(written: string): string | null {
  const digits = written.replace(/[\s.\p{Pd}]/gu, "").replace(/^(?:\+|00)/, "");
  if (!/^[1-9]\d*$/.test(digits) || digits.length > mostDigits) return null;
  if (digits.startsWith(home) || ofNoCountry.test(digits)) return null;
  return shortCodes.test(digits) || digits.length >= 3 ? `+${digits}` : null;
}

/** In order, without those that another one covers. */
export function tidyForeignPrefixes(prefixes: readonly string[]): string[] {
  const sorted = [...new Set(prefixes)].sort();
  return sorted.filter((one) => !sorted.some((other) => other !== one && one.startsWith(other)));
}

export type ForeignRefusal = "notPermitted" | "premium";

/** Null when calls may go there. @param number canonical, foreign */
export function foreignRefusal(number: string, prefixes: readonly string[]): ForeignRefusal | null {
  if (premiumAbroad.some((prefix) => number.startsWith(`+${prefix}`)) || ofNoCountry.test(number.slice(1))) return "premium";
  return prefixes.some((prefix) => number.startsWith(prefix)) ? null : "notPermitted";
}
