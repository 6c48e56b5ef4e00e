import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { phoneContext } from "./phone-credentials.ts";
import { getLivePhone } from "./phone-rows.ts";
import { generatePassword, type Keyring, open, seal } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Row = { digest_secret_sealed: string; previous_digest_sealed: string | null };

/**
 * A fresh digest secret for a phone. The old one stays valid until the new one is first used (`useDigestSecret`); one that
 * waits to be used is thrown away: the phone has the one before.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused`
 */
export async function rotateDigestSecret(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = await getLivePhone(trx, input);
    const row = await trx("phone").where("id", id).first<Row>("digest_secret_sealed", "previous_digest_sealed");
    const old = open(keyring, row.digest_secret_sealed, phoneContext("digest_secret_sealed", id));
    await trx("phone")
      .where("id", id)
      .update({
        digest_secret_sealed: seal(keyring, generatePassword(24), phoneContext("digest_secret_sealed", id)),
        previous_digest_sealed: row.previous_digest_sealed ?? seal(keyring, old, phoneContext("previous_digest_sealed", id)),
      });
    const entry = { organisationId, action: "phone.digest_rotated", subject: { kind: "phone", id } };
    await recordAudit(trx, entry, actor, now);
    await announce(trx, "phone", { organisationId, phoneId: id });
  });
}

/** The phone has signed with its new secret: the one before is void. Idempotent. */
export async function useDigestSecret(db: Db, phoneId: string, organisationId: string | null): Promise<void> {
  await change(db, async (trx) => {
    const old = trx("phone").where("id", phoneId).whereNotNull("previous_digest_sealed");
    if ((await old.update({ previous_digest_sealed: null })) > 0) await announce(trx, "phone", { organisationId, phoneId });
  });
}
