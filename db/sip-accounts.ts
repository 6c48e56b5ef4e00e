import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { oneLine } from "../domain/one-line.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { phonesWithAccount, raisePhones } from "./revisions.ts";
import { type EditableRow, edit, made, mustBelong, unlessTaken, versioned } from "./rows.ts";
import { generatePassword, type Keyring, open, seal } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** What may stand before the @ of a SIP address in every vendor's files. */
export const SipUser = z.string().regex(/^[A-Za-z0-9+][A-Za-z0-9._+-]{0,63}$/);
/** Printable ASCII without quotes, backslash, angle brackets, blanks or control characters. */
export const SipSecret = z.string().regex(/^[!#-&(-;=?-[\]-~]{8,64}$/);
export const RegistrarAddress = z.strictObject({
  host: z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/),
  port: z.int().min(1).max(65535).nullable().default(null),
});

export const CreateSipAccount = z.strictObject({
  organisationId: z.string(),
  userId: z.string().nullable().default(null),
  /** Null: the user's name, else the SIP user. */
  label: z.string().overwrite(oneLine).trim().min(1).max(100).nullable().default(null),
  sipUser: SipUser,
  /** Null: as `sipUser`. */
  authUser: SipUser.nullable().default(null),
  /** Null: generated. */
  secret: SipSecret.nullable().default(null),
  registrar: RegistrarAddress.nullable().default(null),
});
export type CreateSipAccount = z.infer<typeof CreateSipAccount>;

export const UpdateSipAccount = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  userId: z.string().nullable().optional(),
  label: z.string().overwrite(oneLine).trim().min(1).max(100).nullable().optional(),
  sipUser: SipUser.optional(),
  authUser: SipUser.nullable().optional(),
  secret: SipSecret.optional(),
  registrar: RegistrarAddress.nullable().optional(),
});
export type UpdateSipAccount = z.infer<typeof UpdateSipAccount>;

/** The secret is in no such value: `readSipSecret` opens it, and says so in the audit log. */
export type SipAccount = Versioned & {
  readonly organisationId: string;
  readonly userId: string | null;
  readonly label: string | null;
  readonly sipUser: string;
  readonly authUser: string;
  readonly registrar: { readonly host: string; readonly port: number | null } | null;
};

type AccountRow = EditableRow & {
  organisation_id: string;
  user_id: string | null;
  label: string | null;
  sip_user: string;
  auth_user: string | null;
  registrar_host: string | null;
  registrar_port: number | null;
};

/** Not the secret: it is read where it is needed. */
const columns = [
  ...["id", "version", "created_at", "updated_at", "updated_by", "organisation_id", "user_id", "label"],
  ...["sip_user", "auth_user", "registrar_host", "registrar_port"],
];

function present(row: AccountRow): SipAccount {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    userId: row.user_id,
    label: row.label,
    sipUser: row.sip_user,
    authUser: row.auth_user ?? row.sip_user,
    registrar: row.registrar_host === null ? null : { host: row.registrar_host, port: row.registrar_port },
  };
}

/** What a SIP secret is sealed with. */
export function sipSecretContext(id: string): string {
  return `sip_account/secret_sealed/${id}`;
}

/** @throws DomainError `sip_account_taken`, `user_not_found`, `organisation_not_found` */
export async function createSipAccount(
  db: Db,
  keyring: Keyring,
  input: CreateSipAccount,
  actor: Actor,
  now: Date,
): Promise<SipAccount> {
  return change(db, async (trx) => {
    const { organisationId, sipUser } = input;
    await getOrganisation(trx, { id: organisationId });
    if (input.userId !== null) await mustBelong(trx, "users", input.userId, organisationId, "user_not_found");
    const meta = made(newId(now), actor, now);
    const row = {
      ...meta,
      organisation_id: organisationId,
      user_id: input.userId,
      label: input.label,
      sip_user: sipUser,
      auth_user: input.authUser,
      secret_sealed: seal(keyring, input.secret ?? generatePassword(24), sipSecretContext(meta.id)),
      registrar_host: input.registrar?.host ?? null,
      registrar_port: input.registrar?.port ?? null,
    };
    await unlessTaken("sip_account_taken", { sipUser }, trx("sip_account").insert(row));
    const entry = { organisationId, action: "sip_account.created", subject: { kind: "sip_account", id: row.id } };
    await recordAudit(trx, { ...entry, after: accountFields(present(row)) }, actor, now);
    return present(row);
  });
}

