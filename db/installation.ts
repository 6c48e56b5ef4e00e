import { randomBytes } from "node:crypto";
import { DomainError } from "../domain/errors.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { unsettleStandings } from "./standings.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

const plaintext = "klyka";
const installationId = "this";
const hashKeyContext = `installation/hash_key_sealed/${installationId}`;

/**
 * To be called once after `migrate`, by every process: checks that the keyring opens this database (the first call
 * on a new database remembers the key) and returns the keyring with the installation's own hash key in it.
 *
 * @throws DomainError `key_wrong` when no key fits, `key_missing` when rows sealed with an older key would not open
 */
export async function openInstallation(db: Db, keyring: Keyring, now: Date): Promise<Keyring> {
  return change(db, async (trx) => {
    const known = await trx<{ key_id: string; key_check: string }>("installation_key");
    const fitting = known.filter((row) => fits(keyring, row));
    if (known.length > 0 && fitting.length === 0) throw new DomainError("key_wrong");
    if (fitting.length < known.length) throw new DomainError("key_missing", { keys: missing(known, keyring) });
    if (!fitting.some((row) => row.key_id === keyring.currentId)) await rememberKey(trx, keyring, now);
    return { ...keyring, hashKey: await installationHashKey(trx, keyring, now) };
  });
}

function missing(known: readonly { key_id: string }[], keyring: Keyring): string[] {
  return known.map((row) => row.key_id).filter((id) => !keyring.keys.has(id));
}

function fits(keyring: Keyring, row: { key_id: string; key_check: string }): boolean {
  try {
    return open(keyring, row.key_check, checkContext(row.key_id)) === plaintext;
  } catch {
    return false;
  }
}

function checkContext(keyId: string): string {
  return `installation_key/key_check/${keyId}`;
}

async function rememberKey(trx: Db, keyring: Keyring, now: Date): Promise<void> {
  const id = keyring.currentId;
  const check = seal(keyring, plaintext, checkContext(id));
  await trx("installation_key").insert({ key_id: id, key_check: check, created_at: now.toISOString() });
}

/** Made once, so that bodies keep their hashes when keys rotate: no phone fetches anything anew because of that. */
async function installationHashKey(trx: Db, keyring: Keyring, now: Date): Promise<Uint8Array> {
  const row = await trx<{ id: string; hash_key_sealed: string }>("installation").where("id", installationId).first();
  if (row) return Buffer.from(open(keyring, row.hash_key_sealed, hashKeyContext), "base64");
  const key = randomBytes(32);
  const sealed = seal(keyring, key.toString("base64"), hashKeyContext);
  await trx("installation").insert({ id: installationId, hash_key_sealed: sealed, created_at: now.toISOString() });
  return key;
}

/**
 * Stored files were made by some program for some public address. When `epoch` differs from the one that made them, all
 * count as of an old revision: they are made again, and serve as last good files until then. A phone whose bytes come
 * out the same is in step again without fetching.
 *
 * @param epoch a digest of whatever besides the database decides a file's bytes
 * @returns whether it differed from an earlier one; false for a new database
 */
export async function renewRenderEpoch(db: Db, epoch: string): Promise<boolean> {
  // One after the other: nodes that start together would each find none.
  return change(db, async (trx) => {
    const known = await trx<{ epoch: string }>("render_epoch").first();
    if (known?.epoch === epoch) return false;
    await trx("render_epoch").delete();
    await trx("render_epoch").insert({ epoch });
    await trx("rendered_file").update({ revision: -1 });
    await trx("phone_wanted").update({ revision: -1 });
    await trx("render_failure").delete();
    await unsettleStandings(trx, () => trx("phone").select("id"));
    return known !== undefined;
  });
}

/** After a rotation: only the current key is needed from now on. */
export async function forgetOldKeys(trx: Db, keyring: Keyring): Promise<void> {
  await trx("installation_key").whereNot("key_id", keyring.currentId).delete();
}
