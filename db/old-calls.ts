import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/**
 * Invoices that were settled before that instant and whose calls are still kept: nothing is left to pay or to give back, and
 * the last payment or set-off is that old. What is not settled keeps its calls: it may be disputed.
 */
function settledBefore(db: Db, before: Date) {
  const at = before.toISOString();
  const made = db("payment_allocation as a")
    .where((own) => own.whereRaw("a.invoice_id = i.id").orWhereRaw("a.credit_note_id = i.id"))
    .max("a.made_at");
  return db("invoice_usage as u")
    .join("invoice as i", "i.id", "u.invoice_id")
    .whereNull("u.erased_at")
    .where((over) => over.whereNotNull("i.voided_at").orWhereRaw("i.payable - i.paid - i.credited = 0"))
    .whereRaw("coalesce(i.voided_at, (?), i.issued_on) < ?", [made, at]);
}

/** How many calls that would be. */
export async function oldCalls(db: Db, before: Date): Promise<number> {
  const [{ sum = 0 } = {}] = await settledBefore(db, before).sum({ sum: "u.rows" });
  return Number(sum ?? 0);
}

/** One invoice after the other, each in a transaction of its own; what they add up to stays. @returns how many calls */
export async function removeCalls(db: Db, before: Date, now: Date): Promise<number> {
  const ids: string[] = await settledBefore(db, before).orderBy("i.issued_on").limit(500).pluck("u.invoice_id");
  let removed = 0;
  for (const id of ids) {
    removed += await batch(db, async (trx) => {
      const count = await trx("usage_row").where("invoice_id", id).delete();
      // Who saw them whole stands in the change log.
      await trx("call_sight").where("invoice_id", id).delete();
      await trx("invoice_usage").where("invoice_id", id).update({ erased_at: now.toISOString() });
      return count;
    });
  }
  return removed;
}
