import { balanceOf, type InvoiceState, invoiceState } from "../domain/invoice-state.ts";
import type { Ore } from "../domain/money.ts";
import { foldText } from "../domain/search.ts";
import { contains } from "./dialect/dialect.ts";
import type { InvoiceRow } from "./invoices.ts";
import type { Db } from "./types.ts";

/** What a list can be narrowed to: each state, and `open`: what is still to pay. */
export const invoiceFilters = ["open", "overdue", "partPaid", "unpaid", "paid", "credited", "credit", "void"] as const;
export type InvoiceFilter = (typeof invoiceFilters)[number];
export const invoiceSorts = ["issued", "due", "number", "amount", "left"] as const;
export type InvoiceSort = (typeof invoiceSorts)[number];

/** An invoice as a list shows it; amounts in öre, those of a credit note negative. */
export type ListedInvoice = {
  readonly id: string;
  readonly kind: "invoice" | "creditNote";
  readonly number: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly payable: Ore;
  readonly paid: Ore;
  readonly credited: Ore;
  /** Still to pay; negative: to get back. */
  readonly left: Ore;
  readonly state: InvoiceState;
  readonly reference: string | null;
  /** Net of that number alone, where the list is of one number's invoices. */
  readonly ofNumber: Ore | null;
};

export type InvoiceListQuery = {
  readonly organisationId: string;
  /** Local date: an invoice is due until midnight where its customer is. */
  readonly today: string;
  readonly search: string;
  readonly state?: InvoiceFilter | undefined;
  readonly kind?: "invoice" | "creditNote" | undefined;
  /** Issued on or after, on or before; local dates. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Canonical: invoices with rows of that number alone. */
  readonly number?: string | undefined;
  readonly sort: InvoiceSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

const left = "(i.payable - i.paid - i.credited)";
const overdue = `${left} > 0 and i.pay_by is not null and i.pay_by < ?`;
const wholeCredited = "(i.credited > 0 and i.credited >= i.payable)";
/** As `invoiceState` decides it; `?` is today. A test holds the two together. */
const conditions: Readonly<Record<InvoiceFilter, string>> = {
  open: `${left} > 0`,
  overdue,
  partPaid: `${left} > 0 and i.paid > 0 and (i.pay_by is null or i.pay_by >= ?)`,
  unpaid: `${left} > 0 and i.paid <= 0 and (i.pay_by is null or i.pay_by >= ?)`,
  paid: `${left} = 0 and not ${wholeCredited}`,
  credited: `${left} = 0 and ${wholeCredited}`,
  credit: `${left} < 0`,
  void: "i.voided_at is not null",
};

const columns = {
  ...{ id: "i.id", kind: "i.kind", number: "i.number", issued_on: "i.issued_on", due_on: "i.due_on", pay_by: "i.pay_by" },
  ...{ period_from: "i.period_from", period_to: "i.period_to", payable: "i.payable", paid: "i.paid", credited: "i.credited" },
  ...{ reference: "i.reference", voided_at: "i.voided_at" },
};
type Row = Pick<
  InvoiceRow,
  "id" | "kind" | "number" | "issued_on" | "due_on" | "pay_by" | "period_from" | "period_to" | "payable" | "paid" | "credited"
> & { reference: string | null; voided_at: string | null; of_number?: number | null };

/** A part of an organisation's invoices, and how many there are in all. */
export async function listInvoices(db: Db, query: InvoiceListQuery): Promise<{ total: number; rows: ListedInvoice[] }> {
  const found = whereFound(db, query);
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const direction = query.descending ? "desc" : "asc";
  const order = [...orderOf[query.sort], ...byNumber, "i.id"].map((one) => `${one} ${direction}`).join(", ");
  // Found and sorted by what stands in an index; only what is shown is read whole.
  const ids = found.orderByRaw(order).offset(query.offset).limit(query.limit).select("i.id");
  const rows = db("invoice as i").whereIn("i.id", ids).orderByRaw(order).select(columns);
  if (query.number !== undefined) {
    const net = db("usage_sum as s").whereRaw("s.invoice_id = i.id").where("s.number", query.number).sum("s.net");
    rows.select({ of_number: net });
  }
  const page: Row[] = await rows;
  return { total: Number(counted?.count ?? 0), rows: page.map((row) => presentListed(row, query.today)) };
}

/** Numbers count up, and have as many digits as they need. */
const byNumber = ["length(i.number)", "i.number"];
/** What has no due date comes last. */
const orderOf: Readonly<Record<InvoiceSort, readonly string[]>> = {
  issued: ["i.issued_on"],
  due: ["coalesce(i.due_on, '9999')"],
  number: [],
  amount: ["i.payable"],
  left: [left],
};

/** What is owed, over all invoices of an organisation. */
export type InvoiceSummary = {
  /** All that there are. */
  readonly count: number;
  readonly open: { readonly count: number; readonly left: Ore };
  /** Of the open ones. */
  readonly overdue: { readonly count: number; readonly left: Ore };
  /** What stands to the organisation's credit, positive: credit notes and payments that no invoice has used up. */
  readonly credit: Ore;
  /** When the first was issued, local date; null: there is none. */
  readonly since: string | null;
};

/** What an organisation owes and has to its credit. @param today local date: what is overdue hangs on it */
export async function summariseInvoices(db: Db, organisationId: string, today: string): Promise<InvoiceSummary> {
  const alive = (condition: string, then: string) =>
    `coalesce(sum(case when i.voided_at is null and ${condition} then ${then} else 0 end), 0)`;
  const row: Record<string, unknown> | undefined = await db("invoice as i")
    .where("i.organisation_id", organisationId)
    .first(
      db.raw("count(*) as count"),
      db.raw("min(i.issued_on) as since"),
      db.raw(`${alive(conditions.open, "1")} as open_count`),
      db.raw(`${alive(conditions.open, left)} as open_left`),
      db.raw(`${alive(overdue, "1")} as overdue_count`, [today]),
      db.raw(`${alive(overdue, left)} as overdue_left`, [today]),
      db.raw(`${alive(conditions.credit, `-${left}`)} as credit`),
    );
  const unused: { sum?: number | string | null } | undefined = await db("payment")
    .where("organisation_id", organisationId)
    .whereNull("closed_at")
    .first(db.raw("sum(amount - allocated) as sum"));
  const number = (name: string) => Number(row?.[name] ?? 0);
  return {
    count: number("count"),
    open: { count: number("open_count"), left: number("open_left") },
    overdue: { count: number("overdue_count"), left: number("overdue_left") },
    credit: number("credit") + Number(unused?.sum ?? 0),
    since: typeof row?.since === "string" ? row.since : null,
  };
}

function whereFound(db: Db, query: InvoiceListQuery): ReturnType<Db> {
  const { organisationId, today, state, kind, from, to, number } = query;
  const found = db("invoice as i").where("i.organisation_id", organisationId);
  if (kind) found.where("i.kind", kind);
  if (from) found.where("i.issued_on", ">=", from);
  if (to) found.where("i.issued_on", "<=", to);
  if (number !== undefined) found.whereIn("i.id", db("usage_sum").where("number", number).select("invoice_id"));
  if (state) {
    if (state !== "void") found.whereNull("i.voided_at");
    const condition = conditions[state];
    found.whereRaw(condition, condition.includes("?") ? [today] : []);
  }
  for (const word of foldText(query.search).split(" ")) {
    if (word !== "") found.where(contains(db, "i.search_text", word));
  }
  return found;
}

/** @param today local date */
export function presentListed(row: Row, today: string): ListedInvoice {
  const { payable, paid, credited } = row;
  const facts = { draft: false, voided: row.voided_at !== null, payable, paid, credited, dueOn: row.due_on };
  const { period_from: periodFrom, period_to: periodTo } = row;
  return {
    ...{ id: row.id, kind: row.kind, number: row.number, issuedOn: row.issued_on, dueOn: row.due_on, payable, paid, credited },
    period: periodFrom === null || periodTo === null ? null : { from: periodFrom, to: periodTo },
    ...{ left: balanceOf(facts), state: invoiceState(facts, today), reference: row.reference },
    ofNumber: row.of_number === undefined || row.of_number === null ? null : Number(row.of_number),
  };
}
