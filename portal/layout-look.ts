import { z } from "zod";
import { loadLayoutSource } from "../db/layout-source.ts";
import { actingCodes } from "../domain/compose-keys.ts";
import { composePlan } from "../domain/compose-plan.ts";
import { vendorIds } from "../domain/plan.ts";
import { KeyKindView } from "./api/fields.ts";
import { ok, type Route, route } from "./api/route.ts";
import { modelOf, shapeOf } from "./phone-detail.ts";
import { keyViews } from "./phone-key-views.ts";
import { CodesView, KeyView, ModuleNames, ShapeView } from "./phone-views.ts";
import { checkModules } from "./phones.ts";

/** `EXP50,EXP50`: in the order of the chain. */
const modulesQuery = z
  .string()
  .max(300)
  .default("")
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(ModuleNames)
  .meta({ description: "Names of the expansion modules in the order of the chain, with commas between." });

export const layoutLookRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/layouts/:layout/look",
    tag: "Keys",
    summary: "A layout as a phone of this model would show it, and which of its keys such a phone cannot have.",
    params: z.strictObject({ layout: z.string().max(200) }),
    query: z.strictObject({
      vendor: z.enum(vendorIds).default("yealink"),
      model: z.string().max(20).default("T54W"),
      modules: modulesQuery,
    }),
    answer: z.strictObject({
      shape: ShapeView,
      keyKinds: z.array(KeyKindView),
      most: z.strictObject({ accounts: z.int(), modules: z.int() }),
      moduleNames: z.array(z.string()),
      language: z.string(),
      codes: CodesView,
      keys: z.array(KeyView),
    }),
    handle: async ({ parts, who, params, query }) => {
      const { vendor, model: id, modules } = query;
      const model = modelOf(vendor, id);
      checkModules(model, modules);
      const looking = { organisationId: who.organisationId, layoutId: params.layout, vendor, model: id, modules };
      const source = await loadLayoutSource(parts.db, { ...looking, accounts: model.accounts });
      const plan = composePlan(source, { ...model, id: model.model }, parts.publicUrl);
      const keys = keyViews({ plan, model, source }, { state: "fetched", at: null, text: null });
      return ok({
        shape: shapeOf(model, modules),
        keyKinds: [...model.keyKinds],
        most: { accounts: model.accounts, modules: model.maxModules },
        moduleNames: model.modules.map((module) => module.name),
        language: plan.settings.language.value,
        codes: actingCodes(source),
        // A line that nobody has programmed is the phone's, not the layout's.
        keys: keys.filter((key) => key.from === "layout"),
      });
    },
  }),
];
