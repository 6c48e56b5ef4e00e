import { type NumberKind, nationalDigits, parseNumber } from "./numbers.ts";

/** Kinds of numbers that are moved between operators here. */
export const portableKinds: readonly NumberKind[] = ["geographic", "nationwide", "mobile", "freephone", "sharedCost"];

/** Numbers of one porting at most. */
export const mostPortedNumbers = 1000;

/** A piece of what was written: numbers, or why there are none. */
export type PortingPiece =
  | { readonly written: string; readonly numbers: readonly string[]; readonly kind: NumberKind }
  | { readonly written: string; readonly fault: PortingNumberFault };
export type PortingNumberFault = "invalid" | "kind" | "series";

/**
 * Reads numbers and series as people write them: one a line, or parted by commas and semicolons; a series as its first and
 * last number, or the last digits of that: `08-465 004 00 – 08-465 004 49`, `08-465 004 00–49`.
 */
export function readPortingNumbers(text: string): PortingPiece[] {
  return text
    .split(/[\n,;]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map(readPiece);
}

function readPiece(written: string): PortingPiece {
  const alone = parseNumber(written);
  if (alone) return checked(written, [alone.canonical], alone.kind);
  for (const [first, last] of splits(written)) {
    const start = parseNumber(first);
    if (start) return series(written, start.canonical, last);
  }
  return { written, fault: "invalid" };
}

/** At each dash, at `till` and at dots; the last one first: numbers themselves have dashes in them. */
function splits(written: string): (readonly [string, string])[] {
  return [...written.matchAll(/\s*(?:\.{2,}|…|[\p{Pd}\u2212]|\still\s|\sto\s)\s*/giu)]
    .map((match) => [written.slice(0, match.index), written.slice(match.index + match[0].length)] as const)
    .reverse();
}

function series(written: string, first: string, end: string): PortingPiece {
  const last = lastOf(first, end);
  const [from, to] = [Number(first.slice(1)), Number((last ?? "").slice(1))];
  if (last === null || last.length !== first.length || to <= from || to - from >= mostPortedNumbers) {
    return { written, fault: "series" };
  }
  const numbers = Array.from({ length: to - from + 1 }, (_, n) => `+${from + n}`);
  const kinds = new Set(numbers.map((number) => parseNumber(number)?.kind ?? null));
  const [kind] = kinds;
  return kinds.size === 1 && kind ? checked(written, numbers, kind) : { written, fault: "series" };
}

/** The last number of a series: whole, or only the digits in which it differs. Null: neither. */
function lastOf(first: string, end: string): string | null {
  const digits = end.replace(/[\s\u00a0]/g, "");
  const national = nationalDigits(first);
  // Fewer digits than a number has are the end of one; `0` alone begins no number.
  if (/^\d{1,6}$/.test(digits) && digits.length < national.length) return first.slice(0, -digits.length) + digits;
  return parseNumber(end)?.canonical ?? null;
}

function checked(written: string, numbers: readonly string[], kind: NumberKind): PortingPiece {
  return portableKinds.includes(kind) ? { written, numbers, kind } : { written, fault: "kind" };
}

/**
 * Numbers one after another written as series: `[["+46846500400", "+46846500449"], ["+46701740605"]]`.
 *
 * @param numbers E.164, in any order
 */
export function asSeries(numbers: readonly string[]): (readonly [string] | readonly [string, string])[] {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0));
  const runs: string[][] = [];
  for (const number of sorted) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows = before !== undefined && before.length === number.length && Number(number) === Number(before) + 1;
    if (run && follows) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => {
    const [first = "", last = ""] = [run[0], run.at(-1)];
    return run.length === 1 ? ([first] as const) : ([first, last] as const);
  });
}
