import { zipSync } from "fflate";
import { type ImportReport, importSheet } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import type { Sheet, SheetContext } from "../../db/csv/sheet.ts";
import { users } from "../../db/csv/users.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import type { Keyring } from "../../db/secrets.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { accountsSheet } from "./accounts-sheet.ts";
import { keysSheet } from "./keys-sheet.ts";
import { layoutsSheet, sitesSheet } from "./name-sheets.ts";
import { phonesSheet } from "./phones-sheet.ts";
import { settingsSheet } from "./settings-sheet.ts";
import { sheetOut } from "./sheet-out.ts";
import { unpack } from "./unpack.ts";

/** The files of a whole fleet, in the order in which they come in: each names what those before it made. */
export const fleetSheets = {
  sites: sitesSheet,
  layouts: layoutsSheet,
  users,
  accounts: accountsSheet,
  phones: phonesSheet,
  keys: keysSheet,
  settings: settingsSheet,
} as const satisfies Readonly<Record<string, Sheet>>;
export type FleetSheetName = keyof typeof fleetSheets;
export const fleetSheetNames = Object.keys(fleetSheets) as readonly FleetSheetName[];

/** Unpacked, a file may be so large: nobody fills the memory with a small archive. */
const mostBytes = 32_000_000;
/** One of each, with room for somebody's folders. */
const mostEntries = 100;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** Everything of an organisation's phones in one archive of CSV files, secrets sealed: it comes back as it went out. */
export async function fleetOut(db: Db, keyring: Keyring, organisationId: string, delimiter: ";" | ","): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const name of fleetSheetNames) {
    const { header, rows } = await sheetOut(db, fleetSheets[name], organisationId, keyring);
    files[`${name}.csv`] = new TextEncoder().encode(writeCsv(header, rows, delimiter));
  }
  return zipSync(files, { level: 6 });
}

export type FleetReport = { readonly name: FleetSheetName; readonly report: ImportReport }[];

/** Ends the transaction without keeping anything. */
class Undo extends Error {}

/**
 * Takes such an archive in, all of it or nothing, file by file in their order; after a file with errors the rest is not tried.
 * Files that are missing are passed over.
 *
 * @throws DomainError `input_invalid` (no such archive, too large), `csv_unreadable`
 */
export async function fleetIn(context: SheetContext, bytes: Uint8Array, dryRun: boolean): Promise<FleetReport> {
  const files = await unpacked(bytes);
  const reports: FleetReport = [];
  try {
    await change(context.db, async (db) => {
      for (const name of fleetSheetNames) {
        const file = files.get(name);
        if (!file) continue;
        const csv = readCsv(file);
        const rows = name === "users" ? await withKnownIds(db, context.organisationId, csv) : csv;
        const report = await importSheet(fleetSheets[name], rows, { ...context, db }, false);
        reports.push({ name, report });
        if (report.errors.length > 0) throw new Undo();
      }
      if (dryRun) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  if (reports.length === 0) throw new DomainError("input_invalid", { field: "file", reason: "has none of our files in it" });
  return reports;
}

async function unpacked(bytes: Uint8Array): Promise<Map<FleetSheetName, Uint8Array>> {
  const files = new Map<FleetSheetName, Uint8Array>();
  const wants = (path: string) => sheetOf(path) !== undefined;
  for (const { name: path, bytes: content } of await unpack(bytes, { wants, mostFiles: mostEntries, mostBytes })) {
    const name = sheetOf(path);
    if (name) files.set(name, content);
  }
  return files;
}

function sheetOf(path: string): FleetSheetName | undefined {
  const name = path
    .split("/")
    .at(-1)
    ?.toLowerCase()
    .replace(/\.csv$/, "");
  return fleetSheetNames.find((one) => one === name);
}

/** Whoever has been taken away since comes back as somebody new. */
async function withKnownIds(
  db: Db,
  organisationId: string,
  csv: ReturnType<typeof readCsv>,
): Promise<ReturnType<typeof readCsv>> {
  const rows: { id: string }[] = await db("users").where("organisation_id", organisationId).select("id");
  const known = new Set(rows.map(({ id }) => id));
  return {
    header: csv.header,
    rows: csv.rows.map(({ line, cells }) => {
      const id = cells.get("id") ?? "";
      return { line, cells: id === "" || known.has(id) ? cells : new Map([...cells, ["id", ""]]) };
    }),
  };
}
