import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { type ImportReport, importSheet, type RowError } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { DomainError } from "../../domain/errors.ts";
import { type FleetReport, fleetIn, fleetOut } from "../../portal/csv/fleet-file.ts";
import { sheetOut } from "../../portal/csv/sheet-out.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { type SheetName, sheetNames, sheets } from "../csv/sheets.ts";
import { errorText } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeAll } from "../io.ts";
import { printable } from "../output.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

/** All that makes an organisation's phones what they are, in one archive. */
const everything = "fleet";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "import <what> <file>",
    summary: `Takes in a CSV file (${sheetNames.join(", ")}), or an archive of them (${everything}): all rows or none. Reads what spreadsheets write; - is standard input.`,
    examples: ["import users staff.csv --dry-run", "import phones phones.csv", "export users | klyka import users - --dry-run"],
    options: { organisation, dryRun: flag("--dry-run", "check every row, change nothing") },
    run: async ({ what, file }, options) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const context = { db, keyring, organisationId, actor: app.actor, access: "all", now: app.io.now() } as const;
      if (what === everything) {
        const reports = await fleetIn(context, await readInput(app, file), options.dryRun);
        return printReports(app, reports, options.dryRun);
      }
      const name = sheetNamed(what);
      const report = await importSheet(sheets[name], readCsv(await readInput(app, file)), context, options.dryRun);
      printReport(app, name, report, options.dryRun);
    },
  });
  addCommand(program, {
    usage: "export <what>",
    summary: `Writes a CSV file (${sheetNames.join(", ")}) that import takes back unchanged, or all of the fleet as an archive (${everything}). Holds no secrets but sealed ones.`,
    examples: ["export users > users.csv", "export keys --out keys.csv --comma", "export fleet --out fleet.zip"],
    options: {
      organisation,
      out: text("--out <file>", "write here instead of to standard output"),
      comma: flag("--comma", "separate with commas instead of semicolons"),
      sealed: flag("--sealed", "with secrets, sealed for this installation: what is taken back gets the same files"),
    },
    run: async ({ what }, { organisation: written, out, comma, sealed }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      if (what === everything) {
        const archive = await fleetOut(db, keyring, organisationId, comma ? "," : ";");
        if (out === undefined) throw new DomainError("input_invalid", { field: "--out", reason: "say where the archive goes" });
        await writeOut(out, archive);
        return app.print({ file: out, bytes: archive.length }, () => `${archive.length} bytes written to ${out}\n`);
      }
      const { header, rows } = await sheetOut(db, sheets[sheetNamed(what)], organisationId, sealed ? keyring : null);
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
async function writeOut(file: string, csv: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, csv);
  } catch {
    throw new DomainError("input_invalid", { field: "--out", reason: "cannot be written", value: file });
  }
}

function sheetNamed(written: string): SheetName {
  const name = sheetNames.find((one) => one === written);
  if (name) return name;
  throw new DomainError("input_invalid", {
    field: "what",
    reason: `one of ${[...sheetNames, everything].join(", ")}`,
    value: written,
  });
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

function printReports(app: App, reports: FleetReport, dryRun: boolean): void {
  const wrong = reports.flatMap(({ report }) => report.errors);
  if (wrong.length > 0) app.exitCode = exitCodes.failed;
  const kept = wrong.length === 0 && !dryRun;
  const told = reports.map(({ name, report: { rows, outcomes, errors } }) => ({
    ...{ what: name, rows, ...outcomes },
    errors: errors.map((one) => ({ ...one, message: errorText(new DomainError(one.code, one.detail), app.language) })),
  }));
  app.print({ what: everything, dryRun, kept, files: told }, () => {
    const lines = told.map(
      ({ what, rows, created, updated, unchanged, errors }) =>
        `${what}: ${rows} row(s): ${created} new, ${updated} changed, ${unchanged} as before\n${errors.map(errorLine).join("")}`,
    );
    const end = kept
      ? ""
      : wrong.length > 0
        ? `${errorText(failed(wrong), app.language)}\n`
        : "Dry run: nothing has been changed.\n";
    return lines.join("") + end;
  });
}

function failed(errors: readonly RowError[]): DomainError {
  return new DomainError("csv_invalid", { count: new Set(errors.map((one) => one.line)).size });
}

function errorLine(error: RowError & { readonly message: string }): string {
  const field = error.field === null ? "" : `, ${printable(error.field)}`;
  return `line ${error.line}${field}: ${error.code}: ${printable(error.message)}\n`;
}
