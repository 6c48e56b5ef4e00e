import { z } from "zod";
import { usageSheet } from "../../db/csv/data-usage.ts";
import { importSheet } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import type { InboundSheet, SheetContext } from "../../db/csv/sheet.ts";
import { stockSheet } from "../../db/csv/stock.ts";
import { simCodeKinds } from "../../db/sim-card-rows.ts";
import { pageStock, type StockRow, scrapCard } from "../../db/sim-stock-list.ts";
import { simForms } from "../../domain/sim-card.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { done, ok, type Route, route } from "../api/route.ts";
import { csvFile, ImportView, importQuery, importView } from "../csv/exchange.ts";
import { own } from "./routes.ts";

const tag = "Operator";
const mostNamed = 100;

/** A card that nobody has. Of its codes only which there are. */
export const StockCardView = z.strictObject({
  id: z.string(),
  version: z.int(),
  updatedAt: z.string(),
  iccid: z.string(),
  imsi: z.string().nullable(),
  form: z.enum(simForms),
  codes: z.array(z.enum(simCodeKinds)),
  /** For whom it is set aside. */
  organisation: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
});
export type StockCardView = z.infer<typeof StockCardView>;

export const UsageImportView = ImportView.extend({
  /** Cards that nobody here has, at most 100: their rows are left out. */
  unknown: z.array(z.string()),
  unknownCount: z.int(),
  /** Counters that went backwards. */
  corrected: z.int(),
  /** Counted before what is known already. */
  late: z.int(),
});
export type UsageImportView = z.infer<typeof UsageImportView>;

const columnsOf = (sheet: InboundSheet): string => sheet.columns.map(({ name }) => name).join(", ");

export const simStockRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/sim-cards",
    tag,
    summary: "SIM cards in stock, by their number; those of nobody only for operators of all organisations.",
    query: z.strictObject({ ...pageQuery, q: searchQuery, order: orderQuery, form: z.enum(simForms).optional() }),
    answer: pageOf(StockCardView),
    handle: async ({ parts, who, query }) => {
      const { q: search, order, ...rest } = query;
      const ask = { ...rest, search, descending: order === "desc", organisations: own(who) };
      const { total, rows } = await pageStock(parts.db, ask);
      return ok({ total, rows: rows.map(stockView) });
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/sim-cards/import",
    tag,
    summary:
      "Takes SIM cards into stock from a CSV file (UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab): all rows or none. " +
      `With \`dryRun\` it only says what each row would do. Columns: ${columnsOf(stockSheet(null))}. Codes are sealed at once and never come out again.`,
    query: importQuery,
    file: csvFile,
    answer: ImportView,
    example: Buffer.from("iccid;form;pin1;puk1\n89460701000000000014;physical;1234;12345678\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const report = await importSheet(stockSheet(own(who)), readCsv(bytes), contextOf(parts, who, now), query.dryRun);
      return ok(importView(report, query.dryRun));
    },
  }),
  route("operator", {
    method: "delete",
    path: "/operator/sim-cards/:stock",
    tag,
    summary: "Throws a card away that nobody has, with its codes.",
    params: z.strictObject({ stock: z.string().max(200) }),
    handle: async ({ parts, who, params, now }) => {
      await scrapCard(parts.db, { id: params.stock, organisations: own(who) }, who.actor, now);
      return done();
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/usage/import",
    tag,
    summary:
      "Takes in what cards have used, from a CSV file: day by day, as counted so far. All rows or none; cards that nobody has are " +
      `left out and named. With \`dryRun\` it only says what it would do. Columns: ${columnsOf(usageSheet(null))}.`,
    query: importQuery,
    file: csvFile,
    answer: UsageImportView,
    example: Buffer.from("iccid;day;domestic_bytes\n89460701000000000014;2026-03-01;1000000\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const sheet = usageSheet(own(who));
      const report = await importSheet(sheet, readCsv(bytes), contextOf(parts, who, now), query.dryRun);
      const { unknown, corrected, late } = sheet.notes();
      const notes = { unknown: unknown.slice(0, mostNamed), unknownCount: unknown.length, corrected, late };
      return ok({ ...importView(report, query.dryRun), ...notes });
    },
  }),
];

/** These files are about no single organisation. */
function contextOf({ db, keyring }: ApiParts, { actor, session }: Caller, now: Date): SheetContext {
  return { db, keyring, organisationId: "", actor, access: session.access, now };
}

function stockView({ codes, organisation, ...row }: StockRow): StockCardView {
  return { ...row, codes: [...codes], organisation: organisation && { ...organisation } };
}
