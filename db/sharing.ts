import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly userId: string };

/** Whether colleagues may know that the person is ill or has a sick child at home (rule H12). @throws DomainError `user_not_found` */
export async function sharesPrivateReasons(db: Db, { organisationId, userId }: Of): Promise<boolean> {
  const row = await db("users")
    .where({ id: userId, organisation_id: organisationId })
    .first<{ shares_private_reasons: boolean | number } | undefined>("shares_private_reasons");
  if (!row) throw new DomainError("user_not_found");
  return Boolean(row.shares_private_reasons);
}

/** The person's own choice: nobody else makes it. @throws DomainError `user_not_found` */
export async function setSharing(db: Db, input: Of & { readonly shares: boolean }, actor: Actor, now: Date): Promise<boolean> {
  return change(db, async (trx) => {
    const { organisationId, userId, shares } = input;
    const before = await sharesPrivateReasons(trx, input);
    if (before === shares) return shares;
    await trx("users").where("id", userId).update({ shares_private_reasons: shares });
    const entry = { organisationId, action: "user.sharing_set", subject: { kind: "user", id: userId } };
    const fields = { before: { sharesPrivateReasons: before }, after: { sharesPrivateReasons: shares } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "presence", { organisationId, userId });
    return shares;
  });
}
