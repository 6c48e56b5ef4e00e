import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { type ImportReport, importSheet, type RowError } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import type { ListFor } from "../../db/csv/sheet.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { DomainError } from "../../domain/errors.ts";
import { type FleetReport, fleetIn, fleetOut, openFleet } from "../../portal/csv/fleet-file.ts";
import { sheetOut } from "../../portal/csv/sheet-out.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { type SheetName, sheetNames, sheets } from "../csv/sheets.ts";
import { errorText } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeAll } from "../io.ts";
import { printable } from "../output.ts";
import { publicUrlOf } from "../public-url.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

const passphraseFile = text(
  "--passphrase-file <file>",
  "an archive that every installation opens: its passphrase is the file's first line",
);

/** All that makes an organisation's phones what they are, in one archive. */
const everything = "fleet";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "import <what> <file>",
    summary: `Takes in a CSV file (${sheetNames.join(", ")}), or an archive of them (${everything}): all rows or none. Reads what spreadsheets write; - is standard input.`,
    examples: ["import users staff.csv --dry-run", "import phones phones.csv", "export users | klyka import users - --dry-run"],
    options: {
      organisation,
      dryRun: flag("--dry-run", "check every row, change nothing"),
      forEveryone: flag("--for-everyone", "contact lists that are new are for everybody"),
      forSome: flag("--for-some", "nobody sees contact lists that are new until they are put into them"),
      passphraseFile,
    },
    run: async ({ what, file }, options) => {
      const { db, keyring } = await app.store();
      if (what === everything) return importFleet(app, file, options);
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { forEveryone, forSome } = options;
      if (forEveryone && forSome)
        throw new DomainError("input_invalid", { field: "--for-some", reason: "not with --for-everyone" });
      const newListsFor: ListFor | undefined = forEveryone ? "everyone" : forSome ? "some" : undefined;
      const who = { actor: app.actor, access: "all", ...(newListsFor ? { newListsFor } : {}) } as const;
      const context = { db, keyring, organisationId, ...who, now: app.io.now() };
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
      passphraseFile,
      sealed: flag("--sealed", "with secrets, sealed for this installation: what is taken back gets the same files"),
    },
    run: async ({ what }, { organisation: written, out, comma, sealed, passphraseFile: secret }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      if (what === everything) {
        if (out === undefined) throw new DomainError("input_invalid", { field: "--out", reason: "say where the archive goes" });
        const how = { delimiter: comma ? "," : ";", publicUrl: publicUrlOf(app.settings().settings) } as const;
        const archive = await fleetOut(db, keyring, organisationId, { ...how, passphrase: await readPassphrase(secret) });
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
  const { rows, outcomes, errors, newLists = [] } = report;
  const kept = errors.length === 0 && !dryRun;
  if (errors.length > 0) app.exitCode = exitCodes.failed;
  const told = errors.map((one) => ({ ...one, message: errorText(new DomainError(one.code, one.detail), app.language) }));
  app.print({ what, dryRun, kept, rows, ...outcomes, ...(newLists.length > 0 ? { newLists } : {}), errors: told }, () => {
    const counts = `${rows} row(s): ${outcomes.created} new, ${outcomes.updated} changed, ${outcomes.unchanged} as before\n`;
    const end = kept
      ? ""
      : errors.length > 0
        ? `${errorText(failed(errors), app.language)}\n`
        : "Dry run: nothing has been changed.\n";
    const lists = newLists.map((list) => `New list: ${printable(list.name)}, for ${list.for}\n`).join("");
    return counts + lists + told.map(errorLine).join("") + end;
  });
}

type FleetOptions = {
  readonly organisation: string | undefined;
  readonly dryRun: boolean;
  readonly passphraseFile: string | undefined;
};

/** Into the organisation that is named, else into the one that the archive is of, which is made when it is not there. */
async function importFleet(app: App, file: string, options: FleetOptions): Promise<void> {
  const { db, keyring } = await app.store();
  const { organisation: written, dryRun } = options;
  const fleet = await openFleet(keyring, await readInput(app, file), await readPassphrase(options.passphraseFile));
  const named = written !== undefined || fleet.seal === null;
  const organisationId = named ? (await resolveOrganisation(db, written)).id : null;
  const context = { db, keyring, organisationId, actor: app.actor, access: "all", now: app.io.now() } as const;
  printFleet(app, await fleetIn(context, fleet, { dryRun, publicUrl: publicUrlOf(app.settings().settings) }), dryRun);
}

/** @throws DomainError `input_invalid` */
async function readPassphrase(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/)[0] ?? "";
  } catch {
    throw new DomainError("input_invalid", { field: "--passphrase-file", reason: "cannot be read", value: file });
  }
}

