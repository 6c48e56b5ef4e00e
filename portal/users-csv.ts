import { z } from "zod";
import { importSheet } from "../db/csv/import.ts";
import { readCsv } from "../db/csv/read-csv.ts";
import type { SheetContext } from "../db/csv/sheet.ts";
import { users } from "../db/csv/users.ts";
import { writeCsv } from "../db/csv/write-csv.ts";
import { getOrganisation } from "../db/organisations.ts";
import { wallClock } from "../domain/local-time.ts";
import { ok, type Route, route } from "./api/route.ts";

const tag = "Users";
/** Ten thousand people with everything are two or three megabytes. */
const mostBytes = 16_000_000;
/** Of the rows that would change something, and of the errors, these many are told; all are counted. */
const mostTold = 500;

const Count = z.int();
export const ImportView = z.strictObject({
  rows: Count,
  created: Count,
  updated: Count,
  unchanged: Count,
  /** True when it has been done: no dry run, and no error. */
  kept: z.boolean(),
  errorCount: Count,
  /** The first of them. `field` is a column; null: it is about the row as a whole. */
  errors: z.array(
    z.strictObject({ line: Count, field: z.string().nullable(), code: z.string(), values: z.record(z.string(), z.unknown()) }),
  ),
  /** The first rows that create or change somebody, with the cells that say something new. */
  people: z.array(
    z.strictObject({
      line: Count,
      outcome: z.enum(["created", "updated"]),
      name: z.string(),
      changes: z.array(z.strictObject({ column: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
});
export type ImportView = z.infer<typeof ImportView>;

const columns = users.columns.map((column) => column.name);

/** People in a file and out of one. Before the routes of one user: `/users/…` are paths of both. */
export const usersCsvRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/users/export",
    tag,
    summary: "Every user with everything but secrets, as CSV that `POST /users/import` takes back. Formulas are guarded.",
    query: z.strictObject({ separator: z.enum(["semicolon", "comma"]).default("semicolon") }),
    answer: z.string(),
    handle: async ({ parts, who, query, now }) => {
      const { organisationId } = who;
      const { timeZone, name } = await getOrganisation(parts.db, { id: organisationId });
      const rows = await users.exportRows(parts.db, organisationId);
      const csv = writeCsv(columns, rows, query.separator === "comma" ? "," : ";");
      const file = `${name}-anvandare-${wallClock(now, timeZone).date}.csv`;
      return {
        status: 200,
        headers: { "Content-Disposition": `attachment; filename="${file}"` },
        file: { mediaType: "text/csv; charset=utf-8", bytes: new TextEncoder().encode(csv) },
      };
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users/import",
    tag,
    summary:
      "Takes in a CSV file (UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab): all rows or none. With `dryRun` it only " +
      `says what each row would do. Columns: ${columns.join(", ")}. An empty cell clears, an absent column leaves.`,
    query: z.strictObject({ dryRun: z.stringbool().default(false) }),
    file: {
      // Browsers call it what the system has registered for .csv, which may be a spreadsheet, or nothing.
      types: ["text/", "application/csv", "application/vnd.ms-excel", "application/octet-stream"],
      most: mostBytes,
      tooLarge: "upload_too_large",
    },
    answer: ImportView,
    example: Buffer.from("first_name;last_name;email\nÅsa;Öberg;asa@example.se\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const { organisationId, actor } = who;
      const context: SheetContext = { db: parts.db, keyring: parts.keyring, organisationId, actor, now };
      const report = await importSheet(users, readCsv(bytes), context, query.dryRun);
      const { outcomes, errors, people = [] } = report;
      return ok({
        ...{ rows: report.rows, ...outcomes, kept: !query.dryRun && errors.length === 0, errorCount: errors.length },
        errors: errors.slice(0, mostTold).map(({ detail, ...error }) => ({ ...error, values: detail })),
        people: people.filter(({ outcome }) => outcome !== "unchanged").slice(0, mostTold),
      });
    },
  }),
];
