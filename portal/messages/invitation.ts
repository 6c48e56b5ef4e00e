import { queueMessage } from "../../db/messages.ts";
import { createReset } from "../../db/password-resets.ts";
import { getPerson } from "../../db/people.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { change } from "../../db/transaction.ts";
import type { Actor } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import type { PeopleParts } from "../api/parts.ts";
import { signInNameOf } from "./compose.ts";

/**
 * Invites a person to choose the first password: a link, and a mail with it.
 *
 * @throws DomainError `user_not_found`, `user_deactivated`, `email_missing`, `sign_in_name_missing`
 */
export async function invite(
  { db, keyring }: Pick<PeopleParts, "db" | "keyring">,
  by: { readonly organisationId: string; readonly userId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { organisationId, userId } = by;
  await change(db, async (trx) => {
    const person = await getPerson(trx, { organisationId, id: userId });
    if (person.deactivatedAt !== null) throw new DomainError("user_deactivated");
    if (person.email === null) throw new DomainError("email_missing");
    if (signInNameOf(person) === null) throw new DomainError("sign_in_name_missing");
    const secret = generateToken();
    await createReset(trx, { organisationId, userId, tokenHash: tokenHash(secret), kind: "invitation" }, actor, now);
    const message = { organisationId, userId, channel: "mail", kind: "invitation", secret, sentBy: actor.name } as const;
    await queueMessage(trx, keyring, message, now);
  });
}
