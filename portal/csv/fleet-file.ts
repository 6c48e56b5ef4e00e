import { zipSync } from "fflate";
import { type ImportReport, importSheet } from "../../db/csv/import.ts";
import { type CsvFile, readCsv } from "../../db/csv/read-csv.ts";
import type { Sheet, SheetContext } from "../../db/csv/sheet.ts";
import { users } from "../../db/csv/users.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { isPostgres } from "../../db/dialect/dialect.ts";
import type { BroughtRows, Fates } from "../../db/fleet-archive/bring-back.ts";
import { bringBackHouse, bringBackOnPhones, type House, keepHouse, macsInUse } from "../../db/fleet-archive/house.ts";
import { CreateOrganisation, createOrganisation, getOrganisation } from "../../db/organisations.ts";
import type { Keyring } from "../../db/secrets.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { mayOperate } from "../../domain/rights.ts";
import { accountsSheet } from "./accounts-sheet.ts";
import { compareFleet, type FleetNote, type FleetProven, fleetNotes, settleOperator } from "./fleet-notes.ts";
import { proveFleet } from "./fleet-proof.ts";
import {
  type FleetSeal,
  houseName,
  manifestName,
  newFleetSeal,
  openHouse,
  readManifest,
  sealHouse,
  sealOf,
} from "./fleet-seal.ts";
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
const mostBytes = 256_000_000;
/** One of each, with room for somebody's folders. */
const mostEntries = 100;
/** Rows of one sheet: the keys of thirty thousand phones. */
const mostRows = 500_000;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

export type FleetOut = {
  readonly delimiter: ";" | ",";
  /** Where phones reach the server. */
  readonly publicUrl: string;
  /** Opens the archive in every installation; null: this one's key opens it, and nothing else does. */
  readonly passphrase: string | null;
};

/**
 * Everything that makes an organisation's phones what they are, in one archive: CSV files to be looked at and edited, with
 * secrets sealed, and what stands around the phones, sealed as a whole. It comes back as it went out.
 *
 * @throws DomainError `fleet_passphrase_short`
 */
export async function fleetOut(db: Db, keyring: Keyring, organisationId: string, how: FleetOut): Promise<Uint8Array> {
  const { name: organisation } = await getOrganisation(db, { id: organisationId });
  const seal = await newFleetSeal(keyring, organisation, how.passphrase);
  // One state of the database for all of it.
  const files = await db.transaction(
    async (trx) => {
      const made: Record<string, Uint8Array> = {};
      for (const name of fleetSheetNames) {
        const { header, rows } = await sheetOut(trx, fleetSheets[name], organisationId, keyring, seal.cells);
        made[`${name}.csv`] = new TextEncoder().encode(writeCsv(header, rows, how.delimiter));
      }
      const proof = await proveFleet(trx, keyring, organisationId, how.publicUrl);
      const house = await keepHouse(trx, keyring, organisationId, { publicUrl: how.publicUrl, ...proof });
      return { ...made, [houseName]: await sealHouse(seal, house) };
    },
    isPostgres(db) ? { isolationLevel: "repeatable read", readOnly: true } : { readOnly: true },
  );
  const manifest = new TextEncoder().encode(`${JSON.stringify(seal.manifest, null, 2)}\n`);
  return zipSync({ [manifestName]: manifest, ...files }, { level: 6 });
}

/** An archive that has been opened. Without a seal it is of sheets alone. */
export type Fleet = {
  readonly sheets: ReadonlyMap<FleetSheetName, Uint8Array>;
  readonly seal: FleetSeal | null;
  readonly house: House | null;
};

/**
 * @throws DomainError `input_invalid` (no such archive), `upload_too_large`, `fleet_passphrase_needed`,
 * `fleet_passphrase_wrong`, `fleet_archive_foreign`, `fleet_archive_newer`
 */
