import { z } from "zod";
import { sightsOfPerson } from "../db/call-sight.ts";
import { listOwnCalls, listOwnInvoices } from "../db/usage-rows.ts";
import { chargeClasses } from "../domain/invoice-specification.ts";
import { pageQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { ok, type Route, route } from "./api/route.ts";
import { CallView, callView } from "./invoices/specification-routes.ts";

const tag = "Mina sidor";
const Sums = z.strictObject({ count: z.int(), seconds: z.int(), bytes: z.int(), net: z.int() });
/** Two years of monthly invoices; who has looked lately. */
const mostInvoices = 24;
const mostSights = 20;

const OwnInvoiceView = z.strictObject({
  id: z.string(),
  issuedOn: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  /** Öre without VAT. */
  sums: Sums,
  /** Calls are gone after a time; their sums stay. */
  erased: z.boolean(),
});
export type OwnInvoiceView = z.infer<typeof OwnInvoiceView>;
const OwnCallView = CallView.omit({ costPlace: true }).extend({
  chargeClass: z.enum(chargeClasses),
  number: z.string().nullable(),
});
export type OwnCallView = z.infer<typeof OwnCallView>;
/** Somebody has seen the person's calls with whole numbers. */
const SeenView = z.strictObject({ by: z.string(), at: z.string(), reason: z.string() });
export type SeenView = z.infer<typeof SeenView>;

/** A person's own organisation, also while an operator is in another one. */
const own = ({ session }: Caller) => ({ organisationId: session.access.organisationId ?? "", userId: session.userId });

/** What a person has used, in full: nobody else's calls are in it. */
export const myCallRoutes: readonly Route[] = [
  route("user", {
    method: "get",
    path: "/me/usage",
    tag,
    summary: "Invoices on which the person's own calls stand, the newest first, and who has seen them with whole numbers.",
    answer: z.strictObject({ invoices: z.array(OwnInvoiceView), seen: z.array(SeenView) }),
    handle: async ({ parts, who }) => {
      const invoices = await listOwnInvoices(parts.db, own(who), mostInvoices);
      const seen = await sightsOfPerson(parts.db, own(who), mostSights);
      return ok({
        invoices: invoices.map(({ id, issuedOn, period, erased, count, seconds, bytes, net }) => ({
          ...{ id, issuedOn, period: period && { ...period }, erased, sums: { count, seconds, bytes, net } },
        })),
        seen: seen.map(({ byName, givenAt, reason }) => ({ by: byName, at: givenAt, reason })),
      });
    },
  }),
  route("user", {
    method: "get",
    path: "/me/calls",
    tag,
    summary: "The person's own calls, messages, data and fees on one invoice, with whole numbers, the newest first.",
    query: z.strictObject({
      offset: pageQuery.offset,
      limit: pageQuery.limit,
      invoice: z.string().max(64).default(""),
      chargeClass: z.enum(chargeClasses).optional(),
    }),
    answer: z.strictObject({ total: z.int(), calls: z.array(OwnCallView), unlisted: Sums, sums: Sums }),
    handle: async ({ parts, who, query }) => {
      const { chargeClass, invoice: invoiceId, offset, limit } = query;
      const classes = chargeClass && [chargeClass];
      const found = await listOwnCalls(parts.db, { ...own(who), invoiceId, classes, offset, limit });
      const calls = found.rows.map((row) => {
        const { costPlace: _, ...call } = callView(row, true);
        return { ...call, chargeClass: row.chargeClass, number: row.number };
      });
      return ok({ total: found.total, calls, unlisted: found.unlisted, sums: found.sum });
    },
  }),
];
