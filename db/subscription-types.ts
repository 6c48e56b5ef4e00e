import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { Title } from "./organisations.ts";
import { checkVersion, type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

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

/** At most a hundred thousand kronor a month. */
export const PriceOre = z.int().min(0).max(10_000_000);
/** At most ten terabytes. */
export const DataBytes = z.int().min(0).max(10_000_000_000_000);

export const SubscriptionTypeInput = z.strictObject({
  name: Title,
  priceOre: PriceOre,
  /** Null: without limit. */
  dataQuotaBytes: DataBytes.nullable(),
  /** Null: no twin cards. */
  twinPriceOre: PriceOre.nullable().default(null),
});
export type SubscriptionTypeInput = z.output<typeof SubscriptionTypeInput>;

export const UpdateSubscriptionType = z.strictObject({
  name: Title.optional(),
  priceOre: PriceOre.optional(),
  dataQuotaBytes: DataBytes.nullable().optional(),
  twinPriceOre: PriceOre.nullable().optional(),
  retired: z.boolean().optional(),
});
export type UpdateSubscriptionType = z.output<typeof UpdateSubscriptionType>;

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

function fieldsOf({ name, priceOre, dataQuotaBytes, twinPriceOre, retiredAt }: SubscriptionType) {
  return { name, priceOre, dataQuotaBytes, twinPriceOre, retired: retiredAt !== null };
}

/** @throws DomainError `subscription_type_name_taken` */
export async function createSubscriptionType(
  db: Db,
  input: SubscriptionTypeInput,
  actor: Actor,
  now: Date,
): Promise<SubscriptionType> {
  return change(db, async (trx) => {
    const { name, priceOre, dataQuotaBytes, twinPriceOre } = input;
    const id = newId(now);
    const columns = { name, price_ore: priceOre, data_quota_bytes: dataQuotaBytes, twin_price_ore: twinPriceOre };
    const row = { ...made(id, actor, now), ...columns };
    await unlessTaken("subscription_type_name_taken", { name }, trx("subscription_type").insert(row));
    const after = await getSubscriptionType(trx, id);
    const entry = { organisationId: null, action: "subscription_type.created", subject: { kind: "subscription_type", id } };
    await recordAudit(trx, { ...entry, after: fieldsOf(after) }, actor, now);
    await announce(trx, "subscription", {});
    return after;
  });
}

/**
 * Another price holds for everybody who has the type, from the next invoice that the operator makes.
 *
 * @throws DomainError `subscription_type_not_found`, `subscription_type_name_taken`, `version_conflict`
 */
export async function updateSubscriptionType(
  db: Db,
  input: UpdateSubscriptionType & { readonly id: string; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<SubscriptionType> {
  return change(db, async (trx) => {
    const { id, version, retired, ...said } = input;
    const before = await getSubscriptionType(trx, id);
    checkVersion(before, version);
    const was = fieldsOf(before);
    const wanted = {
      name: said.name ?? was.name,
      priceOre: said.priceOre ?? was.priceOre,
      dataQuotaBytes: said.dataQuotaBytes === undefined ? was.dataQuotaBytes : said.dataQuotaBytes,
      twinPriceOre: said.twinPriceOre === undefined ? was.twinPriceOre : said.twinPriceOre,
      retired: retired ?? was.retired,
    };
    const fields = changedFields(was, wanted);
    if (Object.keys(fields.after).length === 0) return before;
    const columns = {
      name: wanted.name,
      price_ore: wanted.priceOre,
      data_quota_bytes: wanted.dataQuotaBytes,
      twin_price_ore: wanted.twinPriceOre,
      retired_at: wanted.retired ? (before.retiredAt ?? now.toISOString()) : null,
    };
    const write = edit(trx, "subscription_type", before, version, columns, actor, now);
    await unlessTaken("subscription_type_name_taken", { name: wanted.name }, write);
    const entry = { organisationId: null, action: "subscription_type.updated", subject: { kind: "subscription_type", id } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "subscription", {});
    return getSubscriptionType(trx, id);
  });
}

/** How many subscriptions have each type, by id; none is not in the answer. One query. */
export async function countByType(db: Db): Promise<Map<string, number>> {
  const rows: { type_id: string; count: number | string }[] = await db("subscription")
    .whereNot("state", "terminated")
    .groupBy("type_id")
    .select("type_id")
    .count({ count: "*" });
  return new Map(rows.map((row) => [row.type_id, Number(row.count)]));
}
