import { resolver } from "../domain/compose-settings.ts";
import { phonebooksFor } from "../domain/phonebooks.ts";
import { loadBookFacts } from "./book-facts.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadPhoneParts } from "./plan-source.ts";
import type { Db } from "./types.ts";

/** What the phonebook of everybody in the organisation is called in addresses. */
export const colleaguesKey = "colleagues";

/**
 * The phonebooks that a phone has, by what they are called in its files: `colleagues` and ids of contact lists, in the
 * order in which the phone shows them. None for a phone that is retired or not there.
 */
export async function phonebooksOfPhone(db: Db, phoneId: string): Promise<readonly string[]> {
  const [phone] = await loadPhoneParts(db, [phoneId]);
  if (!phone) return [];
  const [layers, facts] = [await loadSettingLayers(db, [phone]), await loadBookFacts(db, [phone])];
  const common = resolver(layers(phone))("phonebook.commonPhones").value;
  const { colleagues, lists } = phonebooksFor(facts(phone), common);
  return [...(colleagues ? [colleaguesKey] : []), ...lists.map(({ id }) => id)];
}
