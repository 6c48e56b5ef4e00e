import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import type { BenchRow } from "./row.ts";

const lessIsBetter = new Set(["s", "ms", "µs", "MB"]);

/** Whether the row reaches its bar: a ratio (without a peer, the figure) at least the bar; for times and memory, at most. */
export function reaches(row: BenchRow): boolean | null {
  if (row.bar === null) return null;
  const value = row.peer === null ? row.klyka : row.ratio;
  if (value === null) return null;
  return lessIsBetter.has(row.unit) ? value <= row.bar : value >= row.bar;
}

/** The page that is kept: `docs/bench.md`. */
export function benchPage(rows: readonly BenchRow[], peers: readonly string[], at: Date, how: string): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return [
    "# Measurements",
    "",
    `Written by \`npm run bench\`${how === "" ? "" : ` (${how})`} on ${at.toISOString().slice(0, 10)}. Loopback, the generator beside the servers on the same machine,`,
    "each pair of figures from the same run. Each server runs in a process of its own; Klyka is the whole server, with recognition,",
    "admission and journal. A ratio is Klyka's figure divided by the other's: for rates higher is better, for times and memory lower.",
    "",
    ...machine(peers).map((line) => `- ${line}`),
    "",
    ...sections.flatMap((section) => sectionText(section, rows)),
  ].join("\n");
}

/** The lines of one section. @param said a paragraph before its table */
export function sectionText(section: string, rows: readonly BenchRow[], said = ""): string[] {
  return [
    `## ${section}`,
    "",
    ...(said === "" ? [] : [said, ""]),
    "| What | Klyka | Other | Ratio | Bar | Reached | Note |",
    "|---|---:|---:|---:|---:|---|---|",
    ...rows.filter((row) => row.section === section).map(pageRow),
    "",
  ];
}

function pageRow(row: BenchRow): string {
  const cells = [
    row.name,
    `${figure(row.klyka)} ${row.unit}`,
    row.peer === null ? "–" : `${figure(row.peer)} ${row.unit}`,
    row.ratio === null ? "–" : row.ratio.toFixed(2),
    barOf(row),
    mark(row),
    row.note,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The same for the terminal. */
export function benchTable(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${figure(row.klyka)} ${row.unit}`,
    row.peer === null ? "" : figure(row.peer),
    row.ratio === null ? "" : row.ratio.toFixed(2),
    row.bar === null ? "" : barOf(row),
    mark(row),
  ]);
  const heads = ["", "Klyka", "other", "ratio", "bar", ""];
  const widths = heads.map((head, at) => Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return `${[line(heads), ...lines.map(line)].map((text) => text.trimEnd()).join("\n")}\n`;
}

function barOf(row: BenchRow): string {
  if (row.bar === null) return "–";
  return `${lessIsBetter.has(row.unit) ? "≤" : "≥"} ${row.bar}`;
}

function mark(row: BenchRow): string {
  const reached = reaches(row);
  return reached === null ? "" : reached ? "yes" : "**no**";
}

function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** What the figures were measured on. */
export function machine(peers: readonly string[]): readonly string[] {
  return [
    `processor: ${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB memory`,
    `system: ${systemName()}`,
    `Node ${process.versions.node}, ${peers.join(", ") || "nothing to compare with"}`,
  ];
}

function systemName(): string {
  try {
    const release = /PRETTY_NAME="([^"]+)"/.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? process.platform;
    return `${release}, kernel ${execFileSync("uname", ["-r"], { encoding: "utf8" }).trim()}`;
  } catch {
    return process.platform;
  }
}
