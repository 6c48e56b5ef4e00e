import type { CellChange, CellsOfRow, ImportReport, PlannedRow, RowError } from "../../db/csv/import.ts";
import { type Cells, column, mustHave, rowError, type SheetContext, type WholeSheet } from "../../db/csv/sheet.ts";
import { open } from "../../db/secrets.ts";
import {
  CreateSipAccount,
  createSipAccount,
  listSipAccounts,
  RegistrarAddress,
  type SipAccount,
  SipSecret,
  SipUser,
  sipSecretContext,
  updateSipAccount,
} from "../../db/sip-accounts.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { cell, refused, wholeReport } from "./cells.ts";
import { loadLookup, type PhoneLookup } from "./phone-lookup.ts";
import { cellSealer, sealerOf } from "./sealed.ts";

type State = {
  readonly sipUser: string;
  readonly authUser: string;
  readonly label: string | null;
  readonly userId: string | null;
  readonly registrar: SipAccount["registrar"];
  /** Null: as it is; of a new one, generated. */
  readonly secret: string | null;
};
type Write = { readonly line: number; readonly had: SipAccount | null; readonly before: State | null; readonly after: State };
type Plan = { readonly rows: readonly PlannedRow[]; readonly writes: readonly Write[]; readonly errors: readonly RowError[] };

const columns = [
  column("sip_user", true, "sip-konto", "konto", "account"),
  column("auth_user", false, "inloggning"),
  column("label", false, "benämning", "etikett"),
  column("user", false, "användare"),
  column("registrar", false),
  { ...column("secret", false, "lösenord", "password"), sealed: true as const },
];

/** SIP accounts, the lines of phones, by their SIP user. A secret is sealed, or written as it is; none is generated. */
export const accountsSheet: WholeSheet = {
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
  exportRows: async (db, organisationId, keyring, cells) => {
    const lookup = await loadLookup(db, organisationId);
    const accounts = await listSipAccounts(db, { organisationId });
    const secrets = keyring ? await sealedSecrets(db, organisationId) : new Map<string, string>();
    const sealer = keyring ? (cells ?? (await cellSealer(db, keyring, organisationId))) : null;
    return accounts.map((account) => {
      const secret = secrets.get(account.id);
      const opened = keyring && secret ? open(keyring, secret, sipSecretContext(account.id)) : null;
      const shown = cellsOf(stateOf(account), lookup);
      return [...shown, opened === null || !sealer ? "" : sealer.seal(opened, contextOf(account.sipUser))];
    });
  },
};

const contextOf = (sipUser: string) => `sip_account/${sipUser}`;

async function sealedSecrets(db: Db, organisationId: string): Promise<Map<string, string>> {
  const rows: { id: string; secret_sealed: string }[] = await db("sip_account")
    .where("organisation_id", organisationId)
    .select("id", "secret_sealed");
  return new Map(rows.map((row) => [row.id, row.secret_sealed]));
}

async function plan(context: SheetContext, rows: readonly CellsOfRow[]): Promise<Plan> {
  const { db, keyring, organisationId } = context;
  const lookup = await loadLookup(db, organisationId);
  const accounts = new Map((await listSipAccounts(db, { organisationId })).map((one) => [one.sipUser, one]));
  const secrets = await sealedSecrets(db, organisationId);
  const sealer = await sealerOf(context);
  const writes: Write[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    try {
      const sipUser = cell("sip_user", () => fits("sip_user", SipUser, mustHave(cells, "sip_user")));
      const had = accounts.get(sipUser) ?? null;
      const stored = had && secrets.get(had.id);
      const current = had && stored ? () => open(keyring, stored, sipSecretContext(had.id)) : () => null;
      const secret = cell("secret", () => secretOf(cells, sipUser, sealer.open, current));
      const before = had && stateOf(had);
      const after = { ...readRow(before, sipUser, cells, lookup), secret };
      const earlier = seen.get(sipUser);
      if (earlier) throw new DomainError("csv_row_twice", { line: earlier });
      seen.set(sipUser, line);
      writes.push({ line, had, before, after });
    } catch (error) {
      errors.push(rowError(line, error));
    }
  }
  return { rows: writes.map((write) => planned(write, lookup)), writes, errors };
}

