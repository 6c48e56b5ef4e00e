import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type FaultName, faultNames } from "./crash/lab/faults.ts";
import { labRuns } from "./crash/lab/run.ts";

const usage = `Usage: npm run torture -- [options]

Ends, starves and confuses real servers in the middle of people's work, at moments picked at random, and holds everything
that was answered against what is there afterwards. Ends with 1 when something is not as it was answered.

  --rounds N    (500)
  --seed N      the moments follow from it (printed when not given)
  --only LIST   of ${faultNames.join(", ")}
  --on LIST     of sqlite, postgres (both)
  --houses N    so many processes share the rounds at the same time (2)
  --help        this text
`;
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "500" },
    seed: { type: "string" },
    only: { type: "string" },
    on: { type: "string", default: "sqlite,postgres" },
    houses: { type: "string", default: "2" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const wanted = values.only?.split(",") ?? [...faultNames];
const faults = faultNames.filter((name): name is FaultName => wanted.includes(name));
const databases = (["sqlite", "postgres"] as const).filter((name) => values.on.split(",").includes(name));
const [rounds, seed] = [Number(values.rounds), Number(values.seed ?? randomInt(2 ** 32 - 1))];
const houses = Number(values.houses);
const counted = rounds >= 1 && Number.isInteger(seed) && Number.isInteger(houses) && houses >= 1 && houses <= 8;
if (faults.length !== wanted.length || databases.length === 0 || !counted) {
  process.stderr.write(usage);
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`seed ${seed}`);
const folder = mkdtempSync(join(tmpdir(), "klyka-torture-"));
try {
  const outcome = await labRuns(
    { folder, seed, faults, rounds, databases, longest: 900, lasting: 900, oneDisk: false, perWorld: 60 },
    say,
    houses,
  );
  for (const [fault, count] of Object.entries(outcome.rounds)) process.stdout.write(`${fault}: ${count} rounds\n`);
  for (const note of outcome.notes) process.stdout.write(`${note}\n`);
  const { saved, refused, doubt, asked, served, failures } = outcome;
  process.stdout.write(
    `${saved} writes answered as saved, ${refused} refused, ${doubt} in doubt; ${asked} files asked for by phones, `,
  );
  process.stdout.write(`${served} of them while something was away\n${failures.length} failures (seed ${seed})\n`);
  for (const { line } of failures) process.stdout.write(`  ${line}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
