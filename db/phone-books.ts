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

/** Which phonebooks these phones have, in a fixed number of queries. Phones that are retired or not there are absent. */
export async function bookAccessOf(db: Db, phoneIds: readonly string[]): Promise<Map<string, BookAccess>> {
  const phones = await loadPhoneParts(db, phoneIds);
  const [layers, facts] = [await loadSettingLayers(db, phones), await loadBookFacts(db, phones)];
  return new Map(
    phones.map((phone) => {
      const say = resolver(layers(phone));
      const { colleagues, lists } = phonebooksFor(facts(phone), say("phonebook.commonPhones").value);
      const books = [...(colleagues ? [colleaguesKey] : []), ...lists.map(({ id }) => id)];
      return [phone.id, { books, askedAt: say("provisioning.url").value }];
    }),
  );
}

/** The books of `bookAccessOf`; none for a phone that is retired or not there. */
export async function phonebooksOfPhone(db: Db, phoneId: string): Promise<readonly string[]> {
  return (await bookAccessOf(db, [phoneId])).get(phoneId)?.books ?? [];
}
