import type { NumberKind } from "./numbers.ts";

/**
 * The Swedish numbering plan as data (PTS, "Beskrivning av telefoninummerplanen"; lengths as in the metadata of
 * libphonenumber for SE). Prefixes are written without the trunk zero.
 */

export const oneDigitAreaCodes: readonly string[] = ["8"];

export const twoDigitAreaCodes: readonly string[] = "11 13 16 18 19 21 23 26 31 33 35 36 40 42 44 46 54 60 63 90".split(" ");

/** First two digits, then the third digits that exist: 243 codes. */
const threeDigit: Readonly<Record<string, string>> = {
  "12": "01235",
  "14": "01234",
  "15": "01256789",
  "17": "13456",
  "22": "01234567",
  "24": "013678",
  "25": "0138",
  "27": "018",
  "28": "01",
  "29": "0123457",
  "30": "01234",
  "32": "0125",
  "34": "056",
  "37": "012",
  "38": "0123",
  "39": "023",
  "41": "01345678",
  "43": "0135",
  "45": "145679",
  "47": "01246789",
  "48": "0156",
  "49": "012345689",
  "50": "0123456",
  "51": "012345",
  "52": "01234568",
  "53": "01234",
  "55": "012345",
  "56": "0345",
  "57": "013",
  "58": "012345679",
  "59": "01",
  "61": "123",
  "62": "01234",
  "64": "023457",
  "65": "01237",
  "66": "0123",
  "67": "012",
  "68": "0247",
  "69": "012356",
  "91": "01234568",
  "92": "0123456789",
  "93": "02345",
  "94": "0123",
  "95": "01234",
  "96": "01",
  "97": "0135678",
  "98": "01",
};

export const threeDigitAreaCodes: readonly string[] = Object.entries(threeDigit).flatMap(([start, thirds]) =>
  [...thirds].map((third) => start + third),
);

/** A series: its prefix, how many digits follow, and which of them may come first. */
export type Series = {
  readonly prefix: string;
  readonly kind: NumberKind;
  readonly shortest: number;
  readonly longest: number;
  readonly first: string;
};

const any = "0123456789";
const series = (prefixes: string, kind: NumberKind, shortest: number, longest: number, first: string = any): Series[] =>
  prefixes.split(" ").map((prefix) => ({ prefix, kind, shortest, longest, first }));

/** By prefix; the longest prefix that fits decides. What is not here does not exist (071 machines, 078 internal). */
export const seriesByPrefix: ReadonlyMap<string, Series> = new Map(
  [
    ...series("10", "nationwide", 7, 7, "12345678"),
    ...series("20", "freephone", 4, 7),
    ...series("70 72 73 76 79", "mobile", 7, 7),
    ...series("74", "pager", 7, 7, "023456789"),
    ...series("75", "personal", 7, 7, "12345678"),
    ...series("770 771 772 773 774 775 776 777", "sharedCost", 6, 6),
    ...series("900 939 944", "premium", 4, 7, "12345678"),
    ...series("99", "premium", 5, 8),
    ...series(oneDigitAreaCodes.join(" "), "geographic", 6, 8),
    ...series(twoDigitAreaCodes.join(" "), "geographic", 5, 7),
    ...series(threeDigitAreaCodes.join(" "), "geographic", 5, 6),
  ].map((one) => [one.prefix, one]),
);

/** Numbers without area code and without E.164 form, and how they are grouped. */
export const shortNumbers: readonly { readonly pattern: RegExp; readonly groups: readonly number[] }[] = [
  { pattern: /^112$/, groups: [3] },
  { pattern: /^1177$/, groups: [4] },
  { pattern: /^11[34]\d\d$/, groups: [3, 2] },
  { pattern: /^11[68]\d{3}$/, groups: [3, 3] },
  { pattern: /^90\d{3}$/, groups: [2, 3] },
];

/** Which kinds a field takes. Premium numbers in contacts and keys are allowed, with a warning by the edge. */
export const kindsByField = {
  primaryNumber: ["geographic", "nationwide"],
  mobile: ["mobile"],
  externalMobile: ["mobile", "foreign"],
  responseGroup: ["geographic", "nationwide", "mobile", "freephone", "sharedCost"],
  contact: ["geographic", "nationwide", "mobile", "freephone", "sharedCost", "premium", "personal", "pager", "short", "foreign"],
} as const satisfies Record<string, readonly NumberKind[]>;
export type NumberField = keyof typeof kindsByField;
