import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { vendorIds } from "../domain/plan.ts";
import { loadCatalogue } from "./catalogue.ts";

const folder = mkdtempSync(join(tmpdir(), "klyka-catalogue-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const vendor of vendorIds)
  cpSync(join(import.meta.dirname, vendor, "models"), join(folder, vendor, "models"), { recursive: true });

/** Loads the catalogue with one data file changed, which is put back afterwards. */
function loadWith(file: string, change: (text: string) => string): unknown {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(path, change(text));
  try {
    return loadCatalogue(folder).length;
  } catch (error) {
    return error;
  } finally {
    writeFileSync(path, text);
  }
}

const t46u = "yealink/models/t46u.json";
const replace = (what: string | RegExp, by: string) => (text: string) => text.replace(what, by);

test.each([
  ["a text that is no JSON", t46u, (text: string) => text.slice(0, -5), t46u, ""],
  ["a list", t46u, () => "[]", t46u, ""],
  ["a misspelt field", t46u, replace('"accounts": 16', '"accounts": 16, "acounts": 3'), t46u, "acounts"],
  ["a number in quotes", t46u, replace('"accounts": 16', '"accounts": "16"'), t46u, "accounts"],
  ["a missing field", t46u, replace('"accounts": 16,', ""), t46u, "accounts"],
  ["a part that is not there", t46u, replace("_exp43.json", "_none.json"), t46u, "extends"],
  ["a model under another file's name", t46u, replace('"model": "T46U"', '"model": "T46V"'), t46u, "model"],
  ["a key kind that does not exist", "yealink/models/_phone.json", replace('"blf"', '"lamp"'), null, "keyKinds.2"],
  ["pages that cannot hold the keys", "yealink/models/_keys-10.json", replace('"pages": 3', '"pages": 2'), null, "keys.total"],
  ["a pattern that is none", "snom/models/d785.json", replace(/"pattern": "[^"]*"/, '"pattern": "("'), null, "firmware.pattern"],
  ["no code of the common file", t46u, replace('"yCode"', '"ycode"'), t46u, "files.yCode"],
  ["a remark on a field that is not there", t46u, replace('"keys.pages"', '"keys.pagez"'), t46u, "unverified"],
  ["another model's product token", t46u, replace("SIP-T46U", "SIP-T46S"), t46u, "identify.userAgent"],
] as const)("%s is refused with file, field and what to do", (_, file, change, named, field) => {
  expect(loadWith(file, change)).toMatchObject({
    code: "catalogue_invalid",
    detail: {
      file: named === null ? expect.stringMatching(/^templates\/[a-z]+\/models\/[a-z0-9_]+\.json$/) : `templates/${named}`,
      field,
      fix: expect.stringMatching(/.{10}/),
    },
  });
});

test("a new model is one data file", () => {
  const made = replace('"model": "T46U"', '"model": "T99X"')(readFileSync(join(folder, t46u), "utf8"));
  writeFileSync(join(folder, "yealink/models/t99x.json"), made.replaceAll("SIP-T46U", "SIP-T99X"));
  const models = loadCatalogue(folder);
  expect(models.find((model) => model.model === "T99X")).toMatchObject({ vendor: "yealink", keys: { total: 27 } });
  expect(models).toHaveLength(loadCatalogue().length + 1);
});
