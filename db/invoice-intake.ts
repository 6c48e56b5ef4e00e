import { DomainError } from "../domain/errors.ts";
import type { FileFault } from "../domain/file-fault.ts";
import type { Invoice } from "../domain/invoice.ts";
import { parseVatNumber } from "../domain/organisation-number.ts";
import { recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { closeFinanceFile, type FinanceFile, insertFinanceFile, type ReceivedFile, taken } from "./finance-files.ts";
import { findInvoice, type InvoiceFile, insertInvoice, insertInvoiceFile, type StoredInvoice, sellerOf } from "./invoices.ts";
import { queueMessages } from "./messages.ts";
import { settle } from "./payment-settling.ts";
import { releaseCredits, type Scope } from "./payments.ts";
import type { Keyring } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Whose invoice it is. */
export type Customer = {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly organisationNumber: string | null;
  readonly customerNumber: string | null;
  /** Its administrators are told of new invoices. */
  readonly notice: boolean;
};
type CustomerRow = {
  id: string;
  title: string;
  language: string;
  organisation_number: string | null;
  customer_number: string | null;
  invoice_notice: boolean | number;
};

/**
 * The customer that an invoice is for: by what the seller calls it, else by its organisation number. Both have to agree where both
 * are known, and an organisation number that several have does not tell which one it is.
 */
export async function findBuyer(db: Db, { customerNumber, buyer }: Invoice): Promise<Customer | FileFault> {
  // Who is registered for VAT says it there too.
  const organisationNumber = buyer.organisationNumber ?? parseVatNumber(buyer.vatNumber ?? "");
  const rows: CustomerRow[] = await db("organisation")
    .where((or) => {
      or.where("customer_number", customerNumber ?? "").orWhere("organisation_number", organisationNumber ?? "");
    })
    .select("id", "title", "language", "organisation_number", "customer_number", "invoice_notice");
  const path = "/AccountingCustomerParty";
  const found = [customerNumber ?? "", organisationNumber ?? "", buyer.name].filter((one) => one !== "").join(", ");
  const fault = (code: "buyer_unknown" | "buyer_ambiguous"): FileFault => ({ code, severity: "error", path, found });
  const named = rows.find((row) => row.customer_number !== null && row.customer_number === customerNumber);
  const numbered = rows.filter((row) => row.organisation_number === organisationNumber && organisationNumber !== null);
  const differs = (row: CustomerRow) =>
    organisationNumber !== null && row.organisation_number !== null && row.organisation_number !== organisationNumber;
  if (named) return differs(named) ? fault("buyer_ambiguous") : presentCustomer(named);
  const [only, ...more] = numbered;
  if (!only) return fault("buyer_unknown");
  if (more.length > 0) return fault("buyer_ambiguous");
  // The seller calls somebody else so, whose organisation number this one has.
  if (customerNumber !== null && only.customer_number !== null) return fault("buyer_ambiguous");
  return presentCustomer(only);
}

function presentCustomer(row: CustomerRow): Customer {
  return {
    ...{ id: row.id, title: row.title, language: row.language, organisationNumber: row.organisation_number },
    ...{ customerNumber: row.customer_number, notice: Boolean(row.invoice_notice) },
  };
}

/** The invoice with that number of the same seller, whoever it was for. */
export async function sameNumber(db: Db, invoice: Invoice): Promise<StoredInvoice | null> {
  const where = { seller: sellerOf(invoice), number: invoice.number };
  const row = await db("invoice")
    .where(where)
    .first<{ id: string; organisation_id: string } | undefined>("id", "organisation_id");
  return row ? findInvoice(db, { id: row.id, organisationId: row.organisation_id }) : null;
}

export type TakeInvoice = {
  readonly file: ReceivedFile;
  readonly invoice: Invoice;
  readonly customer: Customer;
  /** As it came, and as it is shown. */
  readonly files: readonly InvoiceFile[];
  readonly warnings: readonly FileFault[];
};

/**
 * Takes an invoice in with everything that hangs on it: its files, money that waited for it or that it gives back, and a letter
 * to the customer's administrators where that is wished for.
 *
 * @throws DomainError `invoice_number_taken`
 */
export async function takeInvoice(
  db: Db,
  keyring: Keyring,
  input: TakeInvoice,
  actor: Actor,
  now: Date,
): Promise<{ readonly file: FinanceFile; readonly invoiceId: string }> {
  return change(db, async (trx) => {
    const { invoice, customer, files, warnings } = input;
    const organisationId = customer.id;
    const begun = await insertFinanceFile(trx, { ...input.file, kind: "invoice", state: "taken", faults: warnings }, actor, now);
    const invoiceId = await insertInvoice(trx, { organisationId, financeFileId: begun.id, invoice }, now);
    for (const file of files) await insertInvoiceFile(trx, invoiceId, file);
    const { payable } = invoice.totals;
    const summary = { invoice: { id: invoiceId, number: invoice.number, organisationId, organisation: customer.title, payable } };
    const file = await closeFinanceFile(trx, begun.id, { state: "taken", summary });
    const { kind, number, issuedOn, dueOn } = invoice;
    const after = { invoiceKind: kind, number, issuedOn, dueOn, payableOre: payable };
    await recordAudits(
      trx,
      [
        { organisationId, action: "invoice.taken", subject: { kind: "invoice", id: invoiceId }, after },
        taken(file, { fileKind: "invoice", number }),
      ],
      actor,
      now,
    );
    await announce(trx, "invoice", { organisationId });
    const named = [invoice.number, ...(invoice.payment.reference === null ? [] : [invoice.payment.reference])];
    await settle(trx, { organisationIds: [organisationId], references: named }, actor, now);
    if (customer.notice) await tellAdministrators(trx, keyring, invoiceId, input, now);
    return { file, invoiceId };
  });
}

async function tellAdministrators(
  trx: Db,
  keyring: Keyring,
  invoiceId: string,
  { invoice, customer }: TakeInvoice,
  now: Date,
): Promise<void> {
  const people: { id: string }[] = await trx("users")
    .join("user_right", "user_right.user_id", "users.id")
    .where({ "users.organisation_id": customer.id, "user_right.right_name": "administrator" })
    .whereNull("users.deactivated_at")
    .whereNotNull("users.email")
    .select("users.id");
  const { number, dueOn, kind, totals } = invoice;
  const type = kind === "creditNote" ? "credit" : "invoice";
  const about = { invoiceId, number, type, dueDate: dueOn, payableOre: totals.payable };
  const messages = people.map(({ id }) => ({ userId: id, channel: "mail", kind: "invoice_issued", about }) as const);
  await queueMessages(trx, keyring, customer.id, messages, now);
}

/**
 * Makes an invoice void: it was never to be sent. What credit notes gave to it, they have again.
 *
 * @throws DomainError `invoice_not_found`, `invoice_void`, `invoice_paid_on`
 */
export async function voidInvoice(
  db: Db,
  input: { readonly id: string; readonly reason: string; readonly scope: Scope },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const row = await trx("invoice")
      .where("id", input.id)
      .first<{ number: string; organisation_id: string; paid: number; voided_at: string | null } | undefined>(
        ...["number", "organisation_id", "paid", "voided_at"],
      );
    const { scope } = input;
    if (!row || (scope !== null && !scope.includes(row.organisation_id))) throw new DomainError("invoice_not_found");
    const { number, organisation_id: organisationId } = row;
    if (row.voided_at !== null) throw new DomainError("invoice_void", { number });
    if (row.paid !== 0) throw new DomainError("invoice_paid_on", { number });
    await releaseCredits(trx, input.id, actor, now);
    const voided = { voided_at: now.toISOString(), voided_by: actor.name, void_reason: input.reason };
    await trx("invoice").where("id", input.id).update(voided);
    const entry = { organisationId, action: "invoice.voided", subject: { kind: "invoice", id: input.id } };
    await recordAudits(trx, [{ ...entry, after: { number, reason: input.reason } }], actor, now);
    await announce(trx, "invoice", { organisationId });
    await settle(trx, { organisationIds: [organisationId] }, actor, now);
  });
}
