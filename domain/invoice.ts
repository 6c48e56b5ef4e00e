import type { Ore, Totals, VatRate } from "./money.ts";

/** Local dates, both inclusive. */
export type Period = { readonly from: string; readonly to: string };

export type InvoiceParty = {
  readonly name: string;
  /** Ten digits; null when none is given or it is a foreign one. */
  readonly organisationNumber: string | null;
  readonly vatNumber: string | null;
  readonly address: {
    readonly lines: readonly string[];
    readonly postcode: string | null;
    readonly city: string | null;
    /** ISO 3166: `SE`. */
    readonly country: string;
  };
};

export type InvoiceLine = {
  readonly id: string;
  readonly text: string;
  readonly description: string | null;
  /** Decimals as written, such as `12.5`; negative on a credit note. */
  readonly quantity: string;
  /** UN/ECE Recommendation 20: `C62` one, `MIN` minute, `MON` month. */
  readonly unit: string;
  /** Kronor with as many decimals as agreed: a price may be fractions of an öre, a sum never is. */
  readonly unitPrice: string;
  /** How many units that price is for; mostly 1. */
  readonly priceFor: string;
  readonly net: Ore;
  readonly vatRate: VatRate;
  readonly costPlace: string | null;
  readonly period: Period | null;
};

/** A discount (negative) or a charge on the whole invoice. */
export type InvoiceAdjustment = { readonly reason: string | null; readonly net: Ore; readonly vatRate: VatRate };

/**
 * An invoice as it was issued. Every amount of a credit note is negative, so that a list of invoices adds up; `totals.payable` is
 * `gross` less what was paid before, with `rounding`.
 */
export type Invoice = {
  readonly kind: "invoice" | "creditNote";
  readonly number: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly period: Period | null;
  readonly note: string | null;
  /** Numbers of the invoices that a credit note takes back. */
  readonly creditOf: readonly string[];
  readonly seller: InvoiceParty;
  /** The seller says that it is approved for F tax. */
  readonly sellerHasFTax: boolean;
  readonly buyer: InvoiceParty;
  /** What the seller calls the buyer (BT-46 without a scheme). */
  readonly customerNumber: string | null;
  readonly buyerReference: string | null;
  readonly orderReference: string | null;
  readonly lines: readonly InvoiceLine[];
  readonly adjustments: readonly InvoiceAdjustment[];
  readonly totals: Totals & { readonly prepaid: Ore };
  readonly payment: { readonly bankgiro: string | null; readonly reference: string | null };
};
