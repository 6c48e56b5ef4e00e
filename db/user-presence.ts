import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Which of these are still people of the organisation. */
export async function presentUsers(db: Db, organisationId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await db("users")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "id", [...new Set(ids)]))
    .select("id");
  return new Set(rows.map(({ id }) => id));
}
