import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { outboundUrl } from "../domain/outbound.ts";
import {
  type RedirectionDetail,
  type RedirectionFault,
  type RedirectionKind,
  redirectionKinds,
  redirectionServices,
} from "../domain/redirection.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { requeueAfterRepair } from "./redirection-queue.ts";
import { type EditableRow, edit, made, versioned } from "./rows.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

const text = (most: number) => z.string().overwrite(oneLine).trim().max(most);
const details = z.strictObject({
  serverName: text(30).optional(),
  company: text(100).optional(),
  profile: text(100).optional(),
});

export const CreateRedirectionAccount = z.strictObject({
  kind: z.enum(redirectionKinds),
  name: text(60).min(1),
  /** Null: for phones of every organisation. */
  organisationId: z.string().nullable(),
  url: text(400),
  userName: text(200).min(1),
  secret: z.string().trim().min(1).max(500),
  details: details.default({}),
  /** New phones are registered by themselves. */
  automatic: z.boolean().default(false),
});
export type CreateRedirectionAccount = z.infer<typeof CreateRedirectionAccount>;

/** Without a secret the one that is there stays. */
export const UpdateRedirectionAccount = CreateRedirectionAccount.omit({ kind: true, organisationId: true })
  .partial()
  .extend({ details: details.optional(), automatic: z.boolean().optional() });
export type UpdateRedirectionAccount = z.infer<typeof UpdateRedirectionAccount>;

/** `wanted`: somebody waits for it. `fault` null: it went well. */
export type AccountTest = {
  readonly wanted: boolean;
  readonly at: string | null;
  readonly fault: RedirectionFault | null;
  readonly status: number | null;
  readonly answer: string;
};

/** An account at a maker's service; the secret is never among its fields. */
export type RedirectionAccount = Versioned & {
  readonly kind: RedirectionKind;
  readonly name: string;
  readonly organisationId: string | null;
  readonly url: string;
  readonly userName: string;
  readonly details: Readonly<Partial<Record<RedirectionDetail, string>>>;
  readonly automaticSince: string | null;
  readonly test: AccountTest;
};

export type AccountRow = EditableRow & {
  kind: RedirectionKind;
  name: string;
  organisation_id: string | null;
  url: string;
  details: string;
  user_name: string;
  secret_sealed: string | null;
  automatic_since: string | null;
  test_wanted_at: string | null;
  tested_at: string | null;
  test_fault: RedirectionFault | null;
  test_status: number | null;
  test_answer: string | null;
  deleted_at: string | null;
};

function present(row: AccountRow): RedirectionAccount {
  return {
    ...versioned(row),
    kind: row.kind,
    name: row.name,
    organisationId: row.organisation_id,
    url: row.url,
    userName: row.user_name,
    details: detailsIn(row.details),
    automaticSince: row.automatic_since,
    test: {
      wanted: row.test_wanted_at !== null,
      at: row.tested_at,
      fault: row.test_fault,
      status: row.test_status,
      answer: row.test_answer ?? "",
    },
  };
}

function detailsIn(json: string): RedirectionAccount["details"] {
  const said = Object.entries(details.parse(JSON.parse(json))).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(said);
}

/** Which accounts: those of these organisations; null: of all, and those that are for everybody. */
export type WhoseAccounts = readonly string[] | null;

/** By make and name. */
export async function listRedirectionAccounts(db: Db, whose: WhoseAccounts): Promise<RedirectionAccount[]> {
  const query = db<AccountRow>("redirection_account").whereNull("deleted_at");
  if (whose !== null) query.whereIn("organisation_id", [...whose]);
  return (await query.orderBy(["kind", "name", "id"])).map(present);
}

/** Those that an organisation's phones may be registered at: its own, and those that are for everybody. */
export async function accountsFor(db: Db, organisationId: string): Promise<RedirectionAccount[]> {
  const rows: AccountRow[] = await db<AccountRow>("redirection_account")
    .whereNull("deleted_at")
    .where((one) => one.where("organisation_id", organisationId).orWhereNull("organisation_id"))
    .orderBy(["kind", "name", "id"]);
  return rows.map(present);
}

/** @throws DomainError `redirection_account_not_found` */
export async function getRedirectionAccount(db: Db, by: { id: string; whose: WhoseAccounts }): Promise<RedirectionAccount> {
  const query = db<AccountRow>("redirection_account").where("id", by.id).whereNull("deleted_at");
  if (by.whose !== null) query.whereIn("organisation_id", [...by.whose]);
  const row = await query.first();
  if (!row) throw new DomainError("redirection_account_not_found");
  return present(row);
}

/** @throws DomainError `organisation_not_found`, `redirection_url_refused`, `redirection_detail_missing` */
export async function createRedirectionAccount(
  db: Db,
  keyring: Keyring,
  input: CreateRedirectionAccount,
  actor: Actor,
  now: Date,
): Promise<RedirectionAccount> {
  check(input.kind, input.url, input.details);
  return change(db, async (trx) => {
    const { organisationId } = input;
    if (organisationId !== null) await getOrganisation(trx, { id: organisationId });
    const row = {
      ...made(newId(now), actor, now),
      kind: input.kind,
      name: input.name,
      organisation_id: organisationId,
      url: input.url,
      details: JSON.stringify(input.details),
      user_name: input.userName,
      automatic_since: input.automatic ? now.toISOString() : null,
    };
    await trx("redirection_account").insert({ ...row, secret_sealed: seal(keyring, input.secret, context(row.id)) });
    const account = await getRedirectionAccount(trx, { id: row.id, whose: null });
    const entry = { organisationId, action: "redirection_account.created", subject: subjectOf(row.id) };
    await recordAudit(trx, { ...entry, after: fields(account) }, actor, now);
    await announce(trx, "redirection", { organisationId });
    return account;
  });
}