/** The secret to be written; null: as it is. */
function secretOf(
  cells: Cells,
  sipUser: string,
  unseal: (cell: string, of: string) => { readonly text: string },
  current: () => string | null,
): string | null {
  const written = cells("secret");
  if (!written) return null;
  const secret = fits("secret", SipSecret, unseal(written, contextOf(sipUser)).text, "8 to 64 letters, digits and signs");
  return secret === current() ? null : secret;
}

function readRow(before: State | null, sipUser: string, cells: Cells, lookup: PhoneLookup): Omit<State, "secret"> {
  const was = before ?? { authUser: sipUser, label: null, userId: null, registrar: null };
  const {
    label,
    auth_user: authUser,
    user,
    registrar,
  } = Object.fromEntries(["label", "auth_user", "user", "registrar"].map((name) => [name, cells(name)]));
  return {
    sipUser,
    authUser:
      authUser === undefined
        ? was.authUser
        : (authUser && cell("auth_user", () => fits("auth_user", SipUser, authUser))) || sipUser,
    label: label === undefined ? was.label : label && cell("label", () => fits("label", CreateSipAccount.shape.label, label)),
    userId: user === undefined ? was.userId : user && cell("user", () => lookup.user(user).id),
    registrar: registrar === undefined ? was.registrar : registrar ? cell("registrar", () => registrarOf(registrar)) : null,
  };
}

function registrarOf(written: string): SipAccount["registrar"] {
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/.exec(written) ?? [];
  return fits("registrar", RegistrarAddress, { host, port: port ? Number(port) : null }, "host or host:port", written);
}

type Schema<T> = { safeParse: (value: unknown) => { success: boolean; data?: T } };

function fits<T>(field: string, schema: Schema<T>, value: unknown, reason = "cannot be used", shown: unknown = value): T {
  const parsed = schema.safeParse(value);
  if (parsed.success && parsed.data !== undefined) return parsed.data;
  // Never a secret.
  throw refused(field, field === "secret" ? "" : String(shown), reason);
}

function stateOf({ sipUser, authUser, label, userId, registrar }: SipAccount): State {
  return { sipUser, authUser, label, userId, registrar, secret: null };
}

/** As the columns are written, without the secret. */
function cellsOf({ sipUser, authUser, label, userId, registrar }: State, { people, userName }: PhoneLookup): string[] {
  const user = userId === null ? undefined : people.get(userId);
  const server = registrar === null ? "" : `${registrar.host}${registrar.port === null ? "" : `:${registrar.port}`}`;
  return [sipUser, authUser === sipUser ? "" : authUser, label ?? "", user ? userName(user) : "", server];
}

function planned({ line, before, after }: Write, lookup: PhoneLookup): PlannedRow {
  const [was, is] = [before && cellsOf(before, lookup), cellsOf(after, lookup)];
  const changes: CellChange[] = columns.flatMap(({ name }, at) => {
    const [old, now] = [was?.[at] ?? "", is[at] ?? ""];
    return old === now ? [] : [{ column: name, before: old, after: now }];
  });
  if (after.secret !== null) changes.push({ column: "secret", before: "…", after: "…" });
  const outcome = before === null ? "created" : changes.length > 0 ? "updated" : "unchanged";
  return { line, outcome, name: after.label ?? after.sipUser, changes };
}

async function save({ db, keyring, organisationId, actor, now }: SheetContext, { had, before, after }: Write): Promise<void> {
  const { sipUser, label, userId, registrar, secret } = after;
  const authUser = after.authUser === sipUser ? null : after.authUser;
  if (had === null || before === null) {
    await createSipAccount(db, keyring, { organisationId, sipUser, authUser, label, userId, registrar, secret }, actor, now);
    return;
  }
  if (JSON.stringify({ ...before, secret: null }) === JSON.stringify(after)) return;
  const fields = { authUser, label, userId, registrar, ...(secret === null ? {} : { secret }) };
  await updateSipAccount(db, keyring, { organisationId, id: had.id, ...fields }, actor, now);
}