export async function openFleet(keyring: Keyring, bytes: Uint8Array, passphrase: string | null): Promise<Fleet> {
  const sheets = new Map<FleetSheetName, Uint8Array>();
  const others = new Map<string, Uint8Array>();
  const wants = (path: string) => sheetOf(path) !== undefined || [manifestName, houseName].includes(lastOf(path));
  for (const { name: path, bytes: content } of await unpack(bytes, { wants, mostFiles: mostEntries, mostBytes })) {
    const name = sheetOf(path);
    if (name) sheets.set(name, content);
    else others.set(lastOf(path), content);
  }
  const [manifest, sealed] = [others.get(manifestName), others.get(houseName)];
  if (sheets.size === 0 && !sealed)
    throw new DomainError("input_invalid", { field: "file", reason: "has none of our files in it" });
  const seal = manifest ? await sealOf(readManifest(manifest), keyring, passphrase) : null;
  return { sheets, seal, house: seal && sealed ? await openHouse(seal, sealed) : null };
}

const lastOf = (path: string): string => path.split("/").at(-1)?.toLowerCase() ?? "";

function sheetOf(path: string): FleetSheetName | undefined {
  const name = lastOf(path).replace(/\.csv$/, "");
  return fleetSheetNames.find((one) => one === name);
}

export type FleetReport = {
  readonly organisationId: string;
  readonly files: readonly { readonly name: FleetSheetName; readonly report: ImportReport }[];
  /** By table, what stands around the phones; null: the archive has none of it. */
  readonly around: Readonly<Record<string, BroughtRows>> | null;
  /** What kept that from coming back. */
  readonly errors: readonly DomainError[];
  readonly notes: readonly FleetNote[];
  /** Null: not compared, for there were errors, or the archive says nothing of it. */
  readonly proven: FleetProven | null;
};

/** `organisationId` null: the organisation that the archive is of, made when it is not there. */
export type FleetContext = Omit<SheetContext, "organisationId"> & { readonly organisationId: string | null };

/** Ends the transaction without keeping anything. */
class Undo extends Error {}

/**
 * Takes an archive in, all of it or nothing: first what stands around the phones, as far as it is missing, then the sheets in
 * their order; after one with errors the rest is not tried. Files that are missing are passed over.
 *
 * @throws DomainError `fleet_archive_other`, `right_missing` (with a passphrase: operator staff's alone), `csv_unreadable`,
 * `organisation_not_found`
 */
