import type { Db } from "./types.ts";

/** An entry of the change log as a live view is told of it: what it says is fetched by those who may see it. */
export type RecentAudit = { readonly id: string; readonly organisationId: string };

/** Entries at or after `since`, oldest first. */
export async function auditSince(db: Db, since: Date, limit: number): Promise<RecentAudit[]> {
  return db("audit")
    .where("at", ">=", since.toISOString())
    .whereNotNull("organisation_id")
    .orderBy(["at", "id"])
    .limit(limit)
    .select<RecentAudit[]>({ id: "id", organisationId: "organisation_id" });
}
