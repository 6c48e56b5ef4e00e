import type { PaidReference } from "../domain/camt054.ts";
import { type Allocation, type Funds, type PayableInvoice, planAllocations } from "../domain/payment-allocation.ts";
import { announce } from "./changes.ts";
import { bulkInsert, bulkUpdate } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import type { Actor, Db } from "./types.ts";

/** What has come in. Everything that hangs together with it is looked at again. */
export type ToSettle = {
  readonly organisationIds?: readonly string[];
  readonly paymentIds?: readonly string[];
  /** Payments that waited for these references or numbers. */
  readonly references?: readonly string[];
};

/** What money went where: how many allocations, and öre. */
export type Settled = { readonly count: number; readonly amount: number };

/** Puts money to invoices, by `planAllocations`. Part of the transaction of what has come in. */
export async function settle(trx: Db, what: ToSettle, actor: Actor, now: Date): Promise<Settled> {
  const named = await paymentsNamed(trx, what);
  const told = [...new Set([...named.flatMap(({ references }) => references.map((one) => one.reference))])];
  const direct = await invoicesNamed(trx, told);
  const organisations = [...new Set([...(what.organisationIds ?? []), ...direct.map((one) => one.organisationId)])];
  const invoices = new Map([...direct, ...(await unpaidOf(trx, organisations))].map((one) => [one.id, one]));
  const funds = new Map([...named, ...(await leftOf(trx, organisations))].map((one) => [one.id, one]));
  const plan = planAllocations([...funds.values()], [...invoices.values()]);
  const owners = plan.owners.map(({ paymentId: id, organisationId, seller }) => ({
    id,
    texts: [organisationId, seller],
    steps: [],
  }));
  await bulkUpdate(trx, "payment", ["organisation_id", "seller"], [], owners);
  const lines = plan.allocations.map((one) => ({ ...one, organisationId: invoices.get(one.invoiceId)?.organisationId ?? "" }));
  await write(trx, lines, actor, now);
  return { count: lines.length, amount: lines.reduce((sum, { amount }) => sum + amount, 0) };
}

export type WrittenAllocation = Allocation & { readonly organisationId: string };

/** Keeps allocations, and the sums that hang on them. An amount may be negative: taken back. */
export async function write(trx: Db, allocations: readonly WrittenAllocation[], actor: Actor, now: Date): Promise<void> {
  await bulkInsert(
    trx,
    "payment_allocation",
    [
      ...["id", "organisation_id", "invoice_id", "payment_id", "credit_note_id"].map((name) => [name, "text"] as const),
      ...([["amount", "integer"] as const, ["made_at", "text"] as const, ["made_by", "text"] as const] as const),
    ],
    allocations.map(({ source, invoiceId, amount, organisationId }, at) => [
      ...[newId(now, at % 4096), organisationId, invoiceId],
      ...(source.kind === "payment" ? [source.id, null] : [null, source.id]),
      ...[amount, now.toISOString(), actor.name],
    ]),
  );
  const paid = steps(allocations.filter(({ source }) => source.kind === "payment").map((one) => [one.invoiceId, one.amount]));
  await bulkUpdate(trx, "invoice", [], ["paid"], paid);
  const spent = allocations.filter(({ source }) => source.kind === "payment").map((one) => [one.source.id, one.amount] as const);
  await bulkUpdate(trx, "payment", [], ["allocated"], steps(spent));
  const credits = allocations.filter(({ source }) => source.kind === "creditNote");
  const credited = credits.flatMap(({ source, invoiceId, amount }) => [
    [invoiceId, amount] as const,
    [source.id, -amount] as const,
  ]);
  await bulkUpdate(trx, "invoice", [], ["credited"], steps(credited));
  for (const organisationId of new Set(allocations.map((one) => one.organisationId)))
    await announce(trx, "invoice", { organisationId });
}

function steps(said: readonly (readonly [string, number])[]) {
  const sums = new Map<string, number>();
  for (const [id, amount] of said) sums.set(id, (sums.get(id) ?? 0) + amount);
  return [...sums].map(([id, sum]) => ({ id, texts: [], steps: [sum] }));
}

