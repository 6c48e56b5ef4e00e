import { CsvError, type Options, parse } from "csv-parse/sync";
import { DomainError } from "../../domain/errors.ts";
import { decodeText } from "./decode-text.ts";

/** One row of a file: where it begins (1-based line) and its cells by the header's names, trimmed, guards removed. */
export type CsvRow = { readonly line: number; readonly cells: ReadonlyMap<string, string> };
export type CsvFile = { readonly header: readonly string[]; readonly rows: readonly CsvRow[] };

type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

/** More is nobody's list of people or phones, and nobody else could write while it is taken in. */
export const mostRows = 50_000;
const mostColumns = 200;
/** No row of anybody's is longer. Characters; what is longer would be kept and told as a whole. */
const longestRow = 100_000;

/** How a spreadsheet's own file, a picture or a document begins: PNG, JPEG, ZIP (xlsx, ods), OLE (xls), PDF, gzip. */
const otherFiles = ["89504e47", "ffd8ff", "504b0304", "d0cf11e0", "255044462d", "1f8b"];

/**
 * Reads what spreadsheets write: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252;
 * separated by semicolon, comma or tab; with Excel's `sep=` line or without.
 *
 * @param most rows that are taken
 * @throws DomainError `csv_not_text`; `csv_unreadable` with the line that is no CSV; `input_invalid` when it is empty or larger than anybody's list
 */
export function readCsv(bytes: Uint8Array, most = mostRows): CsvFile {
  const start = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  if (otherFiles.some((one) => start.startsWith(one))) throw new DomainError("csv_not_text", { field: "file" });
  const text = decodeText(bytes);
  // No text that people write has one: a sound or a program does, and is read as one row without end.
  if (text.includes("\0")) throw new DomainError("csv_not_text", { field: "file" });
  const hint = /^sep=(.)\r?\n/i.exec(text);
  const body = hint ? text.slice(hint[0].length) : text;
  const shift = hint ? 1 : 0;
  const delimiter = hint?.[1] ?? delimiterOf(body);
  if (columnsIn(body, delimiter) > mostColumns) throw tooLarge(`more than ${mostColumns} columns`, mostColumns);
  const records = records_(body, delimiter, shift, most);
  const [head, ...rest] = records;
  if (!head) throw new DomainError("input_invalid", { field: "file", reason: "is empty" });
  if (rest.length > most) throw tooLarge(`more than ${most} rows`, most);
  if (head.record.length > mostColumns) throw tooLarge(`more than ${mostColumns} columns`, mostColumns);
  const header = head.record.map((name) => name.trim());
  const rows = rest.map(({ record, info }) => {
    const inside = record.join("").split("\n").length - 1;
    return { line: info.lines - inside + shift, cells: cellsOf(header, record) };
  });
  return { header, rows: rows.filter((row) => [...row.cells.values()].some((cell) => cell !== "")) };
}

/** For whoever reads rows of another kind of file. */
export function tooLarge(what: string, most: number): DomainError {
  return new DomainError("input_invalid", { field: "file", problem: "too_big", reason: `has ${what}`, most });
}

function records_(text: string, delimiter: string, shift: number, most: number): Parsed[] {
  const options: Options & { info: true } = {
    delimiter,
    to: most + 2,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: false,
    max_record_size: longestRow,
  };
  try {
    return parse(text, options) as unknown as Parsed[];
  } catch (error) {
    throw new DomainError("csv_unreadable", { field: "file", line: lineOf(error, text, options) + shift });
  }
}

/** Where it goes wrong. Of a quote that is never closed the parser tells the end: it is opened after the last row that could be read. */
function lineOf(error: unknown, text: string, options: Options): number {
  if (!(error instanceof CsvError)) throw error;
  if (error.code !== "CSV_QUOTE_NOT_CLOSED") return Number(error.lines);
  const before = Number(error.records);
  const last = before > 0 ? (parse(text, { ...options, to: before }) as unknown as Parsed[]).at(-1) : undefined;
  return (last?.info.lines ?? 0) + 1;
}

/** Cells beyond the header get a name of their own, so that they are reported and not lost. */
function cellsOf(header: readonly string[], record: readonly string[]): ReadonlyMap<string, string> {
  return new Map(record.map((cell, index) => [header[index] ?? `column ${index + 1}`, unguard(cell.trim())]));
}

/** The first line without what stands in quotes; of one that is longer than a row its beginning. */
function headOf(text: string): string {
  return (/^[^\r\n]*/.exec(text.slice(0, longestRow))?.[0] ?? "").replace(/"[^"]*"/g, "");
}

const columnsIn = (text: string, delimiter: string): number => headOf(text).split(delimiter).length;

/** The separator that stands most often in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const head = headOf(text);
  const counted = [";", ",", "\t"].map((one) => ({ one, count: head.split(one).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

const startsFormula = "[=+\\-@\\t\\r＝＋－＠]";
const formula = new RegExp(`^'*${startsFormula}`);
const guarded = new RegExp(`^'+${startsFormula}`);

/** A cell that a spreadsheet would run gets an apostrophe in front, and loses it when it comes back. */
export function guard(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function unguard(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}
