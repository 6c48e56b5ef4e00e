import { z } from "zod";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { mobileProfiles, type UserNumber, userNumberKinds, writeUserNumber } from "./user-number-rows.ts";
import { afterUserChange, getUser } from "./users.ts";

export { mobileProfiles, type UserNumber, type UserNumberKind, userNumberKinds } from "./user-number-rows.ts";

export const SetUserNumber = z
  .strictObject({
    organisationId: z.string(),
    userId: z.string(),
    kind: z.enum(userNumberKinds),
    /** Any written form; null takes the number away. */
    number: z.string().nullable(),
    /** For `mobile`. A Mex mobile number is the secondary number too. */
    mobileProfile: z.enum(mobileProfiles).nullable().default(null),
  })
  .refine(
    (input) => input.kind !== "mobile" || input.number === null || input.mobileProfile !== null,
    "a mobile number needs its profile",
  )
  .refine((input) => input.kind === "mobile" || input.mobileProfile === null, "only a mobile number has a profile");
export type SetUserNumber = z.infer<typeof SetUserNumber>;

/**
 * A user has at most one number of each kind. Raises the phones that dial or watch the changed number.
 *
 * @throws DomainError `user_not_found`, `number_invalid`, `number_kind_refused`, `number_taken` (also by another organisation),
 * `number_quarantined`
 */
export async function setUserNumber(db: Db, input: SetUserNumber, actor: Actor, now: Date): Promise<readonly UserNumber[]> {
  return change(db, async (trx) => {
    const by = { organisationId: input.organisationId, id: input.userId };
    const before = await getUser(trx, by);
    await writeUserNumber(trx, input, now);
    const after = await getUser(trx, by);
    await afterUserChange(trx, "user.number_set", before, after, actor, now);
    return after.numbers;
  });
}
