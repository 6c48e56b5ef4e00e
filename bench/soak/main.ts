import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeSections } from "../page.ts";
import { onPostgres } from "../postgres.ts";
import type { BenchRow } from "../row.ts";
import { benchTable, reaches } from "../table.ts";
import { soak } from "./run.ts";

/** `npm run soak`: the same load for long, and whether memory and descriptors stay as they are. Loopback only. */
const usage = `Usage: npm run soak -- [options]

Phones start, people work and strangers ask without end. Memory and descriptors are flat when, after a third of the time, their
trend gains no more than 3 % (descriptors 2 %), or 8 MB resident, 4 MB of heap, 4 descriptors. Ends with 1 when one is not.

  --minutes COUNT     for each database (30); below ten memory has not been tidied often enough to say anything
  --database NAME     sqlite, postgresql or both, one after the other (both)
  --phones COUNT      phones that there are (5000)
  --boots RATE        phones that start in a second (20); a tenth as many over TFTP
  --people COUNT      administrators who work meanwhile (5)
  --flood RATE        requests of strangers a second (50)
  --write FILE        puts the tables into that page, docs/bench.md
  --help              this text
`;
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    database: { type: "string", default: "both" },
    phones: { type: "string", default: "5000" },
    boots: { type: "string", default: "20" },
    people: { type: "string", default: "5" },
    flood: { type: "string", default: "50" },
    write: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const counts = { phones: Number(values.phones), people: Number(values.people), flood: Number(values.flood) };
const rates = { minutes: Number(values.minutes), bootsPerSecond: Number(values.boots) };

async function on(databaseUrl: string | null): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "klyka-soak-"));
  try {
    return await soak({ ...counts, ...rates, folder, databaseUrl, say });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows: BenchRow[] = [];
if (values.database !== "postgresql") rows.push(...(await on(null)));
if (values.database !== "sqlite") {
  const found = await onPostgres(on);
  if (found === null) say("PostgreSQL does not start here: NOT TRIED");
  rows.push(...(found ?? []));
}
process.stdout.write(benchTable(rows));
for (const { section, name, note } of rows) say(`${section}, ${name}: ${note}`);
if (values.write !== undefined) writeSections(values.write, rows, "npm run soak", new Date());
const short = rows.filter((row) => reaches(row) === false);
say(short.length === 0 ? "Flat." : `NOT FLAT: ${short.map(({ section, name }) => `${section}, ${name}`).join("; ")}`);
process.exit(short.length === 0 ? 0 : 1);
