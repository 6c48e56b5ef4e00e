import { passesCheck } from "./check-digit.ts";

/**
 * A Swedish organisation number as its ten digits: the third is 2 or more, which tells it from a personal identity number, and
 * the last is a check digit. Written with or without hyphen, or as twelve digits that begin with 16.
 *
 * @returns null when it is none
 */
export function parseOrganisationNumber(written: string): string | null {
  const [, digits = ""] = /^(?:16)?(\d{6}-?\d{4})$/.exec(written.trim()) ?? [];
  const ten = digits.replace("-", "");
  return ten.charAt(2) >= "2" && passesCheck(ten) ? ten : null;
}

/** `202100-5489`. */
export function formatOrganisationNumber(digits: string): string {
  return `${digits.slice(0, 6)}-${digits.slice(6)}`;
}

/** The VAT number of that organisation: `SE202100548901`. */
export function vatNumberOf(organisationNumber: string): string {
  return `SE${organisationNumber}01`;
}

/** The organisation number in a Swedish VAT number, blanks and hyphens left out. Null when it is none. */
export function parseVatNumber(written: string): string | null {
  const [, digits = ""] = /^SE(\d{10})01$/i.exec(written.replace(/[\s-]/g, "")) ?? [];
  return parseOrganisationNumber(digits);
}
