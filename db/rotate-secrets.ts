import { recordAudit } from "./audit.ts";
import { forgetOldKeys } from "./installation.ts";
import { type Keyring, open, openBytes, seal, sealBytes } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Sealed = {
  readonly table: string;
  readonly column: string;
  /** SQL of what names a row, on every database; it is the end of what the value is sealed for. */
  readonly id: string;
  readonly bytes: boolean;
  /** Up to ten million bytes each: one at a time. */
  readonly large?: true;
};

/** Every column that holds something sealed; a test finds those that are missing here. */
export const sealedColumns: readonly Sealed[] = [
  { table: "sip_account", column: "secret_sealed", id: "id", bytes: false },
  { table: "phone", column: "token_sealed", id: "id", bytes: false },
  { table: "phone", column: "digest_secret_sealed", id: "id", bytes: false },
  { table: "phone", column: "previous_digest_sealed", id: "id", bytes: false },
  { table: "phone", column: "admin_password_sealed", id: "id", bytes: false },
  { table: "phone", column: "user_password_sealed", id: "id", bytes: false },
  { table: "organisation", column: "directory_key_sealed", id: "id", bytes: false },
  { table: "organisation_token", column: "token_sealed", id: "id", bytes: false },
  { table: "redirection_account", column: "secret_sealed", id: "id", bytes: false },
  { table: "installation", column: "hash_key_sealed", id: "id", bytes: false },
  { table: "rendered_body", column: "body_sealed", id: "hash", bytes: true },
  { table: "mail_outbox", column: "asked_sealed", id: "id", bytes: false },
  { table: "mail_outbox", column: "token_sealed", id: "id", bytes: false },
  { table: "message", column: "asked_sealed", id: "id", bytes: false },
  { table: "message", column: "secret_sealed", id: "id", bytes: false },
  { table: "upload", column: "body_sealed", id: "id", bytes: true },
  { table: "sim_card", column: "pin1_sealed", id: "id", bytes: false },
  { table: "sim_card", column: "puk1_sealed", id: "id", bytes: false },
  { table: "sim_card", column: "pin2_sealed", id: "id", bytes: false },
  { table: "sim_card", column: "puk2_sealed", id: "id", bytes: false },
  { table: "sim_card", column: "activation_sealed", id: "id", bytes: false },
  { table: "porting", column: "owner_number_sealed", id: "id", bytes: false },
  { table: "porting_letter", column: "body_sealed", id: "porting_id", bytes: true, large: true },
  { table: "switch", column: "read_sealed", id: "id", bytes: false },
  { table: "switch", column: "write_sealed", id: "id", bytes: false },
  { table: "job_item", column: "payload_sealed", id: "job_id || '/' || position", bytes: false },
];

/**
 * Seals everything anew with the keyring's first key, in batches, each a transaction. May be stopped and started
 * again. The keyring must hold the old keys too. When it returns, the old keys may be thrown away.
 *
 * @returns how many values were sealed anew
 * @throws DomainError `secret_unreadable` when a value opens with none of the keys
 */
export async function rotateSecrets(
  db: Db,
  keyring: Keyring,
  options: { readonly batch?: number; readonly onProgress?: (resealed: number) => void },
  actor: Actor,
  now: Date,
): Promise<{ resealed: number }> {
  let resealed = 0;
  for (const place of sealedColumns) {
    let after = "";
    for (;;) {
      const done = await change(db, (trx) => resealSome(trx, keyring, place, after, place.large ? 1 : (options.batch ?? 200)));
      resealed += done.length;
      options.onProgress?.(resealed);
      const last = done.at(-1);
      if (last === undefined) break;
      after = last;
    }
  }
  await change(db, async (trx) => {
    await forgetOldKeys(trx, keyring);
    const subject = { kind: "key", id: keyring.currentId };
    await recordAudit(trx, { organisationId: null, action: "secrets.rotated", subject, after: { resealed } }, actor, now);
  });
  return { resealed };
}

/** The next values that another key has sealed: they begin with that key's id. Returns the rows' ids. */
async function resealSome(trx: Db, keyring: Keyring, place: Sealed, after: string, limit: number): Promise<string[]> {
  const { table, column, id, bytes } = place;
  const current = bytes ? Buffer.from(keyring.currentId, "hex") : `${keyring.currentId}.`;
  const rows: { id: string; sealed: string | Buffer }[] = await trx(table)
    .whereRaw(`${id} > ?`, [after])
    .whereRaw("substr(??, 1, ?) <> ?", [column, current.length, current])
    .orderByRaw(id)
    .limit(limit)
    .select({ id: trx.raw(id), sealed: column });
  for (const row of rows) {
    const context = `${table}/${column}/${row.id}`;
    const anew =
      typeof row.sealed === "string"
        ? seal(keyring, open(keyring, row.sealed, context), context)
        : sealBytes(keyring, openBytes(keyring, row.sealed, context), context);
    await trx(table)
      .whereRaw(`${id} = ?`, [row.id])
      .update({ [column]: anew });
  }
  return rows.map((row) => row.id);
}
