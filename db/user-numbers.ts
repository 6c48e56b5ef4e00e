import { z } from "zod";
import type { Actor, Db } from "./types.ts";

export const userNumberKinds = ["primary", "secondary", "mobile"] as const;
export type UserNumberKind = (typeof userNumberKinds)[number];
export const mobileProfiles = ["mex", "external"] as const;

export const SetUserNumber = z.strictObject({
  organisationId: z.string(),
  userId: z.string(),
  kind: z.enum(userNumberKinds),
  /** Any written form; null takes the number away. */
  number: z.string().nullable(),
  /** For `mobile`. A Mex mobile number is the secondary number too. */
  mobileProfile: z.enum(mobileProfiles).nullable().default(null),
});
export type SetUserNumber = z.infer<typeof SetUserNumber>;

export type UserNumber = {
  readonly kind: UserNumberKind;
  readonly e164: string;
  readonly mobileProfile: (typeof mobileProfiles)[number] | null;
};

/**
 * A user has at most one number of each kind. Raises the phones that dial or watch the changed number.
 *
 * @throws DomainError `user_not_found`, `number_invalid`, `number_kind_refused`, `number_taken` (also by another organisation)
 */
export declare function setUserNumber(db: Db, input: SetUserNumber, actor: Actor, now: Date): Promise<readonly UserNumber[]>;
