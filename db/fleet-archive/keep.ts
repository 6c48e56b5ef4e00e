import { setImmediate as nextTurn } from "node:timers/promises";
import { type Keyring, open, openBytes } from "../secrets.ts";
import type { Db } from "../types.ts";
import { type CarriedTable, carriedTables, phonesTables } from "./tables.ts";

/** Bytes stand as base64. */
export type KeptCell = string | number | null | { readonly base64: string };
export type KeptRow = Readonly<Record<string, KeptCell>>;
export type KeptRows = Readonly<Record<string, readonly KeptRow[]>>;

/** Columns of the organisation itself that phones and what stands around them depend on. */
export const organisationColumns = [
  ...["title", "language", "time_zone", "feature_scheme", "foreign_prefixes", "main_group_id"],
] as const;

/** Everything of an organisation that is carried row by row. Holds secrets in the clear: it is sealed before it leaves. */
export async function keepRows(db: Db, keyring: Keyring, organisationId: string): Promise<KeptRows> {
  const kept: Record<string, KeptRow[]> = {};
  for (const carried of [...carriedTables, ...phonesTables]) {
    const { table, of, key } = carried;
    const rows: Record<string, unknown>[] = await db(table)
      .whereRaw(of, [organisationId])
      .orderBy([...key])
      .select("*");
    kept[table] = rows.map((row) => keptRow(keyring, carried, row));
    await nextTurn();
  }
  return kept;
}

function keptRow(keyring: Keyring, { table, sealed = [] }: CarriedTable, row: Record<string, unknown>): KeptRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const secret = sealed.includes(column) && value !== null;
      return [column, keptCell(secret ? opened(keyring, `${table}/${column}/${String(row.id)}`, value) : value)];
    }),
  );
}

/** @throws DomainError `secret_unreadable` */
function opened(keyring: Keyring, context: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return openBytes(keyring, value, context);
  return open(keyring, String(value), context);
}

/** SQLite keeps yes and no as numbers: so it is written. */
function keptCell(value: unknown): KeptCell {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : String(value);
}
