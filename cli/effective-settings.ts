import { loadPlanSources } from "../db/plan-source.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { PlanSource } from "../domain/compose-plan.ts";
import { DomainError } from "../domain/errors.ts";
import type { Layer } from "../domain/plan.ts";
import { settingDefinitions, settingNames } from "../domain/settings.ts";

export type EffectiveSetting = {
  readonly name: string;
  readonly value: unknown;
  readonly layer: Layer;
  readonly layerName: string;
  readonly by: string | null;
  readonly at: string | null;
};

/** Every neutral setting and this vendor's raw parameters as they hold for one phone, each with the layer it comes from. */
export async function effectiveSettings(db: Db, keyring: Keyring, phoneId: string): Promise<EffectiveSetting[]> {
  const source = (await loadPlanSources(db, keyring, [phoneId])).get(phoneId);
  if (!source) throw new DomainError("phone_not_found", { id: phoneId });
  return [...settingNames.map((name) => neutral(source, name)), ...raw(source)];
}

function neutral(source: PlanSource, name: (typeof settingNames)[number]): EffectiveSetting {
  const layer = source.layers.findLast((one) => one.values[name] !== undefined);
  const said = layer?.values[name];
  if (!layer || !said)
    return { name, value: settingDefinitions[name].default, layer: "klyka", layerName: "built in", by: null, at: null };
  return { name, value: said.value, layer: layer.layer, layerName: layer.name, by: said.by, at: said.at };
}

function raw(source: PlanSource): EffectiveSetting[] {
  const found = new Map<string, EffectiveSetting>();
  for (const layer of source.layers) {
    for (const [name, said] of layer.raw.get(source.phone.vendor) ?? [])
      found.set(name, { name, value: said.value, layer: layer.layer, layerName: layer.name, by: said.by, at: said.at });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
