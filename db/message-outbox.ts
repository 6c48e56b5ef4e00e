import {
  afterReport,
  type MessageAbout,
  type MessageChannel,
  type MessageKind,
  type MessageState,
  pauseAfter,
} from "../domain/message.ts";
import { announce } from "./changes.ts";
import { whoseTimeHasCome } from "./due.ts";
import { messageContext } from "./messages.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** A message as it was put in: for a person, or for whoever has the name that somebody typed. */
export type WaitingMessage = {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly kind: MessageKind;
  readonly asked: string | null;
  readonly to: { readonly organisationId: string; readonly userId: string } | null;
  readonly about: MessageAbout;
  /** The token of its link. */
  readonly secret: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** How often it has been tried, this time too. */
  readonly tries: number;
};

export type MessageRow = {
  id: string;
  channel: MessageChannel;
  kind: MessageKind;
  state: MessageState;
  state_at: string;
  asked_sealed: string | null;
  organisation_id: string | null;
  user_id: string | null;
  about: string;
  secret_sealed: string | null;
  sent_to: string | null;
  sent_by: string;
  created_at: string;
  next_try_at: string | null;
  tries: number;
  expires_at: string;
  fault: string | null;
};

/** Whoever takes a message to send it has this long, before another process takes it: it may have died. Milliseconds. */
export const messageHold = 5 * 60_000;

/** The longest pause between two tries, and more. */
const timing = { column: "next_try_at", since: "state_at", furthest: 5 * 3_600_000 } as const;

/** Takes what is due for this process alone, oldest first; two processes never take the same. */
export async function takeMessages(
  db: Db,
  keyring: Keyring,
  channel: MessageChannel,
  now: Date,
  most: number,
): Promise<WaitingMessage[]> {
  const due: MessageRow[] = await whoseTimeHasCome(db<MessageRow>("message").where("channel", channel), timing, now)
    .orderBy(["next_try_at", "id"])
    .limit(most);
  const taken: WaitingMessage[] = [];
  for (const row of due) {
    const { id, next_try_at, tries } = row;
    const held = { state: "sending", tries: tries + 1, next_try_at: new Date(now.getTime() + messageHold).toISOString() };
    const mine = await db("message").where({ id, next_try_at, tries }).update(held);
    if (mine === 1) taken.push({ ...presentWaiting(keyring, row), tries: tries + 1 });
  }
  return taken;
}

/** The message of a row, with what is sealed opened. */
export function presentWaiting(keyring: Keyring, row: MessageRow): WaitingMessage {
  const { id, channel, kind, organisation_id: organisationId, user_id: userId, tries } = row;
  const opened = (column: "asked_sealed" | "secret_sealed") => {
    const sealed = row[column];
    return sealed === null ? null : open(keyring, sealed, messageContext(column, id));
  };
  return {
    ...{ id, channel, kind, tries, createdAt: row.created_at, expiresAt: row.expires_at },
    asked: opened("asked_sealed"),
    to: organisationId !== null && userId !== null ? { organisationId, userId } : null,
    about: JSON.parse(row.about) as MessageAbout,
    secret: opened("secret_sealed"),
  };
}

/** The link for somebody who asked by a name has been made: from now on it is this one that is sent. */
export async function addressMessage(
  trx: Db,
  keyring: Keyring,
  id: string,
  to: { organisationId: string; userId: string; secret: string },
): Promise<void> {
  const secret_sealed = seal(keyring, to.secret, messageContext("secret_sealed", id));
  const { organisationId: organisation_id, userId: user_id } = to;
  await trx("message").where("id", id).update({ asked_sealed: null, organisation_id, user_id, secret_sealed });
}

/** There is nobody whom it is for. */
export async function dropMessage(db: Db, id: string): Promise<void> {
  await db("message").where("id", id).delete();
}

const over = { next_try_at: null, asked_sealed: null, secret_sealed: null } as const;

/** The mail server or provider has taken it. Said only after it has said so. */
export async function messageSent(
  db: Db,
  id: string,
  went: { readonly to: string; readonly providerId: string | null },
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    await settle(trx, id, ["queued", "sending"], { ...over, fault: null, state: "sent" }, now);
    // Also when its report was here before the answer, and the state is further on.
    await trx("message").where("id", id).update({ sent_to: went.to, provider_id: went.providerId });
  });
}

