import type { Db } from "./types.ts";

/** A phone's request as a live view shows it. */
export type RecentRequest = {
  readonly id: string;
  readonly at: string;
  readonly phoneId: string;
  readonly organisationId: string;
  readonly wants: string;
  readonly decision: string;
  readonly status: number;
  readonly bytes: number;
};

/** Requests of known phones at or after `since`, oldest first. */
export async function requestsSince(db: Db, since: Date, limit: number): Promise<RecentRequest[]> {
  return db("journal")
    .where("at", ">=", since.toISOString())
    .whereNotNull("phone_id")
    .whereNotNull("organisation_id")
    .orderBy(["at", "id"])
    .limit(limit)
    .select<RecentRequest[]>({
      ...{ id: "id", at: "at", phoneId: "phone_id", organisationId: "organisation_id" },
      ...{ wants: "wants", decision: "decision", status: "status", bytes: "bytes" },
    });
}
