import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeSections } from "../page.ts";
import { onPostgres } from "../postgres.ts";
import type { BenchRow } from "../row.ts";
import { benchTable, reaches } from "../table.ts";
import { type GrowthOrder, grow } from "./run.ts";

/** `npm run growth`: days pass in minutes, and what they leave in the database. Loopback only. */
const usage = `Usage: npm run growth -- [options]

  --phones COUNT       phones (10000)
  --days COUNT         days that pass (2)
  --polls COUNT        times a day that each asks for its files (2)
  --strangers COUNT    requests of strangers an hour (12000)
  --most COUNT         entries that the journal may hold, so that it is seen to be full (300000)
  --postgres           on PostgreSQL; else SQLite
  --write FILE         puts the table into that page, docs/bench.md
  --help               this text
`;
const { values } = parseArgs({
  options: {
    phones: { type: "string", default: "10000" },
    days: { type: "string", default: "2" },
    polls: { type: "string", default: "2" },
    strangers: { type: "string", default: "12000" },
    most: { type: "string", default: "300000" },
    postgres: { type: "boolean", default: false },
    write: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "klyka-growth-"));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const order: Omit<GrowthOrder, "databaseUrl"> = {
  ...{ folder, phones: Number(values.phones), days: Number(values.days), polls: Number(values.polls) },
  ...{ strangers: Number(values.strangers), most: Number(values.most), say },
};
let rows: readonly BenchRow[] | null;
try {
  rows = values.postgres
    ? await onPostgres((databaseUrl) => grow({ ...order, databaseUrl }))
    : await grow({ ...order, databaseUrl: null });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (rows === null) throw new Error("PostgreSQL does not start here");
process.stdout.write(benchTable(rows));
for (const { name, note } of rows) say(`${name}: ${note}`);
if (values.write !== undefined) writeSections(values.write, rows, "npm run growth", new Date());
process.exit(rows.some((row) => reaches(row) === false) ? 1 : 0);
