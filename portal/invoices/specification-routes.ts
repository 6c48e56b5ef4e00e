import { z } from "zod";
import { type CallSightGrant, findSight, recordFullExport, seesCalls } from "../../db/call-sight.ts";
import { getSpecifiedInvoice, levelBelow, openNode } from "../../db/specification.ts";
import { listNodeRows, type UsageRow } from "../../db/usage-rows.ts";
import { presentUsers, subscriptionsOf } from "../../db/user-presence.ts";
import { maskCalled, maskDescription } from "../../domain/call-record.ts";
import { chargeClasses, type SpecificationNode, specificationLevels } from "../../domain/invoice-specification.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { pageQuery } from "../api/paging.ts";
import { ok, type Route, route } from "../api/route.ts";
import { InputError } from "../problem.ts";
import { divisionNames, filterQuery, readFilter, readPlace } from "./place.ts";
import { specificationCsv } from "./specification-csv.ts";

const tag = "Invoices";
const params = z.strictObject({ invoice: z.string().max(200) });
const Sums = { count: z.int(), seconds: z.int(), bytes: z.int(), net: z.int() };

export const NodeView = z.strictObject({
  ...Sums,
  level: z.enum(["customer", ...specificationLevels, "unspecified"]),
  costPlace: z.string().nullable(),
  userId: z.string().nullable(),
  userName: z.string().nullable(),
  /** True where the person is still there, and has a page. */
  userHere: z.boolean(),
  number: z.string().nullable(),
  /** Of the subscription that has the number now. */
  subscriptionId: z.string().nullable(),
  chargeClass: z.enum(chargeClasses).nullable(),
});
export type NodeView = z.infer<typeof NodeView>;

export const OpenedView = z.strictObject({
  /** Öre without VAT, as everywhere in a specification. */
  sums: z.strictObject(Sums),
  level: z.enum(specificationLevels),
  total: z.int(),
  children: z.array(NodeView),
});
export type OpenedView = z.infer<typeof OpenedView>;

export const CallView = z.strictObject({
  ...Sums,
  id: z.int(),
  at: z.string(),
  costPlace: z.string().nullable(),
  /** With its last three digits as dots, unless the asker has given a reason. */
  called: z.string().nullable(),
  description: z.string().nullable(),
});
export type CallView = z.infer<typeof CallView>;

export const CallsView = z.strictObject({
  sums: z.strictObject(Sums),
  total: z.int(),
  calls: z.array(CallView),
  /** Calls that no list may tell of, added up: with the listed ones they are the sums. */
  unlisted: z.strictObject(Sums),
  /** Calls are gone after a time; their sums stay. */
  erased: z.boolean(),
  /** Whole numbers. */
  full: z.boolean(),
});
export type CallsView = z.infer<typeof CallsView>;

const at = z.string().max(1000).default("[]").meta({
  description:
    'Which node: a JSON array with a part for each level from the top, such as `["Malmö"]`, `[null, ["user", "+46701740605"]]`.',
});
const by = z
  .enum(divisionNames)
  .default("place")
  .meta({ description: "`place`: cost place, holder, class; `holder`: holder, class; `class`: class, holder." });
const mostRows = 100;

