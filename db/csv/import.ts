import type { ErrorCode, ErrorDetail } from "../../domain/errors.ts";
import type { CsvFile, CsvRow } from "./read-csv.ts";
import {
  type Cells,
  type InboundSheet,
  type ListFor,
  type Outcome,
  type RowSheet,
  rowError,
  type SheetContext,
} from "./sheet.ts";

/** A row of a file by the names of the sheet's columns. */
export type CellsOfRow = { readonly line: number; readonly cells: Cells };

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
  /** What each row does, from a sheet that looks at all rows together. */
  readonly people?: readonly PlannedRow[];
  /** What is worth a look and no error. */
  readonly warnings?: readonly RowWarning[];
  /** Columns of the file that nobody knows. */
  readonly leftOut?: readonly string[];
  /** Contact lists that were not there. */
  readonly newLists?: readonly { readonly name: string; readonly for: ListFor }[];
};
/** What is worth a look in a row that is taken in all the same. */
export type RowWarning = {
  readonly line: number;
  readonly code: "number_in_list" | "number_in_file" | "row_twice" | "left_out";
  readonly values: ErrorDetail;
};
/** One cell that says something new, in the words of the file. */
export type CellChange = { readonly column: string; readonly before: string; readonly after: string };
export type PlannedRow = {
  readonly line: number;
  readonly outcome: Outcome;
  readonly name: string;
  readonly changes: readonly CellChange[];
};

/** Ends the transaction without keeping anything. */
class Undo extends Error {}

/**
 * Takes a file in, as one transaction: all rows or none. Every row is tried, so that all errors are known at once.
 *
 * @param dryRun does everything and keeps nothing
 */
export async function importSheet(
  sheet: InboundSheet,
  file: CsvFile,
  context: SheetContext,
  dryRun: boolean,
): Promise<ImportReport> {
  const headerErrors = checkHeader(sheet, file.header);
  if (headerErrors.length > 0)
    return { rows: file.rows.length, outcomes: { created: 0, updated: 0, unchanged: 0 }, errors: headerErrors };
  const { good, beyond } = sorted(sheet, file);
  if ("importAll" in sheet) {
    // A wrong row keeps all from being kept; the others are looked at all the same, so that every error is known.
    const report = await sheet.importAll(context, good, dryRun || (beyond.length > 0 && !sheet.skipsWrong));
    const leftOut = sheet.leavesOut ? file.header.filter((name) => name !== "" && columnNamed(sheet, name) === undefined) : [];
    return { ...report, rows: file.rows.length, leftOut, errors: [...beyond, ...report.errors].sort((a, b) => a.line - b.line) };
  }
  return importRows(sheet, good, beyond, context, dryRun);
}

async function importRows(
  sheet: Omit<RowSheet, "exportRows">,
  rows: readonly CellsOfRow[],
  beyond: readonly RowError[],
  context: SheetContext,
  dryRun: boolean,
): Promise<ImportReport> {
  const outcomes = { created: 0, updated: 0, unchanged: 0 };
  const errors: RowError[] = [...beyond];
  try {
    await context.db.transaction(async (db) => {
      for (const row of rows) {
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
  return { rows: rows.length + beyond.length, outcomes, errors: errors.sort((a, b) => a.line - b.line) };
}

/** Rows whose cells all have a column, and an error for each other one. */
function sorted(sheet: InboundSheet, file: CsvFile): { good: CellsOfRow[]; beyond: RowError[] } {
  const [good, beyond]: [CellsOfRow[], RowError[]] = [[], []];
  const named = new Map(file.header.map((name) => [name, columnNamed(sheet, name)]));
  for (const row of file.rows) {
    const stray = [...row.cells].find(
      ([name, value]) => value !== "" && named.get(name) === undefined && !(sheet.leavesOut && named.has(name)),
    );
    if (stray) beyond.push(wrong(row.line, stray[0], "column_beyond", "stands beyond the header's columns: is a quote missing?"));
    else good.push({ line: row.line, cells: cellsOf(named, row) });
  }
  return { good, beyond };
}

async function tryRow(sheet: Omit<RowSheet, "exportRows">, row: CellsOfRow, context: SheetContext): Promise<Outcome | RowError> {
  try {
    return await context.db.transaction((db) => sheet.importRow({ ...context, db }, row.cells));
  } catch (error) {
    return rowError(row.line, error);
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, "_");

function cellsOf(named: ReadonlyMap<string, string | undefined>, row: CsvRow): Cells {
  const byName = new Map([...row.cells].map(([name, value]) => [named.get(name), value]));
  return (name) => {
    const value = byName.get(name);
    return value === undefined ? undefined : value === "" ? null : value;
  };
}

function columnNamed(sheet: InboundSheet, written: string): string | undefined {
  return sheet.columns.find((one) => [one.name, ...one.aliases].some((name) => plain(name) === plain(written)))?.name;
}

/** @param problem for programs, what `reason` says for people at a terminal */
function wrong(line: number, field: string, problem: string, reason: string): RowError {
  return { line, field, code: "input_invalid", detail: { field, problem, reason } };
}

function checkHeader(sheet: InboundSheet, header: readonly string[]): RowError[] {
  const known = header.map((name) => columnNamed(sheet, name));
  const all = sheet.columns.map((one) => one.name).join(", ");
  const unknown = header
    .filter((name, index) => known[index] === undefined && name !== "")
    .map((name) => wrong(1, name, "column_unknown", `no such column; there are ${all}`));
  const twice = header
    .filter((_, index) => known[index] !== undefined && known.indexOf(known[index]) !== index)
    .map((name) => wrong(1, name, "column_twice", "stands twice"));
  const missing = sheet.columns
    .filter((one) => one.needed && !known.includes(one.name))
    .map((one) => wrong(1, one.name, "column_missing", "this column is needed"));
  return [...(sheet.leavesOut ? [] : unknown), ...twice, ...missing];
}
