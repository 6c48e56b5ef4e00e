import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newToken, phoneContext } from "./phone-credentials.ts";
import { getLivePhone } from "./phone-rows.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { type Keyring, open } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A fresh token for a phone. The old one stays valid until the new one is first used (`useToken`).
 * Raises the phone: its files name the token.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused`
 */
export async function rotatePhoneToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = await getLivePhone(trx, input);
    await replaceToken(trx, keyring, id);
    const entry = { organisationId, action: "phone.token_rotated", subject: { kind: "phone", id } };
    await recordAudit(trx, entry, actor, now);
    await raisePhones(trx, onePhone(trx, id));
  });
}

/** A fresh token in the row. One already waiting to be used is thrown away: the phone has the one before. */
export async function replaceToken(trx: Db, keyring: Keyring, id: string): Promise<void> {
  const row = await trx("phone").where("id", id).first<TokenRow>("token_hash", "previous_token_hash");
  const previous = row?.previous_token_hash ?? row?.token_hash ?? null;
  await trx("phone")
    .where("id", id)
    .update({ ...newToken(keyring, id), previous_token_hash: previous });
}

type TokenRow = { token_hash: string | null; previous_token_hash: string | null };

/** The token to put into a URL for a person or DHCP; leaves an audit entry. @throws DomainError `phone_not_found`, `phone_state_refused` */
export async function readPhoneToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<string> {
  return change(db, async (trx) => {
    const { organisationId, id } = await getLivePhone(trx, input);
    const row = await trx("phone").where("id", id).first<{ token_sealed: string | null }>("token_sealed");
    if (!row?.token_sealed) throw new DomainError("phone_state_refused");
    const entry = { organisationId, action: "phone.token_read", subject: { kind: "phone", id } };
    await recordAudit(trx, entry, actor, now);
    return open(keyring, row.token_sealed, phoneContext("token_sealed", id));
  });
}