function printFleet(app: App, report: FleetReport, dryRun: boolean): void {
  const { files, around, notes, proven } = report;
  const wrong = files.flatMap((one) => one.report.errors);
  const failing = wrong.length + report.errors.length > 0;
  if (failing) app.exitCode = exitCodes.failed;
  const kept = !failing && !dryRun;
  const told = files.map(({ name, report: { rows, outcomes, errors } }) => ({
    ...{ what: name, rows, ...outcomes },
    errors: errors.map((one) => ({ ...one, message: errorText(new DomainError(one.code, one.detail), app.language) })),
  }));
  const errors = report.errors.map((one) => ({ code: one.code, message: errorText(one, app.language) }));
  app.print({ what: everything, dryRun, kept, files: told, around, errors, notes, proven }, () => {
    const beside = Object.entries(around ?? {}).filter(([, one]) => one.brought + one.there > 0);
    const lines = [
      ...beside.map(([table, one]) => `${table}: ${one.brought} brought back, ${one.there} here already\n`),
      ...errors.map(({ code, message }) => `${code}: ${printable(message)}\n`),
      ...told.map(
        ({ what, rows, created, updated, unchanged, errors: ofFile }) =>
          `${what}: ${rows} row(s): ${created} new, ${updated} changed, ${unchanged} as before\n${ofFile.map(errorLine).join("")}`,
      ),
      ...notes.map(({ code, text: about }) => `${sentences[code](printable(about))}\n`),
      ...(proven ? [provenLine(proven)] : []),
    ];
    const end = failing ? `${errorText(failed(wrong), app.language)}\n` : dryRun ? "Dry run: nothing has been changed.\n" : "";
    return lines.join("") + end;
  });
}

const sentences: Readonly<Record<FleetReport["notes"][number]["code"], (about: string) => string>> = {
  created: (about) => `The organisation ${about} was not here, and is made.`,
  image_missing: (about) => `The firmware ${about} is chosen and is not here: phones have what they have until it is added.`,
  operator_said: (about) => `${about}: the operator said so there, and says so here now.`,
  operator_differs: (about) =>
    `${about}: the operator says otherwise here than there. It stays as it is: other organisations have it.`,
  address_differs: (about) =>
    `Phones reached the server at ${about} there: set KLYKA_PUBLIC_URL or provisioning.url to it, or they get new files.`,
  directory_key_differs: () => "Phones in use here keep their passwords for the directory: those of the archive are others.",
  rollout_paused: (about) => `The roll-out ${about} is paused, with the phones where they were: resume it when you are ready.`,
  rollout_left: (about) =>
    `The roll-out ${about} is of several organisations and does not come along: its phones have what their layers say.`,
};

function provenLine({ phones, same, differing, books, sameBooks }: NonNullable<FleetReport["proven"]>): string {
  const some = differing.length === 0 ? "" : ` Others: ${differing.join(", ")}${phones - same > differing.length ? " …" : ""}.`;
  return `${same} of ${phones} phone(s) are given the same files as there, ${sameBooks} of ${books} phonebook(s) say the same.${some}\n`;
}

function failed(errors: readonly RowError[]): DomainError {
  return new DomainError("csv_invalid", { count: new Set(errors.map((one) => one.line)).size });
}

function errorLine(error: RowError & { readonly message: string }): string {
  const field = error.field === null ? "" : `, ${printable(error.field)}`;
  return `line ${error.line}${field}: ${error.code}: ${printable(error.message)}\n`;
}
