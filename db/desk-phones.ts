import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** A desk phone beside its person's name. */
export type DeskPhone = { readonly id: string; readonly label: string; readonly vendor: VendorId; readonly model: string };
type Row = DeskPhone & { readonly user_id: string };

/** Phones of these people, by user id. One query, however many they are. */
export async function loadDeskPhones(db: Db, userIds: readonly string[]): Promise<Map<string, DeskPhone[]>> {
  const rows: Row[] = await db("phone")
    .where(oneOf(db, "user_id", userIds))
    .whereNot("state", "retired")
    .orderBy(["sort_key", "id"])
    .select("user_id", "id", "label", "vendor", "model");
  const byUser = Map.groupBy(rows, (row) => row.user_id);
  return new Map([...byUser].map(([id, some]) => [id, some.map(({ user_id: _, ...phone }) => phone)]));
}
