import { DomainError } from "../domain/errors.ts";
import type { EditableRow } from "./rows.ts";
import { versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

/** What the operator sells: öre a month without VAT, bytes a calendar month (null: without limit). */
export type SubscriptionType = Versioned & {
  readonly name: string;
  readonly priceOre: number;
  readonly dataQuotaBytes: number | null;
  /** A month, of each twin card; null: this type has none. */
  readonly twinPriceOre: number | null;
  /** No longer sold; who has it keeps it. */
  readonly retiredAt: string | null;
};

type Row = EditableRow & {
  name: string;
  price_ore: number;
  data_quota_bytes: number | null;
  twin_price_ore: number | null;
  retired_at: string | null;
};

function present(row: Row): SubscriptionType {
  return {
    ...versioned(row),
    name: row.name,
    priceOre: row.price_ore,
    dataQuotaBytes: row.data_quota_bytes,
    twinPriceOre: row.twin_price_ore,
    retiredAt: row.retired_at,
  };
}

/** All types by id, also those that are no longer sold; the cheapest first. */
export async function loadSubscriptionTypes(db: Db): Promise<Map<string, SubscriptionType>> {
  const rows: Row[] = await db("subscription_type").orderBy(["price_ore", "name"]);
  return new Map(rows.map((row) => [row.id, present(row)]));
}

/** @throws DomainError `subscription_type_not_found` */
export async function getSubscriptionType(db: Db, id: string): Promise<SubscriptionType> {
  const row: Row | undefined = await db("subscription_type").where("id", id).first();
  if (!row) throw new DomainError("subscription_type_not_found");
  return present(row);
}
