import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { Invoice, InvoiceLine, Period } from "../domain/invoice.ts";
import { lastDayToPay } from "../domain/invoice-state.ts";
import { type Ore, vatRates } from "../domain/money.ts";
import { foldText } from "../domain/search.ts";
import { type BulkColumn, bulkInsert } from "./dialect/bulk-insert.ts";
import { newId } from "./ids.ts";
import { unlessTaken } from "./rows.ts";
import type { Db } from "./types.ts";

/** An invoice as it was issued, and what has become of it since. */
export type StoredInvoice = Invoice & {
  readonly id: string;
  readonly organisationId: string;
  /** Money that came in, and what credit notes took of it; of a credit note what it gave to invoices: negative. Öre. */
  readonly paid: Ore;
  readonly credited: Ore;
  /** The last day on which money still comes in time. */
  readonly payBy: string | null;
  readonly takenAt: string;
  readonly voided: { readonly at: string; readonly by: string; readonly reason: string } | null;
};

export type InvoiceRow = {
  id: string;
  organisation_id: string;
  kind: Invoice["kind"];
  number: string;
  seller: string;
  issued_on: string;
  due_on: string | null;
  pay_by: string | null;
  period_from: string | null;
  period_to: string | null;
  net: number;
  vat: number;
  gross: number;
  prepaid: number;
  rounding: number;
  payable: number;
  paid: number;
  credited: number;
  bankgiro: string | null;
  reference: string | null;
  body: string;
  taken_at: string;
  voided_at: string | null;
  voided_by: string | null;
  void_reason: string | null;
};
type LineRow = {
  line_id: string;
  text: string;
  description: string | null;
  quantity: string;
  unit: string;
  unit_price: string;
  price_for: string;
  net: number;
  vat_rate: number;
  cost_place: string | null;
  period_from: string | null;
  period_to: string | null;
};

/** Seller or buyer, as invoices keep and show them. */
export const Party = z.strictObject({
  name: z.string(),
  organisationNumber: z.string().nullable(),
  vatNumber: z.string().nullable(),
  address: z.strictObject({
    lines: z.array(z.string()),
    postcode: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string(),
  }),
});
const Rate = z.literal(vatRates);
/** What no list and no search looks at. */
const Body = z.strictObject({
  seller: Party,
  sellerHasFTax: z.boolean(),
  buyer: Party,
  customerNumber: z.string().nullable(),
  note: z.string().nullable(),
  creditOf: z.array(z.string()),
  buyerReference: z.string().nullable(),
  orderReference: z.string().nullable(),
  adjustments: z.array(z.strictObject({ reason: z.string().nullable(), net: z.int(), vatRate: Rate })),
  vatSums: z.array(z.strictObject({ rate: Rate, net: z.int(), vat: z.int() })),
});

/** Whose series of numbers an invoice's number is of. */
export function sellerOf({ seller }: Pick<Invoice, "seller">): string {
  return seller.organisationNumber ?? seller.vatNumber ?? seller.name;
}

/** Part of the transaction that takes a file in. @returns its id. @throws DomainError `invoice_number_taken` */
export async function insertInvoice(
  trx: Db,
  input: { readonly organisationId: string; readonly financeFileId: string | null; readonly invoice: Invoice },
  now: Date,
): Promise<string> {
  const { invoice, organisationId } = input;
  const id = newId(now);
  const { seller, sellerHasFTax, buyer, customerNumber, note, creditOf, buyerReference, orderReference, adjustments, totals } =
    invoice;
  const { vatSums } = totals;
  const body = {
    seller,
    sellerHasFTax,
    buyer,
    customerNumber,
    note,
    creditOf,
    buyerReference,
    orderReference,
    adjustments,
    vatSums,
  };
  const said = [invoice.number, invoice.payment.reference ?? "", ...creditOf, buyerReference ?? "", orderReference ?? ""];
  const row = {
    ...{ id, organisation_id: organisationId, finance_file_id: input.financeFileId },
    ...{ kind: invoice.kind, number: invoice.number, seller: sellerOf(invoice) },
    ...{ issued_on: invoice.issuedOn, due_on: invoice.dueOn, pay_by: invoice.dueOn && lastDayToPay(invoice.dueOn) },
    ...{ period_from: invoice.period?.from ?? null, period_to: invoice.period?.to ?? null },
    ...{ net: totals.net, vat: totals.vat, gross: totals.gross },
    ...{ prepaid: totals.prepaid, rounding: totals.rounding, payable: totals.payable },
    ...{ bankgiro: invoice.payment.bankgiro, reference: invoice.payment.reference },
    ...{ body: JSON.stringify(body), search_text: foldText(said.join(" ")), taken_at: now.toISOString() },
  };
  await unlessTaken("invoice_number_taken", { number: invoice.number }, trx("invoice").insert(row));
  await bulkInsert(
    trx,
    "invoice_line",
    lineColumns,
    invoice.lines.map((line, at) => [
      ...[id, at + 1, line.id, line.text, line.description, line.quantity, line.unit, line.unitPrice, line.priceFor],
      ...[line.net, line.vatRate, line.costPlace, line.period?.from ?? null, line.period?.to ?? null],
    ]),
  );
  return id;
}

