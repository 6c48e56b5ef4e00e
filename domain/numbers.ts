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

/**
 * Any written form of one number. Swedish without country code begins with 0; a local number without area code is
 * not guessed. Source: the Swedish numbering plan (PTS) as tabled in `number-tables.ts`.
 *
 * @returns null when it is no valid number
 */
export declare function parseNumber(written: string): PhoneNumber | null;

/** National written form with a no-break space inside: `036-30 55 25`; short `113 13`; foreign in international form. */
export declare function displayNumber(canonical: string): string;

/** International written form: `+46 36 30 55 25`. */
export declare function displayInternational(canonical: string): string;

/** As dialled nationally: `036305525`; foreign with 00; short as it is. */
export declare function nationalDigits(canonical: string): string;