type PaymentRow = {
  id: string;
  amount: number;
  allocated: number;
  booked_on: string;
  organisation_id: string | null;
  seller: string | null;
  paid_references: string;
};
const paymentColumns = ["id", "amount", "allocated", "booked_on", "organisation_id", "seller", "paid_references"] as const;

function fundsOf(row: PaymentRow): Funds {
  const references = JSON.parse(row.paid_references) as PaidReference[];
  return {
    ...{ kind: "payment", id: row.id, left: row.amount - row.allocated, on: row.booked_on },
    ...{ organisationId: row.organisation_id, seller: row.seller, references, creditOf: [] },
  };
}

/** Those given, and those nobody knows the owner of that waited for an invoice which is there now. */
async function paymentsNamed(trx: Db, { paymentIds = [], references = [] }: ToSettle): Promise<Funds[]> {
  const given: PaymentRow[] =
    paymentIds.length === 0
      ? []
      : await trx("payment")
          .where(oneOf(trx, "id", paymentIds))
          .select(paymentColumns);
  const waiting: PaymentRow[] =
    references.length === 0
      ? []
      : await trx("payment").whereNull("organisation_id").whereNull("closed_at").where("allocated", 0).select(paymentColumns);
  const wanted = new Set(references);
  const found = waiting.map(fundsOf).filter((one) => one.references.some(({ reference }) => wanted.has(reference)));
  return [...given.map(fundsOf), ...found];
}

type InvoiceFacts = {
  id: string;
  organisation_id: string;
  seller: string;
  number: string;
  reference: string | null;
  due_on: string | null;
  issued_on: string;
  balance: number;
};
const facts = ["id", "organisation_id", "seller", "number", "reference", "due_on", "issued_on"] as const;

function payable(row: InvoiceFacts): PayableInvoice {
  const { id, organisation_id: organisationId, seller, number, reference, due_on: dueOn, issued_on: issuedOn } = row;
  return { id, organisationId, seller, number, reference, dueOn, issuedOn, balance: Math.max(0, row.balance) };
}

function invoices(trx: Db) {
  return trx("invoice")
    .where("kind", "invoice")
    .whereNull("voided_at")
    .select<InvoiceFacts[]>([...facts, trx.raw("payable - paid - credited as balance")]);
}

/** Paid ones too: they tell whose money it is. */
async function invoicesNamed(trx: Db, references: readonly string[]): Promise<PayableInvoice[]> {
  if (references.length === 0) return [];
  const rows = await invoices(trx).where((or) =>
    or.where(oneOf(trx, "reference", references)).orWhere(oneOf(trx, "number", references)),
  );
  return rows.map(payable);
}

async function unpaidOf(trx: Db, organisations: readonly string[]): Promise<PayableInvoice[]> {
  if (organisations.length === 0) return [];
  const rows = await invoices(trx)
    .where(oneOf(trx, "organisation_id", organisations))
    .whereRaw("payable - paid - credited > 0");
  return rows.map(payable);
}

/** What is left of their payments and credit notes, and of invoices that give money back. */
async function leftOf(trx: Db, organisations: readonly string[]): Promise<Funds[]> {
  if (organisations.length === 0) return [];
  const payments: PaymentRow[] = await trx("payment")
    .where(oneOf(trx, "organisation_id", organisations))
    .whereNull("closed_at")
    .whereRaw("amount > allocated")
    .select(paymentColumns);
  const notes: (InvoiceFacts & { body: string })[] = await trx("invoice")
    .where("payable", "<", 0)
    .whereNull("voided_at")
    .where(oneOf(trx, "organisation_id", organisations))
    .whereRaw("payable - paid - credited < 0")
    .select([...facts, "body", trx.raw("payable - paid - credited as balance")]);
  return [
    ...payments.map(fundsOf),
    ...notes.map((row): Funds => {
      const { creditOf } = JSON.parse(row.body) as { creditOf: string[] };
      const { organisation_id: organisationId, seller, issued_on: on } = row;
      return { kind: "creditNote", id: row.id, left: -row.balance, on, organisationId, seller, references: [], creditOf };
    }),
  ];
}
