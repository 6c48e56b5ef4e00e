import { resolver } from "../domain/compose-settings.ts";
import { phonebooksFor } from "../domain/phonebooks.ts";
import { loadBookFacts } from "./book-facts.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadPhoneParts } from "./plan-source.ts";
import type { Db } from "./types.ts";

/** What the phonebook of everybody in the organisation is called in addresses. */
export const colleaguesKey = "colleagues";

export type BookAccess = {
  /** What the phone's books are called in its files, in the order in which it shows them: `colleagues`, ids of contact lists. */
  readonly books: readonly string[];
  /** Where the phone has been told to ask (setting `provisioning.url`); empty: the server's public address. */
  readonly askedAt: string;
};

/** Which phonebooks a phone has; null for a phone that is retired or not there. */
export async function bookAccessOf(db: Db, phoneId: string): Promise<BookAccess | null> {
  const [phone] = await loadPhoneParts(db, [phoneId]);
  if (!phone) return null;
  const [layers, facts] = [await loadSettingLayers(db, [phone]), await loadBookFacts(db, [phone])];
  const say = resolver(layers(phone));
  const { colleagues, lists } = phonebooksFor(facts(phone), say("phonebook.commonPhones").value);
  const books = [...(colleagues ? [colleaguesKey] : []), ...lists.map(({ id }) => id)];
  return { books, askedAt: say("provisioning.url").value };
}

/** The books of `bookAccessOf`; none for a phone that is retired or not there. */
export async function phonebooksOfPhone(db: Db, phoneId: string): Promise<readonly string[]> {
  return (await bookAccessOf(db, phoneId))?.books ?? [];
}