const lineColumns: readonly BulkColumn[] = [
  ["invoice_id", "text"],
  ["position", "integer"],
  ["line_id", "text"],
  ["text", "text"],
  ["description", "text"],
  ["quantity", "text"],
  ["unit", "text"],
  ["unit_price", "text"],
  ["price_for", "text"],
  ["net", "integer"],
  ["vat_rate", "integer"],
  ["cost_place", "text"],
  ["period_from", "text"],
  ["period_to", "text"],
];

/** Null when the organisation has no such invoice. */
export async function findInvoice(db: Db, by: { organisationId: string; id: string }): Promise<StoredInvoice | null> {
  const row = await db<InvoiceRow>("invoice").where({ id: by.id, organisation_id: by.organisationId }).first();
  if (!row) return null;
  const lines = await db<LineRow>("invoice_line").where("invoice_id", by.id).orderBy("position");
  return presentInvoice(row, lines.map(presentLine));
}

/** As `findInvoice`. @throws DomainError `invoice_not_found` */
export async function getInvoice(db: Db, by: { organisationId: string; id: string }): Promise<StoredInvoice> {
  const found = await findInvoice(db, by);
  if (!found) throw new DomainError("invoice_not_found");
  return found;
}

function presentInvoice(row: InvoiceRow, lines: readonly InvoiceLine[]): StoredInvoice {
  const { vatSums, ...body } = Body.parse(JSON.parse(row.body));
  const { net, vat, gross, prepaid, rounding, payable, paid, credited } = row;
  return {
    ...body,
    ...{ id: row.id, organisationId: row.organisation_id, kind: row.kind, number: row.number },
    ...{ issuedOn: row.issued_on, dueOn: row.due_on, payBy: row.pay_by, period: periodOf(row), takenAt: row.taken_at },
    lines,
    totals: { net, vatSums, vat, gross, prepaid, rounding, payable },
    payment: { bankgiro: row.bankgiro, reference: row.reference },
    ...{ paid, credited },
    voided: row.voided_at === null ? null : { at: row.voided_at, by: row.voided_by ?? "", reason: row.void_reason ?? "" },
  };
}

function presentLine(row: LineRow): InvoiceLine {
  return {
    ...{ id: row.line_id, text: row.text, description: row.description, quantity: row.quantity, unit: row.unit },
    ...{ unitPrice: row.unit_price, priceFor: row.price_for, net: row.net, vatRate: Rate.parse(row.vat_rate) },
    ...{ costPlace: row.cost_place, period: periodOf(row) },
  };
}

function periodOf({ period_from: from, period_to: to }: Pick<LineRow, "period_from" | "period_to">): Period | null {
  return from === null || to === null ? null : { from, to };
}

const invoiceFileKinds = ["ubl", "pdf"] as const;
export type InvoiceFileKind = (typeof invoiceFileKinds)[number];
/** `sha256` hexadecimal, of the bytes. */
export type InvoiceFile = {
  readonly kind: InvoiceFileKind;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: Buffer;
};

/** Part of the transaction that takes a file in. Nothing ever writes over one. */
export async function insertInvoiceFile(trx: Db, invoiceId: string, file: InvoiceFile): Promise<void> {
  const { kind, name, mediaType, sha256, bytes } = file;
  const row = { invoice_id: invoiceId, kind, name, media_type: mediaType, sha256, size: bytes.length, bytes };
  await trx("invoice_file").insert(row);
}

/** @throws DomainError `invoice_not_found`, also when there is no file of that kind */
export async function readInvoiceFile(
  db: Db,
  by: { organisationId: string; id: string; kind: InvoiceFileKind },
): Promise<InvoiceFile> {
  const row = await db("invoice_file")
    .join("invoice", "invoice.id", "invoice_file.invoice_id")
    .where({ "invoice.id": by.id, "invoice.organisation_id": by.organisationId, "invoice_file.kind": by.kind })
    .first<{ name: string; media_type: string; sha256: string; bytes: Buffer } | undefined>(
      ...["invoice_file.name", "invoice_file.media_type", "invoice_file.sha256", "invoice_file.bytes"],
    );
  if (!row) throw new DomainError("invoice_not_found");
  return { kind: by.kind, name: row.name, mediaType: row.media_type, sha256: row.sha256, bytes: row.bytes };
}
