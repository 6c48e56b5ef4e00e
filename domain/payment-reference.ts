import { checkDigit, passesCheck } from "./check-digit.ts";

/**
 * OCR references as banks check them for a bankgiro number (Bankgirot, "OCR-referenskontroll"). `soft`: a payer who writes one
 * without a right check digit is warned and may go on; the others refuse. `lengthDigit`: the last digit but one is the last
 * digit of the length; `fixedLength`: only these lengths.
 */
export type ReferenceControl =
  | { readonly kind: "soft" | "hard" | "lengthDigit" }
  | { readonly kind: "fixedLength"; readonly lengths: readonly number[] };

/** What the payer's bank makes of a reference. */
export type ReferenceVerdict = "right" | "warned" | "refused";

const longest = 25;

/**
 * The reference of an invoice: its base, where agreed the length digit, and the check digit.
 *
 * @param base digits, such as a customer and an invoice number
 * @returns null when the base holds anything but digits, or the reference would be longer than 25
 */
export function makeReference(base: string, withLengthDigit: boolean): string | null {
  const length = base.length + (withLengthDigit ? 2 : 1);
  if (!/^\d+$/.test(base) || length > longest) return null;
  const before = withLengthDigit ? `${base}${length % 10}` : base;
  return `${before}${checkDigit(before)}`;
}

/** The digits of a reference as it is typed or sent, blanks left out. Null: something else, such as a name or an RF reference. */
export function readReference(written: string): string | null {
  const digits = written.replace(/\s/g, "");
  return /^\d+$/.test(digits) && digits.length >= 2 && digits.length <= longest ? digits : null;
}

/** Whether that reference is taken under the agreement. */
export function checkReference(written: string, control: ReferenceControl): ReferenceVerdict {
  const digits = readReference(written);
  const right = digits !== null && passesCheck(digits) && lengthFits(digits, control);
  if (right) return "right";
  return control.kind === "soft" ? "warned" : "refused";
}

function lengthFits(digits: string, control: ReferenceControl): boolean {
  if (control.kind === "lengthDigit") return digits.length >= 3 && Number(digits.at(-2)) === digits.length % 10;
  return control.kind !== "fixedLength" || control.lengths.includes(digits.length);
}

/** A bankgiro number as its seven or eight digits, the last a check digit. Null when it is none. */
export function parseBankgiro(written: string): string | null {
  const [, first = "", last = ""] = /^(\d{3,4})[-\u2010\u2011 ]?(\d{4})$/.exec(written.trim()) ?? [];
  return passesCheck(first + last) ? first + last : null;
}

/** `555-1239`, `5551-2347`. */
export function formatBankgiro(digits: string): string {
  return `${digits.slice(0, -4)}-${digits.slice(-4)}`;
}
