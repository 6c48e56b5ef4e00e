import { newId } from "../../db/ids.ts";
import { open } from "../../db/secrets.ts";
import { setSetting } from "../../db/settings.ts";
import { sipSecretContext } from "../../db/sip-accounts.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { Store } from "../../process/store.ts";
import { type Exchange, startExchange } from "../../provisioning/testing/exchange.ts";
import { seedPhones } from "../seed.ts";
import { type FleetPhones, fleetPhones } from "./phones.ts";

export const fleetActor: Actor = { kind: "system", id: null, name: "bench", organisationId: null };

/** A firm with a fleet, the exchange that its phones are registered at, and what each of them holds. */
export type FleetWorld = {
  readonly store: Store;
  readonly organisationId: string;
  readonly exchange: Exchange;
  readonly phones: FleetPhones;
  readonly stop: () => Promise<void>;
};

/** Phones at one site. */
const perSite = 200;

/** Seeds the firm into an empty database; nobody has asked anything yet. @param publicUrl where phones ask */
export async function buildFleet(store: Store, phones: number, publicUrl: string, now: Date): Promise<FleetWorld> {
  const { db, keyring } = store;
  const { organisationId, phones: seeded } = await seedPhones(db, keyring, { phones, keys: 4, shownOn: 0 }, now);
  await atSites(db, organisationId, now);
  const exchange = await startExchange({ algorithms: ["MD5"] });
  const at = { layer: "organisation", organisationId } as const;
  for (const [name, value] of Object.entries({
    "exchange.registrar": { host: "127.0.0.1", port: exchange.ports.udp },
    "exchange.transport": "udp",
    "resync.mode": "now",
    "resync.perMinute": 6000,
  }))
    await setSetting(db, { at, name, value }, fleetActor, now);
  const accounts: { phone_id: string; id: string; sip_user: string; secret_sealed: string }[] = await db("sip_account as a")
    .join("phone_account as pa", "pa.sip_account_id", "a.id")
    .select("pa.phone_id", "a.id", "a.sip_user", "a.secret_sealed");
  const accountOf = new Map(accounts.map((row) => [row.phone_id, row]));
  const known = seeded.map((phone) => {
    const row = accountOf.get(phone.id);
    if (!row) throw new Error("a phone of the fleet has no account");
    const password = open(keyring, row.secret_sealed, sipSecretContext(row.id));
    exchange.account(row.sip_user, password);
    return { ...phone, user: row.sip_user, password };
  });
  const fleet = await fleetPhones(known, publicUrl);
  return {
    ...{ store, organisationId, exchange, phones: fleet },
    stop: async () => {
      await fleet.stop();
      await exchange.stop();
    },
  };
}

async function atSites(db: Db, organisationId: string, now: Date): Promise<void> {
  const rows: { id: string }[] = await db("phone").where({ organisation_id: organisationId }).orderBy("mac").select("id");
  const stamp = { version: 1, created_at: now.toISOString(), updated_at: now.toISOString(), updated_by: fleetActor.name };
  for (let from = 0, n = 1; from < rows.length; from += perSite, n += 1) {
    const id = newId(now);
    await db("site").insert({ id, ...stamp, organisation_id: organisationId, name: `Kontor ${n}` });
    const ids = rows.slice(from, from + perSite).map((row) => row.id);
    await db("phone").whereIn("id", ids).update({ site_id: id });
  }
}
