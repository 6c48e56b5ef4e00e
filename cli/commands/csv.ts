import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { type ImportReport, importSheet, type RowError } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { type SheetName, sheetNames, sheets } from "../csv/sheets.ts";
import { errorText } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeAll } from "../io.ts";
import { printable } from "../output.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "import <what> <file>",
    summary: `Takes in a CSV file (${sheetNames.join(", ")}): all rows or none. Reads what spreadsheets write; - is standard input.`,
    examples: ["import users staff.csv --dry-run", "import phones phones.csv", "export users | klyka import users - --dry-run"],
    options: { organisation, dryRun: flag("--dry-run", "check every row, change nothing") },
    run: async ({ what, file }, options) => {
      const name = sheetNamed(what);
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const context = { db, keyring, organisationId, actor: app.actor, access: "all", now: app.io.now() } as const;
      const report = await importSheet(sheets[name], readCsv(await readInput(app, file)), context, options.dryRun);
      printReport(app, name, report, options.dryRun);
    },
  });
  addCommand(program, {
    usage: "export <what>",
    summary: `Writes a CSV file (${sheetNames.join(", ")}) that import takes back unchanged. Holds no secrets.`,
    examples: ["export users > users.csv", "export keys --out keys.csv --comma"],
    options: {
      organisation,
      out: text("--out <file>", "write here instead of to standard output"),
      comma: flag("--comma", "separate with commas instead of semicolons"),
    },
    run: async ({ what }, { organisation: written, out, comma }) => {
      const sheet = sheets[sheetNamed(what)];
      const { db } = await app.store();
      const rows = await sheet.exportRows(db, (await resolveOrganisation(db, written)).id);
      const header = sheet.columns.map((one) => one.name);
      if (app.json && out === undefined) {
        app.print(
          rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ""]))),
          () => "",
        );
        return;
      }
      const csv = writeCsv(header, rows, comma ? "," : ";");
      if (out === undefined) return writeAll(app.io.stdout, csv);
      await writeOut(out, csv);
      app.print({ file: out, rows: rows.length }, () => `${rows.length} row(s) written to ${out}\n`);
    },
  });
}

/** @throws DomainError `input_invalid` */
async function writeOut(file: string, csv: string): Promise<void> {
  try {
    await writeFile(file, csv);
  } catch {
    throw new DomainError("input_invalid", { field: "--out", reason: "cannot be written", value: file });
  }
}

function sheetNamed(written: string): SheetName {
  const name = sheetNames.find((one) => one === written);
  if (name) return name;
  throw new DomainError("input_invalid", { field: "what", reason: `one of ${sheetNames.join(", ")}`, value: written });
}

async function readInput(app: App, file: string): Promise<Uint8Array> {
  if (file !== "-") {
    try {
      return await readFile(file);
    } catch {
      throw new DomainError("input_invalid", { field: "file", reason: "cannot be read", value: file });
    }
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of app.io.stdin) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function printReport(app: App, what: SheetName, report: ImportReport, dryRun: boolean): void {
  const { rows, outcomes, errors } = report;
  const kept = errors.length === 0 && !dryRun;
  if (errors.length > 0) app.exitCode = exitCodes.failed;
  const told = errors.map((one) => ({ ...one, message: errorText(new DomainError(one.code, one.detail), app.language) }));
  app.print({ what, dryRun, kept, rows, ...outcomes, errors: told }, () => {
    const counts = `${rows} row(s): ${outcomes.created} new, ${outcomes.updated} changed, ${outcomes.unchanged} as before\n`;
    const end = kept
      ? ""
      : errors.length > 0
        ? `${errorText(failed(errors), app.language)}\n`
        : "Dry run: nothing has been changed.\n";
    return counts + told.map(errorLine).join("") + end;
  });
}

function failed(errors: readonly RowError[]): DomainError {
  return new DomainError("csv_invalid", { count: new Set(errors.map((one) => one.line)).size });
}

function errorLine(error: RowError & { readonly message: string }): string {
  const field = error.field === null ? "" : `, ${printable(error.field)}`;
  return `line ${error.line}${field}: ${error.code}: ${printable(error.message)}\n`;
}
