import type { Command } from "commander";
import { DomainError } from "../../domain/errors.ts";
import { allModels } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import type { App } from "../app.ts";
import { addCommand, text } from "../command.ts";
import { facts, table } from "../output.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "models [name]",
    summary: "Shows the catalogue of phone models, or one model with all that is known of it.",
    examples: ["models", "models --vendor snom", 'models "Yealink T46U"', "models --json"],
    options: { vendor: text("--vendor <vendor>", "only this make: yealink, snom or polycom") },
    run: ({ name }, { vendor }) => {
      if (name !== undefined) return showModel(app, modelByName(name));
      const models = allModels().filter((model) => vendor === undefined || model.vendor === vendor.toLowerCase());
      app.print(models, () => table(["model", "kind", "keys", "pages", "accounts", "modules", "unverified"], models.map(row)));
    },
  });
}

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

function row(model: PhoneModel): (string | number)[] {
  const modules = model.modules.map((one) => one.name).join(", ");
  return [model.name, model.kind, model.keys.total, model.keys.pages, model.accounts, modules, model.unverified.join(", ")];
}

function showModel(app: App, model: PhoneModel): void {
  app.print(model, () =>
    facts([
      ["model", model.name],
      ["kind", model.kind],
      ["accounts", model.accounts],
      ["keys", `${model.keys.total} on ${model.keys.pages} page(s) of ${model.keys.perPage}`],
      ["key kinds", model.keyKinds.join(", ")],
      ["modules", model.modules.map((one) => `${one.name} (${one.total} keys, at most ${one.max})`).join(", ")],
      ["screen", model.screen && `${model.screen.w ?? "?"}×${model.screen.h ?? "?"}${model.screen.touch ? ", touch" : ""}`],
      ["user agent", model.identify.userAgent.join(", ")],
      ["unverified", model.unverified.join(", ")],
      ["notes", model.notes],
      ["sources", model.sources.join(", ")],
    ]),
  );
}
