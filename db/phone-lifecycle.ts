import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { phoneListColumns } from "./list-columns.ts";
import { getOrganisation } from "./organisations.ts";
import { newCredentials, phoneContext } from "./phone-credentials.ts";
import { forgetHome } from "./phone-homes.ts";
import { auditFields, mustHave, writeAccounts } from "./phone-parts.ts";
import { formatModules, getLivePhone, getPhone, type Phone } from "./phone-rows.ts";
import type { AddPhone, ClaimPhone, SwapPhone } from "./phones.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { moveInRollouts } from "./rollout-swaps.ts";
import { made, unlessTaken } from "./rows.ts";
import { type Keyring, open } from "./secrets.ts";
import { scopeOf } from "./setting-scopes.ts";
import { dropStanding, settleStandings } from "./standings.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A new phone, state claimed, with its generated token, digest credentials and passwords.
 *
 * @param id of one that comes back
 * @throws DomainError `organisation_not_found`, `mac_taken`, `site_not_found`, `layout_not_found`, `user_not_found`, `sip_account_not_found`
 */
export async function addPhone(
  db: Db,
  keyring: Keyring,
  input: AddPhone,
  actor: Actor,
  now: Date,
  id?: string | undefined,
): Promise<Phone> {
  return change(db, (trx) => insertPhone(trx, keyring, input, "phone.added", actor, now, id));
}

/** A phone that was found, or never seen, becomes the organisation's. @throws DomainError `mac_taken`, `model_unknown` when neither says the model */
export async function claimPhone(db: Db, keyring: Keyring, input: ClaimPhone, actor: Actor, now: Date): Promise<Phone> {
  return change(db, async (trx) => {
    const found = await trx("found_phone")
      .where("mac", input.mac)
      .first<{ vendor: VendorId | null; model: string | null }>("vendor", "model");
    const vendor = input.vendor ?? found?.vendor;
    const model = input.model ?? found?.model;
    if (!vendor || !model) throw new DomainError("model_unknown", { mac: input.mac });
    return insertPhone(trx, keyring, { ...input, vendor, model }, "phone.claimed", actor, now);
  });
}

async function insertPhone(
  trx: Db,
  keyring: Keyring,
  input: AddPhone,
  action: string,
  actor: Actor,
  now: Date,
  id = newId(now),
): Promise<Phone> {
  const { organisationId, mac } = input;
  await getOrganisation(trx, { id: organisationId });
  await mustHave(trx, organisationId, input);
  const meta = made(id, actor, now);
  const row = {
    ...meta,
    organisation_id: organisationId,
    site_id: input.siteId,
    layout_id: input.layoutId,
    user_id: input.userId,
    mac,
    vendor: input.vendor,
    model: input.model,
    label: input.label,
    state: "claimed",
    modules: formatModules(input.modules),
    ...phoneListColumns(input),
    ...newCredentials(keyring, meta.id, mac),
  };
  await unlessTaken("mac_taken", { mac }, trx("phone").insert(row));
  await trx("found_phone").where("mac", mac).delete();
  await writeAccounts(trx, organisationId, row.id, input.accounts);
  const phone = await getPhone(trx, { organisationId, id: row.id });
  await recordAudit(
    trx,
    { organisationId, action, subject: { kind: "phone", id: row.id }, after: auditFields(phone) },
    actor,
    now,
  );
  await settleStandings(trx, [row.id]);
  await announce(trx, "phone", { organisationId, phoneId: row.id });
  return phone;
}

