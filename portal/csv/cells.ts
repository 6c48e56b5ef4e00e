import type { ImportReport, PlannedRow, RowError } from "../../db/csv/import.ts";
import { CellError } from "../../db/csv/sheet.ts";
import { DomainError } from "../../domain/errors.ts";

/** What one cell decides; a domain error is that cell's. */
export function cell<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? new CellError(name, error) : error;
  }
}

export function refused(field: string, value: string, reason: string): DomainError {
  return new DomainError("input_invalid", { field, value: value.slice(0, 40), reason });
}

/** What a file did, or would do. */
export function wholeReport({
  rows,
  errors,
}: {
  readonly rows: readonly PlannedRow[];
  readonly errors: readonly RowError[];
}): ImportReport {
  const count = (outcome: PlannedRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  const outcomes = { created: count("created"), updated: count("updated"), unchanged: count("unchanged") };
  return { rows: rows.length, outcomes, errors, people: rows };
}

/**
 * A text as a cell: null is an empty cell, and what a cell would lose (nothing at all, blanks around it, quotes around it) stands
 * in quotes as JSON writes it.
 */
export function writtenText(text: string | null): string {
  if (text === null) return "";
  return text === "" || text.trim() !== text || /^".*"$/s.test(text) ? JSON.stringify(text) : text;
}

/** The text of such a cell; null: there is none. */
export function readText(cell: string | null | undefined): string | null {
  if (!cell) return null;
  if (!/^".*"$/s.test(cell)) return cell;
  try {
    const said: unknown = JSON.parse(cell);
    return typeof said === "string" ? said : cell;
  } catch {
    return cell;
  }
}
