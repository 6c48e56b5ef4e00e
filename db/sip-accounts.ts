import { z } from "zod";
import type { Keyring } from "./secrets.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** What may stand before the @ of a SIP address in every vendor's files. */
export const SipUser = z.string().regex(/^[A-Za-z0-9+][A-Za-z0-9._+-]{0,63}$/);
/** Printable ASCII without quotes, backslash, angle brackets, blanks or control characters. */
export const SipSecret = z.string().regex(/^[!#-&(-;=?-[\]-~]{8,64}$/);
export const RegistrarAddress = z.strictObject({
  host: z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/),
  port: z.int().min(1).max(65535).nullable().default(null),
});

export const CreateSipAccount = z.strictObject({
  organisationId: z.string(),
  userId: z.string().nullable().default(null),
  /** Null: the user's name, else the SIP user. */
  label: z.string().trim().min(1).max(100).nullable().default(null),
  sipUser: SipUser,
  /** Null: as `sipUser`. */
  authUser: SipUser.nullable().default(null),
  /** Null: generated. */
  secret: SipSecret.nullable().default(null),
  registrar: RegistrarAddress.nullable().default(null),
});
export type CreateSipAccount = z.infer<typeof CreateSipAccount>;

export const UpdateSipAccount = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  userId: z.string().nullable().optional(),
  label: z.string().trim().min(1).max(100).nullable().optional(),
  sipUser: SipUser.optional(),
  authUser: SipUser.nullable().optional(),
  secret: SipSecret.optional(),
  registrar: RegistrarAddress.nullable().optional(),
});
export type UpdateSipAccount = z.infer<typeof UpdateSipAccount>;

/** The secret is in no such value: `readSipSecret` opens it, and says so in the audit log. */
export type SipAccount = Versioned & {
  readonly organisationId: string;
  readonly userId: string | null;
  readonly label: string | null;
  readonly sipUser: string;
  readonly authUser: string;
  readonly registrar: { readonly host: string; readonly port: number | null } | null;
};

/** @throws DomainError `sip_account_taken`, `user_not_found`, `organisation_not_found` */
export declare function createSipAccount(
  db: Db,
  keyring: Keyring,
  input: CreateSipAccount,
  actor: Actor,
  now: Date,
): Promise<SipAccount>;
/** @throws DomainError `sip_account_not_found`, `sip_account_taken`, `user_not_found`, `version_conflict` */
export declare function updateSipAccount(
  db: Db,
  keyring: Keyring,
  input: UpdateSipAccount,
  actor: Actor,
  now: Date,
): Promise<SipAccount>;
export declare function deleteSipAccount(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function findSipAccount(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; sipUser: string },
): Promise<SipAccount | null>;
export declare function listSipAccounts(
  db: Db,
  filter: { organisationId: string; userId?: string | undefined },
): Promise<SipAccount[]>;
/** Opens a secret for a person to read; leaves an audit entry. @throws DomainError `sip_account_not_found` */
export declare function readSipSecret(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<string>;
