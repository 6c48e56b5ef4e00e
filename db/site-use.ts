import type { Db } from "./types.ts";

/** How many phones stand at each site of the organisation. */
export async function siteUse(db: Db, organisationId: string): Promise<ReadonlyMap<string, number>> {
  const rows: { site_id: string; count: number | string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .whereNotNull("site_id")
    .groupBy("site_id")
    .select("site_id")
    .count({ count: "*" });
  return new Map(rows.map((row) => [row.site_id, Number(row.count)]));
}