/** Raises the phones that have the account. @throws DomainError `sip_account_not_found`, `sip_account_taken`, `user_not_found`, `version_conflict` */
export async function updateSipAccount(
  db: Db,
  keyring: Keyring,
  input: UpdateSipAccount,
  actor: Actor,
  now: Date,
): Promise<SipAccount> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getSipAccount(trx, input);
    if (input.userId) await mustBelong(trx, "users", input.userId, organisationId, "user_not_found");
    const write = edit(trx, "sip_account", before, input.version, changedColumns(keyring, input), actor, now);
    await unlessTaken("sip_account_taken", { sipUser: input.sipUser ?? "" }, write);
    const after = await getSipAccount(trx, input);
    const fields = changedFields(accountFields(before), accountFields(after));
    const secret = input.secret === undefined ? {} : { secret: "changed" };
    const entry = { organisationId, action: "sip_account.updated", subject: { kind: "sip_account", id } };
    await recordAudit(trx, { ...entry, before: fields.before, after: { ...fields.after, ...secret } }, actor, now);
    await raisePhones(trx, phonesWithAccount(trx, id));
    return after;
  });
}

function changedColumns(keyring: Keyring, input: UpdateSipAccount) {
  return {
    user_id: input.userId,
    label: input.label,
    sip_user: input.sipUser,
    auth_user: input.authUser,
    secret_sealed: input.secret === undefined ? undefined : seal(keyring, input.secret, sipSecretContext(input.id)),
    registrar_host: input.registrar === undefined ? undefined : (input.registrar?.host ?? null),
    registrar_port: input.registrar === undefined ? undefined : (input.registrar?.port ?? null),
  };
}

/** Phones that have it lose it. @throws DomainError `sip_account_not_found` */
export async function deleteSipAccount(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const before = await getSipAccount(trx, input);
    await raisePhones(trx, phonesWithAccount(trx, id));
    await trx("sip_account").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "sip_account.deleted", subject: { kind: "sip_account", id } };
    await recordAudit(trx, { ...entry, before: accountFields(before) }, actor, now);
  });
}

/** What the audit log says of an account. */
export function accountFields({ userId, label, sipUser, authUser, registrar }: SipAccount) {
  return { userId, label, sipUser, authUser, registrar: registrar && `${registrar.host}:${registrar.port ?? ""}` };
}

/** As `findSipAccount` by id. @throws DomainError `sip_account_not_found` */
export async function getSipAccount(db: Db, by: { organisationId: string; id: string }): Promise<SipAccount> {
  const account = await findSipAccount(db, { organisationId: by.organisationId, id: by.id });
  if (!account) throw new DomainError("sip_account_not_found");
  return account;
}

export async function findSipAccount(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; sipUser: string },
): Promise<SipAccount | null> {
  const query = db("sip_account").where("organisation_id", by.organisationId);
  if ("id" in by) query.where("id", by.id);
  else query.where("sip_user", by.sipUser);
  const [row] = await query.select<AccountRow[]>(columns);
  return row ? present(row) : null;
}

/** By SIP user. */
export async function listSipAccounts(
  db: Db,
  filter: { organisationId: string; userId?: string | undefined },
): Promise<SipAccount[]> {
  const query = db("sip_account").where("organisation_id", filter.organisationId).orderBy("sip_user");
  if (filter.userId !== undefined) query.where("user_id", filter.userId);
  return (await query.select<AccountRow[]>(columns)).map(present);
}

/** Opens a secret for a person to read; leaves an audit entry. @throws DomainError `sip_account_not_found` */
export async function readSipSecret(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<string> {
  return change(db, async (trx) => {
    const { organisationId, id } = input;
    const row = await trx("sip_account")
      .where({ id, organisation_id: organisationId })
      .first<{ secret_sealed: string }>("secret_sealed");
    if (!row) throw new DomainError("sip_account_not_found");
    const entry = { organisationId, action: "sip_account.secret_read", subject: { kind: "sip_account", id } };
    await recordAudit(trx, entry, actor, now);
    return open(keyring, row.secret_sealed, sipSecretContext(id));
  });
}
