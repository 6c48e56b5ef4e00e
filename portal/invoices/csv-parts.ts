import type { ServerResponse } from "node:http";
import { stringify } from "csv-stringify/sync";
import { guard } from "../../db/csv/read-csv.ts";
import type { Language, Words } from "../../domain/calendar-words.ts";
import { decimalText, type Ore } from "../../domain/money.ts";
import { attachment } from "../api/attachment.ts";

/** How a file of figures is written: separators and words. */
export type CsvLook = { readonly separator: "semicolon" | "comma"; readonly language: Language };

/** Text that a spreadsheet might take for a formula gets a guard; figures are written by us and are none. */
export type CsvCell = { readonly text: string } | { readonly figure: string };

export const text = (value: string | null): CsvCell => ({ text: value ?? "" });
export const whole = (value: number): CsvCell => ({ figure: String(value) });

/** Kronor as the spreadsheet of that separator reads them: `-1249,00` beside semicolons, `-1249.00` beside commas. */
export function money(ore: Ore, { separator }: CsvLook): CsvCell {
  const decimal = decimalText(ore);
  return { figure: separator === "semicolon" ? decimal.replace(".", ",") : decimal };
}

/** Hours, minutes and seconds: `1:02:03`, `0:00:05`. */
export function duration(seconds: number): CsvCell {
  const two = (value: number) => String(value).padStart(2, "0");
  return { figure: `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}` };
}

/** The first line, with the byte order mark that Excel asks for. */
export function csvHead(columns: readonly Words[], look: CsvLook): string {
  return stringify([columns.map((words) => words[look.language])], { ...options(look), bom: true });
}

/** Rows without a head. What a spreadsheet might take for a formula is guarded. */
export function csvLines(rows: readonly (readonly CsvCell[])[], look: CsvLook): string {
  return stringify(
    rows.map((row) => row.map((cell) => ("figure" in cell ? cell.figure : guard(cell.text)))),
    options(look),
  );
}

function options({ separator }: CsvLook) {
  return { delimiter: separator === "semicolon" ? ";" : ",", record_delimiter: "\r\n" };
}

/** What a file that is sent to be kept is called. */
export function csvHeaders(name: string): Record<string, string> {
  return { "Content-Type": "text/csv; charset=utf-8", ...attachment(name) };
}

/** Sends part after part, no faster than they are taken; a file that cannot be finished breaks off, and is seen to be broken. */
export async function sendParts(response: ServerResponse, parts: AsyncIterable<string>): Promise<void> {
  try {
    for await (const part of parts) {
      if (response.destroyed) return;
      if (!response.write(part)) await drained(response);
    }
    response.end();
  } catch (error) {
    response.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    response.on("drain", go);
    response.on("close", go);
  });
}
