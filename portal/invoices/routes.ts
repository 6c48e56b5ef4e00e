import { z } from "zod";
import { endSight, findSight, giveSight } from "../../db/call-sight.ts";
import { invoiceFileNames, readInvoicePdfs } from "../../db/invoice-archive.ts";
import { invoiceSorts, listInvoices, presentListed, summariseInvoices } from "../../db/invoice-list.ts";
import { invoicesByNumber, listSettlements } from "../../db/invoice-settlements.ts";
import { getInvoice, readInvoiceFile } from "../../db/invoices.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { filterChoices, getSpecifiedInvoice } from "../../db/specification.ts";
import { longestReason } from "../../domain/call-sight.ts";
import { addDays, isLocalDate, startOfDay, wallClock } from "../../domain/local-time.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { attachment } from "../api/attachment.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type RawAsk, type Route, route } from "../api/route.ts";
import { sendArchive } from "./archive.ts";
import { listCsv } from "./list-csv.ts";
import {
  InvoiceRowView,
  InvoiceView,
  invoiceRowView,
  invoiceView,
  SightView,
  StateFilter,
  SummaryView,
  sightView,
  summaryView,
  usageView,
} from "./views.ts";

const tag = "Invoices";
const params = z.strictObject({ invoice: z.string().max(200) });
const Day = z.string().max(10).refine(isLocalDate, "input_invalid");
const CanonicalNumber = z
  .string()
  .max(60)
  .transform((written, context) => {
    const number = parseNumber(written);
    if (number) return number.canonical;
    context.addIssue({ code: "custom", message: "number_invalid" });
    return z.NEVER;
  });
const listQuery = {
  q: searchQuery,
  state: StateFilter.optional().meta({ description: "`open`: what is still to pay, overdue or not." }),
  kind: z.enum(["invoice", "creditNote"]).optional(),
  from: Day.optional().meta({ description: "Issued on that day or later." }),
  to: Day.optional(),
  number: CanonicalNumber.optional().meta({ description: "Only invoices with charges of that number, in any written form." }),
  sort: z.enum(invoiceSorts).default("issued"),
  order: orderQuery,
};
/** As many invoices as one zip takes: their ids have to fit into an address. */
const mostInArchive = 200;

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/** Today where the organisation is, and when tomorrow comes. */
async function localDay({ parts, who, now }: Mine) {
  const { timeZone } = await getOrganisation(parts.db, { id: who.organisationId });
  const today = wallClock(now, timeZone).date;
  const clock = { now: now.toISOString(), changesAt: startOfDay(addDays(today, 1), timeZone).toISOString() };
  return { today, clock, localDate: (instant: Date) => wallClock(instant, timeZone).date };
}

async function detail(asked: Mine, id: string): Promise<InvoiceView> {
  const { parts, who, now } = asked;
  const { organisationId } = who;
  const { today, clock, localDate } = await localDay(asked);
  const invoice = await getInvoice(parts.db, { organisationId, id });
  const specified = await getSpecifiedInvoice(parts.db, { organisationId, id });
  const choices = specified.usage === null ? { costPlaces: [], classes: [] } : await filterChoices(parts.db, id);
  return invoiceView(invoice, {
    listed: presentListed(asRow(invoice), today),
    settlements: await listSettlements(parts.db, { organisationId, invoiceId: id }, localDate),
    credited: await invoicesByNumber(parts.db, organisationId, invoice.creditOf),
    files: new Set(await invoiceFileNames(parts.db, id)),
    usage: usageView(specified, choices),
    sight: await findSight(parts.db, { organisationId, invoiceId: id }, who.actor, now),
    clock,
  });
}

function asRow(invoice: Awaited<ReturnType<typeof getInvoice>>): Parameters<typeof presentListed>[0] {
  const { period, totals, voided } = invoice;
  return {
    ...{ id: invoice.id, kind: invoice.kind, number: invoice.number, issued_on: invoice.issuedOn, due_on: invoice.dueOn },
    ...{ pay_by: invoice.payBy, period_from: period?.from ?? null, period_to: period?.to ?? null },
    ...{ payable: totals.payable, paid: invoice.paid, credited: invoice.credited },
    ...{ reference: invoice.payment.reference, voided_at: voided?.at ?? null },
  };
}

