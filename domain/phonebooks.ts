import type { CommonPhonebooks } from "./settings.ts";

/** A list as a phone knows it. */
export type BookList = { readonly id: string; readonly name: string };

/** What decides which phonebooks a phone has. */
export type BookFacts = {
  /** The lists that the phone's user is in; null: the phone is nobody's. */
  readonly ofUser: readonly BookList[] | null;
  /** All lists of the organisation, by name. */
  readonly ofOrganisation: readonly (BookList & { readonly forEveryone: boolean })[];
};

/**
 * A phone has the books of its user: the colleagues, and each list that the user is in. What a phone of nobody has (in
 * a lobby, a shared desk) is said by the setting `phonebook.commonPhones`.
 */
export function phonebooksFor(
  { ofUser, ofOrganisation }: BookFacts,
  common: CommonPhonebooks,
): { readonly colleagues: boolean; readonly lists: readonly BookList[] } {
  if (ofUser !== null) return { colleagues: true, lists: ofUser };
  switch (common) {
    case "none":
      return { colleagues: false, lists: [] };
    case "colleagues":
      return { colleagues: true, lists: [] };
    case "everyone":
      return { colleagues: true, lists: ofOrganisation.filter((list) => list.forEveryone) };
    case "all":
      return { colleagues: true, lists: ofOrganisation };
  }
}
