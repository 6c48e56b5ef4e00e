import type { Access } from "../domain/rights.ts";
import { isDeactivated } from "../domain/user-rules.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { getOrganisation } from "./organisations.ts";
import { loadRights } from "./rights.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { fullName } from "./users.ts";

const hour = 3_600_000;
/** A session ends when nobody has used it for this long, and at the latest after the longer time. Milliseconds. */
export const sessionIdle = 7 * 24 * hour;
export const sessionLongest = 30 * 24 * hour;
/** Uses are noted this seldom: reading makes no write each time. */
const noteEvery = 5 * 60_000;

/** Who asks, as it is at this request: rights are read anew each time. */
export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly language: string;
  /** The one that the person has chosen; null: the organisation's applies. */
  readonly ownLanguage: string | null;
  readonly mustChangePassword: boolean;
  readonly access: Access;
  /** The organisation that operator staff has entered; null: the own one. Not checked yet. */
  readonly enteredId: string | null;
  readonly expiresAt: string;
};

export type StartSession = {
  readonly userId: string;
  readonly organisationId: string;
  /** SHA-256 of the cookie's token: the token itself is stored nowhere. */
  readonly tokenHash: string;
  readonly address: string;
  readonly userAgent: string | null;
};

export async function startSession(db: Db, input: StartSession, actor: Actor, now: Date): Promise<{ id: string }> {
  return change(db, async (trx) => {
    const { userId, organisationId, address } = input;
    const row = {
      id: newId(now),
      token_hash: input.tokenHash,
      user_id: userId,
      created_at: now.toISOString(),
      last_seen_at: now.toISOString(),
      expires_at: new Date(now.getTime() + sessionLongest).toISOString(),
      address,
      user_agent: input.userAgent?.slice(0, 300) ?? null,
      entered_id: null,
    };
    await trx("session").insert(row);
    const entry = { organisationId, action: "session.started", subject: { kind: "user", id: userId } };
    await recordAudit(trx, { ...entry, after: { address } }, actor, now);
    return { id: row.id };
  });
}

type Row = {
  id: string;
  user_id: string;
  last_seen_at: string;
  expires_at: string;
  entered_id: string | null;
  organisation_id: string;
  first_name: string;
  last_name: string;
  user_language: string | null;
  organisation_language: string;
  time_zone: string;
  deactivate_on: string | null;
  deactivated_at: string | null;
  must_change: boolean | number | null;
};

/** Null when there is none, it is over, or the person is deactivated. */
export async function loadSession(db: Db, tokenHash: string, now: Date): Promise<Session | null> {
  const row: Row | undefined = await db("session as s")
    .join("users as u", "u.id", "s.user_id")
    .join("organisation as o", "o.id", "u.organisation_id")
    .leftJoin("credential as c", "c.user_id", "u.id")
    .where("s.token_hash", tokenHash)
    .first([
      ...["s.id", "s.user_id", "s.last_seen_at", "s.expires_at", "s.entered_id", "u.organisation_id", "u.first_name"],
      ...["u.last_name", "u.language as user_language", "o.language as organisation_language", "o.time_zone"],
      ...["u.deactivate_on", "u.deactivated_at", "c.must_change"],
    ]);
  if (!row || isOver(row, now)) return null;
  if (now.getTime() - Date.parse(row.last_seen_at) >= noteEvery) {
    await db.transaction((trx) => trx("session").where("id", row.id).update({ last_seen_at: now.toISOString() }));
  }
  const granted = (await loadRights(db, [row.user_id])).get(row.user_id);
  return {
    id: row.id,
    userId: row.user_id,
    name: fullName(row),
    language: row.user_language ?? row.organisation_language,
    ownLanguage: row.user_language,
    mustChangePassword: row.must_change === null || Boolean(row.must_change),
    access: {
      userId: row.user_id,
      organisationId: row.organisation_id,
      rights: granted?.rights ?? [],
      operates: granted?.operates ?? [],
    },
    enteredId: row.entered_id,
    expiresAt: row.expires_at,
  };
}

function isOver(row: Row, now: Date): boolean {
  const idle = now.getTime() - Date.parse(row.last_seen_at) >= sessionIdle;
  const { deactivate_on: deactivateOn, deactivated_at: deactivatedAt } = row;
  return (
    idle ||
    row.expires_at <= now.toISOString() ||
    isDeactivated({ deactivated: deactivatedAt !== null, deactivateOn }, now, row.time_zone)
  );
}

/** Signing out: no audit entry, nothing has changed for anybody. Windows that are open with it are told. */
export async function endSession(db: Db, id: string): Promise<void> {
  await change(db, async (trx) => {
    const row: { userId: string; organisationId: string } | undefined = await trx("session as s")
      .join("users as u", "u.id", "s.user_id")
      .where("s.id", id)
      .first({ userId: "u.id", organisationId: "u.organisation_id" });
    if (!row) return;
    await trx("session").where("id", id).delete();
    await announce(trx, "rights", row);
  });
}

/** Sessions that are over are forgotten. @returns how many */
export async function purgeSessions(db: Db, now: Date): Promise<number> {
  const idleSince = new Date(now.getTime() - sessionIdle).toISOString();
  return db("session").where("expires_at", "<=", now.toISOString()).orWhere("last_seen_at", "<=", idleSince).delete();
}

/**
 * Operator staff enters an organisation, or leaves it (null). Both leave an entry in that organisation's log.
 * The caller has checked that they may.
 *
 * @throws DomainError `organisation_not_found`
 */
export async function enterOrganisation(
  db: Db,
  session: { readonly id: string; readonly enteredId: string | null },
  organisationId: string | null,
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    if (organisationId !== null) await getOrganisation(trx, { id: organisationId });
    await trx("session").where("id", session.id).update({ entered_id: organisationId });
    const about = (id: string, action: string) => {
      const entry = { organisationId: id, action, subject: { kind: "organisation", id } };
      return recordAudit(trx, entry, actor, now);
    };
    if (session.enteredId !== null) await about(session.enteredId, "operator.left");
    if (organisationId !== null) await about(organisationId, "operator.entered");
  });
}

export type SessionPlace = {
  readonly id: string;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly address: string;
  readonly userAgent: string | null;
};

/** Where a person is signed in, the latest used first. */
export async function listSessions(db: Db, userId: string, now: Date): Promise<SessionPlace[]> {
  const idleSince = new Date(now.getTime() - sessionIdle).toISOString();
  return db("session")
    .where("user_id", userId)
    .where("expires_at", ">", now.toISOString())
    .where("last_seen_at", ">", idleSince)
    .orderBy([
      { column: "last_seen_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(100)
    .select<SessionPlace[]>({ id: "id", startedAt: "created_at", lastSeenAt: "last_seen_at" })
    .select({ address: "address", userAgent: "user_agent" });
}

/** Signs a person out everywhere but in one session. @returns how many sessions ended */
export async function endOtherSessions(
  db: Db,
  input: { readonly organisationId: string; readonly userId: string; readonly keepSessionId: string },
  actor: Actor,
  now: Date,
): Promise<number> {
  return change(db, async (trx) => {
    const { organisationId, userId, keepSessionId } = input;
    const ended = await trx("session").where("user_id", userId).whereNot("id", keepSessionId).delete();
    if (ended === 0) return 0;
    await announce(trx, "rights", { organisationId, userId });
    const entry = { organisationId, action: "user.sessions_ended", subject: { kind: "user", id: userId } } as const;
    await recordAudit(trx, { ...entry, after: { ended } }, actor, now);
    return ended;
  });
}
