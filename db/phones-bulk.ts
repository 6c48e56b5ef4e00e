import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { changePhone, type PhoneChange } from "./phone-change.ts";
import { type Phone, type PhoneRow, phoneColumns, presentPhone } from "./phone-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Trail } from "./types.ts";

/** Phones in one request at most. */
export const mostPhonesAtOnce = 200;

export type PhoneBulkResult = {
  readonly id: string;
  /** Label, else MAC. */
  readonly name: string;
  readonly outcome: "changed" | "unchanged" | "refused";
  readonly code: ErrorCode | null;
  readonly detail: ErrorDetail;
};

/**
 * The same change for many. Each phone stands alone: what one is refused, the others get.
 *
 * @throws DomainError `phone_not_found` when one of them is none of the organisation's; `layout_not_found`, `site_not_found`:
 * then none is changed
 */
export async function changePhones(
  db: Db,
  input: { readonly organisationId: string; readonly ids: readonly string[]; readonly change: PhoneChange },
  actor: Actor,
  now: Date,
): Promise<PhoneBulkResult[]> {
  return change(db, async (trx) => {
    const ids = [...new Set(input.ids)];
    const rows: PhoneRow[] = await trx("phone")
      .where("organisation_id", input.organisationId)
      .where(oneOf(trx, "id", ids))
      .select<PhoneRow[]>(phoneColumns);
    const byId = new Map(rows.map((row) => [row.id, presentPhone(row)]));
    const by = { ...actor, trail: actor.trail ?? { id: newId(now), address: null, written: 0 } };
    const results: PhoneBulkResult[] = [];
    for (const one of ids) {
      const phone = byId.get(one);
      if (!phone) throw new DomainError("phone_not_found");
      results.push(await changeOne(trx, phone, input.change, by, now));
    }
    return results;
  });
}

/** What is wrong with the change itself, and not with one phone. */
const ofAll: ReadonlySet<ErrorCode> = new Set([
  ...["layout_not_found", "site_not_found", "target_not_found", "key_invalid", "number_invalid"],
  ...["setting_unknown", "setting_invalid", "layer_invalid"],
] as const);

/** A phone for itself: what it is refused, it alone is refused. Inside `change`. */
export async function changeOne(
  trx: Db,
  phone: Phone,
  wanted: PhoneChange,
  actor: Actor & { readonly trail: Trail },
  now: Date,
): Promise<PhoneBulkResult> {
  const result = { id: phone.id, name: phone.label || phone.mac };
  try {
    // A savepoint of its own: PostgreSQL refuses everything after a failed statement.
    const outcome = await trx.transaction((savepoint) => changePhone(savepoint, phone, wanted, actor, now));
    return { ...result, outcome, code: null, detail: {} };
  } catch (error) {
    if (!(error instanceof DomainError) || ofAll.has(error.code)) throw error;
    return { ...result, outcome: "refused", code: error.code, detail: error.detail };
  }
}
