import { tidySearchWords } from "./user-rules.ts";

/** What the numbers of a contact are called, in the order in which a key dials them. */
export const contactNumberKinds = ["work", "mobile", "other"] as const;
export type ContactNumberKind = (typeof contactNumberKinds)[number];
export type ContactNumber = {
  readonly kind: ContactNumberKind;
  /** E.164, or a short number as it is dialled. */
  readonly number: string;
};

/** What a contact says of itself. */
export type ContactContent = {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  /** Empty: none. */
  readonly email: string;
  /** Of several lines. */
  readonly note: string;
  readonly tags: readonly string[];
  readonly numbers: readonly ContactNumber[];
};

/** How much a contact holds. */
export const contactLimits = { text: 100, email: 254, note: 2000, numbers: 10, tags: 20, tag: 40 } as const;

type Named = { readonly firstName: string; readonly lastName: string; readonly company: string };

/** What a key, a phonebook or a list shows: the person's name, else the company. */
export function contactName({ firstName, lastName, company }: Named): string {
  return [firstName, lastName].filter(Boolean).join(" ") || company;
}

/** A contact says who it is, by name or by company. */
export function hasName({ firstName, lastName, company }: Named): boolean {
  return firstName !== "" || lastName !== "" || company !== "";
}

/** The number that a key dials: the work number before the mobile before any other. */
export function preferredNumber(
  numbers: readonly { readonly kind: ContactNumberKind; readonly number: string }[],
): string | null {
  const inOrder = [...numbers].sort((a, b) => contactNumberKinds.indexOf(a.kind) - contactNumberKinds.indexOf(b.kind));
  return inOrder[0]?.number ?? null;
}

/** Tags as they are kept: on one line, blanks evened out, no empty ones and no repetitions in any case, in their order. */
export const tidyTags = tidySearchWords;

/** Text of several lines as it is kept: line breaks as `\n`, other control characters as a blank, none at the ends. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n]+/gu, " ")
    .trim();
}
