import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { modelsTable } from "./models-table.ts";

const target = resolve(import.meta.dirname, "../docs/models.md");
writeFileSync(target, modelsTable());
process.stdout.write(`Wrote ${target}\n`);
