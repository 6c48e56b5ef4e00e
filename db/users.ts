import { z } from "zod";
import type { Actor, Db, Versioned } from "./types.ts";
import type { UserNumber } from "./user-numbers.ts";

export const PersonName = z.string().trim().min(1).max(100);
/** Short internal number: 2 to 6 digits, not beginning with 0 and no emergency number. */
export const Extension = z
  .string()
  .regex(/^[1-9][0-9]{1,5}$/)
  .refine((digits) => digits !== "112", "112 is the emergency number");

export const CreateUser = z.strictObject({
  organisationId: z.string(),
  firstName: PersonName,
  lastName: PersonName,
  email: z.email().nullable().default(null),
  extension: Extension.nullable().default(null),
  /** Written in any form; a fixed number. */
  primaryNumber: z.string().nullable().default(null),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const UpdateUser = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  firstName: PersonName.optional(),
  lastName: PersonName.optional(),
  email: z.email().nullable().optional(),
  extension: Extension.nullable().optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

export type User = Versioned & {
  readonly organisationId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** First and last name: what keys and accounts show. */
  readonly name: string;
  readonly email: string | null;
  readonly extension: string | null;
  readonly numbers: readonly UserNumber[];
};

/** @throws DomainError `organisation_not_found`, `number_invalid`, `number_kind_refused`, `number_taken` (also an extension) */
export declare function createUser(db: Db, input: CreateUser, actor: Actor, now: Date): Promise<User>;
/** Raises the phones whose keys or accounts show what changed. @throws DomainError `user_not_found`, `version_conflict`, `number_taken` */
export declare function updateUser(db: Db, input: UpdateUser, actor: Actor, now: Date): Promise<User>;
/** Keys that follow the user stay as they are and become misfits; accounts and phones lose their user. */
export declare function deleteUser(db: Db, input: { organisationId: string; id: string }, actor: Actor, now: Date): Promise<void>;
/** `number` in any written form: any of the user's numbers, or the extension. */
export declare function findUser(
  db: Db,
  by:
    | { organisationId: string; id: string }
    | { organisationId: string; number: string }
    | { organisationId: string; email: string },
): Promise<User | null>;
/** As `findUser` by id. @throws DomainError `user_not_found` */
export declare function getUser(db: Db, by: { organisationId: string; id: string }): Promise<User>;
/** By last, then first name. `search` matches names, extension and digits of numbers. */
export declare function listUsers(
  db: Db,
  filter: { organisationId: string; search?: string | undefined; limit?: number | undefined; offset?: number | undefined },
): Promise<User[]>;
