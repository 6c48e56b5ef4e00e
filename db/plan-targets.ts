import type { SourceContact, SourceGroup, SourceKey, SourceUser } from "../domain/compose-plan.ts";
import type { KeyTarget } from "../domain/phone-key.ts";
import { type ContactNumber, contactName, preferredNumber } from "./contacts.ts";
import { oneOf } from "./dialect/dialect.ts";
import { turns } from "./turns.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

type Targets = {
  readonly users: ReadonlyMap<string, SourceUser>;
  readonly groups: ReadonlyMap<string, SourceGroup>;
  readonly contacts: ReadonlyMap<string, SourceContact>;
};

/** Whom the keys follow, each once. */
export async function loadTargets(db: Db, keys: readonly ReadonlyMap<string, readonly SourceKey[]>[]): Promise<Targets> {
  const ids = { user: new Set<string>(), group: new Set<string>(), contact: new Set<string>() };
  const note = (target: KeyTarget | null) => {
    if (target && target.kind !== "number") ids[target.kind].add(target.id);
  };
  for (const byOwner of keys) for (const list of byOwner.values()) for (const key of list) note(key.target);
  const extensions = await loadExtensions(db, [...ids.user], [...ids.group]);
  const turn = turns(db);
  const [users, groups, contacts] = await Promise.all([
    turn(() => loadUsers(db, [...ids.user], extensions)),
    turn(() => loadGroups(db, [...ids.group], extensions)),
    turn(() => loadContacts(db, [...ids.contact])),
  ]);
  return { users, groups, contacts };
}

/** Short numbers by user or group id. */
async function loadExtensions(db: Db, userIds: readonly string[], groupIds: readonly string[]): Promise<Map<string, string>> {
  const rows: { digits: string; user_id: string | null; group_id: string | null }[] = await db("extension")
    .where(oneOf(db, "user_id", userIds))
    .orWhere(oneOf(db, "group_id", groupIds))
    .select("digits", "user_id", "group_id");
  return new Map(rows.map((row) => [row.user_id ?? row.group_id ?? "", row.digits]));
}

async function loadUsers(
  db: Db,
  ids: readonly string[],
  extensions: ReadonlyMap<string, string>,
): Promise<Map<string, SourceUser>> {
  const users: { id: string; first_name: string; last_name: string }[] = await db("users")
    .where(oneOf(db, "id", ids))
    .select("id", "first_name", "last_name");
  const rows: { user_id: string; kind: string; e164: string }[] = await db("user_number")
    .where(oneOf(db, "user_id", ids))
    .select("user_id", "kind", "e164");
  const numbers = new Map(rows.map((row) => [`${row.user_id}/${row.kind}`, row.e164]));
  return new Map(
    users.map((row) => [
      row.id,
      {
        id: row.id,
        name: fullName(row),
        extension: extensions.get(row.id) ?? null,
        primaryNumber: numbers.get(`${row.id}/primary`) ?? null,
        mobileNumber: numbers.get(`${row.id}/mobile`) ?? null,
      },
    ]),
  );
}

async function loadGroups(
  db: Db,
  ids: readonly string[],
  extensions: ReadonlyMap<string, string>,
): Promise<Map<string, SourceGroup>> {
  const rows: { id: string; name: string; e164: string | null }[] = await db("response_group")
    .where(oneOf(db, "id", ids))
    .select("id", "name", "e164");
  return new Map(rows.map((row) => [row.id, { ...row, extension: extensions.get(row.id) ?? null }]));
}

async function loadContacts(db: Db, ids: readonly string[]): Promise<Map<string, SourceContact>> {
  const rows: { id: string; first_name: string; last_name: string; company: string }[] = await db("contact")
    .where(oneOf(db, "id", ids))
    .select("id", "first_name", "last_name", "company");
  const numbers: (ContactNumber & { contact_id: string })[] = await db("contact_number")
    .where(oneOf(db, "contact_id", ids))
    .orderBy("position")
    .select("contact_id", "kind", "number");
  const byContact = Map.groupBy(numbers, (number) => number.contact_id);
  return new Map(
    rows.map((row) => [row.id, { id: row.id, name: contactName(row), number: preferredNumber(byContact.get(row.id) ?? []) }]),
  );
}
