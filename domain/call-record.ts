import type { ChargeClass, SpecificationRow } from "./invoice-specification.ts";
import { displayNumber, parseNumber } from "./numbers.ts";

/** A row of a specification: one call, message or data session, or a fee, with where it went. */
export type CallRecord = SpecificationRow & {
  readonly id: string;
  readonly startedAt: Date;
  /** Canonical or as the operator wrote it; null on a fee and on data. */
  readonly called: string | null;
};

/** `full`: the user's own calls, or an administrator's who gave a reason; everybody else sees them `masked`. */
export type CallSight = "masked" | "full";

const lastThree = /\d(?=\D*(?:\d\D*){0,2}$)/g;

/** A called number with its last three digits as dots: `070-174 0• ••`. */
export function maskCalled(called: string): string {
  return displayNumber(called).replace(lastThree, "•");
}

/**
 * False for numbers that no list may tell of, whoever looks: 116 xxx and the other help and emergency numbers, and what is free to
 * call, here (020) and in all countries (+800). Of the short numbers only directory enquiries (118 xxx) cost, and say nothing about
 * who calls.
 */
export function isListed(called: string): boolean {
  const number = parseNumber(called);
  if (number?.kind === "short") return number.canonical.startsWith("118");
  return number?.kind !== "freephone" && number?.canonical.startsWith("+800") !== true;
}

/**
 * A called number as it is kept: canonical, or as the operator wrote it where it is none. What only hides the caller's own number
 * is left out, and so is the country code that some write before a short number, which has none: a helpline stays one.
 */
export function readCalled(written: string): string {
  const dialled = written.trim().replace(/^[*#]{1,2}\d{2,3}[*#]/, "");
  const bare = dialled.replace(/[\s().-]/g, "").replace(/^(?:\+|00)?46(?=\d)/, "");
  const number = parseNumber(dialled) ?? parseNumber(bare);
  return number === null || (number.kind !== "short" && parseNumber(dialled) === null) ? written : number.canonical;
}

/** What `isListed` says, for canonical numbers in a database: patterns of LIKE that fit what is not listed. */
export const unlistedPatterns: readonly string[] = ["+4620%", "+800%", "112", "1177", "113__", "114__", "116___", "90___"];

/** Classes of which a row is a fee or data, and went to nobody. */
const toNobody: readonly ChargeClass[] = ["subscription", "oneOff", "data", "dataRoaming", "discount"];

/** A row's own text as it may be shown to others: of a call, whatever in it could be a number is masked. */
export function maskDescription(
  row: Pick<CallRecord, "chargeClass" | "called"> & { readonly description: string | null },
): string | null {
  const { chargeClass, called, description } = row;
  if (description === null || (called === null && toNobody.includes(chargeClass))) return description;
  return maskText(description);
}

/** A text in which whatever could be a number is masked; where one ends and the next begins nobody can tell, more of it. */
export function maskText(text: string): string {
  return text.replace(/\+?\d[\d\s().\u2010-\u2013-]{3,}\d/g, (run) => {
    let digits = 0;
    return parseNumber(run) === null ? run.replace(/\d/g, (digit) => (++digits > 4 ? "•" : digit)) : run.replace(lastThree, "•");
  });
}
