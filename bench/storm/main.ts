import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeSections } from "../page.ts";
import { onPostgres } from "../postgres.ts";
import type { BenchRow } from "../row.ts";
import { benchTable, reaches } from "../table.ts";
import { type StormOrder, storm } from "./run.ts";

/** `npm run storm`: everything at once against the whole server, and whether it holds. Loopback only. */
const usage = `Usage: npm run storm -- [options]

Phones come back after a power cut, over HTTP and TFTP, with what they write; strangers try MAC addresses; people search and
save; a roll-out of firmware begins in the middle. Ends with 1 when a bar is not met.

  --phones COUNT      phones (10000); every tenth asks over TFTP
  --within SECONDS    they come back within so many seconds (180)
  --people COUNT      administrators who work meanwhile (20)
  --flood RATE        requests of strangers a second (300); a third as many over TFTP
  --cold              nobody has ever asked before: every file has to be made
  --postgres          on PostgreSQL; else SQLite
  --profile FOLDER    writes where the server's processor time goes, for a browser's tools
  --json              prints the figures as JSON
  --write FILE        puts the table into that page, docs/bench.md
  --help              this text
`;
const { values } = parseArgs({
  options: {
    phones: { type: "string", default: "10000" },
    within: { type: "string", default: "180" },
    people: { type: "string", default: "20" },
    flood: { type: "string", default: "300" },
    cold: { type: "boolean", default: false },
    postgres: { type: "boolean", default: false },
    profile: { type: "string" },
    json: { type: "boolean", default: false },
    write: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "klyka-storm-"));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const counts = { phones: Number(values.phones), people: Number(values.people), flood: Number(values.flood) };
const profile = values.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` };
const how = { within: Number(values.within), cold: values.cold, more: profile, say };
const order: Omit<StormOrder, "databaseUrl"> = { folder, ...counts, ...how };
let rows: readonly BenchRow[] | null;
try {
  rows = values.postgres
    ? await onPostgres((databaseUrl) => storm({ ...order, databaseUrl }))
    : await storm({ ...order, databaseUrl: null });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (rows === null) throw new Error("PostgreSQL does not start here");
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : benchTable(rows));
for (const { name, note } of rows) say(`${name}: ${note}`);
if (values.write !== undefined) writeSections(values.write, rows, "npm run storm", new Date());
const short = rows.filter((row) => reaches(row) === false);
say(short.length === 0 ? "Every bar is met." : `NOT MET: ${short.map(({ name }) => name).join(", ")}`);
process.exit(short.length === 0 ? 0 : 1);
