import { oneOf, textsOf } from "./dialect/dialect.ts";
import { type PhoneSelection, saidTo } from "./revisions.ts";
import type { Db } from "./types.ts";

/** A list that somebody is in. */
export type ListOfUser = { readonly id: string; readonly name: string };

/** The active users in each of these lists, by list and then by id. A list without any is not in the answer. One query. */
export async function membersOf(db: Db, listIds: readonly string[]): Promise<Map<string, string[]>> {
  if (listIds.length === 0) return new Map();
  const rows: { list_id: string; user_id: string }[] = await db("contact_list_member as m")
    .join("users as u", "u.id", "m.user_id")
    .where(oneOf(db, "m.list_id", listIds))
    .whereNull("u.deactivated_at")
    .orderBy(["m.list_id", "m.user_id"])
    .select("m.list_id", "m.user_id");
  const byList = Map.groupBy(rows, (row) => row.list_id);
  return new Map([...byList].map(([list, members]) => [list, members.map((one) => one.user_id)]));
}

/** The lists of each of these users, by name. A user without any, and one who is deactivated, is not in the answer. One query. */
export async function listsOfUsers(db: Db, userIds: readonly string[]): Promise<Map<string, ListOfUser[]>> {
  if (userIds.length === 0) return new Map();
  const rows: (ListOfUser & { user_id: string })[] = await db("contact_list_member as m")
    .join("contact_list as l", "l.id", "m.list_id")
    .join("users as u", "u.id", "m.user_id")
    .where(oneOf(db, "m.user_id", userIds))
    .whereNull("u.deactivated_at")
    .orderBy(["l.name", "l.id"])
    .select("m.user_id", "l.id", "l.name");
  const byUser = Map.groupBy(rows, (row) => row.user_id);
  return new Map([...byUser].map(([user, lists]) => [user, lists.map(({ id, name }) => ({ id, name }))]));
}

/** The lists that one user is in, by name; none for one who is deactivated. */
export async function listsOfUser(db: Db, userId: string): Promise<ListOfUser[]> {
  return (await listsOfUsers(db, [userId])).get(userId) ?? [];
}

/** Phones that show the list as a phonebook: those of its members, and phones of nobody that are to have it. */
export function phonesWithList(trx: Db, listId: string): PhoneSelection {
  return phonesWithLists(trx, [listId]);
}

/** As `phonesWithList`, for any number of lists. */
function phonesWithLists(trx: Db, listIds: readonly string[]): PhoneSelection {
  const ids = JSON.stringify(listIds);
  const said = `coalesce(${saidTo("phonebook.commonPhones")}, '"everyone"')`;
  return trx.raw(
    `select p.id from phone p join contact_list_member m on m.user_id = p.user_id where m.list_id in (${textsOf(trx)})
     union select p.id from phone p join contact_list l on l.organisation_id = p.organisation_id
     where l.id in (${textsOf(trx)}) and p.user_id is null and p.state <> 'retired'
     and (${said} = '"all"' or (${said} = '"everyone"' and l.for_everyone = ?))`,
    [ids, ids, true],
  );
}

const joining = `insert into contact_list_member (list_id, user_id)
  select l.id, u.id from contact_list l join users u on u.organisation_id = l.organisation_id
  where l.for_everyone = ? and u.deactivated_at is null
  and not exists (select 1 from contact_list_member m where m.list_id = l.id and m.user_id = u.id)`;

/** Whoever is new is in every list for everyone. Inside `change`; whoever gives them a phone raises it. */
export async function joinListsForEveryone(trx: Db, userIds: readonly string[]): Promise<void> {
  if (userIds.length > 0) await trx.raw(`${joining} and u.id in (${textsOf(trx)})`, [true, JSON.stringify(userIds)]);
}

/** Everybody who is active is in a list that is for everyone. Inside `change`; its phones are raised by the caller. */
export async function fillListForEveryone(trx: Db, listId: string): Promise<void> {
  await trx.raw(`${joining} and l.id = ?`, [true, listId]);
}

/**
 * Exactly these of the organisation's active users are in the list; whoever is not there any more is left out. Inside
 * `change`; audit and phones are the caller's.
 */
export async function writeMembers(
  trx: Db,
  of: { readonly organisationId: string; readonly listId: string; readonly userIds: readonly string[] },
): Promise<void> {
  await trx("contact_list_member").where("list_id", of.listId).delete();
  await trx.raw(
    `insert into contact_list_member (list_id, user_id) select cast(? as text), u.id from users u
     where u.organisation_id = ? and u.deactivated_at is null and u.id in (${textsOf(trx)})`,
    [of.listId, of.organisationId, JSON.stringify(of.userIds)],
  );
}

/** A person comes back into the lists that are still there, and into no others. Inside `change`; audit and phones are the caller's. */
export async function setListsAsTheyWere(
  trx: Db,
  of: { readonly organisationId: string; readonly userId: string; readonly contactLists: readonly string[] },
): Promise<void> {
  await trx("contact_list_member").where("user_id", of.userId).delete();
  await trx.raw(
    `insert into contact_list_member (list_id, user_id) select l.id, cast(? as text) from contact_list l
     where l.organisation_id = ? and l.id in (${textsOf(trx)})`,
    [of.userId, of.organisationId, JSON.stringify(of.contactLists)],
  );
}
