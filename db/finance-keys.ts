import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { unlessTaken } from "./rows.ts";
import { generateToken, tokenHash } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Uses are noted this seldom. Milliseconds. */
const noteEvery = 3_600_000;
/** What every token begins with: whoever finds one in a file sees what it is. */
export const financeKeyBeginning = "klyka-finance-";

/** What a billing system or a bank's client hands in files with, for every organisation. Its token is not here: it is told once. */
export type FinanceKey = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Within the hour; null: never. */
  readonly lastUsedAt: string | null;
};

const columns = {
  ...{ id: "id", name: "name", createdAt: "created_at", createdBy: "created_by", lastUsedAt: "last_used_at" },
} as const;

/** @throws DomainError `finance_key_name_taken` */
export async function createFinanceKey(
  db: Db,
  { name }: { readonly name: string },
  actor: Actor,
  now: Date,
): Promise<FinanceKey & { readonly token: string }> {
  return change(db, async (trx) => {
    const token = `${financeKeyBeginning}${generateToken()}`;
    const [id, at] = [newId(now), now.toISOString()];
    const insert = trx("finance_key").insert({ id, name, token_hash: tokenHash(token), created_at: at, created_by: actor.name });
    await unlessTaken("finance_key_name_taken", { name }, insert);
    const entry = { organisationId: null, action: "finance_key.created", subject: { kind: "finance_key", id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
    return { id, name, createdAt: at, createdBy: actor.name, lastUsedAt: null, token };
  });
}

/** The next request with it is refused. @throws DomainError `finance_key_not_found`, also for one that is revoked */
export async function revokeFinanceKey(db: Db, id: string, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const valid = trx("finance_key").where({ id }).whereNull("revoked_at");
    if ((await valid.update({ revoked_at: now.toISOString() })) === 0) throw new DomainError("finance_key_not_found");
    const entry = { organisationId: null, action: "finance_key.revoked", subject: { kind: "finance_key", id } };
    await recordAudit(trx, entry, actor, now);
  });
}

/** Valid ones, oldest first. */
export async function listFinanceKeys(db: Db): Promise<FinanceKey[]> {
  return db("finance_key").whereNull("revoked_at").orderBy("id").select<FinanceKey[]>(columns);
}

/** Null when it is none, or revoked. One look-up for every token, whatever is wrong with it. */
export async function useFinanceKey(
  db: Db,
  token: string,
  now: Date,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const row = await db("finance_key")
    .where("token_hash", tokenHash(token))
    .first<{ id: string; name: string; last_used_at: string | null; revoked_at: string | null } | undefined>(
      ...["id", "name", "last_used_at", "revoked_at"],
    );
  if (!row || row.revoked_at !== null) return null;
  if (row.last_used_at === null || now.getTime() - Date.parse(row.last_used_at) >= noteEvery)
    await db.transaction((trx) => trx("finance_key").where("id", row.id).update({ last_used_at: now.toISOString() }));
  return { id: row.id, name: row.name };
}
