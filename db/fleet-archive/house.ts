import { z } from "zod";
import type { Access } from "../../domain/rights.ts";
import { recordAudit } from "../audit.ts";
import { announce, type ChangeKind } from "../changes.ts";
import { loadDirectoryKey, sealDirectoryKey } from "../ldap-credentials.ts";
import { migrations } from "../migrations/index.ts";
import { phonesOf, raisePhones } from "../revisions.ts";
import type { Keyring } from "../secrets.ts";
import type { Actor, Db } from "../types.ts";
import { type BringBack, type BroughtRows, bringBackRows, Fates } from "./bring-back.ts";
import { keepRows, organisationColumns } from "./keep.ts";
import { loadOperatorSettings, OperatorSetting } from "./operator-settings.ts";
import { sameUsers } from "./same-users.ts";
import { carriedTables, phonesTables } from "./tables.ts";

const Cell = z.union([z.string(), z.number(), z.null(), z.strictObject({ base64: z.string() })]);
const Row = z.record(z.string(), Cell);

/** What stands around the phones of an organisation, and what their files were when it was kept. Holds secrets in the clear. */
export const House = z.strictObject({
  /** Migrations that had been run. */
  schema: z.array(z.string()),
  organisation: Row,
  /** What the passwords for the directory follow from, base64. */
  directoryKey: z.string(),
  tables: z.record(z.string(), z.array(Row)),
  /** Id and MAC of each phone in use. */
  phones: z.array(z.tuple([z.string(), z.string()])),
  /** What the operator says for everybody's phones. */
  operator: z.array(OperatorSetting),
  /** Roll-outs over several organisations that gave phones of this one values: they stay behind. */
  rolloutsLeft: z.array(z.string()),
  publicUrl: z.string(),
  /** By MAC, and by phonebook, a digest of the bytes. */
  files: z.record(z.string(), z.string()),
  books: z.record(z.string(), z.string()),
});
export type House = z.infer<typeof House>;

type Proof = Pick<House, "publicUrl" | "files" | "books">;

/** Made by a program that knows more than this one. */
export function isNewer({ schema }: Pick<House, "schema">): boolean {
  const known = new Set(migrations.map(({ name }) => name));
  return schema.some((name) => !known.has(name));
}

/** @throws DomainError `secret_unreadable` */
export async function keepHouse(db: Db, keyring: Keyring, organisationId: string, proof: Proof): Promise<House> {
  const organisation: Record<string, string | null> = await db("organisation")
    .where("id", organisationId)
    .first("id", "name", ...organisationColumns);
  const { hashKey } = await loadDirectoryKey(db, keyring, organisationId);
  const phones = await phonesInUse(db, organisationId);
  return {
    schema: migrations.map(({ name }) => name),
    organisation,
    directoryKey: Buffer.from(hashKey).toString("base64"),
    tables: Object.fromEntries(
      Object.entries(await keepRows(db, keyring, organisationId)).map(([table, rows]) => [
        table,
        rows.map((row) => ({ ...row })),
      ]),
    ),
    phones: [...phones].map(([mac, id]): [string, string] => [id, mac]),
    operator: await loadOperatorSettings(db),
    rolloutsLeft: await rolloutsOverMany(db, organisationId),
    ...proof,
  };
}

/** Ids by MAC. */
async function phonesInUse(db: Db, organisationId: string): Promise<Map<string, string>> {
  const rows: { id: string; mac: string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .orderBy("mac")
    .select("id", "mac");
  return new Map(rows.map(({ id, mac }) => [mac, id]));
}

async function rolloutsOverMany(db: Db, organisationId: string): Promise<string[]> {
  return db("rollout as r")
    .whereNull("r.organisation_id")
    .whereExists(
      db("rollout_phone as q").whereRaw("q.rollout_id = r.id").where({ "q.organisation_id": organisationId, overlaid: 1 }),
    )
    .orderBy("r.name")
    .pluck("r.name");
}

export type HouseTarget = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly organisationId: string;
  readonly access: Access | "all";
  readonly actor: Actor;
  readonly now: Date;
};
export type BroughtHouse = Awaited<ReturnType<typeof bringBackRows>> & { readonly fresh: boolean; readonly fates: Fates };