export async function fleetIn(
  context: FleetContext,
  fleet: Fleet,
  { dryRun, publicUrl }: { readonly dryRun: boolean; readonly publicUrl: string },
): Promise<FleetReport> {
  let report: FleetReport | null = null;
  try {
    await change(context.db, async (db) => {
      report = await takeIn({ ...context, db }, fleet, publicUrl);
      const wrong = report.errors.length > 0 || report.files.some((one) => one.report.errors.length > 0);
      if (dryRun || wrong) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  if (report === null) throw new Error("a fleet has been taken in without a report");
  return report;
}

async function takeIn(context: FleetContext, fleet: Fleet, publicUrl: string): Promise<FleetReport> {
  const { house, seal } = fleet;
  const { id: organisationId, notes } = await organisationFor(context, fleet);
  const to = { ...context, organisationId };
  const before = await macsInUse(to.db, organisationId);
  const base = { organisationId, files: [], around: null, errors: [], notes, proven: null };
  const operator = house ? await settleOperator(to, house) : [];
  const brought = house ? await bringBackHouse(to, house) : null;
  if (brought && brought.errors.length > 0) return { ...base, around: brought.counts, errors: brought.errors };
  const sealer = seal ? { sealer: seal.cells } : {};
  // Who may do what is said here: whoever takes the archive in stays who they are.
  const keepsRights = (id: string) => brought?.fresh === true && !brought.fates.cameBack("users", id);
  const files = await takeInSheets({ ...to, ...sealer, imagesMayMiss: true }, fleet.sheets, brought?.fates ?? null, keepsRights);
  const wrong = files.some(({ report }) => report.errors.length > 0);
  if (!house || !brought) return { ...base, files };
  if (wrong) return { ...base, files, around: brought.counts };
  const around = await bringBackOnPhones(to, house, brought, before);
  const said = await fleetNotes(to, house, brought, publicUrl);
  const proven = await compareFleet(to, house, publicUrl);
  return { ...base, files, around, notes: [...notes, ...operator, ...said], proven };
}

/** @throws DomainError `fleet_archive_other`, `right_missing`, `organisation_not_found` */
async function organisationFor(context: FleetContext, fleet: Fleet): Promise<{ id: string; notes: FleetNote[] }> {
  const { db, organisationId, access } = context;
  if (organisationId === null) return namedOrMade(context, fleet);
  const { name } = await getOrganisation(db, { id: organisationId });
  const manifest = fleet.seal?.manifest;
  if (manifest?.sealing.with === "passphrase") {
    // Whoever knows the passphrase can write such an archive: then it says what only operator staff may say.
    if (access !== "all" && !mayOperate(access, organisationId)) throw new DomainError("right_missing");
  } else if (manifest && manifest.organisation !== name) {
    throw new DomainError("fleet_archive_other", { name: manifest.organisation });
  }
  return { id: organisationId, notes: [] };
}

async function namedOrMade(
  { db, actor, now }: FleetContext,
  { seal, house }: Fleet,
): Promise<{ id: string; notes: FleetNote[] }> {
  const name = seal?.manifest.organisation;
  if (name === undefined) throw new DomainError("organisation_not_found", {});
  const row: { id: string } | undefined = await db("organisation").where("name", name).first("id");
  if (row) return { id: row.id, notes: [] };
  const { title = name, language, time_zone: timeZone } = house?.organisation ?? {};
  const { id } = await createOrganisation(db, CreateOrganisation.parse({ name, title, language, timeZone }), actor, now);
  return { id, notes: [{ code: "created", text: name }] };
}

async function takeInSheets(
  context: SheetContext,
  sheets: ReadonlyMap<FleetSheetName, Uint8Array>,
  fates: Fates | null,
  keepsRights: (userId: string) => boolean,
): Promise<{ name: FleetSheetName; report: ImportReport }[]> {
  const files: { name: FleetSheetName; report: ImportReport }[] = [];
  for (const name of fleetSheetNames) {
    const file = sheets.get(name);
    if (!file) continue;
    const csv = readCsv(file, mostRows);
    const here = fates ? readdressed(csv, fates) : csv;
    const rows = name === "users" ? await withKnownIds(context, here, keepsRights) : here;
    const report = await importSheet(fleetSheets[name], rows, context, false);
    files.push({ name, report });
    if (report.errors.length > 0) break;
  }
  return files;
}

/** What has another id here is named by that: keys name contact lists, and cells name people who are called alike. */
function readdressed({ header, rows }: CsvFile, fates: Fates): CsvFile {
  const cells = (row: CsvFile["rows"][number]) => new Map([...row.cells].map(([column, text]) => [column, fates.inText(text)]));
  return { header, rows: rows.map((row) => ({ line: row.line, cells: cells(row) })) };
}

/** Whoever has been taken away since, and is in the sheet alone, comes back as somebody new. */
async function withKnownIds(
  { db, organisationId }: SheetContext,
  { header, rows }: CsvFile,
  keepsRights: (userId: string) => boolean,
): Promise<CsvFile> {
  const here: string[] = await db("users").where("organisation_id", organisationId).pluck("id");
  const known = new Set(here);
  return {
    header,
    rows: rows.map(({ line, cells }) => {
      const id = cells.get("id") ?? "";
      const said = new Map(cells);
      if (!known.has(id) && said.has("id")) said.set("id", "");
      if (keepsRights(id)) said.delete("rights");
      return { line, cells: said };
    }),
  };
}
