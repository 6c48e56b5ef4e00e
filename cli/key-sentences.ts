import type { Sentence } from "./sentence.ts";

/** What is wrong with a key (`keyProblem` of `domain/key-rules.ts`), as a sentence that says what to do. */
export const keySentences = {
  target_missing: {
    en: "A {kind} key must follow somebody or something: {targets}. Key {place} is as it was.",
    sv: "En {kind}-knapp måste följa någon eller något: {targets}. Knappen {place} är som förut.",
  },
  target_refused: {
    en: "A {kind} key cannot follow that[; it takes {targets}]. Key {place} is as it was.",
    sv: "En {kind}-knapp kan inte följa det[; den tar {targets}]. Knappen {place} är som förut.",
  },
  value_missing: {
    en: "A {kind} key needs a value: a web address for url, digits for dtmf. Key {place} is as it was.",
    sv: "En {kind}-knapp behöver ett värde: en webbadress för url, siffror för dtmf. Knappen {place} är som förut.",
  },
  value_refused: {
    en: "The value does not fit a {kind} key: url takes http: and https: addresses, dtmf 0-9 * # A-D and commas, the others a code. Key {place} is as it was.",
    sv: "Värdet passar inte en {kind}-knapp: url tar http:- och https:-adresser, dtmf 0-9 * # A-D och komman, de andra en kod. Knappen {place} är som förut.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export function isKeyProblem(value: unknown): value is keyof typeof keySentences {
  return typeof value === "string" && Object.hasOwn(keySentences, value);
}
