import { z } from "zod";
import { vendorIds } from "../domain/plan.ts";
import { allModels } from "../templates/index.ts";
import type { PhoneModel } from "../templates/model.ts";
import { KeyKindView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "./api/paging.ts";
import { ok, type Route, route } from "./api/route.ts";
import { modelOf, shapeOf } from "./phone-detail.ts";
import { ShapeView } from "./phone-views.ts";

const tag = "Phones";
export const ModelView = z.strictObject({
  vendor: z.enum(vendorIds),
  model: z.string(),
  name: z.string(),
  accounts: z.int(),
  keys: z.int(),
  modules: z.array(z.string()),
  maxModules: z.int(),
  keyKinds: z.array(KeyKindView),
});
export type ModelView = z.infer<typeof ModelView>;

function modelView({ vendor, model, name, accounts, keys, modules, maxModules, keyKinds }: PhoneModel): ModelView {
  const names = modules.map((module) => module.name);
  return { vendor, model, name, accounts, keys: keys.total, modules: names, maxModules, keyKinds: [...keyKinds] };
}

export const modelRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/models",
    tag,
    summary: "The models of the catalogue, and what each can take.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(ModelView),
    handle: async ({ query }) => ok(pageOfAll(allModels().map(modelView), (one) => one.name, query)),
  }),
  route("operator", {
    method: "get",
    path: "/operator/models",
    tag: "Operator",
    summary: "The same catalogue, for staff that is in no organisation.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(ModelView),
    handle: async ({ query }) => ok(pageOfAll(allModels().map(modelView), (one) => one.name, query)),
  }),
  route("administrator", {
    method: "get",
    path: "/models/:vendor/:model",
    tag,
    summary: "One model as it looks: where everything sits, in millimetres.",
    params: z.strictObject({ vendor: z.enum(vendorIds), model: z.string().max(20) }),
    answer: ModelView.extend({ shape: ShapeView }),
    handle: async ({ params }) => {
      const model = modelOf(params.vendor, params.model);
      return ok({ ...modelView(model), shape: shapeOf(model, []) });
    },
  }),
];
