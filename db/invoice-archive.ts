import { DomainError } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** Which files an invoice has: `pdf`, `ubl`. */
export async function invoiceFileNames(db: Db, invoiceId: string): Promise<string[]> {
  const rows: { kind: string }[] = await db("invoice_file").where("invoice_id", invoiceId).select("kind");
  return rows.map(({ kind }) => kind);
}

export type InvoicePdf = { readonly name: string; readonly bytes: Buffer };

/** The PDFs of many invoices, in the order of their issue. @throws DomainError `invoice_not_found` when one is not there */
export async function readInvoicePdfs(
  db: Db,
  by: { readonly organisationId: string; readonly ids: readonly string[] },
): Promise<InvoicePdf[]> {
  const rows: { name: string; bytes: Buffer }[] = await db("invoice as i")
    .join("invoice_file as f", (on) => on.on("f.invoice_id", "i.id").andOnVal("f.kind", "pdf"))
    .where("i.organisation_id", by.organisationId)
    .where(oneOf(db, "i.id", by.ids))
    .orderBy(["i.issued_on", "i.id"])
    .select("f.name", "f.bytes");
  if (rows.length < by.ids.length) throw new DomainError("invoice_not_found");
  return rows.map(({ name, bytes }) => ({ name, bytes }));
}
