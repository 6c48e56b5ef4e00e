import type { BookWords } from "../templates/contract.ts";

/** What a phonebook's pages say on the phone. */
const words: Readonly<Record<"sv" | "en", BookWords>> = {
  sv: { search: "Sök", more: "Fler", none: "Inga träffar" },
  en: { search: "Search", more: "More", none: "No matches" },
};

/** @param language of the organisation: `sv`, `en-GB` … */
export function bookWords(language: string): BookWords {
  return language === "sv" || language.startsWith("sv-") ? words.sv : words.en;
}
