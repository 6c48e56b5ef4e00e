import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { InvoiceFile, StoredInvoice } from "../../db/invoices.ts";
import type { Invoice } from "../../domain/invoice.ts";

/** What is kept of an invoice: as it came, and as it is shown. */
export function filesOf(invoice: Invoice, ubl: Buffer, pdf: Buffer): InvoiceFile[] {
  // Whatever the number holds, the name is one that every system can keep.
  const name = `${invoice.kind === "invoice" ? "faktura" : "kreditfaktura"}-${invoice.number.replace(/[^\w.-]+/g, "_").slice(0, 60)}`;
  return [
    { kind: "ubl", name: `${name}.xml`, mediaType: "application/xml", sha256: sha256(ubl), bytes: ubl },
    { kind: "pdf", name: `${name}.pdf`, mediaType: "application/pdf", sha256: sha256(pdf), bytes: pdf },
  ];
}

/** Whether a file says what an earlier one with the same number said, however it is written. */
export function sameInvoice(stored: StoredInvoice, invoice: Invoice): boolean {
  const {
    id: _id,
    organisationId: _of,
    paid: _paid,
    credited: _credited,
    payBy: _by,
    takenAt: _at,
    voided: _voided,
    ...said
  } = stored;
  return isDeepStrictEqual(said, { ...invoice });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
