import { z } from "zod";
import { getCustomer, pageCustomers, UpdateCustomer, updateCustomer } from "../../db/customers.ts";
import { financeFileKinds, financeStates, getFinanceFile, pageFinanceFiles } from "../../db/finance-files.ts";
import { voidInvoice } from "../../db/invoice-intake.ts";
import {
  allocatePayment,
  closePayment,
  findOwed,
  getPayment,
  pagePayments,
  paymentStates,
  reopenPayment,
  type Scope,
  type StoredPayment,
  takeBackPayment,
  type WhichPayment,
} from "../../db/payments.ts";
import type { Actor, Db } from "../../db/types.ts";
import { wallClock } from "../../domain/local-time.ts";
import { oneLine } from "../../domain/one-line.ts";
import { Id } from "../api/fields.ts";
import { bytesOf, drain } from "../api/incoming.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { created, done, financeRoute, ok, type Route, route } from "../api/route.ts";
import { mostCsvBytes } from "./examine.ts";
import {
  CustomerView,
  customerView,
  FinanceFileView,
  fileView,
  OwedView,
  owedView,
  PaymentView,
  paymentView,
  ReceivedView,
} from "./views.ts";

const tag = "Invoices and payments in";
const ToInvoice = z.strictObject({ invoiceId: Id });
const WithReason = z.strictObject({ reason: z.string().overwrite(oneLine).trim().min(3).max(200) });

/** What an operator looks after; null: everything, also what is nobody's yet. */
function scopeOf({ session: { access } }: Caller): Scope {
  return access.operates === "all" ? null : access.operates;
}

const today = (now: Date): string => wallClock(now, "Europe/Stockholm").date;

const fileRoutes: readonly Route[] = [
  financeRoute({
    method: "post",
    path: "/operator/finance/files",
    tag,
    summary:
      "Takes a file in: an invoice or credit note (Peppol BIS Billing 3.0), usage (CSV), or payments (camt.054). All of it is taken, or nothing but that it came; the same file is taken once. A long file of usage answers while it is being read.",
    query: z.strictObject({
      name: z.string().overwrite(oneLine).trim().max(200).default("").meta({ description: "What the file is called." }),
    }),
    file: {
      types: ["application/xml", "text/xml", "text/csv", "application/octet-stream"],
      most: mostCsvBytes,
      tooLarge: "finance_file_too_large",
      streamed: true,
    },
    answer: ReceivedView,
    example: "invoice;class;started_at;amount\n20261042;subscription;2026-10-01;299,00\n",
    handle: async ({ parts, who, query, finance, incoming }) => {
      if (incoming === null) return done();
      const length = Number(incoming.headers["content-length"] ?? 0) || 0;
      const coming = { name: query.name || "–", via: finance ? "api" : "upload", length } as const;
      const { file, known } = await parts.intake.receive(bytesOf(incoming), coming, who.actor);
      await drain(incoming);
      const body = { known, file: fileView(file) };
      return known ? ok(body) : created(body);
    },
  }),
  financeRoute({
    method: "get",
    path: "/operator/finance/files",
    tag,
    summary: "Files that have come in, the newest first, with what was taken from each or why it was not.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      state: z.enum(financeStates).optional(),
      kind: z.enum(financeFileKinds).optional(),
    }),
    answer: pageOf(FinanceFileView),
    handle: async ({ parts, query }) => {
      const { q: search, ...rest } = query;
      const { total, rows } = await pageFinanceFiles(parts.db, { ...rest, search });
      return ok({ total, rows: rows.map(fileView) });
    },
  }),
  financeRoute({
    method: "get",
    path: "/operator/finance/files/:file",
    tag,
    summary: "A file that has come in: how far it has been read, and what became of it.",
    answer: FinanceFileView,
    handle: async ({ parts, params }) => ok(fileView(await getFinanceFile(parts.db, String(params.file)))),
  }),
];

const paymentRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/finance/payments",
    tag,
    summary: "Payments, the newest first: what each went to, and what is left.",
    query: z.strictObject({ ...pageQuery, q: searchQuery, state: z.enum(paymentStates).optional() }),
    answer: pageOf(PaymentView),
    handle: async ({ parts, who, query }) => {
      const { q: search, ...rest } = query;
      const { total, rows } = await pagePayments(parts.db, { ...rest, search, scope: scopeOf(who) });
      return ok({ total, rows: rows.map(paymentView) });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/finance/payments/:payment/owed",
    tag,
    summary: "Invoices that a payment may be put to: what fits its amount first, then the earliest due.",
    query: z.strictObject({ q: searchQuery }),
    answer: z.strictObject({ rows: z.array(OwedView) }),
    handle: async ({ parts, who, params, query }) => {
      const scope = scopeOf(who);
      const { left: amount } = await getPayment(parts.db, String(params.payment), scope);
      const rows = await findOwed(parts.db, { scope, search: query.q, amount, limit: 30 });
      return ok({ rows: rows.map(owedView) });
    },
  }),
  paymentRoute(
    "invoices",
    "Puts what is left of a payment to an invoice. What the invoice does not need is carried to the customer's next one.",
    ToInvoice,
    { invoiceId: "{invoice}" },
    allocatePayment,
  ),
  paymentRoute(
    "take-back",
    "Takes a payment off an invoice. What is free then waits for somebody to say what it is for.",
    ToInvoice,
    { invoiceId: "{settled}" },
    takeBackPayment,
  ),
  paymentRoute(
    "close",
    "Sets aside what is left of a payment: given back, or for something else than these invoices.",
    WithReason,
    { reason: "Återbetald 2026-11-20" },
    closePayment,
  ),
  route("operator", {
    method: "post",
    path: "/operator/finance/payments/:payment/reopen",
    tag,
    summary: "Takes out again a payment that was set aside.",
    answer: PaymentView,
    handle: async ({ parts, who, params, now }) => {
      const input = { paymentId: String(params.payment), scope: scopeOf(who) };
      return ok(paymentView(await reopenPayment(parts.db, input, who.actor, now)));
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/finance/invoices/:invoice/void",
    tag,
    summary: "Makes an invoice void that was never to be sent. One that has been paid on cannot be.",
    body: WithReason,
    example: { reason: "Skickad till fel kund" },
    handle: async ({ parts, who, params, body, now }) => {
      const input = { id: String(params.invoice), reason: body.reason, scope: scopeOf(who) };
      await voidInvoice(parts.db, input, who.actor, now);
      return done();
    },
  }),
];

/** What operator staff does with a payment; the answer is the payment as it is then. */
function paymentRoute<B extends z.ZodObject>(
  name: string,
  summary: string,
  body: B,
  example: z.input<B>,
  write: (db: Db, input: z.output<B> & WhichPayment, actor: Actor, now: Date) => Promise<StoredPayment>,
): Route {
  return route("operator", {
    ...{ method: "post", path: `/operator/finance/payments/:payment/${name}`, tag, summary, body, answer: PaymentView, example },
    handle: async ({ parts, who, params, body, now }) => {
      const input = { ...body, paymentId: String(params.payment), scope: scopeOf(who) };
      return ok(paymentView(await write(parts.db, input, who.actor, now)));
    },
  });
}

const customerParams = z.strictObject({ organisation: z.string().max(200) });

const customerRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/finance/customers",
    tag,
    summary: "What invoices know each organisation by, and what it owes.",
    query: z.strictObject({ ...pageQuery, q: searchQuery }),
    answer: pageOf(CustomerView),
    handle: async ({ parts, who, query, now }) => {
      const { q: search, ...rest } = query;
      const { total, rows } = await pageCustomers(parts.db, { ...rest, search, scope: scopeOf(who), today: today(now) });
      return ok({ total, rows: rows.map(customerView) });
    },
  }),
  route("operator", {
    method: "patch",
    path: "/operator/finance/customers/:organisation",
    tag,
    summary:
      "Organisation number and customer number, by which invoices find the organisation, and whether its administrators get a mail about each.",
    params: customerParams,
    body: UpdateCustomer,
    answer: CustomerView,
    example: { customerNumber: "10042", organisationNumber: "559999-0024", notice: true },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const by = { id: params.organisation, scope: scopeOf(who), today: today(now) };
      const customer = await updateCustomer(parts.db, { ...by, version, ...body }, who.actor, now);
      return ok(customerView(customer), customer.version);
    },
    current: async ({ parts, who, params, now }) => {
      const by = { id: params.organisation, scope: scopeOf(who), today: today(now) };
      const customer = await getCustomer(parts.db, by);
      return ok(customerView(customer), customer.version);
    },
  }),
];

/** How invoices, usage and payments come in, and what operator staff does with them. */
export const financeRoutes: readonly Route[] = [...fileRoutes, ...paymentRoutes, ...customerRoutes];
