import { ownKeys, setPhoneKeys } from "./phone-keys.ts";
import type { Phone } from "./phone-rows.ts";
import { addPhone, retirePhone } from "./phones.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import type { Keyring } from "./secrets.ts";
import { scopeOf } from "./setting-scopes.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A phone goes over to another organisation: retired here, added there with its label, modules, settings of its own, and
 * keys that follow nobody of the organisation that it leaves. It stays trusted: what it asks with is good until it has fetched
 * its new files. All that has been seen and kept of it stays here, its passwords too. Inside `change`.
 *
 * @throws DomainError `phone_state_refused`, `organisation_not_found`
 */
export async function movePhoneTo(
  trx: Db,
  keyring: Keyring,
  phone: Phone,
  organisationId: string,
  actor: Actor,
  now: Date,
): Promise<Phone> {
  const { mac, vendor, model, label, modules } = phone;
  const keys = (await ownKeys(trx, "phone", phone.id)).filter(
    ({ target, kind }) => (target === null || target.kind === "number") && kind !== "directory",
  );
  const had: { token_hash: string | null; previous_token_hash: string | null } | undefined = await trx("phone")
    .where("id", phone.id)
    .first("token_hash", "previous_token_hash");
  await retirePhone(trx, { organisationId: phone.organisationId, id: phone.id }, actor, now);
  const nobody = { siteId: null, layoutId: null, userId: null, accounts: [] };
  const input = { organisationId, mac, vendor, model, label, modules: [...modules], ...nobody };
  const there = await addPhone(trx, keyring, input, actor, now);
  // A token that was waiting to be used never reached the phone: it has the one before.
  const previous = had?.previous_token_hash ?? had?.token_hash ?? null;
  await trx("phone").where("id", there.id).update({ previous_token_hash: previous });
  const scope = (of: Phone) => scopeOf({ layer: "phone", organisationId: of.organisationId, phoneId: of.id });
  await trx("setting")
    .where("scope", scope(phone))
    .update({ scope: scope(there), organisation_id: organisationId });
  if (keys.length > 0) {
    const own = keys.map((key) => ({ ...key, place: { ...key.place } }));
    await setPhoneKeys(trx, { organisationId, phoneId: there.id, keys: own }, actor, now);
  }
  await raisePhones(trx, onePhone(trx, there.id));
  return there;
}
