import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { PhoneSelection } from "./revisions.ts";
import { eachPhoneOf, scopeOf } from "./setting-scopes.ts";
import type { Db } from "./types.ts";

/** What a roll-out says to a phone in the place of what stands at a layer. */
export type Overlay = {
  readonly rolloutId: string;
  /** What it is called. */
  readonly rollout: string;
  readonly scope: string;
  /** Empty: a neutral setting. */
  readonly vendor: VendorId | "";
  readonly name: string;
  /** As it is stored; null: nothing is said there. */
  readonly value: string | null;
  readonly by: string;
  readonly at: string;
};

type Row = Overlay & { readonly phone_id: string; readonly phone_vendor: VendorId; readonly phone_model: string };

/**
 * What live roll-outs say to these phones, by the scope that it stands for. One query for any number of phones.
 *
 * @returns for a phone what is said instead, by scope, in a fixed order
 */
export async function loadOverlays(
  db: Db,
  phoneIds: readonly string[],
): Promise<(phoneId: string) => ReadonlyMap<string, readonly Overlay[]>> {
  const rows: Row[] = await db("rollout_phone as q")
    .join("rollout as r", "r.id", "q.rollout_id")
    .join("rollout_value as v", "v.rollout_id", "q.rollout_id")
    .join("phone as p", "p.id", "q.phone_id")
    .where(oneOf(db, "q.phone_id", phoneIds))
    .where("q.overlaid", 1)
    .orderBy(["q.rollout_id", "v.position"])
    .select({
      ...{ phone_id: "q.phone_id", rolloutId: "r.id", rollout: "r.name", scope: "v.scope", vendor: "v.vendor" },
      ...{ name: "v.name", value: "v.value", by: "r.created_by", at: "r.created_at" },
      ...{ phone_vendor: "p.vendor", phone_model: "p.model" },
    });
  if (rows.length === 0) return () => none;
  const byPhone = Map.groupBy(rows, (row) => row.phone_id);
  return (phoneId) => {
    const own = scopeOf({ layer: "phone", organisationId: "", phoneId });
    const rows = (byPhone.get(phoneId) ?? []).flatMap(({ phone_vendor, phone_model, ...row }) => {
      const of = eachPhoneOf(row.scope);
      if (of === undefined) return [row];
      return of === null || (of.vendor === phone_vendor && of.model === phone_model) ? [{ ...row, scope: own }] : [];
    });
    return Map.groupBy(rows, (row) => row.scope);
  };
}

const none: ReadonlyMap<string, readonly Overlay[]> = new Map();

/**
 * SQL behind `from`, to be gone on with `and`: phones `p` to which a roll-out says that setting. What their layers say is
 * not what they have: whoever asks which phones a change concerns takes them for concerned.
 */
export const saidByRollouts = `rollout_value v join rollout r on r.id = v.rollout_id
  join rollout_phone q on q.rollout_id = v.rollout_id join phone p on p.id = q.phone_id
  where v.vendor = ? and v.name = ? and q.overlaid = 1 and r.state in ('running', 'paused', 'halted')`;

/** Phones for which this roll-out's values stand. */
export function phonesOverlaid(trx: Db, rolloutId: string): PhoneSelection {
  return trx.raw("select phone_id from rollout_phone where rollout_id = ? and overlaid = 1", [rolloutId]);
}
