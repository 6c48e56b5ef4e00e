import type { Said, SettingLayer } from "../domain/compose-plan.ts";
import type { VendorId } from "../domain/plan.ts";
import { isSettingName, type SettingName, type SettingValues, settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { PhonePart } from "./plan-source.ts";
import { loadOverlays, type Overlay } from "./rollout-overlays.ts";
import { type LayerRef, scopeOf } from "./setting-scopes.ts";
import { turns } from "./turns.ts";
import type { Db } from "./types.ts";

type Values = { -readonly [K in SettingName]?: Said<SettingValues[K]> };
type Row = {
  scope: string;
  vendor: VendorId | "";
  name: string;
  value: string;
  updated_by: string;
  updated_at: string;
  /** What a roll-out is called that says it. */
  said_in?: string;
};

/**
 * What every layer above these phones says, in two queries. Layers without a word are left out; each is made once and
 * shared by the phones below it that are in the same roll-outs.
 *
 * What a roll-out gives to a phone stands in the place of what its target layer says: with the same precedence as when
 * it will be written there.
 *
 * @returns the layers of a phone, lowest first
 */
export async function loadSettingLayers(db: Db, phones: readonly PhonePart[]): Promise<(phone: PhonePart) => SettingLayer[]> {
  const scopes = [...new Set(phones.flatMap((phone) => layersOf(phone).map((layer) => scopeOf(layer.at))))];
  const turn = turns(db);
  const [rows, overlays] = await Promise.all([
    turn(() =>
      db("setting")
        .where(oneOf(db, "scope", scopes))
        .select<Row[]>("scope", "vendor", "name", "value", "updated_by", "updated_at"),
    ),
    turn(() =>
      loadOverlays(
        db,
        phones.map((phone) => phone.id),
      ),
    ),
  ]);
  const byScope = Map.groupBy(rows, (row) => row.scope);
  const made = new Map<string, SettingLayer | null>();
  return (phone) => {
    const over = overlays(phone.id);
    return layersOf(phone).flatMap(({ at, name }) => {
      const scope = scopeOf(at);
      const mine = over.get(scope) ?? [];
      const key = [scope, ...mine.map((one) => one.rolloutId)].join(" ");
      const known = made.get(key);
      const layer = known === undefined ? makeLayer(at, name, overlaid(byScope.get(scope) ?? [], mine), phone) : known;
      if (known === undefined) made.set(key, layer);
      return layer === null ? [] : [layer];
    });
  };
}

/** The rows of a layer with what roll-outs say instead; a value of null takes the row away. */
function overlaid(rows: readonly Row[], overlays: readonly Overlay[]): readonly Row[] {
  if (overlays.length === 0) return rows;
  const nameOf = (one: { vendor: string; name: string }) => `${one.vendor} ${one.name}`;
  const instead = new Set(overlays.map(nameOf));
  const said = overlays.flatMap(({ value, ...one }) =>
    value === null ? [] : [{ ...one, value, updated_by: one.by, updated_at: one.at, said_in: one.rollout }],
  );
  return [...rows.filter((row) => !instead.has(nameOf(row))), ...said];
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
      raw.set(row.vendor, parameters.set(row.name, said(row, row.value)));
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
  if (parsed.success) Object.assign(values, { [name]: said(row, parsed.data) });
}

function said<T>({ updated_by: by, updated_at: at, said_in: name }: Row, value: T): Said<T> {
  return { value, by, at, ...(name === undefined ? {} : { name }) };
}
