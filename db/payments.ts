import { z } from "zod";
import type { NotificationReading, Payment } from "../domain/camt054.ts";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import { closeFinanceFile, type FinanceFile, insertFinanceFile, type ReceivedFile, taken } from "./finance-files.ts";
import { newId } from "./ids.ts";
import { settle, type WrittenAllocation, write } from "./payment-settling.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const References = z.array(z.strictObject({ reference: z.string(), amount: z.int().nullable() }));

/** Takes in what the bank tells of. Money that has been told of before is passed over. */
export async function takePayments(
  db: Db,
  input: { readonly file: ReceivedFile; readonly reading: NotificationReading; readonly body: Uint8Array },
  actor: Actor,
  now: Date,
): Promise<FinanceFile> {
  return change(db, async (trx) => {
    const { reading, body } = input;
    const payments = reading.payments ?? [];
    const faults = reading.faults;
    const begun = await insertFinanceFile(trx, { ...input.file, kind: "payments", state: "taken", faults, body }, actor, now);
    const keys = payments.map(({ key }) => key);
    const known = new Set<string>(
      (
        await trx("payment")
          .where(oneOf(trx, "key", keys))
          .select("key")
      ).map(({ key }) => key),
    );
    const fresh = payments.filter(({ key }) => !known.has(key)).map((one, at) => ({ ...one, id: newId(now, at % 4096) }));
    await insertPayments(trx, begun.id, fresh, now);
    const paymentIds = fresh.map(({ id }) => id);
    if (paymentIds.length > 0) await settle(trx, { paymentIds }, actor, now);
    const amount = fresh.reduce((sum, one) => sum + one.amount, 0);
    const open = await trx("payment").where("finance_file_id", begun.id).whereNull("organisation_id").count({ count: "*" });
    const counts = { count: fresh.length, amount, known: known.size, passedOver: reading.passedOver.length };
    const summary = { payments: { ...counts, open: Number(open[0]?.count ?? 0) } };
    const file = await closeFinanceFile(trx, begun.id, { state: "taken", summary });
    await recordAudit(trx, taken(file, { fileKind: "payments", payments: fresh.length, amountOre: amount }), actor, now);
    return file;
  });
}

async function insertPayments(
  trx: Db,
  fileId: string,
  payments: readonly (Payment & { id: string })[],
  now: Date,
): Promise<void> {
  const texts = ["id", "finance_file_id", "key", "booked_on", "value_on", "account", "payer", "message", "end_to_end_id"];
  const columns = [...texts, "paid_references", "taken_at"].map((name) => [name, "text"] as const);
  await bulkInsert(
    trx,
    "payment",
    [...columns, ["amount", "integer"]],
    payments.map((one) => [
      ...[one.id, fileId, one.key, one.bookedOn, one.valueOn, one.account, one.payer, one.message, one.endToEndId],
      ...[JSON.stringify(one.references), now.toISOString(), one.amount],
    ]),
  );
}

/** `open`: something is left, and nobody knows for which invoice. `credit`: what is left is carried to the customer's next invoice. */
export const paymentStates = ["open", "credit", "spent", "closed"] as const;
export type PaymentState = (typeof paymentStates)[number];

export type StoredPayment = Pick<Payment, "amount" | "bookedOn" | "valueOn" | "account" | "payer" | "message" | "references"> & {
  readonly id: string;
  readonly state: PaymentState;
  /** Öre that are on no invoice yet. */
  readonly left: number;
  readonly organisation: { readonly id: string; readonly title: string } | null;
  readonly closed: { readonly at: string; readonly by: string; readonly reason: string } | null;
  /** What it went to. */
  readonly invoices: readonly { readonly id: string; readonly number: string; readonly amount: number }[];
};

type Row = {
  id: string;
  amount: number;
  allocated: number;
  booked_on: string;
  value_on: string | null;
  account: string;
  payer: string | null;
  message: string | null;
  paid_references: string;
  organisation_id: string | null;
  title: string | null;
  closed_at: string | null;
  closed_by: string | null;
  close_reason: string | null;
};

/** Organisations that the asker looks after; null: all of them, and what is nobody's yet. */
export type Scope = readonly string[] | null;

