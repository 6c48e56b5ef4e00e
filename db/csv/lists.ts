/** Several values in one cell, with commas; a comma or backslash in a value has a backslash before it. */
export function joinList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\,]/g, "\\$&")).join(", ");
}

/** The values of such a cell, without blanks around them and without empty ones. */
export function splitList(cell: string): string[] {
  const parts = cell.match(/(?:\\.|[^\\,])+/gs) ?? [];
  return parts.map((part) => part.replace(/\\(.)/gs, "$1").trim()).filter((part) => part !== "");
}
