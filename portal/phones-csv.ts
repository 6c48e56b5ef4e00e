import { z } from "zod";
import { importSheet } from "../db/csv/import.ts";
import { readCsv } from "../db/csv/read-csv.ts";
import { ok, type Route, route } from "./api/route.ts";
import { csvFile, exportAnswer, exportQuery, ImportView, importQuery, importView } from "./csv/exchange.ts";
import { phonesSheet } from "./csv/phones-sheet.ts";

const tag = "Phones";
const columns = phonesSheet.columns.map((column) => column.name).join(", ");

/** Phones in a file and out of one. Before the routes of one phone: `/phones/…` are paths of both. */
export const phonesCsvRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/export",
    tag,
    summary: "Every phone in use, without secrets, as CSV that `POST /phones/import` takes back. Formulas are guarded.",
    query: exportQuery,
    answer: z.string(),
    handle: (asked) => exportAnswer(asked, phonesSheet, "bordstelefoner", asked.query.separator),
  }),
  route("administrator", {
    method: "post",
    path: "/phones/import",
    tag,
    summary:
      "Takes in a CSV file of phones, by MAC address: all rows or none. With `dryRun` it only says what each row would do. " +
      `Columns: ${columns}. An empty cell clears, an absent column leaves. A row of another model than the phone has is refused.`,
    query: importQuery,
    file: csvFile,
    answer: ImportView,
    example: Buffer.from("mac;model;label\n00:15:65:7f:00:31;Yealink T46U;Lagret\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const { organisationId, actor, session } = who;
      const context = { db: parts.db, keyring: parts.keyring, organisationId, actor, now, access: session.access };
      return ok(importView(await importSheet(phonesSheet, readCsv(bytes), context, query.dryRun), query.dryRun));
    },
  }),
];
