import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Phones of one model that run the same and want the same. */
export type FirmwareGroup = {
  readonly vendor: VendorId;
  readonly model: string;
  /** What they say they run; null: nothing yet. */
  readonly runs: string | null;
  /** What they should run; null: whatever they have, or their files have not been made yet. */
  readonly wants: string | null;
  readonly phones: number;
};

/** Phones in service by model, what they run and want; one query. @param organisationIds null: of all organisations */
export async function countFirmware(db: Db, organisationIds: readonly string[] | null): Promise<FirmwareGroup[]> {
  const query = db("phone as p")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .leftJoin("phone_wanted as w", "w.phone_id", "p.id")
    .whereIn("p.state", ["claimed", "bound"])
    .whereNotNull("p.model")
    .groupBy("p.vendor", "p.model", "c.firmware", "w.firmware")
    .orderBy(["p.vendor", "p.model"])
    .select({ vendor: "p.vendor", model: "p.model", runs: "c.firmware", wants: "w.firmware", phones: db.raw("count(*)") });
  if (organisationIds !== null) query.where(oneOf(db, "p.organisation_id", organisationIds));
  const rows: readonly (Omit<FirmwareGroup, "phones"> & { phones: number | string })[] = await query;
  return rows.map((row) => ({ ...row, phones: Number(row.phones) }));
}
