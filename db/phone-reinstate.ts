import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newToken } from "./phone-credentials.ts";
import { auditFields } from "./phone-parts.ts";
import { getPhone, type Phone } from "./phone-rows.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { unlessTaken } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { settleStandings } from "./standings.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A retired phone comes back, claimed, with its keys, accounts and settings. Its token was void: it gets a new one, and
 * has to prove itself again.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused` (not retired, or another has taken its place), `mac_taken`
 */
export async function reinstatePhone(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<Phone> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getPhone(trx, input);
    const row: { replaced_by: string | null } | undefined = await trx("phone").where("id", id).first("replaced_by");
    if (before.state !== "retired" || row?.replaced_by) throw new DomainError("phone_state_refused", { state: before.state });
    const meta = { version: before.version + 1, updated_at: now.toISOString(), updated_by: actor.name };
    const back = { state: "claimed", bound_at: null, bound_by: null, ...newToken(keyring, id), ...meta };
    await unlessTaken("mac_taken", { mac: before.mac }, trx("phone").where("id", id).update(back));
    await trx("found_phone").where("mac", before.mac).delete();
    const after = await getPhone(trx, input);
    const entry = { organisationId, action: "phone.reinstated", subject: { kind: "phone", id } };
    await recordAudit(trx, { ...entry, after: auditFields(after) }, actor, now);
    await raisePhones(trx, onePhone(trx, id));
    await settleStandings(trx, [id]);
    return getPhone(trx, input);
  });
}
