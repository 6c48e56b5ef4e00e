import type { Command } from "commander";
import { allModels } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import type { App } from "../app.ts";
import { addCommand, text } from "../command.ts";
import { modelByName } from "../model-name.ts";
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

function row(model: PhoneModel): (string | number)[] {
  const modules = model.modules.map((one) => one.name).join(", ");
  return [
    model.name,
    model.kind,
    model.keys.total,
    model.keys.pages,
    model.accounts,
    modules,
    model.unverified.length === 0 ? "" : `${model.unverified.length} field(s)`,
  ];
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
