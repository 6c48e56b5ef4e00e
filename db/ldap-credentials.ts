import { createHmac } from "node:crypto";
import type { Keyring } from "./secrets.ts";

/** Where a phone signs in to the directory that it searches: its MAC in a name that every make can send. */
export function ldapUser(mac: string): string {
  return `uid=${mac},ou=phones,o=klyka`;
}

/**
 * A phone's password for the directory: follows from its token, so that a new token gives a new one, and nothing is
 * stored. It opens the directory alone: the token does not follow from it.
 *
 * @param tokenHash of the phone's token, 64 hex digits
 */
export function ldapPassword(keyring: Keyring, phoneId: string, tokenHash: string): string {
  const mac = createHmac("sha256", keyring.hashKey).update(`klyka ldap password\0${phoneId}\0${tokenHash}`);
  return mac.digest("base64url").replace(/[-_]/g, "x").slice(0, 24);
}
