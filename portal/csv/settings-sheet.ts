import type { CellsOfRow, ImportReport, PlannedRow, RowError } from "../../db/csv/import.ts";
import { type Cells, column, mustHave, rowError, type SheetContext, type WholeSheet } from "../../db/csv/sheet.ts";
import { normaliseMac } from "../../db/phone-rows.ts";
import { type LayerRef, layerOf, scopeOf } from "../../db/setting-scopes.ts";
import { clearRawParameter, clearSetting, SetRawParameter, setRawParameter, setSetting } from "../../db/settings.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { writeMac } from "../../domain/mac.ts";
import { type VendorId, vendorIds } from "../../domain/plan.ts";
import { mayOperate } from "../../domain/rights.ts";
import { isAdministratorsSetting } from "../../domain/setting-forms.ts";
import { isGuardedParameter, isSettingName, settingDefinitions } from "../../domain/settings.ts";
import { findModel } from "../../templates/index.ts";
import { modelByName } from "../../templates/model-name.ts";
import { cell, readText, refused, wholeReport, writtenText } from "./cells.ts";
import { loadLookup, type PhoneLookup } from "./phone-lookup.ts";

const columns = [
  column("layer", true, "nivå"),
  column("of", false, "vad", "telefon", "phone"),
  column("vendor", false, "märke"),
  column("name", true, "inställning", "parameter"),
  column("value", true, "värde"),
];
const layers = ["organisation", "site", "layout", "model", "phone"] as const;

type Stored = { readonly scope: string; readonly vendor: VendorId | null; readonly name: string; readonly value: string | null };
type Write = { readonly line: number; readonly at: LayerRef; readonly before: string | null; readonly after: Stored };
type Plan = { readonly rows: readonly PlannedRow[]; readonly writes: readonly Write[]; readonly errors: readonly RowError[] };

/**
 * Settings of an organisation and of what is in it: neutral ones as JSON, and parameters in a vendor's own words. An empty
 * value takes a setting away; settings that no row names stay.
 */
export const settingsSheet: WholeSheet = {
  columns,
  importAll: async (context, rows, dryRun): Promise<ImportReport> => {
    const tried = await plan(context, rows);
    if (dryRun || tried.errors.length > 0) return wholeReport(tried);
    return change(context.db, async (db) => {
      const again = await plan({ ...context, db }, rows);
      if (again.errors.length === 0) for (const write of again.writes) await save({ ...context, db }, write);
      return wholeReport(again);
    });
  },
  exportRows: async (db, organisationId) => {
    const lookup = await loadLookup(db, organisationId);
    const rows = await storedSettings(db, organisationId);
    return rows.flatMap(({ scope, vendor, name, value }) => {
      const at = layerOf(scope, organisationId);
      const of = at && nameOf(at, lookup);
      // Of phones that have been retired.
      if (at === null || of === null) return [];
      return [[at.layer, of, vendor ?? "", name, vendor === null ? (value ?? "") : writtenText(value)]];
    });
  },
};

async function storedSettings(db: Db, organisationId: string): Promise<Stored[]> {
  const rows: { scope: string; vendor: VendorId | ""; name: string; value: string }[] = await db("setting")
    .where("organisation_id", organisationId)
    .orderBy(["scope", "vendor", "name"])
    .select("scope", "vendor", "name", "value");
  return rows.map((row) => ({ ...row, vendor: row.vendor === "" ? null : row.vendor }));
}

function nameOf(at: LayerRef, lookup: PhoneLookup): string | null {
  switch (at.layer) {
    case "site":
      return lookup.sites.find(({ id }) => id === at.siteId)?.name ?? null;
    case "layout":
      return lookup.layouts.find(({ id }) => id === at.layoutId)?.name ?? null;
    case "model":
      return findModel(at.vendor, at.model)?.name ?? null;
    case "phone": {
      const phone = [...lookup.phones.values()].find(({ id }) => id === at.phoneId);
      return phone ? writeMac(phone.mac) : null;
    }
    default:
      return "";
  }
}

const keyOf = ({ scope, vendor, name }: Omit<Stored, "value">) => JSON.stringify([scope, vendor, name]);

