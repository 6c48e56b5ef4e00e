import { type SettingValues, settingDefinitions } from "../domain/settings.ts";
import { isPostgres, oneOf } from "./dialect/dialect.ts";
import { scopeOf } from "./setting-scopes.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** How many phones may fetch firmware at once. */
export type TransferCaps = { readonly organisation: number; readonly site: number };

type CapName = "firmware.atOnce" | "firmware.atOnceSite";

/** What settings say for a site (null: phones of none) of an organisation; one query. */
export async function loadTransferCaps(db: Db, organisationId: string, siteId: string | null): Promise<TransferCaps> {
  const scopes = [
    scopeOf({ layer: "operator" }),
    scopeOf({ layer: "organisation", organisationId }),
    ...(siteId === null ? [] : [scopeOf({ layer: "site", organisationId, siteId })]),
  ];
  const rows: { scope: string; name: CapName; value: string }[] = await db("setting")
    .where({ vendor: "" })
    .whereIn("name", ["firmware.atOnce", "firmware.atOnceSite"])
    .where(oneOf(db, "scope", scopes))
    .select("scope", "name", "value");
  const said = <K extends CapName>(name: K): SettingValues[K] => {
    const values = scopes.toReversed().flatMap((scope) => rows.find((row) => row.scope === scope && row.name === name) ?? []);
    const [first] = values.flatMap(({ value }) => settingDefinitions[name].schema.safeParse(JSON.parse(value)).data ?? []);
    return first ?? settingDefinitions[name].default;
  };
  return { organisation: said("firmware.atOnce"), site: said("firmware.atOnceSite") };
}

/** Who fetches: `phone:<id>`, or `address:<address>` of one that has not proved which it is. */
export type Fetcher = { readonly asker: string; readonly organisationId: string; readonly siteId: string | null };

/**
 * Takes a place among those who fetch firmware, of all processes. Who has one keeps it, and has one alone.
 *
 * @param until when the place is free again, should the process die
 * @returns false: the organisation or the site has as many as it may
 */
export async function takeTransferPlace(
  db: Db,
  fetcher: Fetcher,
  caps: TransferCaps,
  { process, until }: { readonly process: string; readonly until: Date },
  now: Date,
): Promise<boolean> {
  const { asker, organisationId, siteId } = fetcher;
  return batch(db, async (trx) => {
    // Two processes that count at the same time would both find the last place free.
    if (isPostgres(trx)) await trx.raw("lock table firmware_transfer in share row exclusive mode");
    const others = trx("firmware_transfer").where("organisation_id", organisationId).whereNot("asker", asker);
    const counted: { site_id: string; count: number | string }[] = await others
      .where("until", ">", now.toISOString())
      .groupBy("site_id")
      .select("site_id")
      .count({ count: "*" });
    const here = counted.filter(({ site_id }) => site_id === (siteId ?? ""));
    const sum = (rows: typeof counted) => rows.reduce((total, { count }) => total + Number(count), 0);
    if (sum(counted) >= caps.organisation || sum(here) >= caps.site) return false;
    const row = { organisation_id: organisationId, site_id: siteId ?? "", process, until: until.toISOString() };
    await trx("firmware_transfer")
      .insert({ asker, ...row })
      .onConflict("asker")
      .merge();
    return true;
  });
}

/** Keeps the places of a process for longer, and forgets those of processes that died. */
export async function keepTransferPlaces(db: Db, process: string, until: Date, now: Date): Promise<void> {
  await batch(db, async (trx) => {
    await trx("firmware_transfer").where({ process }).update({ until: until.toISOString() });
    await trx("firmware_transfer").where("until", "<=", now.toISOString()).delete();
  });
}

/** Gives a place back. */
export async function leaveTransferPlace(db: Db, process: string, asker: string): Promise<void> {
  await batch(db, (trx) => trx("firmware_transfer").where({ process, asker }).delete());
}

/** Gives all places of a process back. */
export async function dropTransferPlaces(db: Db, process: string): Promise<void> {
  await batch(db, (trx) => trx("firmware_transfer").where({ process }).delete());
}

/** How many fetch now, of an organisation or (null) of all. */
export async function countTransfers(db: Db, organisationId: string | null, now: Date): Promise<number> {
  const query = db("firmware_transfer").where("until", ">", now.toISOString());
  if (organisationId !== null) query.where("organisation_id", organisationId);
  const [row] = await query.count<{ count: number | string }[]>({ count: "*" });
  return Number(row?.count ?? 0);
}
