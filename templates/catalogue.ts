import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "../domain/errors.ts";
import { type VendorId, vendorIds } from "../domain/plan.ts";
import { PhoneModel } from "./model.ts";

type Json = { [key: string]: unknown };

const root = import.meta.dirname;

/**
 * Reads and checks every model of a vendor. Throws `catalogue_invalid` with file, field and what to do.
 *
 * @param folder for tests: another folder that holds `<vendor>/models/*.json`
 */
export function loadModels(vendor: VendorId, folder: string = root): readonly PhoneModel[] {
  const models = join(folder, vendor, "models");
  const names = readdirSync(models)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const parts = new Map(names.map((name) => [name, readJson(join(models, name), `templates/${vendor}/models/${name}`)]));
  const found = names.filter((name) => !name.startsWith("_"));
  return unambiguous(found.map((name) => checkModel(vendor, name, resolveParts(vendor, name, parts))));
}

/** Every model of every vendor, in the order vendor, then model name as sorted by code point. */
export function loadCatalogue(folder: string = root): readonly PhoneModel[] {
  return vendorIds.flatMap((vendor) => loadModels(vendor, folder));
}

function readJson(path: string, shown: string): Json {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw invalid(shown, "", `is not JSON (${error instanceof Error ? error.message : "unreadable"})`);
  }
  throw invalid(shown, "", "must hold one JSON object");
}

function resolveParts(vendor: VendorId, name: string, parts: ReadonlyMap<string, Json>, seen: readonly string[] = []): Json {
  const own = parts.get(name);
  const shown = `templates/${vendor}/models/${seen[0] ?? name}`;
  if (!own) throw invalid(shown, "extends", `names ${name}, which is not in the folder`);
  if (seen.includes(name)) throw invalid(shown, "extends", `goes round in a circle: ${[...seen, name].join(" → ")}`);
  const { extends: base, ...fields } = own;
  return basesOf(shown, base).reduceRight<Json>(
    (above, part) => merge(resolveParts(vendor, part, parts, [...seen, name]), above),
    fields,
  );
}

/** What a file builds on, one part a concern; a later part lies on top of an earlier one, the file's own fields on top of all. */
function basesOf(shown: string, base: unknown): readonly string[] {
  const names: unknown[] = base === undefined ? [] : Array.isArray(base) ? base : [base];
  return names.map((name) => {
    if (typeof name !== "string")
      throw invalid(shown, "extends", "must be the name of a file in the same folder, or a list of them");
    return name.replace(/^\.\//, "");
  });
}

/** Objects are merged field by field, everything else is replaced. */
function merge(base: Json, own: Json): Json {
  const result: Json = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function checkModel(vendor: VendorId, name: string, data: Json): PhoneModel {
  const shown = `templates/${vendor}/models/${name}`;
  const parsed = PhoneModel.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (issue?.code === "unrecognized_keys")
      throw invalid(
        shown,
        [...issue.path, issue.keys[0] ?? ""].join("."),
        "is no field of a model: remove it, or correct its spelling",
      );
    const path = issue?.path.join(".") ?? "";
    const got = issue?.path.reduce<unknown>(
      (at, key) => (isObject(at) || Array.isArray(at) ? (at as Json)[String(key)] : undefined),
      data,
    );
    throw invalid(shown, path, `${issue?.message ?? "is wrong"}, got ${JSON.stringify(got) ?? "nothing"}${fixFor(got)}`);
  }
  const model = parsed.data;
  if (model.vendor !== vendor) throw invalid(shown, "vendor", `must be ${vendor}, as the folder says`);
  if (`${model.model.toLowerCase()}.json` !== name) throw invalid(shown, "model", `must fit the file's name ${name}`);
  if (model.keys.total > model.keys.pages * model.keys.perPage)
    throw invalid(
      shown,
      "keys.total",
      `must be at most pages × perPage = ${model.keys.pages * model.keys.perPage}, got ${model.keys.total}`,
    );
  for (const file of neededFiles[vendor])
    if (model.files[file] === undefined) throw invalid(shown, `files.${file}`, "is missing: phones of this make ask by it");
  for (const path of model.unverified)
    if (!path.split(".").every((key, at, keys) => hasField(model, keys.slice(0, at), key)))
      throw invalid(shown, "unverified", `names ${path}, which is no field of this model`);
  return model;
}

/** Names in `files` without which a make's phones cannot be answered. */
const neededFiles: Readonly<Record<VendorId, readonly string[]>> = { yealink: ["yCode"], snom: ["phoneType"], polycom: [] };

function hasField(model: PhoneModel, path: readonly string[], key: string): boolean {
  const at = path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), model);
  return isObject(at) && Object.hasOwn(at, key);
}

/** A product token in a user agent names one model: whoever has it second would never be found. */
function unambiguous(models: readonly PhoneModel[]): readonly PhoneModel[] {
  const owners = new Map<string, string>();
  for (const { vendor, model, identify } of models)
    for (const token of identify.userAgent) {
      const owner = owners.get(token.toLowerCase());
      if (owner !== undefined)
        throw invalid(
          `templates/${vendor}/models/${model.toLowerCase()}.json`,
          "identify.userAgent",
          `holds ${token}, which already names the ${owner}: take it out of one of them`,
        );
      owners.set(token.toLowerCase(), model);
    }
  return models;
}

function fixFor(got: unknown): string {
  if (typeof got === "string" && got.trim() !== "" && Number.isFinite(Number(got))) return " (remove the quotes)";
  return got === undefined ? " (add the field, or extend a part that has it)" : "";
}

function invalid(file: string, field: string, fix: string): DomainError {
  return new DomainError("catalogue_invalid", { file, field, fix });
}
