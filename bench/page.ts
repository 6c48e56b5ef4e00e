import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { BenchRow } from "./row.ts";
import { machine, sectionText } from "./table.ts";

/** A page in its parts: what stands before the first section, and each section under its title. */
function partsOf(page: string): { readonly head: string; readonly sections: Map<string, string> } {
  const [head = "", ...rest] = page.split(/^(?=## )/m);
  return { head, sections: new Map(rest.map((text) => [/^## (.*)/.exec(text)?.[1] ?? "", text])) };
}

/** Puts sections into a page that other commands write too: those of the same titles are replaced, all others stay. */
export function writeSections(path: string, rows: readonly BenchRow[], how: string, at: Date): void {
  const { head, sections } = partsOf(existsSync(path) ? readFileSync(path, "utf8") : "# Measurements\n\n");
  for (const section of new Set(rows.map((row) => row.section))) {
    const [processor] = machine([]);
    const said = `Written by \`${how}\` on ${at.toISOString().slice(0, 10)}; ${processor}.`;
    sections.set(section, `${sectionText(section, rows, said).join("\n")}\n`);
  }
  writeFileSync(path, head + [...sections.values()].map((text) => `${text.trimEnd()}\n`).join("\n"));
}

/** Sections of the page that `rows` have no word of: other commands' figures, which a new page keeps. */
export function otherSections(path: string, rows: readonly BenchRow[], isTheirs: (title: string) => boolean): string {
  if (!existsSync(path)) return "";
  const mine = new Set(rows.map((row) => row.section));
  const { sections } = partsOf(readFileSync(path, "utf8"));
  const kept = [...sections].filter(([title]) => isTheirs(title) && !mine.has(title));
  return kept.map(([, text]) => `${text.trimEnd()}\n`).join("\n");
}
