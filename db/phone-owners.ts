import type { Db } from "./types.ts";

/** Whose those phones are; phones of nobody are not in it. */
export async function phoneOwners(db: Db, phoneIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (phoneIds.length === 0) return new Map();
  const rows: { id: string; user_id: string }[] = await db("phone")
    .whereIn("id", phoneIds)
    .whereNotNull("user_id")
    .select("id", "user_id");
  return new Map(rows.map(({ id, user_id: userId }) => [id, userId]));
}
