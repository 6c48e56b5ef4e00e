import { z } from "zod";
import { type LayerSetting, modelsInUse, SaySetting, type SettingsAt, saySetting, settingsAt } from "../db/layer-settings.ts";
import { listLayouts } from "../db/layouts.ts";
import { findPhone } from "../db/phone-rows.ts";
import type { LayerRef } from "../db/settings.ts";
import { listSites } from "../db/sites.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { layers, vendorIds } from "../domain/plan.ts";
import { isAdministratorsSetting, settingForms } from "../domain/setting-forms.ts";
import { allModels } from "../templates/index.ts";
import type { Caller } from "./api/parts.ts";
import { ok, type Route, route } from "./api/route.ts";

const tag = "Phone settings";
const placeLayers = ["organisation", "site", "layout", "model", "phone"] as const;
/** A layer of the organisation; `id` of a model is `yealink/T46U`, of the organisation nothing. */
const place = { layer: z.enum(placeLayers).default("organisation"), id: z.string().max(200).default("") };

const FormView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("yesNo") }),
  z.strictObject({ kind: z.literal("choice"), choices: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("many"), choices: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("number"), least: z.int(), most: z.int(), unit: z.enum(["hours", "seconds", "phones"]) }),
  z.strictObject({ kind: z.literal("time") }),
  z.strictObject({ kind: z.literal("text") }),
  z.strictObject({ kind: z.literal("server") }),
  z.strictObject({ kind: z.literal("list") }),
]);
const SettingView = z.strictObject({
  name: z.enum(Object.keys(settingForms) as [keyof typeof settingForms]),
  form: FormView,
  /** Said at this layer; null: nothing is. */
  said: z.strictObject({ value: z.json() }).nullable(),
  value: z.json(),
  origin: z.strictObject({
    layer: z.enum(layers),
    name: z.string(),
    by: z.string().nullable(),
    at: z.string().nullable(),
  }),
  elsewhere: z.int(),
  /** The asker may change it. */
  mine: z.boolean(),
});
export type PhoneSettingView = z.infer<typeof SettingView>;

const PlaceView = z.strictObject({ layer: z.enum(placeLayers), id: z.string(), name: z.string() });
export const PhoneSettingsView = z.strictObject({
  at: PlaceView,
  /** Below the layer. */
  phones: z.int(),
  settings: z.array(SettingView),
  raw: z.array(z.strictObject({ vendor: z.enum(vendorIds), name: z.string(), value: z.string(), by: z.string() })),
  /** Where else settings can be said; single phones are not listed. */
  places: z.array(PlaceView),
});
export type PhoneSettingsView = z.infer<typeof PhoneSettingsView>;

export const phoneSettingRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phone-settings",
    tag,
    summary: "What phones are set to at a layer: the organisation, a site, a layout, a model or one phone; and who says it.",
    query: z.strictObject(place),
    example: { layer: "organisation" },
    answer: PhoneSettingsView,
    handle: async ({ parts, who, query }) => ok(await read(parts.db, who, query)),
  }),
  route("administrator", {
    method: "put",
    path: "/phone-settings",
    tag,
    summary: "Says a setting at a layer, or takes back what is said there. How phones reach the exchange is for operator staff.",
    body: SaySetting.extend(place),
    answer: PhoneSettingsView,
    example: { layer: "organisation", name: "phone.callWaiting", say: { value: false }, seen: null },
    handle: async ({ parts, who, body: { layer, id, ...asked }, now }) => {
      const at = layerOf(who.organisationId, layer, id);
      await saySetting(parts.db, { at, operating: who.operating, ...asked }, who.actor, now);
      return ok(await read(parts.db, who, { layer, id }));
    },
  }),
];

type Place = z.infer<typeof PlaceView>;

function layerOf(organisationId: string, layer: Place["layer"], id: string): LayerRef {
  switch (layer) {
    case "organisation":
      return { layer, organisationId };
    case "site":
      return { layer, organisationId, siteId: id };
    case "layout":
      return { layer, organisationId, layoutId: id };
    case "phone":
      return { layer, organisationId, phoneId: id };
    case "model": {
      const model = allModels().find((one) => `${one.vendor}/${one.model}` === id);
      if (!model) throw new DomainError("model_unknown", { model: id });
      return { layer, organisationId, vendor: model.vendor, model: model.model };
    }
  }
}

async function read(db: Db, who: Caller, { layer, id }: Pick<Place, "layer" | "id">): Promise<PhoneSettingsView> {
  const { organisationId } = who;
  const at = layerOf(organisationId, layer, id);
  const found = await settingsAt(db, organisationId, at);
  const places = await placesOf(db, organisationId);
  return {
    at: { layer, id, name: await nameOf(db, at, places, id) },
    phones: found.phones,
    settings: found.settings.map((one) => settingView(one, who.operating)),
    raw: found.raw.map(rawView),
    places,
  };
}

function settingView({ name, value, origin, elsewhere, ...rest }: LayerSetting, operating: boolean): PhoneSettingView {
  const said = "said" in rest ? { value: z.json().parse(rest.said) } : null;
  const mine = operating || isAdministratorsSetting(name);
  const form = FormView.parse(settingForms[name]);
  return { name, form, said, value: z.json().parse(value), origin: { ...origin }, elsewhere, mine };
}

function rawView({ vendor, name, value, updatedBy }: SettingsAt["raw"][number]) {
  return { vendor: z.enum(vendorIds).parse(vendor), name, value: String(value), by: updatedBy };
}

/** Sites, layouts, and the models that the organisation has. */
async function placesOf(db: Db, organisationId: string): Promise<Place[]> {
  const sites = await listSites(db, organisationId);
  const layouts = await listLayouts(db, organisationId);
  const used = await modelsInUse(db, organisationId);
  const models = allModels().filter(({ vendor, model }) => used.has(`${vendor}/${model}`));
  return [
    ...sites.map(({ id, name }) => ({ layer: "site" as const, id, name })),
    ...layouts.map(({ id, name }) => ({ layer: "layout" as const, id, name })),
    ...models.map(({ vendor, model, name }) => ({ layer: "model" as const, id: `${vendor}/${model}`, name })),
  ];
}

async function nameOf(db: Db, at: LayerRef, places: readonly Place[], id: string): Promise<string> {
  if (at.layer === "phone") {
    const phone = await findPhone(db, { organisationId: at.organisationId, id: at.phoneId });
    return phone ? phone.label || phone.mac : "";
  }
  const named = places.find((one) => one.layer === at.layer && one.id === id)?.name;
  return named ?? allModels().find((one) => `${one.vendor}/${one.model}` === id)?.name ?? "";
}
