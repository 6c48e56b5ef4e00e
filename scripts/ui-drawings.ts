import { readFileSync, writeFileSync } from "node:fs";
import type { VendorId } from "../domain/plan.ts";
import { drawPhone } from "../templates/geometry.ts";
import { findModel } from "../templates/index.ts";

/**
 * Phones as the web app gets them to draw, made from the models' own data, for the gallery and the tests of
 * `device-ui/`, which may not import `templates/`. Written by `node scripts/ui-drawings.ts`; a test keeps it in step.
 */
export const uiDrawingsFile = new URL("../device-ui/testing/gallery/drawings.golden.json", import.meta.url);

const wanted: readonly (readonly [string, VendorId, string, readonly string[]])[] = [
  ["t46u", "yealink", "T46U", []],
  ["t54wWithModule", "yealink", "T54W", ["EXP50"]],
  ["t48u", "yealink", "T48U", []],
  ["d725", "snom", "D725", []],
  ["d785", "snom", "D785", []],
  ["vvx250", "polycom", "VVX250", []],
  ["vvx601", "polycom", "VVX601", []],
  ["cp920", "yealink", "CP920", []],
];

export function uiDrawings(): string {
  const drawings = wanted.map(([name, vendor, id, modules]) => {
    const model = findModel(vendor, id);
    if (!model) throw new Error(`${vendor} ${id} is not in the catalogue: change scripts/ui-drawings.ts`);
    const { labelChars, hardKeys, dpad } = model.geometry;
    const { body, screen, handset, softkeys, dialpad, modules: attached, keys } = drawPhone(model, modules);
    return [
      name,
      { name: model.name, body, screen, handset, softkeys, dialpad, dpad, hardKeys, modules: attached, keys, labelChars },
    ];
  });
  return `${JSON.stringify(Object.fromEntries(drawings))}\n`;
}

export function savedUiDrawings(): string {
  return readFileSync(uiDrawingsFile, "utf8");
}

if (import.meta.main) writeFileSync(uiDrawingsFile, uiDrawings());
