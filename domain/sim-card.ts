import { passesCheck } from "./check-digit.ts";

export const simForms = ["physical", "esim"] as const;
export type SimForm = (typeof simForms)[number];

/** `main` and `twin` share a number; `data` has no calls. */
export const simRoles = ["main", "twin", "data"] as const;
export type SimRole = (typeof simRoles)[number];

export const simStates = ["ordered", "inactive", "active", "blocked", "replaced", "terminated"] as const;
export type SimState = (typeof simStates)[number];

export const blockReasons = ["lost", "stolen", "paused"] as const;
export type BlockReason = (typeof blockReasons)[number];

/** Who asks for something with a card: the person who has it, an administrator, operator staff. */
export type SimAsker = "user" | "administrator" | "operator";

/** A card that is lost or stolen may be in somebody's hand: only the operator's staff opens it again (P4). */
export function mayUnblock(reason: BlockReason, asker: SimAsker): boolean {
  return asker === "operator" || (asker === "administrator" && reason === "paused");
}

/**
 * The number printed on a card: 19 or 20 digits with a check digit (ITU-T E.118), beginning 89. Blanks and dashes between
 * them are as people copy it.
 *
 * @returns the digits; null when it is none
 */
export function parseIccid(written: string): string | null {
  const digits = written.replace(/[\s\u00a0-]/g, "");
  return /^89\d{17,18}$/.test(digits) && passesCheck(digits) ? digits : null;
}

/** 15 digits (E.212), of Swedish operators beginning 240. @returns null when it is none */
export function parseImsi(written: string): string | null {
  const digits = written.replace(/[\s\u00a0-]/g, "");
  return /^240\d{12}$/.test(digits) ? digits : null;
}

/** `8946 0701 …`: in fours, as it is read aloud. */
export function spacedIccid(iccid: string): string {
  return iccid.replace(/(\d{4})(?=\d)/g, "$1\u00a0");
}

/** The last digits, by which people tell their cards apart. */
export function shortIccid(iccid: string): string {
  return `…${iccid.slice(-4)}`;
}

/** A code that is shown goes away by itself after this long (P3). Seconds. */
export const codesShownSeconds = 30;
/** How fresh the password must be. Minutes. */
export const proofMinutes = 5;
