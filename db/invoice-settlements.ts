import type { Ore } from "../domain/money.ts";
import type { Db } from "./types.ts";

/** Money that went to an invoice or from a credit note: a payment, or what was set off against the other one. */
export type Settlement = {
  readonly kind: "payment" | "setOff";
  /** Local date: when the payment was booked; when it was set off. */
  readonly on: string;
  /** Öre, with the sign of what it takes off: positive on an invoice, negative on a credit note. */
  readonly amount: Ore;
  /** The credit note that an invoice was credited by, or the invoice that a credit note went to; null on a payment. */
  readonly other: { readonly id: string; readonly number: string } | null;
};

type Row = {
  amount: number;
  made_at: string;
  invoice_id: string;
  credit_note_id: string | null;
  payment_id: string | null;
  booked_on: string | null;
  invoice_number: string;
  credit_number: string | null;
};

/** What has been paid and set off, the first first. What was put there and taken back is left out. */
export async function listSettlements(
  db: Db,
  of: { readonly organisationId: string; readonly invoiceId: string },
  localDate: (instant: Date) => string,
): Promise<Settlement[]> {
  const rows: Row[] = await db("payment_allocation as a")
    .leftJoin("payment as p", "p.id", "a.payment_id")
    .join("invoice as i", "i.id", "a.invoice_id")
    .leftJoin("invoice as c", "c.id", "a.credit_note_id")
    .where("a.organisation_id", of.organisationId)
    .where((any) => any.where("a.invoice_id", of.invoiceId).orWhere("a.credit_note_id", of.invoiceId))
    .orderBy(["a.made_at", "a.id"])
    .select({ amount: "a.amount", made_at: "a.made_at", invoice_id: "a.invoice_id", credit_note_id: "a.credit_note_id" })
    .select({ booked_on: "p.booked_on", payment_id: "a.payment_id", invoice_number: "i.number", credit_number: "c.number" });
  const bySource = Map.groupBy(rows, (row) => JSON.stringify([row.invoice_id, row.credit_note_id, row.payment_id]));
  return [...bySource.values()].flatMap((same) => {
    const amount = same.reduce((sum, one) => sum + one.amount, 0);
    const [first] = same;
    return first && amount !== 0 ? [presentSettlement({ ...first, amount }, of.invoiceId, localDate)] : [];
  });
}

function presentSettlement(row: Row, invoiceId: string, localDate: (instant: Date) => string): Settlement {
  const on = row.booked_on ?? localDate(new Date(row.made_at));
  if (row.credit_note_id === null) return { kind: "payment", on, amount: row.amount, other: null };
  if (row.credit_note_id === invoiceId)
    return { kind: "setOff", on, amount: -row.amount, other: { id: row.invoice_id, number: row.invoice_number } };
  return { kind: "setOff", on, amount: row.amount, other: { id: row.credit_note_id, number: row.credit_number ?? "" } };
}

/** Ids of an organisation's invoices by their numbers: what a credit note takes back is named by number. */
export async function invoicesByNumber(db: Db, organisationId: string, numbers: readonly string[]): Promise<Map<string, string>> {
  if (numbers.length === 0) return new Map();
  const rows: { id: string; number: string }[] = await db("invoice")
    .where("organisation_id", organisationId)
    .whereIn("number", [...numbers])
    .select("id", "number");
  return new Map(rows.map((row) => [row.number, row.id]));
}
