import { networkAround } from "../domain/networks.ts";
import type { VendorId } from "../domain/plan.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { batchInTurn } from "./transaction.ts";
import type { Db } from "./types.ts";

export type FoundPhone = {
  readonly mac: string;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly address: string;
  readonly userAgent: string | null;
  readonly at: string;
  /** Whose it seems to be (organisation token or trusted network): a hint, no claim. */
  readonly organisationId: string | null;
};
export type FoundPhoneListing = FoundPhone & { readonly id: string; readonly firstSeenAt: string };

/** How many phones that belong to nobody are kept: in all, and of one network (/24 of IPv4, /56 of IPv6). */
export type FoundCaps = { readonly most: number; readonly perNetwork: number };
export const usualFoundCaps: FoundCaps = { most: 10_000, perNetwork: 500 };

/**
 * Notes phones that belong to nobody. Known phones are left alone. Above a cap those not seen for longest are dropped, of the
 * network first: who makes addresses up drops no other network's.
 */
export async function recordFound(db: Db, list: readonly FoundPhone[], caps: FoundCaps = usualFoundCaps): Promise<void> {
  const latest = [...new Map(list.map((one) => [one.mac, one])).values()].sort((a, b) => (a.mac < b.mac ? -1 : 1));
  if (latest.length === 0) return;
  await batchInTurn(db, async (trx) => {
    const macs = latest.map((one) => one.mac);
    const known = new Set(
      await trx("phone")
        .where(oneOf(trx, "mac", macs))
        .whereNot("state", "retired")
        .pluck("mac"),
    );
    const rows = latest.filter((one) => !known.has(one.mac)).map(toRow);
    for (const part of chunks(rows, rowsPerInsert(11))) {
      const merged = ["vendor", "model", "firmware", "organisation_id", "user_agent"].map((name): [string, unknown] => [
        name,
        trx.raw("coalesce(excluded.??, found_phone.??)", [name, name]),
      ]);
      const seen = ["address", "network", "last_seen_at"].map((name): [string, unknown] => [
        name,
        trx.raw("excluded.??", [name]),
      ]);
      await trx("found_phone")
        .insert(part)
        .onConflict("mac")
        .merge(Object.fromEntries([...merged, ...seen]));
    }
    await dropOfNetworks(trx, [...new Set(rows.map(({ network }) => network))], caps.perNetwork);
    await dropOldest(trx, caps.most);
  });
}

async function dropOfNetworks(trx: Db, networks: readonly string[], most: number): Promise<void> {
  for (const part of chunks(networks, 200)) {
    const ranked = trx("found_phone")
      .where(oneOf(trx, "network", part))
      .select("mac", trx.raw("row_number() over (partition by network order by last_seen_at desc, mac) as nth"));
    await trx("found_phone")
      .whereIn("mac", trx.from(ranked.as("ranked")).where("nth", ">", most).select("mac"))
      .delete();
  }
}

/** Those that have not asked since are forgotten. @returns how many */
export async function forgetFound(db: Db, before: Date): Promise<number> {
  return db("found_phone").where("last_seen_at", "<", before.toISOString()).delete();
}

async function dropOldest(trx: Db, cap: number): Promise<void> {
  const surplus = trx("found_phone").orderBy([{ column: "last_seen_at", order: "desc" }, "mac"]);
  const first = await surplus.offset(cap).first<{ last_seen_at: string; mac: string } | undefined>("last_seen_at", "mac");
  if (!first) return;
  const later = (row: typeof surplus) => row.where("last_seen_at", first.last_seen_at).where("mac", ">=", first.mac);
  await trx("found_phone").where("last_seen_at", "<", first.last_seen_at).orWhere(later).delete();
}

type Row = {
  id: string;
  mac: string;
  organisation_id: string | null;
  vendor: VendorId | null;
  model: string | null;
  firmware: string | null;
  address: string;
  network: string;
  user_agent: string | null;
  first_seen_at: string;
  last_seen_at: string;
};

function toRow(phone: FoundPhone): Row {
  return {
    id: newId(new Date(phone.at)),
    mac: phone.mac,
    organisation_id: phone.organisationId,
    vendor: phone.vendor,
    model: phone.model,
    firmware: phone.firmware,
    address: phone.address,
    network: networkAround(phone.address),
    user_agent: phone.userAgent,
    first_seen_at: phone.at,
    last_seen_at: phone.at,
  };
}

/** Last seen first. An organisation sees those that point to it alone; null (operator): all. */
export async function listFound(
  db: Db,
  filter: { organisationId: string | null; mac?: string | undefined; limit?: number | undefined },
): Promise<FoundPhoneListing[]> {
  const query = db<Row>("found_phone").orderBy([{ column: "last_seen_at", order: "desc" }, "mac"]);
  if (filter.organisationId !== null) query.where("organisation_id", filter.organisationId);
  if (filter.mac !== undefined) query.where("mac", filter.mac);
  const rows: Row[] = await query.limit(filter.limit ?? 1000);
  return rows.map((row) => ({
    id: row.id,
    mac: row.mac,
    vendor: row.vendor,
    model: row.model,
    firmware: row.firmware,
    address: row.address,
    userAgent: row.user_agent,
    at: row.last_seen_at,
    firstSeenAt: row.first_seen_at,
    organisationId: row.organisation_id,
  }));
}

/** Whom new questions of phones that belong to nobody seem to concern, with the newest time of each; null: nobody. */
export async function foundSince(db: Db, since: Date): Promise<{ organisationId: string | null; at: string }[]> {
  const rows: { organisation_id: string | null; at: string }[] = await db("found_phone")
    .where("last_seen_at", ">=", since.toISOString())
    .groupBy("organisation_id")
    .select("organisation_id")
    .max({ at: "last_seen_at" });
  return rows.map((row) => ({ organisationId: row.organisation_id, at: row.at }));
}
