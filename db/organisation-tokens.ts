import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";

export type OrganisationToken = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly createdAt: string;
};

/** A token that says whose a phone is, and proves nothing. */
export declare function createOrganisationToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; name: string },
  actor: Actor,
  now: Date,
): Promise<OrganisationToken & { readonly token: string }>;
export declare function revokeOrganisationToken(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function listOrganisationTokens(db: Db, organisationId: string): Promise<OrganisationToken[]>;
export declare function readOrganisationToken(
  db: Db,
  keyring: Keyring,
  by: { organisationId: string; id: string },
): Promise<string>;
/** All that are valid, for the server's index. */
export declare function loadOrganisationTokens(db: Db): Promise<{ organisationId: string; name: string; tokenHash: string }[]>;
