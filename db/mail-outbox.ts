import { newId } from "./ids.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import type { Db } from "./types.ts";

export const mailKinds = ["reset", "invitation"] as const;
export type MailKind = (typeof mailKinds)[number];

/** A mail that is to be sent. Either somebody asked by a name that is not looked up yet, or it is for a person. */
export type WaitingMail = {
  readonly id: string;
  readonly kind: MailKind;
  readonly asked: string | null;
  readonly to: { readonly organisationId: string; readonly userId: string } | null;
  /** Of the link; null until it has been made. */
  readonly token: string | null;
  readonly createdAt: string;
  /** How often it has been tried, this time too. */
  readonly tries: number;
};

type Row = {
  id: string;
  kind: MailKind;
  asked_sealed: string | null;
  organisation_id: string | null;
  user_id: string | null;
  token_sealed: string | null;
  created_at: string;
  tries: number;
  next_try_at: string;
};

const context = (column: "asked_sealed" | "token_sealed", id: string) => `mail_outbox/${column}/${id}`;

/** Pauses after the first, second … try; after the last one it is given up. Milliseconds. */
const pauses = [60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000] as const;
/** Whoever takes a mail to send it has this long, before another process takes it. */
const holds = 5 * 60_000;
/** Given-up mail stays to be seen for this long. */
const remembered = 7 * 24 * 3_600_000;

/** The same work for every name, whoever has it: what it takes tells nothing. */
export async function askForMail(db: Db, keyring: Keyring, name: string, now: Date): Promise<void> {
  const id = newId(now);
  await db("mail_outbox").insert({
    ...{ id, kind: "reset", created_at: now.toISOString(), next_try_at: now.toISOString() },
    asked_sealed: seal(keyring, name, context("asked_sealed", id)),
  });
}

/** For a person, with the link's token. Part of the transaction that makes the link. */
export async function putInOutbox(
  trx: Db,
  keyring: Keyring,
  mail: { kind: MailKind; organisationId: string; userId: string; token: string },
  now: Date,
): Promise<void> {
  const id = newId(now);
  await trx("mail_outbox").insert({
    ...{ id, kind: mail.kind, created_at: now.toISOString(), next_try_at: now.toISOString() },
    ...{ organisation_id: mail.organisationId, user_id: mail.userId },
    token_sealed: seal(keyring, mail.token, context("token_sealed", id)),
  });
}

/** The link for somebody who asked has been made: from now on it is this one that is sent. */
export async function addressMail(
  trx: Db,
  keyring: Keyring,
  id: string,
  mail: { organisationId: string; userId: string; token: string },
): Promise<void> {
  const token_sealed = seal(keyring, mail.token, context("token_sealed", id));
  await trx("mail_outbox")
    .where("id", id)
    .update({ asked_sealed: null, organisation_id: mail.organisationId, user_id: mail.userId, token_sealed });
}

/** Takes the mail that is due for this process alone, oldest first; two processes never take the same. */
export async function takeMail(db: Db, keyring: Keyring, now: Date, most: number): Promise<WaitingMail[]> {
  const due: Row[] = await db<Row>("mail_outbox")
    .whereNull("given_up_at")
    .where("next_try_at", "<=", now.toISOString())
    .orderBy(["next_try_at", "id"])
    .limit(most);
  const taken: WaitingMail[] = [];
  for (const row of due) {
    const held = { tries: row.tries + 1, next_try_at: new Date(now.getTime() + holds).toISOString() };
    const mine = await db("mail_outbox").where({ id: row.id, next_try_at: row.next_try_at, tries: row.tries }).update(held);
    if (mine === 1) taken.push(present(keyring, row));
  }
  return taken;
}

function present(keyring: Keyring, row: Row): WaitingMail {
  const { organisation_id: organisationId, user_id: userId } = row;
  const opened = (column: "asked_sealed" | "token_sealed") => {
    const sealed = row[column];
    return sealed === null ? null : open(keyring, sealed, context(column, row.id));
  };
  return {
    id: row.id,
    kind: row.kind,
    asked: opened("asked_sealed"),
    to: organisationId !== null && userId !== null ? { organisationId, userId } : null,
    token: opened("token_sealed"),
    createdAt: row.created_at,
    tries: row.tries + 1,
  };
}

/** Sent, or for nobody. */
export async function forgetMail(db: Db, id: string): Promise<void> {
  await db("mail_outbox").where("id", id).delete();
}

/** @param fault a code @returns false: it has been given up */
export async function tryAgain(
  db: Db,
  mail: Pick<WaitingMail, "id" | "tries">,
  fault: string,
  lasting: boolean,
  now: Date,
): Promise<boolean> {
  const pause = lasting ? undefined : pauses[mail.tries - 1];
  const next =
    pause === undefined
      ? { given_up_at: now.toISOString(), token_sealed: null, asked_sealed: null }
      : { next_try_at: new Date(now.getTime() + pause).toISOString() };
  await db("mail_outbox")
    .where("id", mail.id)
    .update({ ...next, fault });
  return pause !== undefined;
}

/** What has been given up is forgotten after a week. */
export async function purgeMail(db: Db, now: Date): Promise<number> {
  return db("mail_outbox")
    .where("given_up_at", "<=", new Date(now.getTime() - remembered).toISOString())
    .delete();
}

/** How much mail waits, and how much has been given up within the last week. */
export async function countMail(db: Db): Promise<{ waiting: number; givenUp: number }> {
  const rows: { given: number | boolean; count: number | string }[] = await db("mail_outbox")
    .select(db.raw("case when given_up_at is null then 0 else 1 end as given"))
    .count({ count: "*" })
    .groupByRaw("case when given_up_at is null then 0 else 1 end");
  const of = (given: number) => Number(rows.find((row) => Number(row.given) === given)?.count ?? 0);
  return { waiting: of(0), givenUp: of(1) };
}
