import { foldText, sortKey } from "../domain/search.ts";

/** What a row is sorted and searched by: written beside it whenever something of it changes. */
export type ListColumns = { readonly sort_key: string; readonly search_text: string };

type Person = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly extension: string | null;
};

export function userListColumns(user: Person, searchWords: readonly string[]): ListColumns {
  const words = [user.firstName, user.lastName, user.email ?? "", user.extension ?? "", ...searchWords];
  return { sort_key: sortKey(user.lastName, user.firstName), search_text: foldText(words.join(" ")) };
}

export function phoneListColumns(phone: { label: string; mac: string; model: string }): ListColumns {
  return { sort_key: sortKey(phone.label, phone.mac), search_text: foldText([phone.label, phone.mac, phone.model].join(" ")) };
}

type Contact = {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  readonly email?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
};

/** A person by last name; a company among them by its name. Also all by company. */
export function contactListColumns(contact: Contact): ListColumns & { readonly company_key: string } {
  const { firstName, lastName, company, title, email = "", note = "", tags = [] } = contact;
  return {
    sort_key: sortKey(lastName || company || firstName, firstName, company),
    company_key: sortKey(company, lastName, firstName),
    search_text: foldText([firstName, lastName, company, title, email, ...tags, note].join(" ")),
  };
}
