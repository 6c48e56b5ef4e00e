import type { CellChange, CellsOfRow, ImportReport, PlannedRow, RowError } from "../../db/csv/import.ts";
import { joinList } from "../../db/csv/lists.ts";
import { type Cells, column, mustHave, rowError, type SheetContext, type WholeSheet } from "../../db/csv/sheet.ts";
import { addPhoneAgain, loadCredentials, PhoneCredentials } from "../../db/phone-restore.ts";
import { AddPhone, addPhone, Mac, type Phone, setPhoneAccounts, updatePhone } from "../../db/phones.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { readMac, writeMac } from "../../domain/mac.ts";
import { oneLine } from "../../domain/one-line.ts";
import { findModel } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { modelByName } from "../../templates/model-name.ts";
import { cell, wholeReport } from "./cells.ts";
import { foreignMacs, loadLookup, type PhoneLookup } from "./phone-lookup.ts";
import { type CellSealer, cellSealer, sealerOf } from "./sealed.ts";

/** What a row says of a phone, by ids. */
type State = {
  readonly mac: string;
  readonly model: PhoneModel;
  readonly label: string;
  readonly userId: string | null;
  readonly siteId: string | null;
  readonly layoutId: string | null;
  readonly accounts: readonly (string | null)[];
  readonly modules: readonly string[];
  /** Of a phone that comes back; a phone that is here keeps its own. */
  readonly credentials: PhoneCredentials | null;
};
type Write = { readonly line: number; readonly had: Phone | null; readonly before: State | null; readonly after: State };
type Plan = { readonly rows: readonly PlannedRow[]; readonly writes: readonly Write[]; readonly errors: readonly RowError[] };

/** Phones, by MAC address. A user is named by number, extension, e-mail or full name; several values stand with commas. */
export const phonesSheet: WholeSheet = {
  columns: [
    column("mac", true, "mac-adress", "serienummer", "serial"),
    column("model", true, "modell"),
    column("label", false, "benämning", "etikett"),
    column("user", false, "användare"),
    column("site", false, "plats"),
    column("layout", false, "knapplayout"),
    column("accounts", false, "konton"),
    column("modules", false, "moduler"),
    { ...column("secrets", false), sealed: true },
  ],
  importAll: async (context, rows, dryRun): Promise<ImportReport> => {
    const tried = await planPhones(context, rows);
    const nothingNew = tried.rows.every((row) => row.outcome === "unchanged");
    if (dryRun || tried.errors.length > 0 || nothingNew) return wholeReport(tried);
    // What somebody saves meanwhile counts: planned again where nobody else can write.
    return change(context.db, async (db) => {
      const plan = await planPhones({ ...context, db }, rows);
      if (plan.errors.length === 0) await writePhones({ ...context, db }, plan.writes);
      return wholeReport(plan);
    });
  },
  exportRows: async (db, organisationId, keyring, cells) => {
    const lookup = await loadLookup(db, organisationId);
    const credentials = keyring ? await loadCredentials(db, keyring, organisationId) : null;
    const sealer = keyring ? (cells ?? (await cellSealer(db, keyring, organisationId))) : null;
    return [...lookup.phones.values()].map((phone) => {
      const own = credentials?.get(phone.id);
      const sealed = own && sealer ? sealer.seal(JSON.stringify(own), contextOf(phone.mac)) : "";
      return [...cellsOf(stateOf(phone, lookup), lookup), sealed];
    });
  },
};

const contextOf = (mac: string) => `phone/${mac}`;

