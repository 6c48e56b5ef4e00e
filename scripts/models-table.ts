import { vendorIds } from "../domain/plan.ts";
import { loadModels } from "../templates/catalogue.ts";
import type { PhoneModel } from "../templates/model.ts";

/** `docs/models.md`: every model, and what of it is verified. Generated from the data files alone. */
export function modelsTable(): string {
  const sections = vendorIds.map((vendor) => {
    const models = loadModels(vendor);
    const head =
      "| Model | Kind | Keys | Pages | Accounts | Modules | Screen | Firmware family | Not verified |\n|---|---|--:|--:|--:|---|---|---|---|";
    return `## ${title(models)}\n\n${head}\n${models.map(row).join("\n")}\n`;
  });
  const total = vendorIds.reduce((sum, vendor) => sum + loadModels(vendor).length, 0);
  return `# Models

Made from \`templates/<vendor>/models/*.json\` by \`npm run docs\`; a test keeps it in step. ${total} models. *Keys* are programmable keys over all
pages on the phone itself. *Not verified* names the fields that rest on inference or on one weak source; the notes in each data
file say why. Nothing here has been tried on hardware by this project.

${sections.join("\n")}`;
}

function title(models: readonly PhoneModel[]): string {
  return [...new Set(models.map((model) => model.name.split(" ")[0] ?? ""))].join(" and ");
}

function row(model: PhoneModel): string {
  const modules = model.modules.map(
    (module) => `${module.name} (${module.total} keys, up to ${Math.min(module.max, model.maxModules)})`,
  );
  const cells = [
    model.name,
    model.kind,
    String(model.keys.total),
    String(model.keys.pages),
    String(model.accounts),
    modules.join("; ") || "–",
    screen(model),
    model.firmware.family.join(", "),
    model.unverified.join(", ") || "–",
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function screen(model: PhoneModel): string {
  const screen = model.screen;
  if (screen === null || screen.w === null || screen.h === null) return "not known";
  const words = [`${screen.w}×${screen.h}`, screen.colour === true ? "colour" : "", screen.touch ? "touch" : ""];
  return words.filter(Boolean).join(" ");
}