async function plan(context: SheetContext, rows: readonly CellsOfRow[]): Promise<Plan> {
  const { db, organisationId } = context;
  const lookup = await loadLookup(db, organisationId);
  const stored = new Map((await storedSettings(db, organisationId)).map((one) => [keyOf(one), one.value]));
  const writes: Write[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const at = layerNamed(cells, organisationId, lookup);
      const after = settingOf(cells, at);
      const before = stored.get(keyOf(after)) ?? null;
      if (before !== after.value) cell("name", () => demandMay(context, after));
      const earlier = seen.get(keyOf(after));
      if (earlier) throw new DomainError("csv_row_twice", { line: earlier });
      seen.set(keyOf(after), line);
      writes.push({ line, at, before, after });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  return { rows: writes.map(planned), writes, errors };
}

/** @throws DomainError `right_missing` */
function demandMay({ access, organisationId }: SheetContext, { vendor, name }: Stored): void {
  const operates = access === "all" || mayOperate(access, organisationId);
  if (!operates && (vendor !== null || !isAdministratorsSetting(name))) throw new DomainError("right_missing");
}

function layerNamed(cells: Cells, organisationId: string, lookup: PhoneLookup): LayerRef {
  const layer = cell("layer", () => {
    const written = mustHave(cells, "layer");
    const known = layers.find((one) => one === written.toLowerCase());
    if (known) return known;
    throw refused("layer", written, `one of ${layers.join(", ")}`);
  });
  if (layer === "organisation") return { layer, organisationId };
  return cell("of", (): LayerRef => {
    const of = mustHave(cells, "of");
    if (layer === "site") return { layer, organisationId, siteId: lookup.site(of) };
    if (layer === "layout") return { layer, organisationId, layoutId: lookup.layout(of) };
    if (layer === "model") {
      const { vendor, model } = modelByName(of);
      return { layer, organisationId, vendor, model };
    }
    const phone = lookup.phones.get(normaliseMac(of));
    if (!phone) throw new DomainError("phone_not_found", { mac: of.slice(0, 40) });
    return { layer: "phone", organisationId, phoneId: phone.id };
  });
}

function settingOf(cells: Cells, at: LayerRef): Stored {
  const scope = scopeOf(at);
  const vendor = cell("vendor", () => {
    const written = cells("vendor")?.toLowerCase();
    if (!written) return null;
    const known = vendorIds.find((one) => one === written);
    if (known) return known;
    throw refused("vendor", written, `one of ${vendorIds.join(", ")}`);
  });
  const name = cell("name", () => mustHave(cells, "name"));
  const written = cells("value") ?? null;
  if (vendor !== null) return { scope, vendor, name, value: parameterValue(at, vendor, name, written) };
  return { scope, vendor, name, value: neutralValue(at, name, written) };
}

function parameterValue(at: LayerRef, vendor: VendorId, name: string, written: string | null): string | null {
  const value = readText(written);
  cell("name", () => {
    const parsed = SetRawParameter.shape.name.safeParse(name);
    if (!parsed.success) throw refused("name", name, "cannot be a parameter");
    if (isGuardedParameter(vendor, name))
      throw new DomainError("setting_invalid", { name, problem: "this parameter is the server's alone" });
  });
  if (value !== null) {
    const parsed = cell("value", () => SetRawParameter.safeParse({ at, vendor, name, value }));
    if (!parsed.success) throw refused("value", value, parsed.error.issues[0]?.message ?? "");
  }
  return value;
}

/** In the form in which it is kept. Text may stand without its quotes. */
function neutralValue(at: LayerRef, name: string, written: string | null): string | null {
  const definition = cell("name", () => {
    if (!isSettingName(name)) throw new DomainError("setting_unknown", { name });
    const known = settingDefinitions[name];
    if (known.layers.includes(at.layer)) return known;
    throw new DomainError("layer_invalid", { name, layer: at.layer, layers: known.layers.join(", ") });
  });
  if (written === null) return null;
  return cell("value", () => {
    const parsed = definition.schema.safeParse(jsonOr(written));
    if (parsed.success) return JSON.stringify(parsed.data);
    throw new DomainError("setting_invalid", { name, problem: parsed.error.issues[0]?.message ?? "" });
  });
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function planned({ line, before, after }: Write): PlannedRow {
  const same = before === after.value;
  const changes = same ? [] : [{ column: "value", before: before ?? "", after: after.value ?? "" }];
  return { line, outcome: same ? "unchanged" : before === null ? "created" : "updated", name: after.name, changes };
}

async function save({ db, actor, now, imagesMayMiss = false }: SheetContext, { at, before, after }: Write): Promise<void> {
  const { vendor, name, value } = after;
  if (before === value) return;
  if (vendor !== null && value !== null) await setRawParameter(db, { at, vendor, name, value }, actor, now);
  else if (vendor !== null) await clearRawParameter(db, { at, vendor, name }, actor, now);
  else if (value !== null) await setSetting(db, { at, name, value: JSON.parse(value) }, actor, now, { imagesMayMiss });
  else await clearSetting(db, { at, name }, actor, now);
}
