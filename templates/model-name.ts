import { DomainError } from "../domain/errors.ts";
import { allModels } from "./index.ts";
import type { PhoneModel } from "./model.ts";

/** `Yealink T46U`, `yealink t46u` or `T46U` where only one make has it. Throws `model_unknown`. */
export function modelByName(name: string): PhoneModel {
  const plain = (value: string) => value.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = plain(name);
  const fitting = allModels().filter((model) =>
    [model.name, `${model.vendor}${model.model}`, model.model].some((one) => plain(one) === wanted),
  );
  const [only, second] = fitting;
  if (second) throw new DomainError("name_ambiguous", { kind: "model", name });
  if (!only) throw new DomainError("model_unknown", { model: name });
  return only;
}
