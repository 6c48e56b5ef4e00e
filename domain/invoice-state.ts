import type { Ore } from "./money.ts";
import { isWorkingDay, nextWorkingDay } from "./red-days.ts";

/** `credit`: something to get back, of a credit note or because too much was paid. */
export const invoiceStates = ["draft", "void", "unpaid", "partPaid", "overdue", "paid", "credited", "credit"] as const;
export type InvoiceState = (typeof invoiceStates)[number];

/**
 * What is known of an invoice. All amounts have the sign of `payable`: of a credit note `paid` is what was given back and
 * `credited` what was set off against invoices, both negative.
 */
export type InvoiceFacts = {
  readonly draft: boolean;
  readonly voided: boolean;
  readonly payable: Ore;
  readonly paid: Ore;
  readonly credited: Ore;
  readonly dueOn: string | null;
};

/** What is still to pay; negative: to get back. Nothing on a draft and on one that is void. */
export function balanceOf(invoice: InvoiceFacts): Ore {
  return invoice.draft || invoice.voided ? 0 : invoice.payable - invoice.paid - invoice.credited;
}

/** The last day on which money still comes in time: banks move none on red days, Saturdays and the eves that they keep. */
export function lastDayToPay(dueOn: string): string {
  return isWorkingDay(dueOn) ? dueOn : nextWorkingDay(dueOn);
}

/** @param today the local date, so that an invoice is due until midnight where its customer is */
export function invoiceState(invoice: InvoiceFacts, today: string): InvoiceState {
  if (invoice.voided) return "void";
  if (invoice.draft) return "draft";
  const balance = balanceOf(invoice);
  if (balance < 0) return "credit";
  if (balance === 0) return invoice.credited > 0 && invoice.credited >= invoice.payable ? "credited" : "paid";
  if (invoice.dueOn !== null && lastDayToPay(invoice.dueOn) < today) return "overdue";
  return invoice.paid > 0 ? "partPaid" : "unpaid";
}

/**
 * How much of a credit goes to an invoice: all of it, or what the invoice still lacks; the rest of a credit note that is larger
 * than its invoice stays to its customer's credit.
 *
 * @param credit balance of the credit note, negative
 */
export function setOff(balance: Ore, credit: Ore): Ore {
  return Math.max(0, Math.min(balance, -credit));
}
