import { changeMembers } from "../../db/contact-member-changes.ts";
import { contactNumberKinds, createContact, createContactList } from "../../db/contacts.ts";
import { contactLists, type DemoContact } from "./contacts.ts";
import type { Seed } from "./seed.ts";
import { idOf } from "./seed-phones.ts";

/** Lists with their contacts and who sees them. @returns the contacts' ids by name */
export async function seedContacts(
  { db, organisationId, actor, times }: Seed,
  users: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const now = times.before(44, "10:10");
  for (const { name, members, contacts } of contactLists) {
    const list = await createContactList(db, { organisationId, name, forEveryone: members === null }, actor, now);
    const people = (members ?? []).map((extension) => idOf(users, extension));
    await changeMembers(db, { organisationId, listId: list.id, in: people, out: [] }, actor, now);
    for (const contact of contacts) {
      const made = await createContact(db, { organisationId, listId: list.id, ...inputOf(contact) }, actor, now);
      ids.set(made.name, made.id);
    }
  }
  return ids;
}

function inputOf({
  firstName = "",
  lastName = "",
  company = "",
  title = "",
  email = "",
  note = "",
  tags = [],
  ...said
}: DemoContact) {
  const numbers = contactNumberKinds.flatMap((kind) => {
    const number = said[kind];
    return number === undefined ? [] : [{ kind, number }];
  });
  return { firstName, lastName, company, title, email, note, tags: [...tags], numbers };
}
