import { DomainError, type ErrorCode, type ErrorDetail } from "../../domain/errors.ts";
import type { CsvFile, CsvRow } from "./read-csv.ts";
import { CellError, type Cells, type Outcome, type Sheet, type SheetContext } from "./sheet.ts";

export type RowError = {
  readonly line: number;
  readonly field: string | null;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
};
export type ImportReport = {
  readonly rows: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly errors: readonly RowError[];
};

/** Ends the transaction without keeping anything. */
class Undo extends Error {}

/**
 * Takes a file in, as one transaction: all rows or none. Every row is tried, so that all errors are known at once.
 *
 * @param dryRun does everything and keeps nothing
 */
export async function importSheet(sheet: Sheet, file: CsvFile, context: SheetContext, dryRun: boolean): Promise<ImportReport> {
  const headerErrors = checkHeader(sheet, file.header);
  if (headerErrors.length > 0)
    return { rows: file.rows.length, outcomes: { created: 0, updated: 0, unchanged: 0 }, errors: headerErrors };
  const outcomes = { created: 0, updated: 0, unchanged: 0 };
  const errors: RowError[] = [];
  try {
    await context.db.transaction(async (db) => {
      for (const row of file.rows) {
        // A row of its own savepoint: PostgreSQL refuses everything after a failed statement.
        const result = await tryRow(sheet, row, { ...context, db });
        if (typeof result === "string") outcomes[result] += 1;
        else errors.push(result);
      }
      if (dryRun || errors.length > 0) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return { rows: file.rows.length, outcomes, errors };
}

async function tryRow(sheet: Sheet, row: CsvRow, context: SheetContext): Promise<Outcome | RowError> {
  const beyond = [...row.cells].find(([name, value]) => value !== "" && columnNamed(sheet, name) === undefined);
  if (beyond) return wrong(row.line, beyond[0], "stands beyond the header's columns: is a quote missing?");
  try {
    return await context.db.transaction((db) => sheet.importRow({ ...context, db }, cellsOf(sheet, row)));
  } catch (error) {
    if (error instanceof CellError)
      return { line: row.line, field: error.column, code: error.cause.code, detail: error.cause.detail };
    if (error instanceof DomainError) return { line: row.line, field: null, code: error.code, detail: error.detail };
    throw error;
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, "_");

function cellsOf(sheet: Sheet, row: CsvRow): Cells {
  const byName = new Map([...row.cells].map(([name, value]) => [columnNamed(sheet, name), value]));
  return (name) => {
    const value = byName.get(name);
    return value === undefined ? undefined : value === "" ? null : value;
  };
}

function columnNamed(sheet: Sheet, written: string): string | undefined {
  return sheet.columns.find((one) => [one.name, ...one.aliases].some((name) => plain(name) === plain(written)))?.name;
}

function wrong(line: number, field: string, reason: string): RowError {
  return { line, field, code: "input_invalid", detail: { field, reason } };
}

function checkHeader(sheet: Sheet, header: readonly string[]): RowError[] {
  const known = header.map((name) => columnNamed(sheet, name));
  const all = sheet.columns.map((one) => one.name).join(", ");
  const unknown = header
    .filter((name, index) => known[index] === undefined && name !== "")
    .map((name) => wrong(1, name, `no such column; there are ${all}`));
  const twice = header
    .filter((_, index) => known[index] !== undefined && known.indexOf(known[index]) !== index)
    .map((name) => wrong(1, name, "stands twice"));
  const missing = sheet.columns
    .filter((one) => one.needed && !known.includes(one.name))
    .map((one) => wrong(1, one.name, "this column is needed"));
  return [...unknown, ...twice, ...missing];
}
