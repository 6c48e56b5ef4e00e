import { DomainError } from "../domain/errors.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { phonesObeying, raisePhones } from "./revisions.ts";
import { phonesOverlaid } from "./rollout-overlays.ts";
import {
  candidateColumns,
  candidates,
  keyOf,
  loadSaid,
  placeOf,
  type RolloutCandidate,
  type Said,
  scopesOf,
  valueAt,
} from "./rollout-planning.ts";
import type { Rollout, RolloutValue } from "./rollout-rows.ts";
import { scopeOf } from "./setting-scopes.ts";
import { mustExist } from "./settings.ts";
import type { Actor, Db } from "./types.ts";

/** A phone's own setting, as it will be stored. */
type Own = { readonly phone: RolloutCandidate; readonly value: RolloutValue; readonly stored: string };

/**
 * The values go where they are meant to stand, and the overlays end: phones that had got them do not notice. Phones that
 * were left out keep what they had as their own; all others below those layers (who came too late for a ring) get them now.
 *
 * Inside `change`. @returns how many phones were raised
 */
export async function writeToScopes(trx: Db, rollout: Rollout, by: Actor, now: Date): Promise<number> {
  // The server finishes it; who says the values is whoever began it.
  const actor = { ...by, name: rollout.createdBy };
  const said = await loadSaid(trx, rollout.values);
  const skipped = await loadPhones(trx, rollout.id, (query) => query.where({ "q.state": "skipped" }).whereNull("q.reason"));
  const has = skipped.flatMap((phone) => rollout.values.flatMap((value) => keeps(phone, value, said) ?? []));
  const concerned = [];
  for (const value of rollout.values) {
    if (value.at.layer === "phones" || !(await isThere(trx, value))) continue;
    const at = value.at;
    await writeValue(trx, value, actor, now);
    const obeying = phonesObeying(trx, at, value.vendor, value.name);
    concerned.push(trx.raw("select id from phone where id in (?) and id not in (?)", [obeying, phonesOverlaid(trx, rollout.id)]));
  }
  await writeOwn(trx, has, actor, now);
  await writeEach(trx, rollout, actor, now);
  const others = skipped.map((phone) => phone.id);
  const selections = concerned.map((one) =>
    trx.raw("select id from phone where id in (?) and not (?)", [one, oneOf(trx, "id", others)]),
  );
  return raisePhones(trx, ...selections);
}

