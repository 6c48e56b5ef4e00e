import type { Ore } from "./money.ts";
import { formatOrganisationNumber } from "./organisation-number.ts";
import { formatBankgiro } from "./payment-reference.ts";

/** What a bank's app needs to fill in a payment; dates `2026-12-27`, the rest as their digits. */
export type PaymentRequest = {
  readonly payee: string;
  readonly organisationNumber: string;
  readonly reference: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly amount: Ore;
  readonly vat: Ore;
  readonly bankgiro: string;
};

/**
 * The text in the QR code for payment of a Swedish invoice, as Visma's free format UsingQR has it: one JSON object of short keys.
 *
 * Verified in independent makers of such codes and in a published description of the format (revision 2, 2014): the keys and
 * their meaning, `uqr` 1, `tp` 1 for an invoice, dates as eight digits, amounts as JSON numbers of kronor, `pt` "BG" with the
 * account in written form, and the OCR number in `iref`. Not verified, for the specification itself could not be read: which
 * keys a bank's app must have, and the greatest length of a name. So every key that those makers set is set, and nothing
 * more; a code is made only for what is to be paid.
 *
 * @returns null when there is nothing to pay
 */
export function paymentQr(request: PaymentRequest): string | null {
  if (request.amount <= 0) return null;
  return JSON.stringify({
    uqr: 1,
    tp: 1,
    nme: request.payee,
    cid: formatOrganisationNumber(request.organisationNumber),
    iref: request.reference,
    idt: request.issuedOn.replaceAll("-", ""),
    ddt: request.dueOn.replaceAll("-", ""),
    due: request.amount / 100,
    vat: request.vat / 100,
    cur: "SEK",
    pt: "BG",
    acc: formatBankgiro(request.bankgiro),
  });
}
