import { isPostgres } from "../dialect/dialect.ts";
import type { Db } from "../types.ts";

/** Every cell of every table, as `table.column: value`; bytes as their Latin-1. What a stolen copy of the database says. */
export async function dumpOf(db: Db): Promise<string[]> {
  const query = isPostgres(db)
    ? "select table_name as name from information_schema.tables where table_schema = 'public'"
    : "select name from sqlite_master where type = 'table'";
  const answered = await db.raw(query);
  const tables: { name: string }[] = isPostgres(db) ? answered.rows : answered;
  const cells: string[] = [];
  for (const { name } of tables) {
    const rows: Record<string, unknown>[] = await db(name).select("*");
    for (const row of rows) for (const [column, value] of Object.entries(row)) cells.push(`${name}.${column}: ${written(value)}`);
  }
  return cells;
}

function written(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** Forms in which a text could lie somewhere: as it is, in hex, and in base64 wherever it begins. */
export function hiddenForms(text: string): string[] {
  const bytes = Buffer.from(text);
  const shifted = [0, 1, 2].map((lead) => {
    const whole = Buffer.concat([Buffer.alloc(lead), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // What is mixed with its neighbours is left out.
    const sure = (lead + bytes.length) % 3 === 0 ? whole.length : whole.length - 1;
    return whole.slice(lead === 0 ? 0 : lead + 1, sure);
  });
  const urlSafe = shifted.map((one) => one.replace(/\+/g, "-").replace(/\//g, "_"));
  const hex = bytes.toString("hex");
  return [...new Set([text, hex, hex.toUpperCase(), ...shifted, ...urlSafe])];
}

/**
 * Whether a short code stands in a text as a value or a word of its own. Four digits by themselves stand in many an id, date and
 * sealed value by chance: what is joined to further characters of those is not the code.
 */
export function showsCode(text: string, code: string): boolean {
  return new RegExp(`(?<![0-9a-z+/-])${code}(?![0-9a-z+/=-])`, "i").test(text);
}
