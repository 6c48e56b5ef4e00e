import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { adapterFile } from "./adapter-openapi.ts";
import { modelsTable } from "./models-table.ts";

const files = { "models.md": modelsTable(), "operator-adapter.openapi.json": adapterFile() };
for (const [name, text] of Object.entries(files)) {
  const target = resolve(import.meta.dirname, "../docs", name);
  writeFileSync(target, text);
  process.stdout.write(`Wrote ${target}\n`);
}
