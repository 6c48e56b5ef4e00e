import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";

/**
 * A fresh token for a phone. The old one stays valid until the new one is first used (`useToken`).
 * Raises the phone: its files name the token.
 */
export declare function rotatePhoneToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
/** The token to put into a URL for a person or DHCP; leaves an audit entry. */
export declare function readPhoneToken(
  db: Db,
  keyring: Keyring,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<string>;
