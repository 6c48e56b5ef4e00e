import type { DomainError } from "../../domain/errors.ts";
import { chunks, oneOf, rowsPerInsert } from "../dialect/dialect.ts";
import { newId } from "../ids.ts";
import { type Keyring, seal, sealBytes } from "../secrets.ts";
import type { Db } from "../types.ts";
import { clashesOf } from "./clashes.ts";
import type { KeptCell, KeptRow, KeptRows } from "./keep.ts";
import type { CarriedTable } from "./tables.ts";

export type BroughtRows = { readonly brought: number; readonly there: number };

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What became of each thing: the id that it has here, and whether it has come back or was here all the time. */
export class Fates {
  readonly #ids = new Map<string, string>();
  readonly #here = new Set<string>();
  readonly #brought = new Set<string>();

  /** The thing has another id here. */
  renames(old: string, id: string): void {
    if (old !== id) this.#ids.set(old, id);
  }

  here(table: string, id: string, brought: boolean): void {
    this.#here.add(`${table} ${id}`);
    if (brought) this.#brought.add(`${table} ${id}`);
  }

  isHere(table: string, id: KeptCell): boolean {
    return id === null || this.#here.has(`${table} ${String(id)}`);
  }

  cameBack(table: string, id: KeptCell): boolean {
    return id !== null && this.#brought.has(`${table} ${String(id)}`);
  }

  /** Ids stand in columns of their own, in scopes of settings, and in JSON. */
  inText(text: string): string {
    return this.#ids.size === 0 ? text : text.replace(uuid, (id) => this.#ids.get(id) ?? id);
  }
}

/** Which of the rows of a table are here already, by the id that they have in the archive. */
export type Sameness = (rows: readonly KeptRow[]) => Promise<ReadonlyMap<string, string>>;

export type BringBack = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly organisationId: string;
  readonly now: Date;
  readonly fates: Fates;
  /** Of tables whose rows are known by more than a column. */
  readonly same: Readonly<Record<string, Sameness>>;
};

/**
 * Brings back what is missing, table by table; what is here stays as it is. Inside `change`.
 *
 * @returns by table, how many rows came back and how many were here; and what stands in the way, after which nothing may be kept
 */
export async function bringBackRows(
  to: BringBack,
  tables: readonly CarriedTable[],
  kept: KeptRows,
): Promise<{ readonly counts: Readonly<Record<string, BroughtRows>>; readonly errors: readonly DomainError[] }> {
  const counts: Record<string, BroughtRows> = {};
  for (const carried of tables) {
    const rows = (kept[carried.table] ?? []).map((row) => readdressed(to, carried, row));
    const missing = carried.owners ? ownedMissing(to, carried, rows) : await missingOf(to, carried, rows);
    const whole = missing.filter((row) => (carried.needs ?? []).every(([column, table]) => has(to, table, row[column])));
    const errors = await clashesOf(to, carried, whole);
    if (errors.length > 0) return { counts, errors };
    await insertRows(to, carried, whole);
    counts[carried.table] = { brought: whole.length, there: rows.length - missing.length };
  }
  return { counts, errors: [] };
}

const has = ({ fates }: BringBack, table: string, id: KeptCell = null) => fates.isHere(table, id);

function readdressed({ organisationId, fates }: BringBack, { sealed = [], anew = {} }: CarriedTable, row: KeptRow): KeptRow {
  const cells = Object.entries(row).map(([column, cell]): [string, KeptCell] => {
    if (column === "organisation_id") return [column, organisationId];
    return [column, typeof cell === "string" && !sealed.includes(column) ? fates.inText(cell) : cell];
  });
  return { ...Object.fromEntries(cells), ...anew };
}

/** What belongs to something comes back together with it. */
function ownedMissing({ fates }: BringBack, { table, owners = [], key }: CarriedTable, rows: readonly KeptRow[]): KeptRow[] {
  return rows.filter((row) => {
    const said = owners.filter(([column]) => (row[column] ?? null) !== null);
    const comes = said.some(([column, of]) => fates.cameBack(of, row[column] ?? null));
    const whole = said.every(([column, of]) => fates.isHere(of, row[column] ?? null));
    if (comes && whole && key.length === 1 && key[0] === "id") fates.here(table, String(row.id), true);
    return comes && whole;
  });
}

async function missingOf(to: BringBack, carried: CarriedTable, rows: readonly KeptRow[]): Promise<KeptRow[]> {
  const { table, key } = carried;
  if (key.length > 1 || key[0] !== "id") {
    const found = await to
      .db(table)
      .where("organisation_id", to.organisationId)
      .select([...key]);
    const here = new Set(found.map((row) => nameOf(row, key)));
    return rows.filter((row) => !here.has(nameOf(row, key)));
  }
  const here = (await to.same[table]?.(rows)) ?? new Map<string, string>();
  const known = await knownIds(to, carried, rows);
  return rows.flatMap((row) => {
    const old = String(row.id);
    const id = here.get(old) ?? known.here.get(old) ?? known.named.get(nameOf(row, carried.named ?? ["id"]));
    if (id !== undefined) {
      to.fates.renames(old, id);
      to.fates.here(table, id, false);
      return [];
    }
    const own = known.taken.has(old) ? newId(to.now) : old;
    to.fates.renames(old, own);
    to.fates.here(table, own, true);
    return [{ ...row, id: own }];
  });
}

const nameOf = (row: Readonly<Record<string, unknown>>, columns: readonly string[]) =>
  JSON.stringify(columns.map((column) => String(row[column] ?? "")));

/** By id and by name in the organisation, and the ids that others have. */
async function knownIds({ db, organisationId }: BringBack, { table, named }: CarriedTable, rows: readonly KeptRow[]) {
  const ids = rows.map((row) => String(row.id));
  const found: { id: string; organisation_id: string }[] = await db(table)
    .where(oneOf(db, "id", ids))
    .orWhere("organisation_id", organisationId)
    .select("id", "organisation_id", ...(named ?? []));
  const own = found.filter((row) => row.organisation_id === organisationId);
  return {
    here: new Map(own.map(({ id }) => [id, id])),
    named: new Map(named ? own.map((row) => [nameOf(row, named), row.id]) : []),
    taken: new Set(found.filter((row) => row.organisation_id !== organisationId).map(({ id }) => id)),
  };
}

async function insertRows({ db, keyring }: BringBack, carried: CarriedTable, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { table, sealed = [] } = carried;
  const info = await db(table).columnInfo();
  const known = new Set(Object.keys(info));
  const written = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([column]) => known.has(column))
        .map(([column, cell]) => {
          const value = cellFor(cell, info[column]?.type === "boolean");
          const secret = sealed.includes(column) && value !== null;
          return [column, secret ? sealedAnew(keyring, `${table}/${column}/${String(row.id)}`, value) : value];
        }),
    ),
  );
  const most = carried.bytes ? 1 : Math.max(1, Math.min(500, rowsPerInsert(known.size)));
  for (const part of chunks(written, most)) await db(table).insert(part);
}

function cellFor(cell: KeptCell, isYesOrNo: boolean): string | number | boolean | Buffer | null {
  if (typeof cell === "object" && cell !== null) return Buffer.from(cell.base64, "base64");
  return isYesOrNo && cell !== null ? cell === 1 : cell;
}

function sealedAnew(keyring: Keyring, context: string, value: string | number | boolean | Buffer | null): string | Buffer {
  return Buffer.isBuffer(value) ? sealBytes(keyring, value, context) : seal(keyring, String(value), context);
}
