/** A cell as people read it: an absent value is a dash, so that columns stay aligned. */
export type Cell = string | number | boolean | null | undefined;

/** Left-aligned columns, two spaces apart, no line longer than its content. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "(none)\n";
  const lines = [head.map((cell) => cell.toUpperCase()), ...rows.map((row) => row.map(cellText))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ""))));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => pad(cell, widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** One `name: value` a line, names aligned. */
export function facts(entries: readonly (readonly [string, Cell])[]): string {
  const widest = Math.max(0, ...entries.map(([name]) => width(name)));
  return entries.map(([name, value]) => `${pad(`${name}:`, widest + 1)}  ${cellText(value)}\n`).join("");
}

function cellText(value: Cell): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return printable(String(value));
}

/** Control characters, which a hostile name could use to steer the terminal, become visible. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

function width(text: string): number {
  return [...text].length;
}

function pad(text: string, to: number): string {
  return text + " ".repeat(Math.max(0, to - width(text)));
}
