import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { modelsTable } from "./models-table.ts";

test("docs/models.md is what the catalogue says (npm run docs renews it)", () => {
  expect(readFileSync(resolve(import.meta.dirname, "../docs/models.md"), "utf8")).toBe(modelsTable());
});
