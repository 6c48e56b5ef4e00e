import type { HoldLevel } from "../domain/hold.ts";
import { settingDefinitions } from "../domain/settings.ts";
import type { Db } from "./types.ts";

/** How strict each organisation is with phones that do not look like themselves; `null` is every other one's. */
export async function loadHoldLevels(db: Db): Promise<ReadonlyMap<string | null, HoldLevel>> {
  const rows: { organisation_id: string | null; value: string }[] = await db("setting")
    .where({ vendor: "", name: "provisioning.holds" })
    .whereIn("layer", ["operator", "organisation"])
    .select("organisation_id", "value");
  const { schema, default: usual } = settingDefinitions["provisioning.holds"];
  const levels = new Map<string | null, HoldLevel>([[null, usual]]);
  for (const { organisation_id, value } of rows) {
    const parsed = schema.safeParse(JSON.parse(value));
    if (parsed.success) levels.set(organisation_id, parsed.data);
  }
  return levels;
}

/** The level of one organisation. */
export async function holdLevelOf(db: Db, organisationId: string): Promise<HoldLevel> {
  const levels = await loadHoldLevels(db);
  return levels.get(organisationId) ?? levels.get(null) ?? settingDefinitions["provisioning.holds"].default;
}
