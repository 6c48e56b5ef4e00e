import { DomainError } from "../../domain/errors.ts";
import { loadModels } from "../catalogue.ts";
import type { PhoneModel } from "../model.ts";

let loaded: ReadonlyMap<string, PhoneModel> | null = null;

/** Every Yealink model by its id. Read once; throws `catalogue_invalid` when a data file is wrong. */
export function yealinkModels(): ReadonlyMap<string, PhoneModel> {
  loaded ??= new Map(loadModels("yealink").map((model) => [model.model, model]));
  return loaded;
}

/** The model's data. Throws `model_unknown`. */
export function yealinkModel(id: string): PhoneModel {
  const model = yealinkModels().get(id);
  if (!model) throw new DomainError("model_unknown", { vendor: "yealink", model: id });
  return model;
}

/** Name of the common file without `.cfg`: `y000000000108`. */
export function yCodeOf(model: PhoneModel): string {
  return String(model.files.yCode);
}
