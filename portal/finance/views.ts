import { z } from "zod";
import type { BilledCustomer } from "../../db/customers.ts";
import { type FinanceFile, FinanceSummary, financeFileKinds, financeStates, financeWays } from "../../db/finance-files.ts";
import { type OwedInvoice, paymentStates, type StoredPayment } from "../../db/payments.ts";
import { fileFaultCodes } from "../../domain/file-fault.ts";
import { xmlFaults } from "../../domain/xml.ts";

const Ore = z.int();

const FaultView = z.strictObject({
  /** A word of ours, or the number of the rule in its standard. */
  code: z.enum([...fileFaultCodes, ...xmlFaults]),
  /** A file with an error is not taken. */
  severity: z.enum(["error", "warning"]),
  /** Where: an element of XML, or `:line/column` of rows. */
  path: z.string(),
  found: z.string().nullable(),
  expected: z.string().nullable(),
});
export type FaultView = z.infer<typeof FaultView>;

export const FinanceFileView = z.strictObject({
  id: z.string(),
  sha256: z.string(),
  kind: z.enum(financeFileKinds),
  name: z.string(),
  via: z.enum(financeWays),
  /** Bytes. */
  size: z.int(),
  state: z.enum(financeStates),
  /** Of one that is being read, 0 to 100. */
  percent: z.int(),
  receivedAt: z.string(),
  receivedBy: z.string(),
  faults: z.array(FaultView),
  summary: FinanceSummary,
});
export type FinanceFileView = z.infer<typeof FinanceFileView>;

/** `known`: the same file or invoice had come before, and is told of as it was then. */
export const ReceivedView = z.strictObject({ known: z.boolean(), file: FinanceFileView });
export type ReceivedView = z.infer<typeof ReceivedView>;

/** A file that has come in. */
export function fileView({ faults, ...file }: FinanceFile): FinanceFileView {
  return {
    ...file,
    faults: faults.map(({ code, severity, path, found = null, expected = null }) => ({ code, severity, path, found, expected })),
  };
}

export const PaymentView = z.strictObject({
  id: z.string(),
  state: z.enum(paymentStates),
  amount: Ore,
  /** Of it, what is on no invoice. */
  left: Ore,
  bookedOn: z.string(),
  payer: z.string().nullable(),
  message: z.string().nullable(),
  references: z.array(z.strictObject({ reference: z.string(), amount: Ore.nullable() })),
  organisation: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
  closed: z.strictObject({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  invoices: z.array(z.strictObject({ id: z.string(), number: z.string(), amount: Ore })),
});
export type PaymentView = z.infer<typeof PaymentView>;

/** A payment, and what it went to. */
export function paymentView(one: StoredPayment): PaymentView {
  const { id, state, amount, left, bookedOn, payer, message, organisation, closed } = one;
  const { references, invoices } = one;
  return {
    ...{ id, state, amount, left, bookedOn, payer, message, organisation, closed },
    references: references.map((part) => ({ ...part })),
    invoices: invoices.map((part) => ({ ...part })),
  };
}

export const OwedView = z.strictObject({
  id: z.string(),
  number: z.string(),
  reference: z.string().nullable(),
  organisation: z.string(),
  dueOn: z.string().nullable(),
  payable: Ore,
  balance: Ore,
});
export type OwedView = z.infer<typeof OwedView>;
export const owedView = (one: OwedInvoice): OwedView => ({ ...one });

export const CustomerView = z.strictObject({
  id: z.string(),
  version: z.int(),
  updatedAt: z.string(),
  title: z.string(),
  organisationNumber: z.string().nullable(),
  customerNumber: z.string().nullable(),
  notice: z.boolean(),
  owed: Ore,
  overdue: Ore,
  credit: Ore,
});
export type CustomerView = z.infer<typeof CustomerView>;
export const customerView = (one: BilledCustomer): CustomerView => ({ ...one });