/**
 * Brings back what stands around the phones, before the phones themselves come. An organisation without phones in use gets its own
 * title, language and the rest back, too. Inside `change`.
 */
export async function bringBackHouse(to: HouseTarget, house: House): Promise<BroughtHouse> {
  const { db, keyring, organisationId, now } = to;
  const fresh = (await phonesInUse(db, organisationId)).size === 0;
  const fates = new Fates();
  fates.renames(String(house.organisation.id), organisationId);
  const bring: BringBack = {
    db,
    keyring,
    organisationId,
    now,
    fates,
    same: { users: sameUsers(db, organisationId, house.tables) },
  };
  const { counts, errors } = await bringBackRows(bring, carriedTables, house.tables);
  if (errors.length === 0 && fresh) await writeOrganisation(to, house, fates);
  return { counts, errors, fresh, fates };
}

async function writeOrganisation(
  { db, keyring, organisationId, actor, now }: HouseTarget,
  house: House,
  fates: Fates,
): Promise<void> {
  const said = organisationColumns.flatMap((column) => {
    const value = house.organisation[column];
    return value === undefined ? [] : [[column, typeof value === "string" ? fates.inText(value) : value]];
  });
  const key = { hashKey: Buffer.from(house.directoryKey, "base64") };
  await db("organisation")
    .where("id", organisationId)
    .update({
      ...Object.fromEntries(said),
      directory_key_sealed: sealDirectoryKey(keyring, organisationId, key),
      ...{ updated_at: now.toISOString(), updated_by: actor.name },
    })
    .increment("version", 1);
}

/** Brings back what hangs on phones, after these have come; everybody looks at the organisation again. Inside `change`. */
export async function bringBackOnPhones(
  to: HouseTarget,
  house: House,
  { counts, fates }: BroughtHouse,
  before: ReadonlySet<string>,
): Promise<Readonly<Record<string, BroughtRows>>> {
  const { db, keyring, organisationId, actor, now } = to;
  const here = await phonesInUse(db, organisationId);
  for (const [old, mac] of house.phones) {
    const id = here.get(mac);
    if (id === undefined) continue;
    fates.renames(old, id);
    fates.here("phone", id, !before.has(mac));
  }
  const onPhones = await bringBackRows({ db, keyring, organisationId, now, fates, same: {} }, phonesTables, house.tables);
  const all = { ...counts, ...onPhones.counts };
  const brought = Object.values(all).reduce((sum, one) => sum + one.brought, 0);
  if (brought === 0) return all;
  for (const kind of looksAgain) await announce(db, kind, { organisationId });
  await raisePhones(db, phonesOf(db, organisationId));
  const phones = house.phones.filter(([, mac]) => here.has(mac) && !before.has(mac)).length;
  const after = { phones, contacts: all.contact?.brought ?? 0, rows: brought };
  const subject = { kind: "organisation", id: organisationId };
  await recordAudit(db, { organisationId, action: "organisation.brought_back", subject, after }, actor, now);
  return all;
}

const looksAgain: readonly ChangeKind[] = [
  ...(["organisation", "phonebook", "network", "token", "members", "picture", "presence", "rights"] as const),
  ...(["announcement", "group", "menu", "schedule", "rollout"] as const),
];

/** MACs of the phones in use. */
export async function macsInUse(db: Db, organisationId: string): Promise<ReadonlySet<string>> {
  return new Set((await phonesInUse(db, organisationId)).keys());
}

/** Whether phones sign in to the directory with what they signed in with when the archive was made. */
export async function keepsDirectoryKey({ db, keyring, organisationId }: HouseTarget, house: House): Promise<boolean> {
  const { hashKey } = await loadDirectoryKey(db, keyring, organisationId);
  return Buffer.from(hashKey).toString("base64") === house.directoryKey;
}
