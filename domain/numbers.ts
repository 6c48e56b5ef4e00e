import { kindsByField, type NumberField, type Series, seriesByPrefix, shortNumbers } from "./number-tables.ts";

/** Kinds of numbers in the product. `short`: national only, never E.164. */
export const numberKinds = [
  "geographic",
  "mobile",
  "nationwide",
  "freephone",
  "sharedCost",
  "premium",
  "personal",
  "pager",
  "short",
  "foreign",
] as const;
export type NumberKind = (typeof numberKinds)[number];

export type PhoneNumber = {
  /** `+46…` E.164, or the digits of a short number. */
  readonly canonical: string;
  readonly kind: NumberKind;
};

/** Direction marks, blanks of all kinds, dots, dashes, slashes and parentheses: how people space a number. */
const spacing = /[\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff\s./\p{Pd}\u2212()]/gu;

/**
 * Any written form of one number. Swedish without country code begins with 0; a local number without area code is
 * not guessed. Source: the Swedish numbering plan as in `number-tables.ts`.
 *
 * @returns null when it is no valid number
 */
export function parseNumber(written: string): PhoneNumber | null {
  const digits = withCountryCode(written);
  if (digits === null) return null;
  if (!digits.startsWith("+")) return isShort(digits) ? { canonical: digits, kind: "short" } : null;
  if (!digits.startsWith("+46")) return /^\+[1-9]\d{6,14}$/.test(digits) ? { canonical: digits, kind: "foreign" } : null;
  const national = digits.slice(3).replace(/^0/, "");
  const series = swedishSeries(national);
  return series ? { canonical: `+46${national}`, kind: series.kind } : null;
}

/** Digits with + and country code, or bare digits that only a short number has. Null: other characters, or several pluses. */
function withCountryCode(written: string): string | null {
  const text = written.trim().replace(/^tel:/i, "");
  // Only after a country code is a zero in parentheses a trunk zero to leave out.
  const abroad = /^[\s\p{Cf}(]*(?:\+|00)/u.test(text) ? text.replace("(0)", "") : text;
  const digits = abroad.replace(spacing, "").replace(/^00/, "+");
  if (!/^\+?[0-9]+$/.test(digits)) return null;
  if (digits.startsWith("0")) return `+46${digits.slice(1)}`;
  return /^46\d{7,}$/.test(digits) ? `+${digits}` : digits;
}

function isShort(digits: string): boolean {
  return shortNumbers.some((short) => short.pattern.test(digits));
}

function swedishSeries(national: string): Series | null {
  for (const length of [3, 2, 1]) {
    const series = seriesByPrefix.get(national.slice(0, length));
    if (!series) continue;
    const rest = national.slice(length);
    const fits = rest.length >= series.shortest && rest.length <= series.longest && series.first.includes(rest.charAt(0));
    return fits ? series : null;
  }
  return null;
}

const noBreakSpace = "\u00a0";
const groupsByLength: Readonly<Record<number, readonly number[]>> = {
  4: [2, 2],
  5: [3, 2],
  6: [2, 2, 2],
  7: [3, 2, 2],
  8: [3, 3, 2],
};

/** National written form with no-break spaces inside: `036-30 55 25`; short `113 13`; foreign in international form. */
export function displayNumber(canonical: string): string {
  const short = shortNumbers.find((one) => one.pattern.test(canonical));
  if (short) return group(canonical, short.groups);
  const swedish = swedishParts(canonical);
  return swedish ? `0${swedish.prefix}-${swedish.rest}` : canonical;
}

/** International written form: `+46 36 30 55 25`. */
export function displayInternational(canonical: string): string {
  const swedish = swedishParts(canonical);
  return swedish ? ["+46", swedish.prefix, swedish.rest].join(noBreakSpace) : canonical;
}

function swedishParts(canonical: string): { prefix: string; rest: string } | null {
  if (!canonical.startsWith("+46")) return null;
  const national = canonical.slice(3);
  const series = swedishSeries(national);
  if (!series) return null;
  const rest = national.slice(series.prefix.length);
  return { prefix: series.prefix, rest: group(rest, groupsByLength[rest.length] ?? [rest.length]) };
}

function group(digits: string, lengths: readonly number[]): string {
  const starts = lengths.map((_, n) => lengths.slice(0, n).reduce((sum, length) => sum + length, 0));
  return starts.map((start, n) => digits.slice(start, start + (lengths[n] ?? 0))).join(noBreakSpace);
}

/** As dialled in Sweden: `036305525`; foreign with 00; a short number as it is. */
export function nationalDigits(canonical: string): string {
  if (canonical.startsWith("+46")) return `0${canonical.slice(3)}`;
  return canonical.startsWith("+") ? `00${canonical.slice(1)}` : canonical;
}

/** True when that field takes numbers of this kind. */
export function fieldTakes(field: NumberField, kind: NumberKind): boolean {
  const kinds: readonly NumberKind[] = kindsByField[field];
  return kinds.includes(kind);
}
