import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
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
import { recordAudit, recordAudits } from "./audit.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { messageUsed } from "./message-outbox.ts";
import { queueMessages } from "./messages.ts";
import { getPerson, loadPeople, type Person } from "./people.ts";
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

export type InstallResult = {
  readonly id: string;
  readonly name: string;
  /** Null: it was refused. */
  readonly messageId: string | null;
  readonly code: ErrorCode | null;
  readonly detail: ErrorDetail;
};

/** People in one request at most. */
export const mostInstalls = 500;

/**
 * Sends people the link that installs the app (SMS) or the softphone (mail). It is good once and for a day; the one before
 * it of the same kind is void from now on (M3). Each person stands alone: what one is refused, the others get.
 *
 * @throws DomainError `user_not_found` when one of them is none of the organisation's: then nobody is sent anything
 */
export async function sendInstalls(
  db: Db,
  keyring: Keyring,
  input: { readonly organisationId: string; readonly ids: readonly string[]; readonly kind: InstallKind },
  actor: Actor,
  now: Date,
): Promise<InstallResult[]> {
  const { organisationId, kind } = input;
  return change(db, async (trx) => {
    const ids = [...new Set(input.ids)];
    const people = new Map((await loadPeople(trx, organisationId, ids)).map((person) => [person.id, person]));
    if (people.size < ids.length) throw new DomainError("user_not_found");
    const earlier = await recentInstalls(trx, ids, now);
    const looked = ids.flatMap((id) => {
      const person = people.get(id);
      return person ? [{ person, refusal: refusalOf(person, earlier.get(id) ?? [], kind, now), secret: generateToken() }] : [];
    });
    const sent = looked.filter(({ refusal }) => refusal === null);
    const messages = sent.map(({ person, secret }) => {
      return { userId: person.id, channel: installChannel[kind], kind, secret, sentBy: actor.name };
    });
    const messageIds = await queueMessages(trx, keyring, organisationId, messages, now);
    await replaceTokens(trx, organisationId, kind, messages, messageIds, now);
    const entryOf = (id: string) => ({ organisationId, action: `user.${kind}_sent`, subject: { kind: "user", id } });
    await recordAudits(
      trx,
      sent.map(({ person }) => entryOf(person.id)),
      actor,
      now,
    );
    const idOf = new Map(sent.map(({ person }, at) => [person.id, messageIds[at] ?? null]));
    return looked.map(({ person: { id, name }, refusal }) => {
      return { id, name, messageId: idOf.get(id) ?? null, code: refusal?.code ?? null, detail: refusal?.detail ?? {} };
    });
  });
}

/**
 * The same for one person.
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
  const [result] = await sendInstalls(db, keyring, { organisationId, ids: [userId], kind }, actor, now);
  if (!result || result.messageId === null) throw new DomainError(result?.code ?? "user_not_found", result?.detail ?? {});
  return result.messageId;
}

type Earlier = { readonly kind: InstallKind; readonly at: Date };

function refusalOf(
  person: Person,
  earlier: readonly Earlier[],
  kind: InstallKind,
  now: Date,
): { code: ErrorCode; detail: ErrorDetail } | null {
  const problem = installProblem(kind, reachableOf(person));
  if (problem !== null) return { code: problem, detail: {} };
  const wait = waitBeforeInstall(earlier, kind, now);
  return wait && { code: wait.code, detail: { seconds: Math.ceil(wait.wait / 1000) } };
}

async function recentInstalls(trx: Db, ids: readonly string[], now: Date): Promise<Map<string, Earlier[]>> {
  const rows: { user_id: string; kind: InstallKind; created_at: string }[] = await trx("message")
    .where(oneOf(trx, "user_id", ids))
    .whereIn("kind", [...installKinds])
    .where("created_at", ">", new Date(now.getTime() - installRate.per).toISOString())
    .select("user_id", "kind", "created_at");
  const all = rows.map((row) => ({ userId: row.user_id, kind: row.kind, at: new Date(row.created_at) }));
  return Map.groupBy(all, (one) => one.userId);
}

async function replaceTokens(
  trx: Db,
  organisationId: string,
  kind: InstallKind,
  messages: readonly { readonly userId: string; readonly secret: string }[],
  messageIds: readonly string[],
  now: Date,
): Promise<void> {
  const userIds = messages.map((one) => one.userId);
  await trx("install_token")
    .where("kind", kind)
    .where(oneOf(trx, "user_id", userIds))
    .delete();
  const expires_at = new Date(now.getTime() + messageLasts[kind]).toISOString();
  const rows = messages.map(({ userId: user_id, secret }, at) => {
    const made = { token_hash: tokenHash(secret), organisation_id: organisationId, user_id, kind };
    return { ...made, message_id: messageIds[at] ?? "", created_at: now.toISOString(), expires_at };
  });
  for (const part of chunks(rows, rowsPerInsert(8))) await trx("install_token").insert(part);
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
