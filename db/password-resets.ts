import { DomainError } from "../domain/errors.ts";
import { messageLasts } from "../domain/message.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { setPassword } from "./sign-in.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** A link is good once, and for this long: one that the person asked for themselves, and one that comes unasked. Milliseconds. */
export const linkLasts = { reset: messageLasts.reset, invitation: messageLasts.invitation } as const;
/** Links that one person gets mailed in an hour at most: whoever asks for more fills somebody's mailbox. */
const mostAnHour = 3;

/** Whose link it is. @throws DomainError `reset_link_invalid` when it is unknown, used or too old */
export async function findReset(
  db: Db,
  tokenHash: string,
  now: Date,
): Promise<{ userId: string; organisationId: string; name: string }> {
  const row: { id: string; organisation_id: string; first_name: string; last_name: string } | undefined = await db(
    "password_reset as r",
  )
    .join("users as u", "u.id", "r.user_id")
    .where("r.token_hash", tokenHash)
    .where("r.expires_at", ">", now.toISOString())
    .whereNull("u.deactivated_at")
    .first(["u.id", "u.organisation_id", "u.first_name", "u.last_name"]);
  if (!row) throw new DomainError("reset_link_invalid");
  return { userId: row.id, organisationId: row.organisation_id, name: `${row.first_name} ${row.last_name}` };
}

/** A newer link makes the ones before it void. The token goes out by mail and is stored nowhere. */
export async function createReset(
  db: Db,
  input: {
    readonly organisationId: string;
    readonly userId: string;
    readonly tokenHash: string;
    readonly kind?: "reset" | "invitation" | undefined;
  },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, userId, kind = "reset" } = input;
    await trx("password_reset").where("user_id", userId).delete();
    await trx("password_reset").insert({
      id: newId(now),
      token_hash: input.tokenHash,
      user_id: userId,
      kind,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + linkLasts[kind]).toISOString(),
    });
    const action = kind === "reset" ? "user.reset_link_made" : "user.invited";
    const entry = { organisationId, action, subject: { kind: "user", id: userId } };
    await recordAudit(trx, entry, actor, now);
  });
}

/** Sets the password of whoever has the link; all sessions of the person end. One of two who use it at once wins. @throws DomainError `reset_link_invalid` */
export async function useReset(
  db: Db,
  input: { readonly tokenHash: string; readonly passwordHash: string },
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { userId, organisationId, name } = await findReset(trx, input.tokenHash, now);
    const actor: Actor = { kind: "user", id: userId, name, organisationId };
    await setPassword(trx, { organisationId, userId, passwordHash: input.passwordHash, mustChange: false }, actor, now);
  });
}

/** Whether the person has had as many links as one gets in an hour. */
export async function hasEnoughLinks(db: Db, userId: string, now: Date): Promise<boolean> {
  const row: { count?: number | string } | undefined = await db("audit")
    .where({ subject_id: userId, action: "user.reset_link_made" })
    .where("at", ">", new Date(now.getTime() - 60 * 60_000).toISOString())
    .count({ count: "*" })
    .first();
  return Number(row?.count ?? 0) >= mostAnHour;
}
