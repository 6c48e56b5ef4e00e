import { parseNumber } from "../domain/numbers.ts";
import { isDeactivated, tidyUsername } from "../domain/user-rules.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { fullName } from "./users.ts";

/** The person a sign-in name belongs to. `passwordHash` null: no password has been set. */
export type SignInCandidate = {
  readonly userId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly passwordHash: string | null;
  /** False when deactivated, or the date has come. */
  readonly active: boolean;
};

type Row = {
  id: string;
  organisation_id: string;
  first_name: string;
  last_name: string;
  deactivate_on: string | null;
  deactivated_at: string | null;
  time_zone: string;
  password_hash: string | null;
};

/** @param written the primary number in any form, or a custom user name; a secondary or mobile number is none */
export async function findSignIn(db: Db, written: string, now: Date): Promise<SignInCandidate | null> {
  const number = parseNumber(written);
  const query = db("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .leftJoin("credential as c", "c.user_id", "u.id");
  if (number) {
    query.join("user_number as n", "n.user_id", "u.id").where({ "n.e164": number.canonical, "n.kind": "primary" });
  } else query.where("u.username", tidyUsername(written));
  const row: Row | undefined = await query.first([
    ...["u.id", "u.organisation_id", "u.first_name", "u.last_name", "u.deactivate_on", "u.deactivated_at"],
    ...["o.time_zone", "c.password_hash"],
  ]);
  if (!row) return null;
  const { deactivate_on: deactivateOn, deactivated_at: deactivatedAt } = row;
  return {
    userId: row.id,
    organisationId: row.organisation_id,
    name: fullName(row),
    passwordHash: row.password_hash,
    active: !isDeactivated({ deactivated: deactivatedAt !== null, deactivateOn }, now, row.time_zone),
  };
}

/** Every name that the person signs in with, in the one form that all its written forms have. */
export async function signInNames(db: Db, userId: string): Promise<string[]> {
  const usernames: (string | null)[] = await db("users").where("id", userId).pluck("username");
  const numbers: string[] = await db("user_number").where({ user_id: userId, kind: "primary" }).pluck("e164");
  return [...usernames.filter((name) => name !== null), ...numbers];
}

export type SetPassword = {
  readonly organisationId: string;
  readonly userId: string;
  /** From `hashPassword`, made before: no transaction waits for it. */
  readonly passwordHash: string;
  /** Somebody else has chosen it: the person sets an own one at the next sign-in. */
  readonly mustChange: boolean;
  /** The session that stays; all others of the person end. */
  readonly keepSessionId?: string | undefined;
};

/** Links to reset it are void afterwards. @throws DomainError `user_not_found` */
export async function setPassword(db: Db, input: SetPassword, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, userId, mustChange } = input;
    await mustBelong(trx, "users", userId, organisationId, "user_not_found");
    const row = { user_id: userId, password_hash: input.passwordHash, must_change: mustChange, set_at: now.toISOString() };
    await trx("credential")
      .insert({ ...row, set_by: actor.name })
      .onConflict("user_id")
      .merge();
    await trx("password_reset").where("user_id", userId).delete();
    const sessions = trx("session").where("user_id", userId);
    if (input.keepSessionId !== undefined) sessions.whereNot("id", input.keepSessionId);
    if ((await sessions.delete()) > 0) await announce(trx, "rights", { organisationId, userId });
    const entry = { organisationId, action: "user.password_set", subject: { kind: "user", id: userId } };
    await recordAudit(trx, { ...entry, after: { mustChange } }, actor, now);
  });
}

/** The hash to compare a person's present password with; null when there is none. */
export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const row: { password_hash: string } | undefined = await db("credential").where("user_id", userId).first("password_hash");
  return row?.password_hash ?? null;
}

/** The same password hashed with newer parameters: nothing that anybody did. */
export async function renewPasswordHash(db: Db, userId: string, before: string, after: string): Promise<void> {
  await db("credential").where({ user_id: userId, password_hash: before }).update({ password_hash: after });
}

/** What others know of a person, and no password may be made of. */
export async function knownAbout(db: Db, userId: string): Promise<string[]> {
  const row = await db("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .where("u.id", userId)
    .first(["u.first_name", "u.last_name", "u.email", "u.username", "o.title", "o.name"]);
  const numbers: string[] = await db("user_number").where("user_id", userId).pluck("e164");
  return [...Object.values(row ?? {}), ...numbers].filter((word) => typeof word === "string");
}
