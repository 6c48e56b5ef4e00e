import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { liveStates } from "../domain/rollout.ts";
import { isGuardedParameter, isSettingName, type SettingName, settingDefinitions } from "../domain/settings.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { checkFirmwareWish } from "./firmware-wish.ts";
import { getOrganisation } from "./organisations.ts";
import { phonesObeying, raisePhones } from "./revisions.ts";
import { mustBelong } from "./rows.ts";
import { eachPhoneLike, LayerRef, scopeOf } from "./setting-scopes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export { LayerRef };

export const SetSetting = z.strictObject({
  at: LayerRef,
  /** Of the catalogue in `domain/settings.ts`. */
  name: z.string(),
  /** Checked against that setting's schema. */
  value: z.json(),
});
export type SetSetting = z.infer<typeof SetSetting>;

export const SetRawParameter = z.strictObject({
  at: LayerRef,
  vendor: z.enum(vendorIds),
  /** In the vendor's own words. The caller warns when `Vendor.parameter(name)` does not know it. */
  name: z.string().regex(/^[A-Za-z0-9_.:!%-]{1,200}$/),
  value: z
    .string()
    .max(2000)
    .refine((value) => !/\p{Cc}/u.test(value), "control characters are refused"),
});
export type SetRawParameter = z.infer<typeof SetRawParameter>;

export type Setting = {
  readonly at: LayerRef;
  /** Null: a neutral setting. */
  readonly vendor: VendorId | null;
  readonly name: string;
  readonly value: unknown;
  readonly updatedAt: string;
  readonly updatedBy: string;
};

type SettingRow = {
  scope: string;
  layer: string;
  organisation_id: string | null;
  vendor: VendorId | "";
  name: string;
  value: string;
  updated_at: string;
  updated_by: string;
};

/**
 * Raises exactly the phones below the layer for which no higher layer says otherwise. Saying what is already said raises none.
 *
 * @throws DomainError `setting_unknown`, `setting_invalid`, `layer_invalid` (that setting may not be said there),
 * `setting_in_rollout` (a roll-out is about to say it there; detail: `rollout`), and
 * `organisation_not_found`, `site_not_found`, `layout_not_found`, `phone_not_found`
 *
 * @param imagesMayMiss also firmware that is not here, or not in that version: what comes from elsewhere comes before it
 */
export async function setSetting(
  db: Db,
  input: SetSetting,
  actor: Actor,
  now: Date,
  { imagesMayMiss = false } = {},
): Promise<void> {
  const definition = definitionOf(input.name, input.at);
  const parsed = definition.schema.safeParse(input.value);
  if (!parsed.success) {
    throw new DomainError("setting_invalid", { name: input.name, problem: parsed.error.issues[0]?.message ?? "" });
  }
  await change(db, async (trx) => {
    const wish = input.name === "firmware.image" ? settingDefinitions["firmware.image"].schema.parse(parsed.data) : null;
    if (wish !== null && !imagesMayMiss) await checkFirmwareWish(trx, input.at, wish);
    await write(trx, input.at, null, input.name, JSON.stringify(parsed.data), actor, now);
  });
}

export async function clearSetting(db: Db, input: { at: LayerRef; name: string }, actor: Actor, now: Date): Promise<void> {
  definitionOf(input.name, input.at);
  await write(db, input.at, null, input.name, null, actor, now);
}

/** @throws DomainError `setting_invalid` when the parameter carries a secret or would strand the phone (`isGuardedParameter`) */
export async function setRawParameter(db: Db, input: SetRawParameter, actor: Actor, now: Date): Promise<void> {
  if (isGuardedParameter(input.vendor, input.name)) {
    throw new DomainError("setting_invalid", { name: input.name, problem: "this parameter is the server's alone" });
  }
  await write(db, input.at, input.vendor, input.name, input.value, actor, now);
}

