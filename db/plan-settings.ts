import type { Said, SettingLayer } from "../domain/compose-plan.ts";
import type { VendorId } from "../domain/plan.ts";
import { isSettingName, type SettingName, type SettingValues, settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { PhonePart } from "./plan-source.ts";
import { type LayerRef, scopeOf } from "./setting-scopes.ts";
import type { Db } from "./types.ts";

type Values = { -readonly [K in SettingName]?: Said<SettingValues[K]> };
type Row = { scope: string; vendor: VendorId | ""; name: string; value: string; updated_by: string; updated_at: string };

/**
 * What every layer above these phones says, in one query. Layers without a word are left out; each is made once and
 * shared by the phones below it.
 *
 * @returns the layers of a phone, lowest first
 */
export async function loadSettingLayers(db: Db, phones: readonly PhonePart[]): Promise<(phone: PhonePart) => SettingLayer[]> {
  const scopes = [...new Set(phones.flatMap((phone) => layersOf(phone).map((layer) => scopeOf(layer.at))))];
  const rows: Row[] = await db("setting")
    .where(oneOf(db, "scope", scopes))
    .select("scope", "vendor", "name", "value", "updated_by", "updated_at");
  const byScope = Map.groupBy(rows, (row) => row.scope);
  const made = new Map<string, SettingLayer | null>();
  return (phone) =>
    layersOf(phone).flatMap(({ at, name }) => {
      const scope = scopeOf(at);
      const known = made.get(scope);
      const layer = known === undefined ? makeLayer(at, name, byScope.get(scope) ?? [], phone) : known;
      if (known === undefined) made.set(scope, layer);
      return layer === null ? [] : [layer];
    });
}

function layersOf(phone: PhonePart): { at: LayerRef; name: string }[] {
  const { organisation_id: organisationId, vendor, model, site_id: siteId, layout_id: layoutId } = phone;
  return [
    { at: { layer: "operator" }, name: "operator" },
    { at: { layer: "organisation", organisationId }, name: phone.title },
    ...(siteId === null ? [] : [{ at: { layer: "site", organisationId, siteId } as const, name: phone.site_name ?? "" }]),
    ...(layoutId === null ? [] : [{ at: { layer: "layout", organisationId, layoutId } as const, name: phone.layout_name ?? "" }]),
    { at: { layer: "model", organisationId: null, vendor, model }, name: `${vendor} ${model}` },
    { at: { layer: "model", organisationId, vendor, model }, name: `${vendor} ${model}` },
    { at: { layer: "phone", organisationId, phoneId: phone.id }, name: phone.label || phone.mac },
  ];
}

function makeLayer(at: LayerRef, name: string, rows: readonly Row[], phone: PhonePart): SettingLayer | null {
  const values: Values = at.layer === "organisation" ? organisationItself(phone) : {};
  const raw = new Map<VendorId, Map<string, Said<string>>>();
  for (const row of rows) {
    if (row.vendor !== "") {
      const parameters = raw.get(row.vendor) ?? new Map<string, Said<string>>();
      raw.set(row.vendor, parameters.set(row.name, { value: row.value, by: row.updated_by, at: row.updated_at }));
    } else if (isSettingName(row.name)) put(values, row.name, row);
  }
  const silent = Object.keys(values).length === 0 && raw.size === 0;
  return silent ? null : { layer: at.layer, name, values, raw };
}

/** The organisation's language and time zone are what its phones have until a setting says otherwise. */
function organisationItself(phone: PhonePart): Values {
  const said = { by: phone.organisation_by, at: phone.organisation_at };
  return { "phone.language": { value: phone.language, ...said }, "phone.timeZone": { value: phone.time_zone, ...said } };
}

/** A value that an older version has stored and this one does not take is as if nobody had said it. */
function put(values: Values, name: SettingName, row: Row): void {
  const parsed = settingDefinitions[name].schema.safeParse(JSON.parse(row.value));
  if (parsed.success) Object.assign(values, { [name]: { value: parsed.data, by: row.updated_by, at: row.updated_at } });
}
