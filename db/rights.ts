import { type Access, type Administrator, keepAnAdministrator, type Right, rights } from "../domain/rights.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** What one person may do: the set, and for operators the organisations, null standing for all of them. */
export type Granted = { readonly rights: readonly Right[]; readonly operates: Access["operates"] };

/** By user id; who has none stands there with an empty set. Two queries for any number of people. */
export async function loadRights(db: Db, userIds: readonly string[]): Promise<Map<string, Granted>> {
  const rows: { user_id: string; right_name: Right }[] = await db("user_right").where(oneOf(db, "user_id", userIds));
  const operated: { user_id: string; organisation_id: string | null }[] = await db("operated_organisation")
    .where(oneOf(db, "user_id", userIds))
    .orderBy("organisation_id");
  const own = Map.groupBy(rows, (row) => row.user_id);
  const scopes = Map.groupBy(operated, (row) => row.user_id);
  return new Map(
    userIds.map((id) => {
      const has = new Set((own.get(id) ?? []).map((row) => row.right_name));
      return [id, { rights: rights.filter((right) => has.has(right)), operates: operatesOf(scopes.get(id) ?? []) }];
    }),
  );
}

function operatesOf(rows: readonly { organisation_id: string | null }[]): Access["operates"] {
  const ids = rows.map((row) => row.organisation_id);
  return ids.includes(null) ? "all" : ids.filter((id) => id !== null);
}

/** Replaces what the person may do. Call inside `change`, with the audit entry beside it. @throws DomainError `last_administrator` */
export async function writeRights(trx: Db, person: { id: string; organisationId: string }, granted: Granted): Promise<void> {
  const { id, organisationId } = person;
  if (!granted.rights.includes("administrator")) await keepAdministrators(trx, organisationId, id);
  await trx("user_right").where("user_id", id).delete();
  await trx("operated_organisation").where("user_id", id).delete();
  const rows = [...new Set(granted.rights)].map((right) => ({ user_id: id, right_name: right }));
  if (rows.length > 0) await trx("user_right").insert(rows);
  const operated = granted.operates === "all" ? [null] : [...new Set(granted.operates)];
  if (operated.length > 0) {
    await trx("operated_organisation").insert(operated.map((one) => ({ user_id: id, organisation_id: one })));
  }
}

/** Before a person loses the right, is deactivated or deleted. @throws DomainError `last_administrator` */
export async function keepAdministrators(trx: Db, organisationId: string, id: string): Promise<void> {
  keepAnAdministrator(id, await listAdministrators(trx, organisationId));
}

/** A person who will be deactivated counts as no longer active. */
export async function listAdministrators(db: Db, organisationId: string): Promise<Administrator[]> {
  const rows = await db("user_right as r")
    .join("users as u", "u.id", "r.user_id")
    .where({ "r.right_name": "administrator", "u.organisation_id": organisationId })
    .orderBy("u.id")
    .select<{ id: string; deactivate_on: string | null; deactivated_at: string | null }[]>([
      "u.id",
      "u.deactivate_on",
      "u.deactivated_at",
    ]);
  return rows.map((row) => ({ id: row.id, active: row.deactivate_on === null && row.deactivated_at === null }));
}
