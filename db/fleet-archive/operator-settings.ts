import { z } from "zod";
import { vendorIds } from "../../domain/plan.ts";
import { isSettingName, settingDefinitions } from "../../domain/settings.ts";
import { layerOf } from "../setting-scopes.ts";
import { clearRawParameter, clearSetting, setRawParameter, setSetting } from "../settings.ts";
import type { Actor, Db } from "../types.ts";

/** What the operator says for everybody's phones, as it is stored. `vendor` null: a neutral setting. */
export const OperatorSetting = z.strictObject({
  scope: z.string(),
  vendor: z.enum(vendorIds).nullable(),
  name: z.string(),
  value: z.string(),
});
export type OperatorSetting = z.infer<typeof OperatorSetting>;

/** Those that show in phones' files. */
export async function loadOperatorSettings(db: Db): Promise<OperatorSetting[]> {
  const rows: { scope: string; vendor: string; name: string; value: string }[] = await db("setting")
    .whereNull("organisation_id")
    .orderBy(["scope", "vendor", "name"])
    .select("scope", "vendor", "name", "value");
  return rows
    .filter(({ vendor, name }) => vendor !== "" || !isSettingName(name) || settingDefinitions[name].inFiles !== false)
    .map((row) => OperatorSetting.parse({ ...row, vendor: row.vendor === "" ? null : row.vendor }));
}

const keyOf = ({ scope, vendor, name }: OperatorSetting) => JSON.stringify([scope, vendor, name]);

export type OperatorDifference = { readonly was: OperatorSetting | null; readonly is: OperatorSetting | null };

/** What is said otherwise here than it was said there. */
export async function operatorDifferences(db: Db, there: readonly OperatorSetting[]): Promise<OperatorDifference[]> {
  const here = new Map((await loadOperatorSettings(db)).map((one) => [keyOf(one), one]));
  const was = new Map(there.map((one) => [keyOf(one), one]));
  return [...new Set([...was.keys(), ...here.keys()])]
    .map((key) => ({ was: was.get(key) ?? null, is: here.get(key) ?? null }))
    .filter((one) => one.was?.value !== one.is?.value);
}

/** Says it as it was said there. For an installation that has no other organisations. */
export async function sayAsThere(db: Db, differences: readonly OperatorDifference[], actor: Actor, now: Date): Promise<void> {
  for (const { was, is } of differences) {
    const at = layerOf((was ?? is)?.scope ?? "", null);
    if (at === null) continue;
    if (was?.vendor) await setRawParameter(db, { at, vendor: was.vendor, name: was.name, value: was.value }, actor, now);
    else if (was) await setSetting(db, { at, name: was.name, value: JSON.parse(was.value) }, actor, now, { imagesMayMiss: true });
    else if (is?.vendor) await clearRawParameter(db, { at, vendor: is.vendor, name: is.name }, actor, now);
    else if (is) await clearSetting(db, { at, name: is.name }, actor, now);
  }
}
