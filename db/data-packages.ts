import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { checkVersion, type EditableRow, edit, made, versioned } from "./rows.ts";
import { DataBytes, PriceOre } from "./subscription-types.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** Data beside the quota of a type: bytes for öre without VAT, to be used in the month it is bought in. */
export type DataPackage = Versioned & {
  readonly bytes: number;
  readonly priceOre: number;
  /** No longer sold. */
  readonly retiredAt: string | null;
};

export const DataPackageInput = z.strictObject({ bytes: DataBytes.pipe(z.int().min(1)), priceOre: PriceOre });
export type DataPackageInput = z.output<typeof DataPackageInput>;

type Row = EditableRow & { bytes: number; price_ore: number; retired_at: string | null };

function present(row: Row): DataPackage {
  return { ...versioned(row), bytes: row.bytes, priceOre: row.price_ore, retiredAt: row.retired_at };
}

/** The smallest first, also those that are no longer sold. */
export async function listDataPackages(db: Db): Promise<DataPackage[]> {
  const rows: Row[] = await db("data_package").orderBy(["bytes", "price_ore", "id"]);
  return rows.map(present);
}

/** @throws DomainError `data_package_not_found` */
export async function getDataPackage(db: Db, id: string): Promise<DataPackage> {
  const row: Row | undefined = await db("data_package").where("id", id).first();
  if (!row) throw new DomainError("data_package_not_found");
  return present(row);
}

/** Adds one to what is sold. */
export async function createDataPackage(db: Db, input: DataPackageInput, actor: Actor, now: Date): Promise<DataPackage> {
  return change(db, async (trx) => {
    const { bytes, priceOre } = input;
    const id = newId(now);
    await trx("data_package").insert({ ...made(id, actor, now), bytes, price_ore: priceOre });
    const entry = { organisationId: null, action: "data_package.created", subject: { kind: "data_package", id } };
    await recordAudit(trx, { ...entry, after: { bytes, priceOre } }, actor, now);
    await announce(trx, "subscription", {});
    return getDataPackage(trx, id);
  });
}

/**
 * Sells a package no longer, or again. Its size and price never change: another price is another package, so that whoever is
 * just buying pays what they were told.
 *
 * @throws DomainError `data_package_not_found`, `version_conflict`
 */
export async function retireDataPackage(
  db: Db,
  input: { readonly id: string; readonly retired: boolean; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<DataPackage> {
  return change(db, async (trx) => {
    const { id, retired, version } = input;
    const before = await getDataPackage(trx, id);
    checkVersion(before, version);
    if ((before.retiredAt !== null) === retired) return before;
    await edit(trx, "data_package", before, version, { retired_at: retired ? now.toISOString() : null }, actor, now);
    const entry = { organisationId: null, action: "data_package.updated", subject: { kind: "data_package", id } };
    await recordAudit(trx, { ...entry, before: { retired: !retired }, after: { retired } }, actor, now);
    await announce(trx, "subscription", {});
    return getDataPackage(trx, id);
  });
}
