import { z } from "zod";
import type { ImportReport } from "../../db/csv/import.ts";
import type { Sheet } from "../../db/csv/sheet.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { wallClock } from "../../domain/local-time.ts";
import { attachment } from "../api/attachment.ts";
import type { Caller } from "../api/parts.ts";
import type { Answer, RawAsk } from "../api/route.ts";
import { sheetOut } from "./sheet-out.ts";

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
  /** The first rows that create or change something, with the cells that say something new. */
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

export const importQuery = z.strictObject({ dryRun: z.stringbool().default(false) });
export const exportQuery = z.strictObject({ separator: z.enum(["semicolon", "comma"]).default("semicolon") });
/** What a file of rows may be. */
export const csvFile = {
  // Browsers call it what the system has registered for .csv, which may be a spreadsheet, or nothing.
  types: ["text/", "application/csv", "application/vnd.ms-excel", "application/octet-stream"],
  most: mostBytes,
  tooLarge: "upload_too_large",
} as const;

/** What a file did, or would do. */
export function importView(report: ImportReport, dryRun: boolean): ImportView {
  const { outcomes, errors, people = [] } = report;
  return {
    ...{ rows: report.rows, ...outcomes, kept: !dryRun && errors.length === 0, errorCount: errors.length },
    errors: errors.slice(0, mostTold).map(({ detail, ...error }) => ({ ...error, values: { ...detail } })),
    people: people
      .flatMap(({ outcome, line, name, changes }) =>
        outcome === "unchanged" ? [] : [{ outcome, line, name, changes: changes.map((one) => ({ ...one })) }],
      )
      .slice(0, mostTold),
  };
}

type Asked = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };

/**
 * Every row of a sheet as a file to be kept.
 *
 * @param what its name, in people's words
 * @param heading what a column is called in it: one of the names by which it comes back
 */
export async function exportAnswer(
  { parts, who, now }: Asked,
  sheet: Sheet,
  what: string,
  separator: "semicolon" | "comma",
  heading: (column: Sheet["columns"][number]) => string = ({ name }) => name,
): Promise<Answer> {
  const { organisationId } = who;
  const { timeZone, name } = await getOrganisation(parts.db, { id: organisationId });
  const { header, rows } = await sheetOut(parts.db, sheet, organisationId, null);
  const named = new Map(sheet.columns.map((column) => [column.name, heading(column)]));
  const csv = writeCsv(
    header.map((name) => named.get(name) ?? name),
    rows,
    separator === "comma" ? "," : ";",
  );
  const file = `${name}-${what}-${wallClock(now, timeZone).date}.csv`;
  return {
    status: 200,
    headers: attachment(file),
    file: { mediaType: "text/csv; charset=utf-8", bytes: new TextEncoder().encode(csv) },
  };
}
