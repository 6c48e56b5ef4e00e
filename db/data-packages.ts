import { DomainError } from "../domain/errors.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

/** Data beside the quota of a type: bytes for öre without VAT, to be used in the month it is bought in. */
export type DataPackage = Versioned & {
  readonly bytes: number;
  readonly priceOre: number;
  /** No longer sold. */
  readonly retiredAt: string | null;
};

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
