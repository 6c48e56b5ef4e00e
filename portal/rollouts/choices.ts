import { z } from "zod";
import { listImages } from "../../db/firmware-images.ts";
import { rolloutHouse } from "../../db/rollout-house.ts";
import type { Db } from "../../db/types.ts";
import { vendorIds } from "../../domain/plan.ts";
import { canRollOut } from "../../domain/rollout-settings.ts";
import { isAdministratorsSetting, isAskedSetting, settingForms } from "../../domain/setting-forms.ts";
import { settingDefinitions } from "../../domain/settings.ts";
import { findModel } from "../../templates/index.ts";

const Version = z.strictObject({ firmware: z.string().nullable(), phones: z.int() });

/** What a new roll-out can be of, and whom it can be given. */
export const RolloutChoicesView = z.strictObject({
  models: z.array(
    z.strictObject({
      vendor: z.enum(vendorIds),
      model: z.string(),
      name: z.string(),
      phones: z.int(),
      /** What the phones say they run, the commonest first; null: they have not said. */
      running: z.array(Version),
      /** What phones can run, the newest first. */
      images: z.array(z.strictObject({ id: z.string(), file: z.string(), version: z.string() })),
    }),
  ),
  sites: z.array(z.strictObject({ id: z.string(), name: z.string(), phones: z.int() })),
  layouts: z.array(z.strictObject({ id: z.string(), name: z.string(), phones: z.int() })),
  /** Settings that the asker may give out. */
  settings: z.array(z.enum(Object.keys(settingForms) as [keyof typeof settingForms])),
  /** The asker may give out the makes' own parameters. */
  parameters: z.boolean(),
  phones: z.int(),
});
export type RolloutChoicesView = z.infer<typeof RolloutChoicesView>;

/** @param organisationId null: over all organisations */
export async function rolloutChoices(db: Db, organisationId: string | null, operating: boolean): Promise<RolloutChoicesView> {
  const { models, sites, layouts, phones } = await rolloutHouse(db, organisationId);
  const images = (await listImages(db)).filter((image) => image.kind === "phone");
  return {
    models: models.map(({ vendor, model, phones: count, running }) => ({
      ...{ vendor, model, name: findModel(vendor, model)?.name ?? model, phones: count, running: [...running] },
      images: images.flatMap(({ id, name: file, firmwareVersion: version, vendor: make, models: fit }) =>
        make === vendor && fit.includes(model) && version !== null ? [{ id, file, version }] : [],
      ),
    })),
    ...{ sites: [...sites], layouts: [...layouts], phones },
    settings: Object.keys(settingForms)
      .filter(isAskedSetting)
      .filter((name) => canRollOut(name) && (operating || isAdministratorsSetting(name)))
      .filter((name) => organisationId !== null || settingDefinitions[name].layers.includes("operator")),
    parameters: operating,
  };
}
