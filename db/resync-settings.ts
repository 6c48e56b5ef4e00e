import type { ResyncMode } from "../domain/resync.ts";
import { type SettingName, settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import { checkVersion } from "./rows.ts";
import { scopeOf } from "./setting-scopes.ts";
import { setSetting } from "./settings.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What holds for the phones of an organisation unless a site, model or phone says otherwise. */
export type OrganisationResync = {
  readonly mode: ResyncMode;
  readonly nightFrom: string;
  readonly nightTo: string;
  readonly perMinute: number;
};

const names = {
  mode: "resync.mode",
  nightFrom: "resync.nightFrom",
  nightTo: "resync.nightTo",
  perMinute: "resync.perMinute",
} as const satisfies { readonly [K in keyof OrganisationResync]: SettingName };

/** What the operator says for all, and the organisation over it. `version` is another one when any of it is. */
export async function readResyncSettings(
  db: Db,
  organisationId: string,
): Promise<OrganisationResync & { readonly version: number }> {
  const scopes = [scopeOf({ layer: "organisation", organisationId }), scopeOf({ layer: "operator" })];
  const rows: { scope: string; name: string; value: string }[] = await db("setting")
    .where(oneOf(db, "scope", scopes))
    .where({ vendor: "" })
    .whereIn("name", Object.values(names))
    .select("scope", "name", "value");
  const said = <N extends keyof typeof names>(name: N) => {
    const definition = settingDefinitions[names[name]];
    for (const scope of scopes) {
      const row = rows.find((one) => one.scope === scope && one.name === names[name]);
      const parsed = row && definition.schema.safeParse(JSON.parse(row.value));
      if (parsed?.success) return parsed.data;
    }
    return definition.default;
  };
  const settings = {
    mode: settingDefinitions["resync.mode"].schema.parse(said("mode")),
    nightFrom: String(said("nightFrom")),
    nightTo: String(said("nightTo")),
    perMinute: Number(said("perMinute")),
  };
  return { ...settings, version: fingerprint(JSON.stringify(settings)) };
}

/**
 * Says what is given at the organisation; what is absent stays.
 *
 * @param input.version as `readResyncSettings` gave it
 * @throws DomainError `version_conflict`, `organisation_not_found`
 */
export async function saveResyncSettings(
  db: Db,
  input: { readonly organisationId: string; readonly version: number } & {
    readonly [K in keyof OrganisationResync]?: OrganisationResync[K] | undefined;
  },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { organisationId, version } = input;
  await change(db, async (trx) => {
    const before = await readResyncSettings(trx, organisationId);
    checkVersion(before, version);
    const at = { layer: "organisation", organisationId } as const;
    for (const field of ["mode", "nightFrom", "nightTo", "perMinute"] as const) {
      const value = input[field];
      if (value !== undefined && value !== before[field]) await setSetting(trx, { at, name: names[field], value }, actor, now);
    }
  });
}

/** FNV-1a, 31 bits: settings have no row of their own that counts its versions. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return hash & 0x7fffffff;
}
