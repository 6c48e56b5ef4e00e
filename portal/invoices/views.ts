import { z } from "zod";
import type { CallSightGrant } from "../../db/call-sight.ts";
import { type InvoiceSummary, invoiceFilters, type ListedInvoice } from "../../db/invoice-list.ts";
import type { Settlement } from "../../db/invoice-settlements.ts";
import { Party, type StoredInvoice } from "../../db/invoices.ts";
import type { SpecifiedInvoice } from "../../db/specification.ts";
import type { InvoiceParty } from "../../domain/invoice.ts";
import { chargeClasses } from "../../domain/invoice-specification.ts";
import { invoiceStates } from "../../domain/invoice-state.ts";
import { vatRates } from "../../domain/money.ts";
import { formatBankgiro } from "../../domain/payment-reference.ts";

/** Whole öre. */
const Ore = z.int();
const LocalDate = z.string();
const Period = z.strictObject({ from: LocalDate, to: LocalDate });
const Named = z.strictObject({ id: z.string(), number: z.string() });

export const InvoiceRowView = z.strictObject({
  id: z.string(),
  kind: z.enum(["invoice", "creditNote"]),
  number: z.string(),
  issuedOn: LocalDate,
  dueOn: LocalDate.nullable(),
  period: Period.nullable(),
  payable: Ore,
  paid: Ore,
  credited: Ore,
  /** Still to pay; negative: to get back. */
  left: Ore,
  /** As it is today where the organisation is. */
  state: z.enum(invoiceStates),
  reference: z.string().nullable(),
  /** Net of that number's rows, in a list of one number's invoices. */
  ofNumber: Ore.nullable(),
});
export type InvoiceRowView = z.infer<typeof InvoiceRowView>;

export const SummaryView = z.strictObject({
  count: z.int(),
  open: z.strictObject({ count: z.int(), left: Ore }),
  overdue: z.strictObject({ count: z.int(), left: Ore }),
  /** Credit notes and payments that no invoice has used up. */
  credit: Ore,
  /** When the first was issued; null: there is none. */
  since: LocalDate.nullable(),
});
export type SummaryView = z.infer<typeof SummaryView>;

export const SightView = z.strictObject({
  reason: z.string(),
  /** Whose numbers alone; null: the whole invoice's. */
  of: z.strictObject({ userId: z.string().nullable(), number: z.string().nullable() }).nullable(),
  until: z.string(),
});
export type SightView = z.infer<typeof SightView>;

export const InvoiceView = z.strictObject({
  ...InvoiceRowView.omit({ ofNumber: true }).shape,
  /** The last day on which money still comes in time. */
  payBy: LocalDate.nullable(),
  seller: Party,
  buyer: Party,
  customerNumber: z.string().nullable(),
  buyerReference: z.string().nullable(),
  orderReference: z.string().nullable(),
  note: z.string().nullable(),
  /** Of a credit note: what it takes back; `id` null: that is not here. */
  creditOf: z.array(z.strictObject({ number: z.string(), id: z.string().nullable() })),
  lines: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      description: z.string().nullable(),
      quantity: z.string(),
      unit: z.string(),
      unitPrice: z.string(),
      priceFor: z.string(),
      net: Ore,
      vatRate: z.literal(vatRates),
      costPlace: z.string().nullable(),
      period: Period.nullable(),
    }),
  ),
  adjustments: z.array(z.strictObject({ reason: z.string().nullable(), net: Ore, vatRate: z.literal(vatRates) })),
  totals: z.strictObject({
    net: Ore,
    vatSums: z.array(z.strictObject({ rate: z.literal(vatRates), net: Ore, vat: Ore })),
    vat: Ore,
    gross: Ore,
    prepaid: Ore,
    rounding: Ore,
    payable: Ore,
  }),
  /** `555-1239`. */
  bankgiro: z.string().nullable(),
  settlements: z.array(
    z.strictObject({ kind: z.enum(["payment", "setOff"]), on: LocalDate, amount: Ore, other: Named.nullable() }),
  ),
  voided: z.strictObject({ at: z.string(), reason: z.string() }).nullable(),
  files: z.strictObject({ pdf: z.boolean(), ubl: z.boolean() }),
  /** Null: no specification has come. `erased`: calls are no longer listed, the sums are left. */
  usage: z
    .strictObject({
      rows: z.int(),
      net: Ore,
      erased: z.boolean(),
      costPlaces: z.array(z.string().nullable()),
      classes: z.array(z.enum(chargeClasses)),
    })
    .nullable(),
  /** Whole numbers are shown to the asker until then. */
  sight: SightView.nullable(),
  now: z.string(),
  /** Midnight: an invoice may be overdue then. */
  changesAt: z.string(),
});
export type InvoiceView = z.infer<typeof InvoiceView>;

