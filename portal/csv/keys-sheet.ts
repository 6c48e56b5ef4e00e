import type { CellsOfRow, ImportReport, PlannedRow, RowError } from "../../db/csv/import.ts";
import { type Cells, column, mustHave, rowError, type SheetContext, type WholeSheet } from "../../db/csv/sheet.ts";
import { dialled, goneAmong } from "../../db/phone-key-rows.ts";
import { KeyInput, setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import { normaliseMac } from "../../db/phone-rows.ts";
import { Mac } from "../../db/phones.ts";
import { change } from "../../db/transaction.ts";
import { DomainError } from "../../domain/errors.ts";
import { keyProblem, keyRules } from "../../domain/key-rules.ts";
import { writeMac } from "../../domain/mac.ts";
import { comparePlaces, formatPlace, type KeyBinding, type KeyPlace, type KeyTarget, keyKinds } from "../../domain/phone-key.ts";
import { cell, readText, refused, wholeReport, writtenText } from "./cells.ts";
import { type KeyLookup, loadKeyLookup } from "./key-lookup.ts";

const columns = [
  column("phone", false, "telefon", "mac"),
  column("layout", false),
  column("place", true, "plats", "knapp"),
  column("kind", true, "typ"),
  column("follows", false, "följer"),
  column("target", false, "mål"),
  column("account", false, "konto"),
  column("label", false, "text", "etikett"),
  column("value", false, "värde"),
  column("locked", false, "låst"),
];

type Owner = { readonly of: "phone" | "layout"; readonly id: string; readonly name: string };
type Write = { readonly line: number; readonly owner: Owner; readonly before: KeyBinding | null; readonly after: KeyInput };
type Plan = {
  readonly rows: readonly PlannedRow[];
  readonly writes: readonly Write[];
  readonly errors: readonly RowError[];
  /** Ids of what is no more. */
  readonly gone: ReadonlySet<string>;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Keys of phones (by MAC) and of layouts (by name): exactly one of the two stands in each row. Keys that no row names stay; a key whose target is gone keeps its id. */
export const keysSheet: WholeSheet = {
  columns,
  importAll: async (context, rows, dryRun): Promise<ImportReport> => {
    const tried = await plan(context, rows);
    if (dryRun || tried.errors.length > 0) return wholeReport(tried);
    return change(context.db, async (db) => {
      const again = await plan({ ...context, db }, rows);
      if (again.errors.length === 0) await save({ ...context, db }, again);
      return wholeReport(again);
    });
  },
  exportRows: async (db, organisationId) => {
    const lookup = await loadKeyLookup(db, organisationId);
    const rows: string[][] = [];
    const put = (names: readonly [string, string], keys: readonly KeyBinding[] = []) =>
      rows.push(...[...keys].sort((a, b) => comparePlaces(a.place, b.place)).map((key) => [...names, ...cellsOf(key, lookup)]));
    for (const { id, name } of lookup.layouts) put(["", name], lookup.keysOf("layout").get(id));
    for (const phone of lookup.phones.values()) put([writeMac(phone.mac), ""], lookup.keysOf("phone").get(phone.id));
    return rows;
  },
};

async function plan({ db, organisationId }: SheetContext, rows: readonly CellsOfRow[]): Promise<Plan> {
  const lookup = await loadKeyLookup(db, organisationId);
  const ids = rows.flatMap(({ cells }) => [cells("target") ?? "", cells("value") ?? ""]).filter((text) => uuid.test(text));
  const gone = await goneAmong(db, [...new Set(ids)]);
  const writes: Write[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const owner = ownerOf(cells, lookup);
      const after = keyOf(cells, lookup, gone);
      const at = `${owner.of} ${owner.id} ${formatPlace(after.place)}`;
      const earlier = seen.get(at);
      if (earlier) throw new DomainError("csv_row_twice", { line: earlier });
      seen.set(at, line);
      const had = lookup.keysOf(owner.of).get(owner.id) ?? [];
      const before = had.find(({ place }) => formatPlace(place) === formatPlace(after.place)) ?? null;
      writes.push({ line, owner, before, after });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  return { rows: writes.map((write) => planned(write, lookup)), writes, errors, gone };
}

function ownerOf(cells: Cells, lookup: KeyLookup): Owner {
  const [phone, layout] = [cells("phone"), cells("layout")];
  if (phone && layout) cell("layout", () => refuse("layout", layout, "phone or layout, not both"));
  if (layout) return { of: "layout", id: cell("layout", () => lookup.layout(layout)), name: layout };
  return cell("phone", () => {
    const written = mustHave(cells, "phone");
    const found = lookup.phoneById.get(written) ?? lookup.phones.get(normaliseMac(written));
    const mac = Mac.safeParse(written);
    if (!found && !mac.success) throw new DomainError("mac_invalid", { mac: written.slice(0, 40) });
    // Another organisation's phone is as unknown here as one that does not exist.
    const one = found ?? lookup.phones.get(mac.data ?? "");
    if (!one) throw new DomainError("phone_not_found", { mac: written.slice(0, 40) });
    return { of: "phone", id: one.id, name: one.label || one.mac };
  });
}

function keyOf(cells: Cells, lookup: KeyLookup, gone: ReadonlySet<string>): KeyInput {
  const place = cell("place", () => placeOf(mustHave(cells, "place")));
  const kind = cell("kind", () => {
    const written = mustHave(cells, "kind");
    return (
      keyKinds.find((one) => one.toLowerCase() === written.toLowerCase()) ??
      refuse("kind", written, `one of ${keyKinds.join(", ")}`)
    );
  });
  const target = cell("target", () => targetOf(cells, lookup, gone));
  const account = cell("account", () => accountOf(cells("account") || "1"));
  const locked = cell("locked", () => yes(cells("locked")));
  const key = { place, kind, target, account, label: readText(cells("label")), value: readText(cells("value")), locked };
  return cell("kind", () => {
    const parsed = KeyInput.safeParse(key);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
      throw refused(path.join("."), "", message);
    }
    const problem = keyProblem(parsed.data);
    if (problem) {
      const { targets } = keyRules[kind];
      throw new DomainError("key_invalid", { place: formatPlace(place), kind, problem, targets: targets.join(", ") });
    }
    return parsed.data;
  });
}

/** `0/3`, or `3` for the phone itself. */
function placeOf(written: string): KeyPlace {
  const [, module = "0", index] = /^(?:([0-6])\/)?([1-9]\d{0,2})$/.exec(written.trim()) ?? [];
  if (index === undefined) throw new DomainError("key_place_invalid", { place: written });
  return { module: Number(module), index: Number(index) };
}

function targetOf(cells: Cells, lookup: KeyLookup, gone: ReadonlySet<string>): KeyTarget | null {
  const target = cells("target");
  if (!target) return null;
  const follows = cells("follows")?.toLowerCase() || "number";
  const idOf = (find: (written: string) => string) => (gone.has(target) ? target : find(target));
  if (follows === "user" || follows === "användare") return { kind: "user", id: idOf((name) => lookup.user(name).id) };
  if (follows === "group" || follows === "grupp") return { kind: "group", id: idOf(lookup.group) };
  if (follows === "contact" || follows === "kontakt") return { kind: "contact", id: idOf(lookup.contact) };
  if (follows !== "number" && follows !== "nummer") return refuse("follows", follows, "user, group, contact or number");
  return { kind: "number", number: dialled(target) };
}

function accountOf(written: string): number {
  const value = /^\d{1,2}$/.test(written) ? Number(written) : 0;
  return value >= 1 && value <= 34 ? value : refuse("account", written, "must be 1-34");
}

function yes(written: string | null | undefined): boolean {
  const word = written?.toLowerCase() ?? "no";
  if (["yes", "ja", "true", "1", "x"].includes(word)) return true;
  return ["no", "nej", "false", "0"].includes(word) ? false : refuse("locked", word, "yes or no");
}

function refuse(field: string, value: string, reason: string): never {
  throw refused(field, value, reason);
}

function cellsOf(key: KeyBinding | KeyInput, lookup: KeyLookup): string[] {
  const { target, kind, label, value, account, locked } = key;
  const whom = target === null ? "" : target.kind === "number" ? target.number : lookup.nameOf(target);
  return [
    ...[formatPlace(key.place), kind, target?.kind ?? "", whom, String(account)],
    ...[writtenText(label), writtenText(value), locked ? "yes" : "no"],
  ];
}

const facts = (key: KeyBinding | KeyInput) =>
  JSON.stringify([key.kind, key.target, key.account, key.label, key.value, key.locked]);

function planned({ line, owner, before, after }: Write, lookup: KeyLookup): PlannedRow {
  const [was, is] = [before && cellsOf(before, lookup), cellsOf(after, lookup)];
  const name = `${owner.name} ${formatPlace(after.place)}`;
  if (before && facts(before) === facts(after)) return { line, outcome: "unchanged", name, changes: [] };
  const changes = columns.slice(2).flatMap(({ name: column }, at) => {
    const [old, now] = [was?.[at] ?? "", is[at] ?? ""];
    return old === now ? [] : [{ column, before: old, after: now }];
  });
  return { line, outcome: before ? "updated" : "created", name, changes };
}

/** All keys of a phone or a layout together. */
async function save({ db, organisationId, actor, now }: SheetContext, { writes, gone }: Plan): Promise<void> {
  const changed = writes.filter(({ before, after }) => !before || facts(before) !== facts(after));
  for (const some of Map.groupBy(changed, ({ owner }) => `${owner.of} ${owner.id}`).values()) {
    const [first] = some;
    if (!first) continue;
    const keys = some.map(({ after }) => after);
    const { of, id } = first.owner;
    if (of === "phone") await setPhoneKeys(db, { organisationId, phoneId: id, keys }, actor, now, gone);
    else await setLayoutKeys(db, { organisationId, layoutId: id, keys }, actor, now, gone);
  }
}
