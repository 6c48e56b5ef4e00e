import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "../bench/table.ts";
import { claims } from "./claims.ts";
import { suites } from "./contract.ts";
import { KeptResults } from "./kept.ts";
import { ProofDatabases } from "./postgres.ts";
import { chosen, type Result, tryClaim } from "./run.ts";
import { proofPage, proofTable, standing, triedCommit } from "./table.ts";

const usage = `Usage: npm run proof -- [options]

Tries what Klyka promises, one claim after another, and prints one table: promise, cases tried, failures.
Loopback only. A whole run writes docs/proof.md. Ends with 1 when a promise is broken.

  --only LIST    these claims alone, by id
  --suite NAME   these alone: ${suites.join(", ")}
  --seed N       everything random follows from it (printed when not given)
  --small        as the tests run them: seconds
  --write FILE   writes the page there, also when the run is not whole
  --keep FILE    adds what became of each claim to FILE (JSON), in place of what became of it earlier; the page is made of all in it
  --left         with --keep: those alone that FILE does not have, or not as kept
  --list         the claims and their promises, without trying any
  --help         this text
`;
const limitMs = 3 * 60 * 60_000;

const { values } = read(() =>
  parseArgs({
    options: {
      only: { type: "string" },
      suite: { type: "string" },
      seed: { type: "string" },
      small: { type: "boolean", default: false },
      write: { type: "string" },
      keep: { type: "string" },
      left: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }),
);
if (values.help) end(usage, 0);
const seed = read(() => seedGiven(values.seed));
const kept = read(() => (values.keep === undefined ? null : new KeptResults(values.keep)));
const wanted = read(() => {
  if (values.small && kept !== null) throw new Error("--keep: of whole runs, not of --small");
  if (values.left && kept === null) throw new Error("--left: of what, --keep says");
  if (values.suite !== undefined && !suites.some((suite) => suite === values.suite)) throw new Error(`no suite ${values.suite}`);
  const asked = chosen(claims, values.only?.split(",") ?? null, values.suite ?? null);
  const done = new Set(
    values.left
      ? kept
          ?.of(asked)
          .filter((one) => standing(one) !== "broken")
          .map(({ claim }) => claim)
      : [],
  );
  return asked.filter((claim) => !done.has(claim));
});
if (values.list) end(wanted.map(({ id, promise }) => `${id}: ${promise}\n`).join(""), 0);

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
say(`seed ${seed}`);
const databases = new ProofDatabases();
const results: Result[] = [];
const root = join(import.meta.dirname, "..");
const day = new Date().toISOString().slice(0, 10);
const tried = [triedCommit(root), day, kept && `seed ${seed}`].filter((one) => one !== null).join(", ");
try {
  for (const [at, claim] of wanted.entries()) {
    say(`[${at + 1}/${wanted.length}] ${claim.id} …`);
    const run = { size: values.small ? "small" : "full", seed, tried, say, postgres: () => databases.create(), limitMs } as const;
    const result = await tryClaim(claim, run);
    results.push(result);
    kept?.add(result);
    say(
      `  ${standing(result)}: ${result.outcome.cases} cases, ${result.outcome.failures.length} failures, ${seconds(result.ms)} s`,
    );
    for (const failure of result.outcome.failures) say(`  FAILED: ${failure}`);
  }
} finally {
  await databases.stop();
}
process.stdout.write(proofTable(results));
const shown = kept?.of(claims) ?? results;
const whole = !values.small && shown.length === claims.length;
const page = values.write ?? (whole ? join(root, "docs", "proof.md") : null);
if (page !== null) {
  const how = values.small ? "--small" : whole ? "" : `${shown.length} of ${claims.length} claims`;
  writeFileSync(page, proofPage(shown, { at: new Date(), seed: kept ? null : seed, how, machine: machine([]) }));
  say(`written to ${page}`);
}
// A claim that was given up may have left something running.
process.exit(results.some((result) => standing(result) === "broken") ? 1 : 0);

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function seedGiven(text: string | undefined): number {
  if (text === undefined) return randomInt(2 ** 32 - 1);
  if (!/^\d{1,10}$/.test(text)) throw new Error("--seed: a whole number");
  return Number(text);
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function end(text: string, code: number): never {
  process.stdout.write(text);
  process.exit(code);
}
