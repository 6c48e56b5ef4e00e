import { z } from "zod";
import type { SettingLayer } from "../domain/compose-plan.ts";
import { resolver } from "../domain/compose-settings.ts";
import { DomainError } from "../domain/errors.ts";
import type { Origin } from "../domain/plan.ts";
import { type AskedSetting, isAdministratorsSetting, isAskedSetting, settingForms } from "../domain/setting-forms.ts";
import { isSettingName, settingDefinitions } from "../domain/settings.ts";
import { getOrganisation } from "./organisations.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadPhoneParts } from "./plan-source.ts";
import { scopeExpressions, scopeOf, scopeRank } from "./setting-scopes.ts";
import { clearSetting, type LayerRef, listSettings, mustExist, type Setting, setSetting, storedSetting } from "./settings.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** One setting as it is at a layer. */
export type LayerSetting = {
  readonly name: AskedSetting;
  /** Said at this very layer; absent: nothing is. */
  readonly said?: unknown;
  /** What applies here, and who says it. Of a layout or a model without what a site may say otherwise. */
  readonly value: unknown;
  readonly origin: Origin;
  /** Layers above this one that say something else of it for some of its phones. */
  readonly elsewhere: number;
};
export type SettingsAt = {
  readonly settings: readonly LayerSetting[];
  /** Parameters in the makes' own words that are said here. */
  readonly raw: readonly Setting[];
  /** How many phones are below the layer. */
  readonly phones: number;
};

/**
 * Every setting that is asked for, as it is at a layer, in a fixed number of queries.
 *
 * @throws DomainError `organisation_not_found`, `site_not_found`, `layout_not_found`, `phone_not_found`
 */
export async function settingsAt(db: Db, organisationId: string, at: LayerRef): Promise<SettingsAt> {
  await mustExist(db, at);
  const here = await listSettings(db, at);
  const say = resolver(
    at.layer === "phone" ? await layersOfPhone(db, at.phoneId) : await layersBelow(db, organisationId, at, here),
  );
  const said = new Map(here.filter(({ vendor }) => vendor === null).map(({ name, value }) => [name, value]));
  const elsewhere = await saidAbove(db, organisationId, at);
  const settings = Object.keys(settingForms)
    .filter(isAskedSetting)
    .filter((name) => settingDefinitions[name].layers.includes(at.layer))
    .map((name) => {
      const { value, origin } = say(name);
      const own = said.has(name) ? { said: said.get(name) } : {};
      return { name, ...own, value, origin, elsewhere: elsewhere.get(name) ?? 0 };
    });
  return { settings, raw: here.filter(({ vendor }) => vendor !== null), phones: await phonesAt(db, organisationId, at) };
}

async function layersOfPhone(db: Db, phoneId: string): Promise<readonly SettingLayer[]> {
  const parts = await loadPhoneParts(db, [phoneId]);
  const [part] = parts;
  if (!part) throw new DomainError("phone_not_found");
  return (await loadSettingLayers(db, parts))(part);
}

/** The layer and what stands under it, lowest first. */
async function layersBelow(db: Db, organisationId: string, at: LayerRef, here: readonly Setting[]): Promise<SettingLayer[]> {
  const { title, language, timeZone, updatedAt } = await getOrganisation(db, { id: organisationId });
  const operator = await listSettings(db, { layer: "operator" });
  const own: SettingLayer = layerOf("organisation", title, await listSettings(db, { layer: "organisation", organisationId }));
  const itself = { by: null, at: updatedAt };
  const organisation: SettingLayer = {
    ...own,
    values: { "phone.language": { value: language, ...itself }, "phone.timeZone": { value: timeZone, ...itself }, ...own.values },
  };
  const below = [layerOf("operator", "operator", operator), organisation];
  if (at.layer === "organisation") return below;
  const everywhere =
    at.layer === "model"
      ? await listSettings(db, { layer: "model", organisationId: null, vendor: at.vendor, model: at.model })
      : [];
  return [...below, layerOf("model", "", everywhere), layerOf(at.layer, "", here)];
}

function layerOf(layer: LayerRef["layer"], name: string, rows: readonly Setting[]): SettingLayer {
  const said = rows.filter((row) => row.vendor === null && isSettingName(row.name));
  const values = Object.fromEntries(said.map((row) => [row.name, { value: row.value, by: row.updatedBy, at: row.updatedAt }]));
  return { layer, name, values, raw: new Map() };
}

/** How many layers that win over this one say something, by setting. */
async function saidAbove(db: Db, organisationId: string, at: LayerRef): Promise<ReadonlyMap<string, number>> {
  const layers = (["site", "layout", "model", "phone"] as const).filter((layer) => rankOf(layer) > scopeRank(at));
  if (layers.length === 0) return new Map();
  const rows: { name: string; count: number | string }[] = await db("setting")
    .where({ organisation_id: organisationId, vendor: "" })
    .whereIn("layer", layers)
    .whereNot("scope", scopeOf(at))
    .groupBy("name")
    .select("name")
    .count({ count: "*" });
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

const ranks = { site: 2, layout: 3, model: 5, phone: scopeExpressions.length - 1 } as const;
const rankOf = (layer: keyof typeof ranks): number => ranks[layer];

async function phonesAt(db: Db, organisationId: string, at: LayerRef): Promise<number> {
  const query = db("phone").where("organisation_id", organisationId).whereNot("state", "retired");
  if (at.layer === "site") query.where("site_id", at.siteId);
  if (at.layer === "layout") query.where("layout_id", at.layoutId);
  if (at.layer === "model") query.where({ vendor: at.vendor, model: at.model });
  if (at.layer === "phone") query.where("id", at.phoneId);
  const counted: { count?: number | string } | undefined = await query.count({ count: "*" }).first();
  return Number(counted?.count ?? 0);
}

/** Models that stand somewhere in the organisation: `yealink/T46U`. */
export async function modelsInUse(db: Db, organisationId: string): Promise<ReadonlySet<string>> {
  const rows: { vendor: string; model: string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .distinct("vendor", "model");
  return new Set(rows.map(({ vendor, model }) => `${vendor}/${model}`));
}

export const SaySetting = z.strictObject({
  name: z.string().max(100),
  /** Null: nothing is said at this layer any more. */
  say: z.strictObject({ value: z.json() }).nullable(),
  /** What the asker saw said there; null: nothing. */
  seen: z.strictObject({ value: z.json() }).nullable(),
});
export type SaySetting = z.infer<typeof SaySetting>;

/**
 * Says a setting at a layer, or takes back what is said, as whoever saw it so.
 *
 * @param operating operator staff, who may also say how phones reach the exchange
 * @throws DomainError `setting_unknown`, `setting_of_operator`, `setting_changed` (detail `value`: what is said there now, null
 * when nothing is), and as `setSetting`
 */
export async function saySetting(
  db: Db,
  input: SaySetting & { readonly at: LayerRef; readonly operating: boolean },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { at, name, say, seen, operating } = input;
  if (!isAskedSetting(name)) throw new DomainError("setting_unknown", { name });
  if (!operating && !isAdministratorsSetting(name)) throw new DomainError("setting_of_operator", { name });
  await change(db, async (trx) => {
    const stored = await storedSetting(trx, scopeOf(at), null, name);
    const saw = seen === null ? null : JSON.stringify(seen.value);
    if (stored !== saw) throw new DomainError("setting_changed", { name, value: stored });
    if (say === null) await clearSetting(trx, { at, name }, actor, now);
    else await setSetting(trx, { at, name, value: say.value }, actor, now);
  });
}