/** Its layer may have been deleted meanwhile: then nothing is below it. */
async function isThere(trx: Db, { at }: RolloutValue): Promise<boolean> {
  if (at.layer === "phones") return false;
  try {
    await mustExist(trx, at);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

async function writeValue(trx: Db, { at, scope, vendor, name, value }: RolloutValue, actor: Actor, now: Date): Promise<void> {
  const key = { scope, vendor: vendor ?? "", name };
  await trx("setting").where(key).delete();
  if (value === null || at.layer === "phones") return;
  const organisationId = at.layer === "operator" ? null : at.organisationId;
  await trx("setting").insert({
    ...{ ...key, layer: at.layer, organisation_id: organisationId, value },
    ...{ updated_at: now.toISOString(), updated_by: actor.name },
  });
}

/** Values that are each phone's own become so, for those that have got them. */
async function writeEach(trx: Db, rollout: Rollout, actor: Actor, now: Date): Promise<void> {
  const each = rollout.values.filter((value) => value.at.layer === "phones");
  if (each.length === 0) return;
  const phones = await loadPhones(trx, rollout.id, (query) => query.where("q.overlaid", 1));
  for (const value of each) await clearOwn(trx, phones, value);
  const own = phones.flatMap((phone) =>
    each.flatMap((value) => (value.value === null || !isOf(value, phone) ? [] : [{ phone, value, stored: value.value }])),
  );
  await writeOwn(trx, own, actor, now);
}

async function clearOwn(trx: Db, phones: readonly RolloutCandidate[], value: RolloutValue): Promise<void> {
  const scopes = phones.filter((phone) => isOf(value, phone)).map(ownScope);
  await trx("setting")
    .where({ vendor: value.vendor ?? "", name: value.name })
    .where(oneOf(trx, "scope", scopes))
    .delete();
}

/**
 * What phones have got becomes their own. Inside `change`.
 *
 * @returns how many phones
 * @throws DomainError `rollout_keep_refused` when a vendor's parameter has been taken away from them: that cannot be said of one phone
 */
export async function writeForReleased(trx: Db, rollout: Rollout, actor: Actor, now: Date): Promise<number> {
  const phones = await loadPhones(trx, rollout.id, (query) => query.where("q.overlaid", 1));
  const said = await loadSaid(trx, rollout.values);
  const own: Own[] = [];
  for (const phone of phones) {
    for (const value of rollout.values) {
      if (value.at.layer === "phones") continue;
      const stands = standing(phone, value, said);
      if (stands === null) continue;
      const stored = value.value ?? stands.below;
      if (stored === null) throw new DomainError("rollout_keep_refused");
      own.push({ phone, value, stored });
    }
  }
  await writeOwn(trx, own, actor, now);
  await writeEach(trx, rollout, actor, now);
  return phones.length;
}

/** False when what the phone has is that nothing is said of a vendor's parameter: that cannot be kept when the value is written above it. */
export async function mayKeep(trx: Db, rollout: Rollout, phoneId: string): Promise<boolean> {
  const said = await loadSaid(trx, rollout.values);
  const phones = await loadPhones(trx, rollout.id, (query) => query.where("q.phone_id", phoneId));
  return phones.every((phone) =>
    rollout.values.every((value) => standing(phone, value, said) === null || keeps(phone, value, said) !== null),
  );
}

/** What the phone has without the roll-out, as a value of its own; null: it has nothing to keep. */
function keeps(phone: RolloutCandidate, value: RolloutValue, said: Said): Own | null {
  const stands = standing(phone, value, said);
  if (stands === null) return null;
  const stored = stands.here ?? stands.below;
  return stored === null ? null : { phone, value, stored };
}

/** What is said where the value will stand, and below that; null: the value is nothing to the phone. */
function standing(
  phone: RolloutCandidate,
  value: RolloutValue,
  said: Said,
): { readonly here: string | null; readonly below: string | null } | null {
  if (value.at.layer === "phones" || !isOf(value, phone)) return null;
  const scopes = scopesOf(phone);
  const at = placeOf(value, scopes);
  if (at < 0) return null;
  const mine = said.get(keyOf(value)) ?? new Map<string, string>();
  if (scopes.slice(0, at).some((scope) => mine.has(scope))) return null;
  return { here: mine.get(value.scope) ?? null, below: valueAt(scopes.slice(at + 1), mine, value) };
}

function isOf({ at, vendor }: RolloutValue, phone: RolloutCandidate): boolean {
  if (at.layer === "phones" && at.of !== null && (at.of.vendor !== phone.vendor || at.of.model !== phone.model)) return false;
  return vendor === null || vendor === phone.vendor;
}

function ownScope({ organisationId, id: phoneId }: RolloutCandidate): string {
  return scopeOf({ layer: "phone", organisationId, phoneId });
}

async function writeOwn(trx: Db, own: readonly Own[], actor: Actor, now: Date): Promise<void> {
  const columns = ["scope", "layer", "organisation_id", "vendor", "name", "value", "updated_at", "updated_by"] as const;
  await bulkInsert(
    trx,
    "setting",
    columns.map((name) => [name, "text"] as const),
    own.map(({ phone, value, stored }) => [
      ...[ownScope(phone), "phone", phone.organisationId, value.vendor ?? "", value.name, stored],
      ...[now.toISOString(), actor.name],
    ]),
  );
}

async function loadPhones(
  trx: Db,
  rolloutId: string,
  narrow: (query: ReturnType<Db>) => ReturnType<Db>,
): Promise<RolloutCandidate[]> {
  const query = candidates(trx).join("rollout_phone as q", "q.phone_id", "p.id").where("q.rollout_id", rolloutId);
  return narrow(query).select<RolloutCandidate[]>(candidateColumns);
}