/** The newest first. */
export async function pagePayments(
  db: Db,
  asked: {
    readonly scope: Scope;
    readonly search: string;
    readonly state?: PaymentState | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly total: number; readonly rows: readonly StoredPayment[] }> {
  const { scope, search, state, offset, limit } = asked;
  const some = inScope(db, scope);
  if (state === "closed") some.whereNotNull("closed_at");
  else if (state !== undefined) some.whereNull("closed_at");
  if (state === "spent") some.whereRaw("payment.amount = payment.allocated");
  if (state === "open") some.whereNull("payment.organisation_id").whereRaw("payment.amount > payment.allocated");
  if (state === "credit") some.whereNotNull("payment.organisation_id").whereRaw("payment.amount > payment.allocated");
  if (search !== "") {
    const columns = ["payment.payer", "payment.message", "payment.paid_references", "organisation.title"];
    some.where((or) => {
      for (const column of columns) or.orWhere(contains(db, column, search));
    });
  }
  const counted: { total: number | string }[] = await some.clone().count({ total: "*" });
  const rows: Row[] = await some
    .clone()
    .orderBy([
      { column: "payment.booked_on", order: "desc" },
      { column: "payment.id", order: "desc" },
    ])
    .offset(offset)
    .limit(limit)
    .select(["payment.*", "organisation.title"]);
  return { total: Number(counted[0]?.total ?? 0), rows: await presentAll(db, rows) };
}

/** @throws DomainError `payment_not_found` */
export async function getPayment(db: Db, id: string, scope: Scope = null): Promise<StoredPayment> {
  const rows: Row[] = await inScope(db, scope).where("payment.id", id).select(["payment.*", "organisation.title"]);
  const [found] = await presentAll(db, rows);
  if (!found) throw new DomainError("payment_not_found");
  return found;
}

function inScope(db: Db, scope: Scope): ReturnType<Db> {
  const some = db("payment").leftJoin("organisation", "organisation.id", "payment.organisation_id");
  return scope === null ? some : some.where(oneOf(db, "payment.organisation_id", scope));
}

async function presentAll(db: Db, rows: readonly Row[]): Promise<StoredPayment[]> {
  const ids = rows.map(({ id }) => id);
  const went: { payment_id: string; id: string; number: string; amount: number }[] = await db("payment_allocation")
    .join("invoice", "invoice.id", "payment_allocation.invoice_id")
    .where(oneOf(db, "payment_allocation.payment_id", ids))
    .groupBy(["payment_allocation.payment_id", "invoice.id", "invoice.number"])
    .orderBy("invoice.number")
    .havingRaw("sum(payment_allocation.amount) <> 0")
    .select(["payment_allocation.payment_id", "invoice.id", "invoice.number"])
    .sum({ amount: "payment_allocation.amount" });
  const byPayment = Map.groupBy(went, (one) => one.payment_id);
  return rows.map((row) => present(row, byPayment.get(row.id) ?? []));
}

function present(row: Row, went: readonly { id: string; number: string; amount: number }[]): StoredPayment {
  const left = row.amount - row.allocated;
  const { id, amount, organisation_id: of, closed_at: at } = row;
  const state = at !== null ? "closed" : left === 0 ? "spent" : of === null ? "open" : "credit";
  return {
    ...{ id, amount, left, state, bookedOn: row.booked_on, valueOn: row.value_on, account: row.account },
    ...{ payer: row.payer, message: row.message, references: References.parse(JSON.parse(row.paid_references)) },
    organisation: of === null ? null : { id: of, title: row.title ?? "" },
    closed: at === null ? null : { at, by: row.closed_by ?? "", reason: row.close_reason ?? "" },
    invoices: went.map((one) => ({ id: one.id, number: one.number, amount: Number(one.amount) })),
  };
}

/**
 * Puts what is left of a payment to an invoice, as much as the invoice lacks. What is left then is the customer's, and goes on to
 * its other invoices when the next of them, or more money, comes in: until then all of it can be taken back.
 *
 * @throws DomainError `payment_not_found`, `payment_closed`, `payment_spent`, `invoice_not_found`, `invoice_void`, `invoice_settled`
 */
export async function allocatePayment(
  db: Db,
  input: WhichPayment & { readonly invoiceId: string },
  actor: Actor,
  now: Date,
): Promise<StoredPayment> {
  return changePayment(db, input, actor, now, async (trx, payment) => {
    demandLeft(payment);
    const invoice = await trx("invoice")
      .where({ id: input.invoiceId, kind: "invoice" })
      .first<InvoiceOwed | undefined>("number", "seller", "organisation_id", "payable", "paid", "credited", "voided_at");
    if (!invoice || !mayOn(input.scope, invoice.organisation_id)) throw new DomainError("invoice_not_found");
    const { number, organisation_id: organisationId, seller } = invoice;
    if (invoice.voided_at !== null) throw new DomainError("invoice_void", { number });
    const balance = invoice.payable - invoice.paid - invoice.credited;
    if (balance <= 0) throw new DomainError("invoice_settled", { number });
    const amount = Math.min(balance, payment.left);
    const source = { kind: "payment", id: payment.id } as const;
    await write(trx, [{ source, invoiceId: input.invoiceId, amount, organisationId }], actor, now);
    const action = "payment.allocated";
    return { columns: { organisation_id: organisationId, seller }, organisationId, action, after: { number, amountOre: amount } };
  });
}

/** A payment, of those that whoever asks looks after. */
export type WhichPayment = { readonly paymentId: string; readonly scope: Scope };

/** What a change writes to the payment's own row, and what of it stands in the change log. */
type PaymentChange = {
  readonly columns: Readonly<Record<string, string | null>>;
  readonly organisationId: string | null;
  readonly action: string;
  readonly after: Readonly<Record<string, string | number>>;
};

/**
 * One change of a payment, logged and told of. Null of `work`: it is as it was to become, and nothing is written.
 *
 * @throws DomainError `payment_not_found`, and what `work` throws
 */
async function changePayment(
  db: Db,
  { paymentId, scope }: WhichPayment,
  actor: Actor,
  now: Date,
  work: (trx: Db, payment: StoredPayment) => Promise<PaymentChange | null>,
): Promise<StoredPayment> {
  return change(db, async (trx) => {
    const payment = await getPayment(trx, paymentId, scope);
    const done = await work(trx, payment);
    if (done === null) return payment;
    const { columns, organisationId, action, after } = done;
    await trx("payment").where("id", paymentId).update(columns);
    await recordAudit(trx, { organisationId, action, subject: { kind: "payment", id: paymentId }, after }, actor, now);
    await announce(trx, "finance", {});
    return getPayment(trx, paymentId);
  });
}

/** What is left of one that has been set aside stays as it was then. @throws DomainError `payment_closed` */
function demandOpen({ closed }: StoredPayment): void {
  if (closed !== null) throw new DomainError("payment_closed");
}

/** @throws DomainError `payment_closed`, `payment_spent` */
function demandLeft(payment: StoredPayment): void {
  demandOpen(payment);
  if (payment.left === 0) throw new DomainError("payment_spent");
}

function mayOn(scope: Scope, organisationId: string): boolean {
  return scope === null || scope.includes(organisationId);
}

type InvoiceOwed = {
  number: string;
  seller: string;
  organisation_id: string;
  payable: number;
  paid: number;
  credited: number;
  voided_at: string | null;
};

/**
 * Takes a payment off an invoice. What is free then waits for somebody to say what it is for: it is not put anywhere by itself.
 *
 * @throws DomainError `payment_not_found`, `payment_closed`, `invoice_not_found` when nothing of it is on that invoice
 */
export async function takeBackPayment(
  db: Db,
  input: WhichPayment & { readonly invoiceId: string },
  actor: Actor,
  now: Date,
): Promise<StoredPayment> {
  return changePayment(db, input, actor, now, async (trx, payment) => {
    demandOpen(payment);
    const on = payment.invoices.find(({ id }) => id === input.invoiceId);
    const invoice = await trx("invoice")
      .where("id", input.invoiceId)
      .first<{ organisation_id: string } | undefined>("organisation_id");
    if (!on || !invoice) throw new DomainError("invoice_not_found");
    const organisationId = invoice.organisation_id;
    const source = { kind: "payment", id: payment.id } as const;
    await write(trx, [{ source, invoiceId: on.id, amount: -on.amount, organisationId }], actor, now);
    const after = { number: on.number, amountOre: on.amount };
    // Nobody's: else it would be carried to where it has just been taken from.
    return { columns: { organisation_id: null, seller: null }, organisationId, action: "payment.taken_back", after };
  });
}

/** Sets aside what is left of a payment: given back, or for something else. @throws DomainError `payment_not_found`, `payment_closed`, `payment_spent` */
export async function closePayment(
  db: Db,
  input: WhichPayment & { readonly reason: string },
  actor: Actor,
  now: Date,
): Promise<StoredPayment> {
  return changePayment(db, input, actor, now, async (_, payment) => {
    demandLeft(payment);
    const columns = { closed_at: now.toISOString(), closed_by: actor.name, close_reason: input.reason };
    const after = { amountOre: payment.left, reason: input.reason };
    return { columns, organisationId: payment.organisation?.id ?? null, action: "payment.closed", after };
  });
}

/** Takes out again what was set aside; one that is not set aside stays as it is. @throws DomainError `payment_not_found` */
export async function reopenPayment(db: Db, which: WhichPayment, actor: Actor, now: Date): Promise<StoredPayment> {
  return changePayment(db, which, actor, now, async (_, payment) => {
    if (payment.closed === null) return null;
    const columns = { closed_at: null, closed_by: null, close_reason: null };
    const after = { amountOre: payment.left };
    return { columns, organisationId: payment.organisation?.id ?? null, action: "payment.reopened", after };
  });
}

/** What credit notes gave to an invoice, or a credit note gave to invoices, is theirs again. Part of making it void. */
export async function releaseCredits(trx: Db, invoiceId: string, actor: Actor, now: Date): Promise<void> {
  const rows: { invoice_id: string; credit_note_id: string; organisation_id: string; amount: number }[] = await trx(
    "payment_allocation",
  )
    .whereNotNull("credit_note_id")
    .where((or) => or.where("invoice_id", invoiceId).orWhere("credit_note_id", invoiceId))
    .groupBy(["invoice_id", "credit_note_id", "organisation_id"])
    .havingRaw("sum(amount) <> 0")
    .select(["invoice_id", "credit_note_id", "organisation_id"])
    .sum({ amount: "amount" });
  const back = rows.map((row): WrittenAllocation => {
    const source = { kind: "creditNote", id: row.credit_note_id } as const;
    return { source, invoiceId: row.invoice_id, organisationId: row.organisation_id, amount: -Number(row.amount) };
  });
  await write(trx, back, actor, now);
}

/** An invoice that money may be put to. Öre. */
export type OwedInvoice = {
  readonly id: string;
  readonly number: string;
  readonly reference: string | null;
  readonly organisation: string;
  readonly dueOn: string | null;
  readonly payable: number;
  readonly balance: number;
};

/** Invoices with something left to pay: what fits the amount first, then the earliest due. */
export async function findOwed(
  db: Db,
  asked: { readonly scope: Scope; readonly search: string; readonly amount: number; readonly limit: number },
): Promise<readonly OwedInvoice[]> {
  const all = db("invoice");
  const some = (asked.scope === null ? all : all.where(oneOf(db, "invoice.organisation_id", asked.scope)))
    .join("organisation", "organisation.id", "invoice.organisation_id")
    .where("invoice.kind", "invoice")
    .whereNull("invoice.voided_at")
    .whereRaw("invoice.payable - invoice.paid - invoice.credited > 0");
  if (asked.search !== "") {
    some.where((or) => {
      for (const column of ["invoice.number", "invoice.reference", "organisation.title", "organisation.customer_number"])
        or.orWhere(contains(db, column, asked.search));
    });
  }
  const rows = await some
    .orderByRaw("case when invoice.payable - invoice.paid - invoice.credited = ? then 0 else 1 end", [asked.amount])
    .orderBy(["invoice.due_on", "invoice.number"])
    .limit(asked.limit)
    .select<
      {
        id: string;
        number: string;
        reference: string | null;
        title: string;
        due_on: string | null;
        payable: number;
        balance: number;
      }[]
    >([
      ...["invoice.id", "invoice.number", "invoice.reference", "organisation.title", "invoice.due_on", "invoice.payable"],
      db.raw("invoice.payable - invoice.paid - invoice.credited as balance"),
    ]);
  return rows.map(({ title: organisation, due_on: dueOn, ...row }) => ({ ...row, organisation, dueOn }));
}
