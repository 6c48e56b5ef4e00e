import { z } from "zod";
import { importSheet } from "../db/csv/import.ts";
import { readCsv } from "../db/csv/read-csv.ts";
import type { Sheet, SheetContext } from "../db/csv/sheet.ts";
import { getOrganisation } from "../db/organisations.ts";
import { wallClock } from "../domain/local-time.ts";
import { attachment } from "./api/attachment.ts";
import { ok, type Route, route } from "./api/route.ts";
import { accountsSheet } from "./csv/accounts-sheet.ts";
import { csvFile, exportAnswer, exportQuery, ImportView, importQuery, importView } from "./csv/exchange.ts";
import { fleetIn, fleetOut, fleetSheetNames, isZip, openFleet } from "./csv/fleet-file.ts";
import { fleetNoteCodes } from "./csv/fleet-notes.ts";
import { keysSheet } from "./csv/keys-sheet.ts";
import { phonesSheet } from "./csv/phones-sheet.ts";
import { settingsSheet } from "./csv/settings-sheet.ts";

const tag = "Phones";
const named = (sheet: Sheet) => sheet.columns.map((column) => column.name).join(", ");

/** Files that are written one by one: what they are called, and the column by which they are known when they come in. */
const sheets = {
  phones: { sheet: phonesSheet, file: "bordstelefoner", known: null },
  keys: { sheet: keysSheet, file: "knappar", known: ["kind", "typ"] },
  accounts: { sheet: accountsSheet, file: "linjer", known: ["sip_user", "sip-konto"] },
  settings: { sheet: settingsSheet, file: "telefoninstallningar", known: ["layer", "nivå"] },
} as const satisfies Readonly<Record<string, { sheet: Sheet; file: string; known: readonly string[] | null }>>;

const What = z.enum(["phones", "keys", "accounts", "settings"]);
/** An archive holds several files. */
const takes = { ...csvFile, types: [...csvFile.types, "application/zip", "application/x-zip-compressed"], most: 64_000_000 };

/** Of an archive, the file that a row is in. */
const FleetImportView = ImportView.extend({
  what: z.enum([...fleetSheetNames, "fleet"]),
  /** What each file of an archive did, or would do; files after one with errors are not tried. */
  files: z.array(z.strictObject({ name: z.enum(fleetSheetNames), report: ImportView })),
  /** Of an archive, what stands around the phones: groups, contacts and the rest, by the database's names. */
  around: z.array(z.strictObject({ table: z.string(), brought: z.int(), there: z.int() })),
  notes: z.array(z.strictObject({ code: z.enum(fleetNoteCodes), text: z.string() })),
  /** Whether every phone is given what it was given when the archive was made; null: not compared. */
  proven: z
    .strictObject({ phones: z.int(), same: z.int(), differing: z.array(z.string()), books: z.int(), sameBooks: z.int() })
    .nullable(),
});
export type FleetImportView = z.infer<typeof FleetImportView>;

function sheetFor(header: readonly string[]): { name: z.infer<typeof What>; sheet: Sheet } {
  const columns = header.map((name) => name.trim().toLowerCase());
  const found = What.options.find((name) => sheets[name].known?.some((one) => columns.includes(one)));
  const name = found ?? "phones";
  return { name, sheet: sheets[name].sheet };
}

