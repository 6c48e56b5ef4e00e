import { listContactLists, listContacts } from "../db/contacts.ts";
import { listResponseGroups } from "../db/response-groups.ts";
import type { Db } from "../db/types.ts";
import type { User } from "../db/users.ts";
import { everyUser } from "./resolve.ts";

export { plainSpaces, uniqueUserName } from "../db/csv/user-name.ts";

/**
 * What keys can follow in an organisation, each by its id with a name that leads back to it.
 *
 * @param userName how a user is named: for people the name, for files what is unique
 */
export async function targetNames(
  db: Db,
  organisationId: string,
  userName: (user: User) => string = (user) => user.name,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const user of await everyUser(db, organisationId)) names.set(user.id, userName(user));
  for (const group of await listResponseGroups(db, organisationId)) names.set(group.id, group.name);
  for (const { id: listId } of await listContactLists(db, organisationId))
    for (const contact of await listContacts(db, { organisationId, listId })) names.set(contact.id, contact.name);
  return names;
}