export const StateFilter = z.enum(invoiceFilters);

/** An invoice as a row of the list. */
export function invoiceRowView(row: ListedInvoice): InvoiceRowView {
  return { ...row, period: row.period && { ...row.period } };
}

/** What the list shows above its rows. */
export function summaryView({ count, open, overdue, credit, since }: InvoiceSummary): SummaryView {
  return { count, open: { ...open }, overdue: { ...overdue }, credit, since };
}

/** What of an invoice may be seen unmasked now, and until when. */
export function sightView(grant: CallSightGrant | null): SightView | null {
  return grant && { reason: grant.reason, of: grant.of && { ...grant.of }, until: grant.until };
}

type Parts = {
  readonly listed: ListedInvoice;
  readonly settlements: readonly Settlement[];
  readonly credited: ReadonlyMap<string, string>;
  readonly files: ReadonlySet<string>;
  readonly usage: InvoiceView["usage"];
  readonly sight: CallSightGrant | null;
  readonly clock: { readonly now: string; readonly changesAt: string };
};

/** One invoice, whole. */
export function invoiceView(invoice: StoredInvoice, parts: Parts): InvoiceView {
  const { ofNumber: _, ...row } = invoiceRowView(parts.listed);
  const { totals, payment, voided } = invoice;
  return {
    ...row,
    payBy: invoice.payBy,
    ...{ seller: partyView(invoice.seller), buyer: partyView(invoice.buyer), customerNumber: invoice.customerNumber },
    ...{ buyerReference: invoice.buyerReference, orderReference: invoice.orderReference, note: invoice.note },
    creditOf: invoice.creditOf.map((number) => ({ number, id: parts.credited.get(number) ?? null })),
    lines: invoice.lines.map((line) => ({ ...line, period: line.period && { ...line.period } })),
    adjustments: invoice.adjustments.map((one) => ({ ...one })),
    totals: { ...totals, vatSums: totals.vatSums.map((one) => ({ ...one })) },
    bankgiro: payment.bankgiro && formatBankgiro(payment.bankgiro),
    settlements: parts.settlements.map((one) => ({ ...one, other: one.other && { ...one.other } })),
    voided: voided && { at: voided.at, reason: voided.reason },
    files: { pdf: parts.files.has("pdf"), ubl: parts.files.has("ubl") },
    ...{ usage: parts.usage, sight: sightView(parts.sight), ...parts.clock },
  };
}

function partyView({ name, organisationNumber, vatNumber, address }: InvoiceParty): InvoiceView["seller"] {
  const { lines, postcode, city, country } = address;
  return { name, organisationNumber, vatNumber, address: { lines: [...lines], postcode, city, country } };
}

/** What usage there is, and what it can be filtered by, in Swedish order; null: none has come. */
export function usageView(
  { usage }: SpecifiedInvoice,
  choices: { readonly costPlaces: readonly (string | null)[]; readonly classes: readonly (typeof chargeClasses)[number][] },
): InvoiceView["usage"] {
  if (usage === null) return null;
  const collator = new Intl.Collator("sv", { numeric: true });
  const named = choices.costPlaces.filter((place) => place !== null).toSorted(collator.compare);
  return {
    ...{ rows: usage.rows, net: usage.net, erased: usage.erasedAt !== null },
    costPlaces: choices.costPlaces.includes(null) ? [...named, null] : named,
    classes: chargeClasses.filter((one) => choices.classes.includes(one)),
  };
}
