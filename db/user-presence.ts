import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Subscriptions of the organisation that have these numbers now, by number. */
export async function subscriptionsOf(
  db: Db,
  organisationId: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map();
  const rows: { id: string; e164: string }[] = await db("subscription")
    .where("organisation_id", organisationId)
    .whereNot("state", "terminated")
    .where(oneOf(db, "e164", [...new Set(numbers)]))
    .select("id", "e164");
  return new Map(rows.map(({ id, e164 }) => [e164, id]));
}

/** Which of these are still people of the organisation. */
export async function presentUsers(db: Db, organisationId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await db("users")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "id", [...new Set(ids)]))
    .select("id");
  return new Set(rows.map(({ id }) => id));
}
