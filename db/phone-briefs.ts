import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";
import { fullName } from "./users.ts";

/** As much of a phone as a line about it says. */
export type PhoneBrief = {
  readonly id: string;
  readonly mac: string;
  readonly label: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly lastContactAt: string | null;
};

/** Those of the organisation that are not retired, by MAC. One query. */
export async function findPhonesByMac(
  db: Db,
  by: { readonly organisationId: string; readonly macs: readonly string[] },
): Promise<ReadonlyMap<string, PhoneBrief>> {
  if (by.macs.length === 0) return new Map();
  type Row = Omit<PhoneBrief, "userName"> & { firstName: string | null; lastName: string | null };
  const rows: Row[] = await db("phone as p")
    .leftJoin("users as u", "u.id", "p.user_id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .where("p.organisation_id", by.organisationId)
    .where(oneOf(db, "p.mac", by.macs))
    .whereRaw("p.state <> 'retired'")
    .select({ id: "p.id", mac: "p.mac", label: "p.label", vendor: "p.vendor", model: "p.model", userId: "p.user_id" })
    .select({ firstName: "u.first_name", lastName: "u.last_name", lastContactAt: "c.at" });
  return new Map(
    rows.map(({ firstName, lastName, ...row }) => {
      const named = firstName !== null && lastName !== null;
      return [row.mac, { ...row, userName: named ? fullName({ first_name: firstName, last_name: lastName }) : null }];
    }),
  );
}