export const specificationRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/invoices/:invoice/specification",
    tag,
    summary: "One node of an invoice's specification and its children. The children of each node are its sum to the öre.",
    params,
    query: z.strictObject({ ...pageQuery, ...filterQuery, at, by, sort: z.enum(["name", "net"]).default("name") }),
    answer: OpenedView,
    handle: async ({ parts, who, params, query }) => {
      const { at, by, sort, offset, limit, ...rest } = query;
      const invoice = await getSpecifiedInvoice(parts.db, { organisationId: who.organisationId, id: params.invoice });
      const ask = { division: by, place: readPlace(by, at), filter: readFilter(rest), sort, offset, limit };
      const { node, level, total, children } = await openNode(parts.db, invoice, ask);
      const ids = children.flatMap(({ userId }) => userId ?? []);
      const here = await presentUsers(parts.db, who.organisationId, ids);
      const numbers = level === "holder" ? children.flatMap(({ number }) => number ?? []) : [];
      const subscriptions = await subscriptionsOf(parts.db, who.organisationId, numbers);
      return ok({ sums: node, level, total, children: children.map((child) => nodeView(child, here, subscriptions)) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/invoices/:invoice/calls",
    tag,
    summary: `The rows of one holder's class, ${mostRows} at a time, in the order of their time; what may not be listed as one sum.`,
    params,
    query: z.strictObject({ offset: pageQuery.offset, ...filterQuery, at, by }),
    answer: CallsView,
    example: { at: JSON.stringify(["Malmö", ["u1", "+46701740605"], "callsMobile"]) },
    handle: async ({ parts, who, params, query, now }) => {
      const { at, by, offset, ...rest } = query;
      const invoice = await getSpecifiedInvoice(parts.db, { organisationId: who.organisationId, id: params.invoice });
      const place = readPlace(by, at);
      if (levelBelow(by, place) !== null || !place.holder)
        throw new InputError([{ field: "at", code: "input_invalid", detail: { problem: "invalid_format" } }]);
      // Rows that are still coming in are none yet.
      const id = invoice.usage === null ? "" : invoice.id;
      const found = await listNodeRows(parts.db, id, { place, filter: readFilter(rest), offset, limit: mostRows });
      const sight = await findSight(parts.db, { organisationId: who.organisationId, invoiceId: invoice.id }, who.actor, now);
      const full = seesCalls(sight, place.holder);
      return ok({
        ...{ sums: found.node, total: found.total, unlisted: found.unlisted },
        calls: found.rows.map((row) => callView(row, full)),
        ...{ erased: invoice.usage?.erasedAt != null, full },
      });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/invoices/:invoice/specification/export",
    tag,
    summary:
      "The specification as CSV: sums for each cost place, number and class, or row by row. Numbers are masked as on the page; that whole ones left is noted in the change log. Formulas are guarded.",
    params,
    query: z.strictObject({
      ...filterQuery,
      what: z.enum(["sums", "rows"]).default("sums"),
      separator: z.enum(["semicolon", "comma"]).default("semicolon"),
      language: z.enum(["sv", "en"]).default("sv"),
    }),
    answer: z.string(),
    handle: async ({ parts, who, params, query, now }) => {
      const { what, separator, language, ...rest } = query;
      const { organisationId } = who;
      const invoice = await getSpecifiedInvoice(parts.db, { organisationId, id: params.invoice });
      const sight: CallSightGrant | null =
        what === "rows" ? await findSight(parts.db, { organisationId, invoiceId: invoice.id }, who.actor, now) : null;
      const filter = readFilter(rest);
      if (sight !== null) {
        const input = { organisationId, invoiceId: invoice.id, reason: sight.reason };
        await recordFullExport(parts.db, input, who.actor, now);
      }
      return specificationCsv(parts.db, invoice, { what, filter, sight, look: { separator, language } });
    },
  }),
];

function nodeView(
  { children: _, key: _key, ...node }: SpecificationNode,
  here: ReadonlySet<string>,
  subscriptions: ReadonlyMap<string, string>,
): NodeView {
  const subscriptionId = node.number === null ? null : (subscriptions.get(node.number) ?? null);
  return { ...node, userHere: node.userId !== null && here.has(node.userId), subscriptionId };
}

/** @param full whole numbers */
export function callView(row: UsageRow, full: boolean): CallView {
  const { position, startedAt, costPlace, called, description, count, seconds, bytes, net } = row;
  const shown = called === null ? null : full ? displayNumber(called) : maskCalled(called);
  const text = full ? description : maskDescription(row);
  return { id: position, at: startedAt, costPlace, called: shown, description: text, count, seconds, bytes, net };
}