/**
 * What had been given up because name, secret or address were wrong is tried again.
 *
 * @throws DomainError `redirection_account_not_found`, `redirection_url_refused`, `redirection_secret_needed` (another server), `redirection_detail_missing`, `version_conflict`
 */
export async function updateRedirectionAccount(
  db: Db,
  keyring: Keyring,
  by: { id: string; whose: WhoseAccounts; version?: number | undefined },
  input: UpdateRedirectionAccount,
  actor: Actor,
  now: Date,
): Promise<RedirectionAccount> {
  return change(db, async (trx) => {
    const before = await getRedirectionAccount(trx, by);
    check(before.kind, input.url ?? before.url, input.details ?? before.details);
    // Who may not read the secret may not have it sent elsewhere either.
    const elsewhere = input.url !== undefined && new URL(input.url).origin !== new URL(before.url).origin;
    if (elsewhere && input.secret === undefined) throw new DomainError("redirection_secret_needed");
    const since = input.automatic ? (before.automaticSince ?? now.toISOString()) : null;
    const columns = {
      name: input.name,
      url: input.url,
      user_name: input.userName,
      details: input.details && JSON.stringify(input.details),
      secret_sealed: input.secret === undefined ? undefined : seal(keyring, input.secret, context(before.id)),
      automatic_since: input.automatic === undefined ? undefined : since,
    };
    await edit(trx, "redirection_account", before, by.version, columns, actor, now);
    const after = await getRedirectionAccount(trx, { id: before.id, whose: null });
    const said = changedFields(fields(before), fields(after));
    const secret = input.secret === undefined ? {} : { secretReplaced: true };
    const entry = { organisationId: before.organisationId, action: "redirection_account.updated", subject: subjectOf(before.id) };
    await recordAudit(trx, { ...entry, before: said.before, after: { ...said.after, ...secret } }, actor, now);
    const repaired = [input.url, input.userName, input.secret, input.details].some((one) => one !== undefined);
    if (repaired) await requeueAfterRepair(trx, before.id, now);
    await announce(trx, "redirection", { organisationId: before.organisationId });
    return after;
  });
}

/**
 * Nothing is sent with it any more; its secret is thrown away. What is registered at the service stays there.
 *
 * @throws DomainError `redirection_account_not_found`, `version_conflict`
 */
export async function deleteRedirectionAccount(
  db: Db,
  by: { id: string; whose: WhoseAccounts; version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const before = await getRedirectionAccount(trx, by);
    const gone = { deleted_at: now.toISOString(), secret_sealed: null, automatic_since: null, test_wanted_at: null };
    await edit(trx, "redirection_account", before, by.version, gone, actor, now);
    await trx("redirection").where("account_id", before.id).update({ task: null, next_try_at: null, dead_at: null });
    const entry = { organisationId: before.organisationId, action: "redirection_account.deleted", subject: subjectOf(before.id) };
    await recordAudit(trx, { ...entry, before: fields(before) }, actor, now);
    await announce(trx, "redirection", { organisationId: before.organisationId });
  });
}

/** Somebody wants to know whether name and secret are taken. @throws DomainError `redirection_account_not_found` */
export async function askAccountTest(db: Db, by: { id: string; whose: WhoseAccounts }, now: Date): Promise<RedirectionAccount> {
  return change(db, async (trx) => {
    const { id, organisationId } = await getRedirectionAccount(trx, by);
    await trx("redirection_account").where("id", id).update({ test_wanted_at: now.toISOString() });
    await announce(trx, "redirection", { organisationId });
    return getRedirectionAccount(trx, by);
  });
}

/** The account with its secret, for whoever calls the service. Null: it is gone. @throws DomainError `secret_unreadable` */
export async function openAccount(
  db: Db,
  keyring: Keyring,
  id: string,
): Promise<(RedirectionAccount & { readonly secret: string }) | null> {
  const row = await db<AccountRow>("redirection_account").where("id", id).whereNull("deleted_at").first();
  if (!row || row.secret_sealed === null) return null;
  return { ...present(row), secret: open(keyring, row.secret_sealed, context(row.id)) };
}

function check(kind: RedirectionKind, url: string, said: z.output<typeof details>): void {
  if (!outboundUrl(url)) throw new DomainError("redirection_url_refused");
  const missing = redirectionServices[kind].needed.find((name) => !said[name]);
  if (missing !== undefined) throw new DomainError("redirection_detail_missing", { detail: missing });
}

function fields({ kind, name, url, userName, details: said, automaticSince }: RedirectionAccount) {
  return { kind, name, url, userName, automatic: automaticSince !== null, ...said };
}

function subjectOf(id: string) {
  return { kind: "redirection_account", id };
}

function context(id: string): string {
  return `redirection_account/secret_sealed/${id}`;
}
