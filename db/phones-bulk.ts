import { z } from "zod";
import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type Phone, type PhoneRow, phoneColumns, presentPhone } from "./phone-rows.ts";
import { retirePhone, updatePhone } from "./phones.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Phones in one request at most. */
export const mostPhonesAtOnce = 200;

const id = z.string().min(1).max(64).nullable();
/** One thing that many phones get. */
export const PhoneBulkChange = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("layout"), layoutId: id }),
  z.strictObject({ what: z.literal("site"), siteId: id }),
  z.strictObject({ what: z.literal("retire") }),
]);
export type PhoneBulkChange = z.infer<typeof PhoneBulkChange>;

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
  input: { readonly organisationId: string; readonly ids: readonly string[]; readonly change: PhoneBulkChange },
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
    const results: PhoneBulkResult[] = [];
    for (const one of ids) {
      const phone = byId.get(one);
      if (!phone) throw new DomainError("phone_not_found");
      results.push(await changeOne(trx, phone, input.change, actor, now));
    }
    return results;
  });
}

/** What is wrong with the change itself, and not with one phone. */
const ofAll: ReadonlySet<ErrorCode> = new Set(["layout_not_found", "site_not_found"]);

async function changeOne(trx: Db, phone: Phone, wanted: PhoneBulkChange, actor: Actor, now: Date): Promise<PhoneBulkResult> {
  const { id, organisationId } = phone;
  const result = { id, name: phone.label || phone.mac };
  try {
    // A savepoint of its own: PostgreSQL refuses everything after a failed statement.
    const outcome = await trx.transaction((savepoint) => save(savepoint, phone, wanted, { organisationId, id }, actor, now));
    return { ...result, outcome, code: null, detail: {} };
  } catch (error) {
    if (!(error instanceof DomainError) || ofAll.has(error.code)) throw error;
    return { ...result, outcome: "refused", code: error.code, detail: error.detail };
  }
}

async function save(
  trx: Db,
  phone: Phone,
  wanted: PhoneBulkChange,
  by: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<"changed" | "unchanged"> {
  if (wanted.what === "retire") {
    await retirePhone(trx, by, actor, now);
    return "changed";
  }
  const fields = wanted.what === "layout" ? { layoutId: wanted.layoutId } : { siteId: wanted.siteId };
  const same = wanted.what === "layout" ? phone.layoutId === wanted.layoutId : phone.siteId === wanted.siteId;
  if (same) return "unchanged";
  await updatePhone(trx, { ...by, ...fields }, actor, now);
  return "changed";
}