export const invoiceRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/invoices",
    tag,
    summary: "Invoices and credit notes with their state today, and what is owed over all of them. Amounts in öre.",
    query: z.strictObject({ ...pageQuery, ...listQuery }),
    answer: z.strictObject({
      ...pageOf(InvoiceRowView).shape,
      summary: SummaryView,
      now: z.string(),
      changesAt: z.string(),
    }),
    handle: async (asked) => {
      const { parts, who, query } = asked;
      const { q: search, order, ...rest } = query;
      const { organisationId } = who;
      const { today, clock } = await localDay(asked);
      const page = await listInvoices(parts.db, { ...rest, organisationId, today, search, descending: order === "desc" });
      const summary = summaryView(await summariseInvoices(parts.db, organisationId, today));
      return ok({ total: page.total, rows: page.rows.map(invoiceRowView), summary, ...clock });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/invoices/export",
    tag,
    summary: "The same list as CSV, whole; amounts in kronor. Formulas are guarded.",
    query: z.strictObject({
      ...listQuery,
      separator: z.enum(["semicolon", "comma"]).default("semicolon"),
      language: z.enum(["sv", "en"]).default("sv"),
    }),
    answer: z.string(),
    handle: async (asked) => {
      const { q: search, order, separator, language, ...rest } = asked.query;
      const { today } = await localDay(asked);
      const by = { ...rest, organisationId: asked.who.organisationId, today, search, descending: order === "desc" };
      return listCsv(asked.parts.db, by, { separator, language });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/invoices/archive",
    tag,
    summary: `The PDFs of up to ${mostInArchive} invoices in one zip file.`,
    query: z.strictObject({
      ids: z
        .string()
        .min(1)
        .max(64 * mostInArchive)
        .transform((text) => [...new Set(text.split(","))])
        .pipe(z.array(z.string().min(1).max(64)).max(mostInArchive))
        .meta({ description: "Ids of invoices, with commas between them." }),
    }),
    answer: z.string(),
    example: { ids: "{invoice}" },
    handle: async (asked) => {
      const { parts, who, query } = asked;
      const { today } = await localDay(asked);
      const pdfs = await readInvoicePdfs(parts.db, { organisationId: who.organisationId, ids: query.ids });
      return sendArchive(pdfs, today);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/invoices/:invoice",
    tag,
    summary: "An invoice as it was issued, what has been paid and set off, and what there is of a specification.",
    params,
    answer: InvoiceView,
    handle: async (asked) => ok(await detail(asked, asked.params.invoice)),
  }),
  fileRoute("pdf", "The invoice itself as PDF: made once when it came, the same bytes for ever."),
  fileRoute("ubl", "The invoice as the operator sent it (Peppol BIS Billing 3.0), byte for byte."),
  route("administrator", {
    method: "post",
    path: "/invoices/:invoice/sight",
    tag,
    summary:
      "Shows the asker whole numbers in an invoice's specification for a quarter of an hour. The reason stands in the change log, and the persons concerned can read it.",
    params,
    body: z.strictObject({
      reason: z.string().max(longestReason),
      of: z
        .strictObject({ userId: z.string().max(64).nullable(), number: z.string().max(60).nullable() })
        .nullable()
        .default(null)
        .meta({ description: "Whose numbers alone; null: the whole invoice's." }),
    }),
    answer: SightView,
    example: { reason: "Kontroll av utlandssamtal i september", of: null },
    handle: async ({ parts, who, params, body, now }) => {
      const input = { organisationId: who.organisationId, invoiceId: params.invoice, ...body };
      return created(sightView(await giveSight(parts.db, input, who.actor, now)));
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/invoices/:invoice/sight",
    tag,
    summary: "Masks the numbers again before the time is out.",
    params,
    handle: async ({ parts, who, params, now }) => {
      await endSight(parts.db, { organisationId: who.organisationId, invoiceId: params.invoice }, who.actor, now);
      return done();
    },
  }),
];

function fileRoute(kind: "pdf" | "ubl", summary: string): Route {
  return route("administrator", {
    method: "get",
    path: `/invoices/:invoice/${kind}`,
    tag,
    summary,
    params,
    answer: z.string(),
    handle: async ({ parts, who, params }): Promise<Answer> => {
      const file = await readInvoiceFile(parts.db, {
        organisationId: who.organisationId,
        id: params.invoice,
        kind,
      });
      // What it holds never changes, and it is nobody else's.
      const headers = {
        ...attachment(file.name),
        "Cache-Control": "private, no-cache",
        ETag: `"${file.sha256}"`,
      };
      return { status: 200, headers, file: { mediaType: file.mediaType, bytes: file.bytes } };
    },
  });
}