/** Nothing here sends such messages. Its link is kept, for as long as it is good, for whoever hands it on. */
export async function messageNotSent(db: Db, id: string, now: Date): Promise<void> {
  await settle(db, id, ["queued", "sending"], { state: "not_sent", next_try_at: null, tries: 0 }, now);
}

/** @param fault a code, never the other end's words @returns false: it has been given up */
export async function messageFailed(
  db: Db,
  message: Pick<WaitingMessage, "id" | "kind" | "tries" | "expiresAt">,
  fault: { readonly code: string; readonly lasting: boolean; readonly to: string | null },
  now: Date,
): Promise<boolean> {
  const pause = fault.lasting ? null : pauseAfter(message.kind, message.tries);
  const next = pause === null ? null : new Date(now.getTime() + pause).toISOString();
  const waits = next !== null && next < message.expiresAt;
  const said = { fault: fault.code, sent_to: fault.to };
  const columns = waits ? { ...said, state: "queued", next_try_at: next } : { ...over, ...said, state: "failed" };
  await settle(db, message.id, ["queued", "sending"], columns, now);
  return waits;
}

/** What the provider says became of it; again, late or in another order it does nothing. @returns whether it was news */
export async function messageReported(
  db: Db,
  id: string,
  report: { readonly state: "sent" | "delivered" | "failed"; readonly fault: string | null },
  now: Date,
): Promise<boolean> {
  return change(db, async (trx) => {
    const row = await trx<MessageRow>("message").where({ id, channel: "sms" }).first("state");
    const state = row ? afterReport(row.state, report.state) : null;
    if (!row || state === null) return false;
    const fault = state === "failed" ? (report.fault ?? "not_delivered") : null;
    await settle(trx, id, [row.state], { ...over, state, fault }, now);
    return true;
  });
}

/** Its link has been used. */
export async function messageUsed(trx: Db, id: string, now: Date): Promise<void> {
  await settle(trx, id, ["queued", "sending", "sent", "delivered", "failed", "not_sent"], { ...over, state: "used" }, now);
}

/** To be sent once more, as if it had just been put in. */
export async function messageAgain(db: Db, id: string, now: Date): Promise<void> {
  const again = { state: "queued", next_try_at: now.toISOString(), tries: 0, fault: null };
  await settle(db, id, ["not_sent", "failed"], again, now);
}

/** Writes only what is still so: of two processes that came to an end with it, the first one is right. */
async function settle(
  db: Db,
  id: string,
  from: readonly MessageState[],
  columns: Readonly<Record<string, string | number | null>>,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const written = await trx("message")
      .where("id", id)
      .whereIn("state", [...from])
      .update({ ...columns, state_at: now.toISOString() });
    if (written === 0) return;
    const row = await trx<MessageRow>("message").where("id", id).first("organisation_id", "user_id");
    if (row?.user_id) await announce(trx, "message", { organisationId: row.organisation_id, userId: row.user_id });
  });
}

/** Forgets the tokens of links that are too old, and what was made of them. Part of the housekeeping. */
export async function forgetSecrets(db: Db, now: Date): Promise<void> {
  const at = now.toISOString();
  await db("message")
    .whereNotNull("secret_sealed")
    .where("expires_at", "<=", at)
    .whereNot("state", "sending")
    .update({ secret_sealed: null });
}

/** How much waits, and how much was given up within the last week. */
export async function countMessages(db: Db, now: Date): Promise<{ waiting: number; givenUp: number; notSent: number }> {
  const since = new Date(now.getTime() - 7 * 24 * 3_600_000).toISOString();
  const rows: { state: MessageState; count: number | string }[] = await db("message")
    .where((query) => query.whereNotNull("next_try_at").orWhere("state_at", ">", since))
    .whereIn("state", ["queued", "sending", "failed", "not_sent"])
    .groupBy("state")
    .select("state")
    .count({ count: "*" });
  const of = (...states: MessageState[]) =>
    rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.count), 0);
  return { waiting: of("queued", "sending"), givenUp: of("failed"), notSent: of("not_sent") };
}
