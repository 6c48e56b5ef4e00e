import type { BookFacts } from "../domain/phonebooks.ts";
import { listsOfUsers } from "./contact-members.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

type Phone = { readonly organisation_id: string; readonly user_id: string | null };

/** What decides which phonebooks these phones have; two queries for any number of phones. */
export async function loadBookFacts(db: Db, phones: readonly Phone[]): Promise<(phone: Phone) => BookFacts> {
  const userIds = [...new Set(phones.flatMap(({ user_id: id }) => (id === null ? [] : [id])))];
  const common = [...new Set(phones.filter(({ user_id: id }) => id === null).map((phone) => phone.organisation_id))];
  const ofUsers = await listsOfUsers(db, userIds);
  const ofOrganisations = await listsOf(db, common);
  return ({ organisation_id: organisationId, user_id: userId }) => ({
    ofUser: userId === null ? null : (ofUsers.get(userId) ?? []),
    ofOrganisation: ofOrganisations.get(organisationId) ?? [],
  });
}

type ListRow = { id: string; name: string; organisation_id: string; for_everyone: boolean | number };

async function listsOf(db: Db, organisationIds: readonly string[]): Promise<Map<string, BookFacts["ofOrganisation"]>> {
  if (organisationIds.length === 0) return new Map();
  const rows: ListRow[] = await db("contact_list")
    .where(oneOf(db, "organisation_id", organisationIds))
    .orderBy(["name", "id"])
    .select("id", "name", "organisation_id", "for_everyone");
  const byOrganisation = Map.groupBy(rows, (row) => row.organisation_id);
  return new Map(
    [...byOrganisation].map(([id, lists]) => [
      id,
      lists.map((list) => ({ id: list.id, name: list.name, forEveryone: Boolean(list.for_everyone) })),
    ]),
  );
}
