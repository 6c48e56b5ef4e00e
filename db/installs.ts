import { DomainError } from "../domain/errors.ts";
import {
  type InstallKind,
  installChannel,
  installKinds,
  installProblem,
  installRate,
  messageLasts,
  type Reachable,
  waitBeforeInstall,
} from "../domain/message.ts";
import { parseNumber } from "../domain/numbers.ts";
import { recordAudit } from "./audit.ts";
import { messageUsed } from "./message-outbox.ts";
import { queueMessage } from "./messages.ts";
import { getPerson, type Person } from "./people.ts";
import { generateToken, type Keyring, tokenHash } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly userId: string };

/** The number that SMS to a person go to: the mobile's, else a fixed or second number that is a mobile one. Null: none. */
export function smsNumberOf({ numbers }: Pick<Person, "numbers">): string | null {
  const mobile = numbers.find((one) => one.kind === "mobile") ?? numbers.find((one) => parseNumber(one.e164)?.kind === "mobile");
  return mobile?.e164 ?? null;
}

/** Of a person, what it takes to get messages. */
export function reachableOf(person: Person): Reachable {
  const { email, softphone, deactivatedAt } = person;
  return { mobile: smsNumberOf(person), email, softphone, deactivated: deactivatedAt !== null };
}

/**
 * Sends a person the link that installs the app (SMS) or the softphone (mail). It is good once and for a day; the one before
 * it of the same kind is void from now on (M3).
 *
 * @returns the message's id
 * @throws DomainError `user_not_found`, `user_deactivated`, `mobile_missing`, `email_missing`, `softphone_missing`,
 * `message_too_soon`, `message_day_full` (detail: `seconds` to wait)
 */
export async function sendInstall(
  db: Db,
  keyring: Keyring,
  input: Of & { readonly kind: InstallKind },
  actor: Actor,
  now: Date,
): Promise<string> {
  const { organisationId, userId, kind } = input;
  return change(db, async (trx) => {
    const person = await getPerson(trx, { organisationId, id: userId });
    const problem = installProblem(kind, reachableOf(person));
    if (problem !== null) throw new DomainError(problem);
    const wait = waitBeforeInstall(await recentInstalls(trx, userId, now), kind, now);
    if (wait !== null) throw new DomainError(wait.code, { seconds: Math.ceil(wait.wait / 1000) });
    const secret = generateToken();
    const message = { organisationId, userId, channel: installChannel[kind], kind, secret, sentBy: actor.name };
    const id = await queueMessage(trx, keyring, message, now);
    if (id === null) throw new Error("a message without a key is always put in");
    await trx("install_token").where({ user_id: userId, kind }).delete();
    await trx("install_token").insert({
      ...{ token_hash: tokenHash(secret), organisation_id: organisationId, user_id: userId, kind, message_id: id },
      ...{ created_at: now.toISOString(), expires_at: new Date(now.getTime() + messageLasts[kind]).toISOString() },
    });
    const entry = { organisationId, action: `user.${kind}_sent`, subject: { kind: "user", id: userId } };
    await recordAudit(trx, entry, actor, now);
    return id;
  });
}

async function recentInstalls(trx: Db, userId: string, now: Date): Promise<{ kind: InstallKind; at: Date }[]> {
  const rows: { kind: InstallKind; created_at: string }[] = await trx("message")
    .where("user_id", userId)
    .whereIn("kind", [...installKinds])
    .where("created_at", ">", new Date(now.getTime() - installRate.per).toISOString())
    .select("kind", "created_at");
  return rows.map((row) => ({ kind: row.kind, at: new Date(row.created_at) }));
}

export type Install = Of & { readonly kind: InstallKind };
type Token = { organisation_id: string; user_id: string; kind: InstallKind; message_id: string };

/** Whose link it is, without using it. @throws DomainError `install_link_invalid` when it is unknown, used, replaced or too old */
export async function findInstall(db: Db, hash: string, now: Date): Promise<Install> {
  const row = await goodToken(db, hash, now);
  return { organisationId: row.organisation_id, userId: row.user_id, kind: row.kind };
}

/**
 * Uses the link: what it opens is shown this once. Of two who use it at once, one gets it.
 *
 * @throws DomainError `install_link_invalid`
 */
export async function useInstall(db: Db, hash: string, now: Date): Promise<Install> {
  return change(db, async (trx) => {
    const row = await goodToken(trx, hash, now);
    const at = now.toISOString();
    const mine = await trx("install_token").where("token_hash", hash).whereNull("used_at").update({ used_at: at });
    if (mine !== 1) throw new DomainError("install_link_invalid");
    await messageUsed(trx, row.message_id, now);
    const { organisation_id: organisationId, user_id: userId, kind } = row;
    const person = await getPerson(trx, { organisationId, id: userId });
    const actor: Actor = { kind: "user", id: userId, name: person.name, organisationId };
    const entry = { organisationId, action: `user.${kind}_used`, subject: { kind: "user", id: userId } };
    await recordAudit(trx, entry, actor, now);
    return { organisationId, userId, kind };
  });
}

async function goodToken(db: Db, hash: string, now: Date): Promise<Token> {
  const row: Token | undefined = await db("install_token as t")
    .join("users as u", "u.id", "t.user_id")
    .where("t.token_hash", hash)
    .where("t.expires_at", ">", now.toISOString())
    .whereNull("t.used_at")
    .whereNull("u.deactivated_at")
    .first(["t.organisation_id", "t.user_id", "t.kind", "t.message_id"]);
  if (!row) throw new DomainError("install_link_invalid");
  return row;
}
