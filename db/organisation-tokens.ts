import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { generateToken, type Keyring, open, seal, tokenHash } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export type OrganisationToken = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly createdAt: string;
};

type TokenRow = {
  id: string;
  organisation_id: string;
  name: string;
  token_hash: string;
  token_sealed: string;
  created_at: string;
};

function present(row: Omit<TokenRow, "token_hash" | "token_sealed">): OrganisationToken {
  return { id: row.id, organisationId: row.organisation_id, name: row.name, createdAt: row.created_at };
}

function context(id: string): string {
  return `organisation_token/token_sealed/${id}`;
}

/** A token that says whose a phone is, and proves nothing. @throws DomainError `organisation_not_found` */
export async function createOrganisationToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; name: string },
  actor: Actor,
  now: Date,
): Promise<OrganisationToken & { readonly token: string }> {
  return change(db, async (trx) => {
    const { organisationId, name } = input;
    await getOrganisation(trx, { id: organisationId });
    const token = generateToken();
    const id = newId(now);
    const row = { id, organisation_id: organisationId, name, created_at: now.toISOString() };
    const secret = { token_hash: tokenHash(token), token_sealed: seal(keyring, token, context(id)) };
    await trx("organisation_token").insert({ ...row, ...secret });
    const entry = { organisationId, action: "organisation_token.created", subject: { kind: "organisation_token", id } };
    await recordAudit(trx, { ...entry, after: { name } }, actor, now);
    await announce(trx, "token", { organisationId });
    return { ...present(row), token };
  });
}

/** Idempotent. */
export async function revokeOrganisationToken(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = input;
    const valid = trx("organisation_token").where({ id, organisation_id: organisationId }).whereNull("revoked_at");
    if ((await valid.update({ revoked_at: now.toISOString() })) === 0) return;
    const entry = { organisationId, action: "organisation_token.revoked", subject: { kind: "organisation_token", id } };
    await recordAudit(trx, entry, actor, now);
    await announce(trx, "token", { organisationId });
  });
}

/** Valid ones, oldest first. */
export async function listOrganisationTokens(db: Db, organisationId: string): Promise<OrganisationToken[]> {
  const rows = db<TokenRow>("organisation_token").where("organisation_id", organisationId).whereNull("revoked_at");
  return (await rows.orderBy("id")).map(present);
}

/** A token that proves nothing may be read as often as one likes. @throws DomainError `organisation_not_found` when there is none of that id */
export async function readOrganisationToken(
  db: Db,
  keyring: Keyring,
  by: { organisationId: string; id: string },
): Promise<string> {
  const row = await db<TokenRow>("organisation_token")
    .where({ id: by.id, organisation_id: by.organisationId })
    .whereNull("revoked_at")
    .first("token_sealed");
  if (!row) throw new DomainError("organisation_not_found");
  return open(keyring, row.token_sealed, context(by.id));
}

type SealedToken = { readonly id: string; readonly organisationId: string; readonly sealed: string };

/** Valid ones of these organisations, oldest first, as they are kept. */
export async function loadSealedTokens(db: Db, organisationIds: readonly string[]): Promise<SealedToken[]> {
  return db("organisation_token")
    .where(oneOf(db, "organisation_id", organisationIds))
    .whereNull("revoked_at")
    .orderBy("id")
    .select({ id: "id", organisationId: "organisation_id", sealed: "token_sealed" });
}

/** @throws DomainError `secret_unreadable` */
export function openOrganisationToken(keyring: Keyring, { id, sealed }: SealedToken): string {
  return open(keyring, sealed, context(id));
}

/** All that are valid, for the server's index. */
export async function loadOrganisationTokens(db: Db): Promise<{ organisationId: string; name: string; tokenHash: string }[]> {
  return db("organisation_token")
    .whereNull("revoked_at")
    .orderBy("id")
    .select({ organisationId: "organisation_id", name: "name", tokenHash: "token_hash" });
}