/** Gets nothing any more; its tokens are void, its MAC free to be added again. @throws DomainError `phone_not_found`, `phone_state_refused` */
export async function retirePhone(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<Phone> {
  return change(db, async (trx) => {
    const before = await getLivePhone(trx, input);
    await retire(trx, before, null, actor, now);
    const entry = { organisationId: before.organisationId, action: "phone.retired", subject: { kind: "phone", id: before.id } };
    await recordAudit(trx, { ...entry, before: auditFields(before) }, actor, now);
    return getPhone(trx, input);
  });
}

async function retire(trx: Db, phone: Phone, replacedBy: string | null, actor: Actor, now: Date): Promise<void> {
  const void_ = { token_hash: null, token_sealed: null, previous_token_hash: null };
  const meta = { version: phone.version + 1, updated_at: now.toISOString(), updated_by: actor.name };
  await trx("phone")
    .where("id", phone.id)
    .update({ state: "retired", replaced_by: replacedBy, ...void_, ...meta });
  await trx("first_contact_window").where("phone_id", phone.id).whereIn("state", ["open", "taken"]).update({ state: "closed" });
  await trx("rendered_file").where("phone_id", phone.id).delete();
  await dropStanding(trx, phone.id);
  await forgetHome(trx, phone.id);
  await announce(trx, "phone", { organisationId: phone.organisationId, phoneId: phone.id });
}

/**
 * A new apparatus takes the place of a broken one: label, user, site, layout, accounts, keys and settings move, secrets are new.
 *
 * @throws DomainError `phone_not_found`, `mac_taken`, `phone_state_refused`
 */
export async function swapPhone(db: Db, keyring: Keyring, input: SwapPhone, actor: Actor, now: Date): Promise<Phone> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    const old = await getLivePhone(trx, input);
    const { label, siteId, layoutId, userId } = old;
    const parts = { label, siteId, layoutId, userId, modules: input.modules ?? [...old.modules], accounts: [] };
    const fresh = { organisationId, mac: input.mac, vendor: input.vendor, model: input.model, ...parts };
    // First, so that a phone may be swapped for itself with other modules or another model.
    await retire(trx, old, null, actor, now);
    const phone = await insertPhone(trx, keyring, fresh, "phone.added", actor, now);
    await trx("phone").where("id", old.id).update({ replaced_by: phone.id });
    await movePhone(trx, { organisationId, from: old.id, to: phone.id }, now);
    const entry = { organisationId, action: "phone.swapped", subject: { kind: "phone", id: old.id } };
    await recordAudit(
      trx,
      { ...entry, before: auditFields(old), after: { replacedBy: phone.id, ...auditFields(phone) } },
      actor,
      now,
    );
    return phone;
  });
}

/** Accounts, keys and settings go from one apparatus to another that has none. Inside `change`. */
export async function movePhone(trx: Db, by: { organisationId: string; from: string; to: string }, now: Date): Promise<void> {
  const { organisationId, from, to } = by;
  for (const table of ["phone_account", "phone_key"]) await trx(table).where("phone_id", from).update({ phone_id: to });
  await moveInRollouts(trx, by, now);
  const scope = (phoneId: string) => scopeOf({ layer: "phone", organisationId, phoneId });
  await trx("setting")
    .where("scope", scope(from))
    .update({ scope: scope(to) });
}

/** The phone has proved itself otherwise than by token: certificate, digest or trusted network. Idempotent. @throws DomainError `phone_not_found`, `phone_state_refused` */
export async function bindPhone(
  db: Db,
  input: { phoneId: string; proof: "certificate" | "digest" | "network"; address: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const phone = await getLivePhone(trx, { organisationId: null, id: input.phoneId });
    if (phone.state === "bound") return;
    await markBound(trx, phone, input.proof, input.address, actor, now);
  });
}

/** Claimed becomes bound: the state and its audit entry. Inside `change`. */
export async function markBound(trx: Db, phone: Phone, proof: string, address: string, actor: Actor, now: Date): Promise<void> {
  await trx("phone").where("id", phone.id).update({ state: "bound", bound_at: now.toISOString(), bound_by: proof });
  const { id, organisationId } = phone;
  const entry = { organisationId, action: "phone.bound", subject: { kind: "phone", id } };
  await recordAudit(trx, { ...entry, before: { state: phone.state }, after: { state: "bound", proof, address } }, actor, now);
  await raisePhones(trx, onePhone(trx, id));
}

/** Opens what a person needs at the phone; leaves an audit entry. @throws DomainError `phone_not_found` */
export async function readPhonePasswords(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<{ admin: string; user: string; digestUser: string; digestSecret: string }> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const row = await trx("phone")
      .where({ id, organisation_id: organisationId })
      .first<
        Record<"digest_user" | "digest_secret_sealed" | "admin_password_sealed" | "user_password_sealed", string> | undefined
      >();
    if (!row) throw new DomainError("phone_not_found");
    await recordAudit(trx, { organisationId, action: "phone.passwords_read", subject: { kind: "phone", id } }, actor, now);
    const read = (column: "digest_secret_sealed" | "admin_password_sealed" | "user_password_sealed") =>
      open(keyring, row[column], phoneContext(column, id));
    return {
      admin: read("admin_password_sealed"),
      user: read("user_password_sealed"),
      digestUser: row.digest_user,
      digestSecret: read("digest_secret_sealed"),
    };
  });
}
