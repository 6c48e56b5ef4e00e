import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { unlessTaken } from "./rows.ts";
import { generateToken, tokenHash } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Uses are noted this seldom: an exchange asks at every call. Milliseconds. */
const noteEvery = 3_600_000;
/** What every token begins with: whoever finds one in a file sees what it is. */
const beginning = "klyka-exchange-";

/** What an exchange asks with. Its token is not here: it is told once. */
export type ExchangeKey = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Within the hour; null: never. */
  readonly lastUsedAt: string | null;
};

const columns = {
  ...{ id: "id", organisationId: "organisation_id", name: "name" },
  ...{ createdAt: "created_at", createdBy: "created_by", lastUsedAt: "last_used_at" },
} as const;

/** @throws DomainError `organisation_not_found`, `exchange_key_name_taken` */
export async function createExchangeKey(
  db: Db,
  input: { readonly organisationId: string; readonly name: string },
  actor: Actor,
  now: Date,
): Promise<ExchangeKey & { readonly token: string }> {
  return change(db, async (trx) => {
    const { organisationId, name } = input;
    await getOrganisation(trx, { id: organisationId });
    const token = `${beginning}${generateToken()}`;
    const id = newId(now);
    const made = { createdAt: now.toISOString(), createdBy: actor.name };
    const row = { id, organisation_id: organisationId, name, created_at: made.createdAt, created_by: made.createdBy };
    const insert = trx("exchange_key").insert({ ...row, token_hash: tokenHash(token) });
    await unlessTaken("exchange_key_name_taken", { name }, insert);
    const entry = { organisationId, action: "exchange_key.created", subject: { kind: "exchange_key", id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
    return { id, organisationId, name, ...made, lastUsedAt: null, token };
  });
}

/** The next request with it is refused. @throws DomainError `exchange_key_not_found`, also for one that is revoked */
export async function revokeExchangeKey(
  db: Db,
  input: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const valid = trx("exchange_key").where({ id, organisation_id: organisationId }).whereNull("revoked_at");
    if ((await valid.update({ revoked_at: now.toISOString() })) === 0) throw new DomainError("exchange_key_not_found");
    const entry = { organisationId, action: "exchange_key.revoked", subject: { kind: "exchange_key", id } };
    await recordAudit(trx, entry, actor, now);
  });
}

/** Valid ones, oldest first. */
export async function listExchangeKeys(db: Db, organisationId: string): Promise<ExchangeKey[]> {
  return db("exchange_key")
    .where("organisation_id", organisationId)
    .whereNull("revoked_at")
    .orderBy("id")
    .select<ExchangeKey[]>(columns);
}

/** Whose key that is; null when it is none, or revoked. One look-up for every token, whatever is wrong with it. */
export async function useExchangeKey(
  db: Db,
  token: string,
  now: Date,
): Promise<{ readonly id: string; readonly organisationId: string } | null> {
  const row = await db("exchange_key").where("token_hash", tokenHash(token)).first<Row | undefined>(kept);
  if (!row || row.revoked_at !== null) return null;
  if (row.last_used_at === null || now.getTime() - Date.parse(row.last_used_at) >= noteEvery) {
    await db.transaction((trx) => trx("exchange_key").where("id", row.id).update({ last_used_at: now.toISOString() }));
  }
  return { id: row.id, organisationId: row.organisation_id };
}

type Row = { id: string; organisation_id: string; last_used_at: string | null; revoked_at: string | null };
const kept = ["id", "organisation_id", "last_used_at", "revoked_at"] as const;