export async function clearRawParameter(
  db: Db,
  input: { at: LayerRef; vendor: VendorId; name: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await write(db, input.at, input.vendor, input.name, null, actor, now);
}

function definitionOf(name: string, at: LayerRef) {
  if (!isSettingName(name)) throw new DomainError("setting_unknown", { name });
  const definition = settingDefinitions[name];
  if (!definition.layers.includes(at.layer)) {
    throw new DomainError("layer_invalid", { name, layer: at.layer, layers: definition.layers.join(", ") });
  }
  return definition;
}

/** What is said at a layer in the form in which it is kept; null: nothing. */
export async function storedSetting(db: Db, scope: string, vendor: VendorId | null, name: string): Promise<string | null> {
  const row = await db<SettingRow>("setting")
    .where({ scope, vendor: vendor ?? "", name })
    .first("value");
  return row?.value ?? null;
}

/** Every value that is said of a neutral setting, at whatever layer, each once. */
export async function saidOfSetting(db: Db, name: SettingName): Promise<unknown[]> {
  const rows: { value: string }[] = await db("setting").where({ vendor: "", name }).distinct("value").orderBy("value");
  return rows.map(({ value }) => JSON.parse(value));
}

async function write(
  db: Db,
  at: LayerRef,
  vendor: VendorId | null,
  name: string,
  value: string | null,
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    await mustExist(trx, at);
    const key = { scope: scopeOf(at), vendor: vendor ?? ("" as const), name };
    const before = await trx<SettingRow>("setting").where(key).first("value");
    if ((before?.value ?? null) === value) return;
    await mustNotRollOut(trx, key);
    await trx("setting").where(key).delete();
    const organisationId = at.layer === "operator" ? null : at.organisationId;
    const meta = { layer: at.layer, organisation_id: organisationId, updated_at: now.toISOString(), updated_by: actor.name };
    if (value !== null) await trx("setting").insert({ ...key, ...meta, value });
    const action = value === null ? "setting.cleared" : "setting.set";
    const said = (text: string | null) => ({ name, vendor, value: text });
    const entry = { organisationId, action, subject: { kind: at.layer, id: key.scope } };
    await recordAudit(trx, { ...entry, before: said(before?.value ?? null), after: said(value) }, actor, now);
    const inFiles = vendor !== null || !isSettingName(name) || settingDefinitions[name].inFiles !== false;
    if (inFiles) await raisePhones(trx, phonesObeying(trx, at, vendor, name));
    else await announce(trx, name === "provisioning.holds" ? "network" : "resync", { organisationId });
    if (vendor === null && name === "exchange.dialForm") await announce(trx, "phonebook", { organisationId });
  });
}

/** @throws DomainError `organisation_not_found`, `site_not_found`, `layout_not_found`, `phone_not_found` */
export async function mustExist(trx: Db, at: LayerRef): Promise<void> {
  if (at.layer === "operator" || at.organisationId === null) return;
  await getOrganisation(trx, { id: at.organisationId });
  if (at.layer === "site") await mustBelong(trx, "site", at.siteId, at.organisationId, "site_not_found");
  if (at.layer === "layout") await mustBelong(trx, "layout", at.layoutId, at.organisationId, "layout_not_found");
  if (at.layer === "phone") await mustBelong(trx, "phone", at.phoneId, at.organisationId, "phone_not_found");
}

/** What a roll-out gives to phones one after the other is not said to all of them beside it. */
async function mustNotRollOut(
  trx: Db,
  key: { readonly scope: string; readonly vendor: string; readonly name: string },
): Promise<void> {
  const own = /^phone:(.*)$/.exec(key.scope)?.[1] ?? null;
  const found: { name: string } | undefined = await trx("rollout_value as v")
    .join("rollout as r", "r.id", "v.rollout_id")
    .where({ "v.vendor": key.vendor, "v.name": key.name })
    .whereIn("r.state", [...liveStates])
    .where((any) => {
      any.where("v.scope", key.scope);
      if (own === null) return;
      const inIt = trx("rollout_phone as q")
        .whereRaw("q.rollout_id = r.id")
        .where("q.phone_id", own)
        .whereNot("q.state", "skipped");
      any.orWhere((each) => each.whereLike("v.scope", eachPhoneLike).whereExists(inIt));
    })
    .first("r.name");
  if (found) throw new DomainError("setting_in_rollout", { name: key.name, rollout: found.name });
}

/** What is said at one layer, by vendor and name. */
export async function listSettings(db: Db, at: LayerRef): Promise<Setting[]> {
  const query = db<SettingRow>("setting").where("scope", scopeOf(at)).orderBy(["vendor", "name"]);
  if (at.layer !== "operator" && at.organisationId !== null) query.where("organisation_id", at.organisationId);
  return (await query).map((row) => ({
    at,
    vendor: row.vendor === "" ? null : row.vendor,
    name: row.name,
    value: row.vendor === "" ? JSON.parse(row.value) : row.value,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }));
}