/** What a file would do, row by row, without touching anything: a fixed number of queries for any number of rows. */
async function planPhones(context: SheetContext, rows: readonly CellsOfRow[]): Promise<Plan> {
  const { db, organisationId } = context;
  const lookup = await loadLookup(db, organisationId);
  const macs = rows.flatMap(({ cells }) => readMac(cells("mac") ?? "") ?? []);
  const foreign = await foreignMacs(db, organisationId, macs);
  const sealer = await sealerOf(context);
  const writes: Write[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const write = planRow(line, cells, lookup, foreign, sealer);
      const earlier = seen.get(write.after.mac);
      if (earlier) throw new DomainError("csv_row_twice", { line: earlier });
      seen.set(write.after.mac, line);
      writes.push(write);
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  return { rows: writes.map((write) => planned(write, lookup)), writes, errors };
}

function planRow(line: number, cells: Cells, lookup: PhoneLookup, foreign: ReadonlySet<string>, sealer: CellSealer): Write {
  const mac = cell("mac", () => {
    const written = mustHave(cells, "mac");
    const parsed = Mac.safeParse(written);
    if (!parsed.success) throw new DomainError("mac_invalid", { mac: written.slice(0, 40) });
    if (foreign.has(parsed.data)) throw new DomainError("mac_taken", { mac: parsed.data });
    return parsed.data;
  });
  const had = lookup.phones.get(mac) ?? null;
  const model = cell("model", () => modelOfRow(mustHave(cells, "model"), had));
  const before = had && stateOf(had, lookup);
  const none: State = {
    mac,
    model,
    label: "",
    userId: null,
    siteId: null,
    layoutId: null,
    accounts: [],
    modules: [],
    credentials: null,
  };
  const credentials = had ? null : cell("secrets", () => credentialsOf(cells("secrets"), mac, sealer));
  return { line, had, before, after: { ...readRow(before ?? none, cells, lookup), credentials } };
}

/** Only what has been sealed here: nobody chooses what a phone proves itself with. */
function credentialsOf(written: string | null | undefined, mac: string, sealer: CellSealer): PhoneCredentials | null {
  if (!written) return null;
  const { text, wasSealed } = sealer.open(written, contextOf(mac));
  if (!wasSealed) throw new DomainError("csv_secret_foreign");
  return PhoneCredentials.parse(JSON.parse(text));
}

/** A phone of another model is another phone: that is a swap. */
function modelOfRow(written: string, had: Phone | null): PhoneModel {
  const model = modelByName(written);
  if (had && (had.vendor !== model.vendor || had.model !== model.model)) {
    const is = findModel(had.vendor, had.model)?.name ?? had.model;
    throw new DomainError("phone_state_refused", { mac: had.mac, state: is });
  }
  return model;
}

/** An empty cell clears, an absent column leaves. */
function readRow(before: State, cells: Cells, lookup: PhoneLookup): State {
  const one = (name: string, was: string | null, find: (written: string) => string): string | null => {
    const written = cells(name);
    return written === undefined ? was : written === null ? null : cell(name, () => find(written));
  };
  const many = (name: string, was: readonly (string | null)[], find: (written: string) => string | null) => {
    const written = cells(name);
    return written === undefined ? was : cell(name, () => listOf(written).map(find));
  };
  return {
    ...before,
    label: cells("label") === undefined ? before.label : cell("label", () => labelOf(cells("label") ?? "")),
    userId: one("user", before.userId, (written) => lookup.user(written).id),
    siteId: one("site", before.siteId, lookup.site),
    layoutId: one("layout", before.layoutId, lookup.layout),
    accounts: many("accounts", before.accounts, (written) => (written === gap ? null : lookup.account(written))),
    modules: modulesOf(before, cells),
  };
}

function labelOf(written: string): string {
  const label = oneLine(written).trim();
  if (label.length > 100)
    throw new DomainError("input_invalid", { field: "label", value: label.slice(0, 40), reason: "100 characters at most" });
  return label;
}

function listOf(written: string | null): string[] {
  return (written ?? "")
    .split(/[,|]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function modulesOf({ model, modules }: State, cells: Cells): readonly string[] {
  const written = cells("modules");
  if (written === undefined) return modules;
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return cell("modules", () => {
    const wanted = listOf(written);
    const refused = (value: string, reason: string) => new DomainError("input_invalid", { field: "modules", value, reason });
    if (wanted.length > model.maxModules) throw refused(wanted.join(", "), `${model.name} takes ${model.maxModules} at most`);
    return wanted.map((name) => {
      const known = model.modules.find((one) => plain(one.name) === plain(name));
      if (known) return known.name;
      throw refused(name, `${model.name} takes ${model.modules.map((one) => one.name).join(", ")}`);
    });
  });
}

function stateOf(phone: Phone, { accountsOf }: PhoneLookup): State {
  const { mac, label, userId, siteId, layoutId, modules } = phone;
  const model = findModel(phone.vendor, phone.model);
  if (!model) throw new DomainError("model_unknown", { model: phone.model });
  return { mac, model, label, userId, siteId, layoutId, modules, accounts: accountsOf.get(phone.id) ?? [], credentials: null };
}

/** Where a position of the phone has no account. */
const gap = "-";

/** As the columns are written, in their order, without the secrets. */
function cellsOf(state: State, { people, sites, layouts, accounts, userName }: PhoneLookup): string[] {
  const user = state.userId === null ? undefined : people.get(state.userId);
  const named = (all: readonly { id: string; name: string }[], id: string | null) => all.find((one) => one.id === id)?.name ?? "";
  return [
    // With its colons: a spreadsheet takes twelve digits for a number, and drops the zeros before them.
    ...[writeMac(state.mac), state.model.name, state.label, user ? userName(user) : ""],
    ...[named(sites, state.siteId), named(layouts, state.layoutId)],
    joinList(state.accounts.map((id) => (id === null ? gap : named(accounts, id)))),
    joinList(state.modules),
  ];
}

function planned({ line, before, after }: Write, lookup: PhoneLookup): PlannedRow {
  const [was, is] = [before && cellsOf(before, lookup), cellsOf(after, lookup)];
  const changes: CellChange[] = phonesSheet.columns.flatMap(({ name }, at) => {
    const [old, now] = [was?.[at] ?? "", is[at] ?? ""];
    return old === now ? [] : [{ column: name, before: old, after: now }];
  });
  const outcome = before === null ? "created" : changes.length > 0 ? "updated" : "unchanged";
  return { line, outcome, name: after.label || after.mac, changes };
}

async function writePhones(context: SheetContext, writes: readonly Write[]): Promise<void> {
  for (const write of writes) await writePhone(context, write);
}

async function writePhone(
  { db, keyring, organisationId, actor, now }: SheetContext,
  { had, before, after }: Write,
): Promise<void> {
  const { mac, model, label, userId, siteId, layoutId, modules, accounts } = after;
  const fields = { label, userId, siteId, layoutId, modules: [...modules] };
  if (had === null || before === null) {
    const input = AddPhone.parse({ organisationId, mac, vendor: model.vendor, model: model.model, ...fields, accounts: [] });
    if (after.credentials) return void (await addPhoneAgain(db, keyring, input, accounts, after.credentials, actor, now));
    const whole = accounts.every((id) => id !== null);
    const { id } = await addPhone(
      db,
      keyring,
      { ...input, accounts: whole ? accounts.flatMap((one) => one ?? []) : [] },
      actor,
      now,
    );
    if (!whole) await setPhoneAccounts(db, { organisationId, id, accounts: [...accounts] }, actor, now);
    return;
  }
  await updateExisting(db, had, before, after, { actor, now });
}

async function updateExisting(
  db: Db,
  had: Phone,
  before: State,
  after: State,
  { actor, now }: Pick<SheetContext, "actor" | "now">,
): Promise<void> {
  const by = { organisationId: had.organisationId, id: had.id };
  const { label, userId, siteId, layoutId, modules, accounts } = after;
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const of = (state: State) => [state.label, state.userId, state.siteId, state.layoutId, state.modules];
  if (!same(of(before), of(after))) {
    await updatePhone(db, { ...by, label, userId, siteId, layoutId, modules: [...modules] }, actor, now);
  }
  if (!same(before.accounts, accounts)) await setPhoneAccounts(db, { ...by, accounts: [...accounts] }, actor, now);
}
