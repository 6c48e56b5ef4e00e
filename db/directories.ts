import { dialNumber, dialString } from "../domain/dialling.ts";
import { colleaguesTitle } from "../domain/key-labels.ts";
import type { DialForm } from "../domain/settings.ts";
import { contactName, findContactList } from "./contacts.ts";
import { dialFormOf } from "./followers.ts";
import { findOrganisation, type Organisation } from "./organisations.ts";
import { colleaguesKey } from "./phone-books.ts";
import type { Db } from "./types.ts";
import { listUsers } from "./users.ts";

/** The same shape as `templates/contract.ts` names it. */
export type DirectoryContent = {
  readonly key: string;
  readonly title: string;
  readonly entries: readonly {
    readonly name: string;
    readonly numbers: readonly { readonly kind: "work" | "mobile" | "other"; readonly number: string }[];
  }[];
};

/** A phonebook and the language of those who read it. */
export type Directory = DirectoryContent & { readonly language: string };

/**
 * A phonebook: key `colleagues` or a contact list's id. Numbers as the exchange takes them, people by name. Null: no such book here.
 */
export async function loadDirectory(db: Db, organisationId: string, key: string): Promise<Directory | null> {
  const organisation = await findOrganisation(db, { id: organisationId });
  if (!organisation) return null;
  const form = await dialFormOf(db, organisationId);
  if (key === colleaguesKey) return colleagues(db, organisation, form);
  const list = await findContactList(db, { organisationId, id: key });
  if (!list) return null;
  const entries = await contactEntries(db, key, form);
  return { key, title: list.name, language: organisation.language, entries: byName(entries, organisation.language) };
}

type ContactPart = {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly company: string;
  readonly kind: "work" | "mobile" | "other";
  readonly number: string;
};

/** One query, of what a phone shows and nothing else: a list may have ten thousand contacts. */
async function contactEntries(db: Db, listId: string, form: DialForm): Promise<DirectoryContent["entries"]> {
  const rows: ContactPart[] = await db("contact as c")
    .join("contact_number as n", "n.contact_id", "c.id")
    .where("c.list_id", listId)
    .orderBy(["c.id", "n.position"])
    .select("c.id", "c.first_name", "c.last_name", "c.company", "n.kind", "n.number");
  const entries: { name: string; numbers: { kind: ContactPart["kind"]; number: string }[] }[] = [];
  let last = "";
  for (const row of rows) {
    const number = { kind: row.kind, number: dialNumber(row.number, form) };
    if (row.id === last) entries.at(-1)?.numbers.push(number);
    else entries.push({ name: contactName(row), numbers: [number] });
    last = row.id;
  }
  return entries;
}

async function colleagues(db: Db, organisation: Organisation, form: DialForm): Promise<Directory> {
  const users = await listUsers(db, { organisationId: organisation.id, active: true, limit: Number.MAX_SAFE_INTEGER });
  const entries = users.map((user) => {
    const number = (kind: string) => user.numbers.find((one) => one.kind === kind)?.e164 ?? null;
    const [primary, mobile] = [number("primary"), number("mobile")];
    const work = dialString({ extension: user.extension, numbers: [primary] }, form);
    const numbers = [
      ...(work === null ? [] : [{ kind: "work" as const, number: work }]),
      ...(mobile === null ? [] : [{ kind: "mobile" as const, number: dialNumber(mobile, form) }]),
    ];
    return { name: user.name, numbers };
  });
  const reachable = entries.filter((entry) => entry.numbers.length > 0);
  const title = colleaguesTitle(organisation.language);
  return { key: colleaguesKey, title, language: organisation.language, entries: byName(reachable, organisation.language) };
}

function byName<T extends { readonly name: string }>(entries: readonly T[], language: string): T[] {
  const collator = new Intl.Collator(language);
  return [...entries].sort((a, b) => collator.compare(a.name, b.name));
}