/** Phones, their lines, keys and settings in files and out of them. Before the routes of one phone: `/phones/…` are paths of both. */
export const phonesCsvRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/export",
    tag,
    summary:
      "Every phone in use, or the keys, lines or settings, without secrets, as CSV that `POST /phones/import` takes back. Formulas are guarded.",
    query: exportQuery.extend({ what: What.default("phones") }),
    answer: z.string(),
    handle: (asked) => {
      const { sheet, file } = sheets[asked.query.what];
      return exportAnswer(asked, sheet, file, asked.query.separator);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/export/fleet",
    tag,
    summary:
      "Everything that makes the phones what they are, in one archive of CSV files. Secrets are sealed: nobody reads them, and " +
      "`POST /phones/import` of this installation gives each phone the same files again.",
    answer: z.string(),
    handle: async ({ parts, who, now }) => {
      const { organisationId } = who;
      const { timeZone, name } = await getOrganisation(parts.db, { id: organisationId });
      const how = { delimiter: ";", publicUrl: parts.publicUrl, passphrase: null } as const;
      const bytes = await fleetOut(parts.db, parts.keyring, organisationId, how);
      const file = `${name}-telefonpark-${wallClock(now, timeZone).date}.zip`;
      return {
        status: 200,
        headers: attachment(file),
        file: { mediaType: "application/zip", bytes },
      };
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/import",
    tag,
    summary:
      "Takes in a CSV file of phones (by MAC address), keys, lines or settings, known by its columns, or an archive of them: all rows or " +
      `none. With \`dryRun\` it only says what each row would do. Phones: ${named(phonesSheet)}. Keys: ${named(keysSheet)}. ` +
      `Lines: ${named(accountsSheet)}. Settings: ${named(settingsSheet)}. An empty cell clears, an absent column leaves. ` +
      "A row of another model than the phone has is refused.",
    query: importQuery,
    file: takes,
    answer: FleetImportView,
    example: Buffer.from("mac;model;label\n00:15:65:7f:00:31;Yealink T46U;Lagret\n"),
    handle: async ({ parts, who, query, bytes, now }) => {
      const { organisationId, actor, session } = who;
      const context = { db: parts.db, keyring: parts.keyring, organisationId, actor, now, access: session.access };
      if (isZip(bytes)) return ok(await wholeFleet(context, bytes, { dryRun: query.dryRun, publicUrl: parts.publicUrl }));
      const csv = readCsv(bytes);
      const { name, sheet } = sheetFor(csv.header);
      const report = importView(await importSheet(sheet, csv, context, query.dryRun), query.dryRun);
      return ok({ ...report, what: name, files: [], around: [], notes: [], proven: null });
    },
  }),
];

/** Of the errors of what stands around the phones there is no row. */
const aroundLine = 0;

async function wholeFleet(
  context: SheetContext,
  bytes: Uint8Array,
  how: Parameters<typeof fleetIn>[2],
): Promise<FleetImportView> {
  const fleet = await openFleet(context.keyring, bytes, null);
  const { files: reports, around, errors, notes, proven } = await fleetIn(context, fleet, how);
  const { dryRun } = how;
  const wrong = errors.length > 0 || reports.some(({ report }) => report.errors.length > 0);
  const files = reports.map(({ name, report }) => ({ name, report: { ...importView(report, dryRun), kept: !dryRun && !wrong } }));
  const sum = (of: "rows" | "created" | "updated" | "unchanged" | "errorCount") =>
    files.reduce((total, { report }) => total + report[of], 0);
  const beside = Object.values(around ?? {});
  const [brought, there] = [beside.reduce((all, one) => all + one.brought, 0), beside.reduce((all, one) => all + one.there, 0)];
  const counts = {
    ...{ rows: sum("rows") + brought + there, created: sum("created") + brought },
    ...{ updated: sum("updated"), unchanged: sum("unchanged") + there },
  };
  const last = files.at(-1);
  const told = errors.map(({ code, detail }) => ({ line: aroundLine, field: null, code, values: { ...detail } }));
  return {
    ...counts,
    ...{ what: "fleet", kept: !dryRun && !wrong, errorCount: errors.length + sum("errorCount"), files },
    errors: [...told, ...(last?.report.errors ?? [])],
    people: [],
    around: Object.entries(around ?? {}).flatMap(([table, one]) => (one.brought + one.there > 0 ? [{ table, ...one }] : [])),
    notes: notes.map((note) => ({ ...note })),
    proven: proven && { ...proven, differing: [...proven.differing] },
  };
}
