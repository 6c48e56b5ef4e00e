import { createHash } from "node:crypto";
import type { DumpedTable } from "./tables.ts";

/** A cell as both databases mean it. Integers are below 2^53. */
export type DumpedCell = string | number | boolean | Buffer | null;
/** In the order of the table's columns. */
export type DumpedRow = readonly DumpedCell[];

/** What a driver gives becomes a cell: SQLite has no truth values, and keeps in a column whatever it was given. */
export function asCell(kind: DumpedTable["columns"][number]["kind"], value: unknown): DumpedCell {
  if (value === null || value === undefined) return null;
  if (kind === "boolean") return value === true || value === 1;
  if (kind === "integer") return Number(value);
  if (kind === "bytes") return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
  return String(value);
}

/** A row as one line of a file: a JSON array, bytes in base64. Without the end of the line. */
export function rowToLine(row: DumpedRow): string {
  return JSON.stringify(row.map((cell) => (Buffer.isBuffer(cell) ? cell.toString("base64") : cell)));
}

/** @throws Error when the line is no row of this table */
export function lineToRow({ name, columns }: DumpedTable, line: string): DumpedRow {
  const cells: unknown = JSON.parse(line);
  if (!Array.isArray(cells) || cells.length !== columns.length) throw new Error(`a line is no row of ${name}`);
  return columns.map(({ name: column, kind }, at) => {
    const cell: unknown = cells[at];
    if (cell === null) return null;
    if (kind === "bytes" && typeof cell === "string") return Buffer.from(cell, "base64");
    const fits = kind === "integer" ? Number.isSafeInteger(cell) : typeof cell === (kind === "boolean" ? "boolean" : "string");
    if (!fits) throw new Error(`${name}.${column} holds what it cannot`);
    return asCell(kind, cell);
  });
}

const most = 1n << 256n;

/**
 * Says what rows a table has, in whatever order they come: how many, and the sum of their SHA-256 (modulo 2^256). Two tables with the
 * same are the same but for an attack on it, and nobody attacks their own backup.
 */
export class Fingerprint {
  #rows = 0;
  #sum = 0n;

  add(row: DumpedRow): void {
    this.#rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${createHash("sha256").update(rowToLine(row)).digest("hex")}`)) % most;
  }

  value(): { readonly rows: number; readonly sum: string } {
    return { rows: this.#rows, sum: this.#sum.toString(16).padStart(64, "0") };
  }
}

export type FingerprintValue = ReturnType<Fingerprint["value"]>;
