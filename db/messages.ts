import { type MessageAbout, type MessageChannel, type MessageKind, messageLasts } from "../domain/message.ts";
import { announce } from "./changes.ts";
import { chunks, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { type Keyring, seal } from "./secrets.ts";
import type { Db } from "./types.ts";

export type QueueMessage = {
  readonly organisationId: string;
  /** Whom it is for. Where it goes (address or number) is looked up when it is sent. */
  readonly userId: string;
  readonly channel: MessageChannel;
  readonly kind: MessageKind;
  /** What its words are made of: plain facts, nothing secret. */
  readonly about?: MessageAbout;
  /** The token of its link; kept sealed, and only for as long as it may have to be sent. */
  readonly secret?: string;
  /** A second one with the same key is not put in. */
  readonly key?: string;
  /** Nobody wants it after that; absent: `messageLasts` of its kind. */
  readonly until?: Date;
  /** Who sends it; absent: Klyka itself. */
  readonly sentBy?: string;
};

export const messageContext = (column: "asked_sealed" | "secret_sealed", id: string) => `message/${column}/${id}`;

/**
 * Puts a message into the outbox. Part of the transaction of what it tells of: both are there, or neither. It is sent
 * afterwards, at least once (`portal/messages/post.ts`).
 *
 * @returns its id; null: one with the same key is there already
 */
export async function queueMessage(trx: Db, keyring: Keyring, message: QueueMessage, now: Date): Promise<string | null> {
  const { organisationId, userId, key } = message;
  const row = rowOf(keyring, message, now);
  await trx("message").insert(row).onConflict("once_key").ignore();
  if (key !== undefined) {
    // What an insert did that may do nothing, the two databases tell in different ways.
    const there = await trx<{ id: string; once_key: string }>("message").where("once_key", key).first("id");
    if (there?.id !== row.id) return null;
  }
  await announce(trx, "message", { organisationId, userId });
  return row.id;
}

/** Many at once, in a fixed number of statements; without keys. @returns their ids, in the same order */
export async function queueMessages(
  trx: Db,
  keyring: Keyring,
  organisationId: string,
  messages: readonly Omit<QueueMessage, "organisationId" | "key">[],
  now: Date,
): Promise<string[]> {
  const rows = messages.map((message, turn) => rowOf(keyring, { ...message, organisationId }, now, turn));
  for (const part of chunks(rows, rowsPerInsert(20))) await trx("message").insert(part);
  const [only] = messages;
  const userId = messages.length === 1 ? (only?.userId ?? null) : null;
  if (rows.length > 0) await announce(trx, "message", { organisationId, userId });
  return rows.map((row) => row.id);
}

function rowOf(keyring: Keyring, message: QueueMessage, now: Date, turn?: number) {
  const { organisationId, userId, channel, kind, about = {}, secret, key, until, sentBy = "" } = message;
  const id = newId(now, turn);
  const at = now.toISOString();
  return {
    ...{ id, channel, kind, state: "queued", state_at: at, organisation_id: organisationId, user_id: userId },
    ...{ about: JSON.stringify(about), once_key: key ?? null, sent_by: sentBy, created_at: at, next_try_at: at },
    secret_sealed: secret === undefined ? null : seal(keyring, secret, messageContext("secret_sealed", id)),
    expires_at: (until ?? new Date(now.getTime() + messageLasts[kind])).toISOString(),
  };
}

/**
 * Somebody asks for a link for a new password by a name that is not looked up yet. The same single write for every name,
 * whoever has it: what it takes tells nothing.
 */
export async function askForReset(db: Db, keyring: Keyring, name: string, now: Date): Promise<void> {
  const id = newId(now);
  const at = now.toISOString();
  await db("message").insert({
    ...{ id, channel: "mail", kind: "reset", state: "queued", state_at: at, created_at: at, next_try_at: at },
    asked_sealed: seal(keyring, name, messageContext("asked_sealed", id)),
    expires_at: new Date(now.getTime() + messageLasts.reset).toISOString(),
  });
}
