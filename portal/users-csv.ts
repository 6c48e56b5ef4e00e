import { z } from "zod";
import { importSheet } from "../db/csv/import.ts";
import { readCsv } from "../db/csv/read-csv.ts";
import type { SheetContext } from "../db/csv/sheet.ts";
import { users } from "../db/csv/users.ts";
import { ok, type Route, route } from "./api/route.ts";
import { csvFile, exportAnswer, exportQuery, ImportView, importQuery, importView } from "./csv/exchange.ts";

const tag = "Users";
const columns = users.columns.map((column) => column.name);

/** People in a file and out of one. Before the routes of one user: `/users/…` are paths of both. */
export const usersCsvRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/users/export",
    tag,
    summary: "Every user with everything but secrets, as CSV that `POST /users/import` takes back. Formulas are guarded.",
    query: exportQuery,
    answer: z.string(),
    handle: (asked) => exportAnswer(asked, users, "anvandare", asked.query.separator),
  }),
  route("administrator", {
    method: "post",
    path: "/users/import",
    tag,
    summary:
      "Takes in a CSV file (UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab): all rows or none. With `dryRun` it only " +
      `says what each row would do. Columns: ${columns.join(", ")}. An empty cell clears, an absent column leaves.`,
    query: importQuery,
    file: csvFile,
    answer: ImportView,
    example: Buffer.from("first_name;last_name;email\nÅsa;Öberg;asa@example.se\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const { organisationId, actor, session } = who;
      const context: SheetContext = { db: parts.db, keyring: parts.keyring, organisationId, actor, access: session.access, now };
      return ok(importView(await importSheet(users, readCsv(bytes), context, query.dryRun), query.dryRun));
    },
  }),
];
