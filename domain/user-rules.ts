import type { MobileProfile } from "./diversion-effect.ts";
import { addDays, isLocalDate, startOfDay, wallClock } from "./local-time.ts";
import { parseNumber } from "./numbers.ts";
import type { Problem } from "./problem.ts";

/** Whose network the fixed number is in: the provider's own, or an operator whose subscriptions are connected. */
export const fixedOperators = ["own", "telia", "telenor", "tele2", "tre"] as const;
export type FixedOperator = (typeof fixedOperators)[number];

/**
 * The number that outgoing calls are charged to, in +46 form; null: none. Derived, never typed (the provider's help on
 * billing ids): a Mex mobile for the provider's own and for Tre, else the fixed number, and nothing for Tre without one.
 */
export function billingId(operator: FixedOperator, primaryNumber: string | null, mexNumber: string | null): string | null {
  if (operator === "own") return mexNumber ?? primaryNumber;
  return operator === "tre" ? mexNumber : primaryNumber;
}

export type UserNumbers = {
  readonly primary: string | null;
  readonly mobile: { readonly e164: string; readonly profile: MobileProfile } | null;
  readonly secondary: string | null;
};

/** The Mex number, or null. */
export function mexNumber(numbers: UserNumbers): string | null {
  return numbers.mobile?.profile === "mex" ? numbers.mobile.e164 : null;
}

/** A Mex mobile is the secondary number too: it comes to that place and leaves it with its profile. */
export function withMobile(numbers: UserNumbers, mobile: UserNumbers["mobile"]): UserNumbers {
  if (mobile?.profile === "mex") return { ...numbers, mobile, secondary: mobile.e164 };
  return { ...numbers, mobile, secondary: mexNumber(numbers) === null ? numbers.secondary : null };
}

/** A secondary number that somebody edits by itself: refused while it belongs to a Mex mobile. */
export function secondaryProblem(numbers: UserNumbers, secondary: string | null): Problem | null {
  const mex = mexNumber(numbers);
  return mex === null || secondary === mex ? null : { field: "secondaryNumber", code: "secondary_follows_mobile" };
}

export const mostSearchWords = 20;
export const mostSearchWordCharacters = 40;

/** Search words as they are kept: blanks evened out, empty ones and repetitions (in any case) left out, order kept. */
export function tidySearchWords(words: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const word of words) {
    const tidy = word.normalize("NFC").replace(/\s+/g, " ").trim();
    if (tidy !== "" && !byFold.has(tidy.toLowerCase())) byFold.set(tidy.toLowerCase(), tidy);
  }
  return [...byFold.values()];
}

export function searchWordsProblem(words: readonly string[]): Problem | null {
  const tidy = tidySearchWords(words);
  const fits = tidy.length <= mostSearchWords && tidy.every((word) => [...word].length <= mostSearchWordCharacters);
  const detail = { words: mostSearchWords, length: mostSearchWordCharacters };
  return fits ? null : { field: "searchWords", code: "search_words_invalid", detail };
}

/** The instant from which a user is deactivated: the first of that date. The day before is the last with service. */
export function deactivationInstant(date: string, zone: string): Date {
  return startOfDay(date, zone);
}

export function lastDayOfService(date: string): string {
  return addDays(date, -1);
}

/** Null when a user may be deactivated on that date; today is at once, and to be confirmed. */
export function deactivationProblem(date: string, now: Date, zone: string): Problem | null {
  const field = "deactivateOn";
  if (!isLocalDate(date)) return { field, code: "date_invalid", detail: { date } };
  return date < wallClock(now, zone).date ? { field, code: "deactivation_date_past" } : null;
}

/** Deactivated, or the date has come – also when no job has run yet. */
export function isDeactivated(
  user: { readonly deactivated: boolean; readonly deactivateOn: string | null },
  now: Date,
  zone: string,
): boolean {
  return user.deactivated || (user.deactivateOn !== null && user.deactivateOn <= wallClock(now, zone).date);
}

const mostNameCharacters = 100;

/** Names have 1 to 100 characters; blanks around them do not count. */
export function nameProblem(field: string, name: string): Problem | null {
  const length = [...name.trim()].length;
  return length >= 1 && length <= mostNameCharacters
    ? null
    : { field, code: "name_invalid", detail: { most: mostNameCharacters } };
}

/** A custom user name as it is kept: without blanks around it, in lower case. */
export function tidyUsername(username: string): string {
  return username.normalize("NFC").trim().toLowerCase();
}

/**
 * A custom user name is never mistaken for anybody's telephone number: it is the own primary number, or has a letter.
 *
 * @param username tidied
 */
export function usernameProblem(username: string, primaryNumber: string | null): Problem | null {
  const number = parseNumber(username);
  if (number && number.canonical === primaryNumber) return null;
  const fits = /^[a-z0-9._@+-]{3,64}$/.test(username) && /[a-z]/.test(username);
  return fits ? null : { field: "username", code: "username_invalid" };
}
