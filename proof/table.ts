import { execFileSync } from "node:child_process";
import type { Suite } from "./contract.ts";
import type { Result } from "./run.ts";

const titles: Readonly<Record<Suite, string>> = { attack: "Attack", crash: "Crash" };

/** How a claim stands: what has failures is broken, also where something besides could not be tried. */
export function standing({ outcome }: Result): "kept" | "broken" | "not met" {
  if (outcome.failures.length > 0) return "broken";
  return outcome.unmet === undefined ? "kept" : "not met";
}

/** For the terminal: promise, cases tried, failures; the failures themselves below. */
export function proofTable(results: readonly Result[]): string {
  const heads = ["claim", "cases", "failures", "", "promise"];
  const rows = results.map((result) => [
    result.claim.id,
    count(result.outcome.cases),
    count(result.outcome.failures.length),
    standing(result),
    result.claim.promise,
  ]);
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 1 || at === 2 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return `${[line(heads), ...rows.map(line), ...results.flatMap(remarks), "", summary(results)].join("\n")}\n`;
}

function remarks({ claim, outcome }: Result): readonly string[] {
  return [
    ...(outcome.measured === undefined ? [] : [`${claim.id}: ${outcome.measured}`]),
    ...(outcome.unmet === undefined ? [] : [`${claim.id}: NOT MET: ${outcome.unmet}`]),
    ...outcome.failures.map((failure) => `${claim.id}: FAILED: ${failure}`),
  ];
}

/** "31 promises, 812,204 cases, 0 failures, 1 not met". */
export function summary(results: readonly Result[]): string {
  const cases = results.reduce((sum, { outcome }) => sum + outcome.cases, 0);
  const failures = results.reduce((sum, { outcome }) => sum + outcome.failures.length, 0);
  const unmet = results.filter(({ outcome }) => outcome.unmet !== undefined).length;
  return `${count(results.length)} promises, ${count(cases)} cases, ${count(failures)} failures, ${count(unmet)} not met`;
}

/** `seed` null: of several runs, each row says its own. */
export type PageFacts = {
  readonly at: Date;
  readonly seed: number | null;
  readonly how: string;
  readonly machine: readonly string[];
};

/** The page that is kept: `docs/proof.md`. */
export function proofPage(results: readonly Result[], facts: PageFacts): string {
  const suites = [...new Set(results.map(({ claim }) => claim.suite))];
  return [
    "# What has been tried",
    "",
    `Written by \`npm run proof\`${facts.how === "" ? "" : ` (${facts.how})`} on ${facts.at.toISOString().slice(0, 10)}${facts.seed === null ? "" : `, seed ${facts.seed}`}. What each promise means and against`,
    "whom it holds stands in [sakerhet.md](sakerhet.md). Everything ran on loopback, on one machine.",
    "",
    ...facts.machine.map((line) => `- ${line}`),
    `- ${summary(results)}`,
    "",
    ...suites.flatMap((suite) => [
      `## ${titles[suite]}`,
      "",
      "| Promise | Cases tried | Failures | Measured | Claim | Tried |",
      "|---|---:|---:|---|---|---|",
      ...results.filter(({ claim }) => claim.suite === suite).map(pageRow),
      "",
    ]),
  ].join("\n");
}

function pageRow(result: Result): string {
  const { claim, outcome, tried } = result;
  const said = [outcome.measured, outcome.unmet === undefined ? undefined : `**Not met:** ${outcome.unmet}`, ...outcome.failures];
  const cells = [
    claim.promise,
    count(outcome.cases),
    outcome.failures.length === 0 ? "0" : `**${count(outcome.failures.length)}**`,
    said.filter((one) => one !== undefined).join("<br>"),
    `\`${claim.id}\``,
    tried,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** The commit that is tried, and whether it was changed; null outside a repository. */
export function triedCommit(root: string): string | null {
  try {
    const git = (...words: string[]) => execFileSync("git", ["-C", root, ...words], { encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : ", with changes";
    return `${git("rev-parse", "--short", "HEAD")}${changed}`;
  } catch {
    return null;
  }
}
