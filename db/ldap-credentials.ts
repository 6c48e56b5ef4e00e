import { createHmac } from "node:crypto";
import { type Keyring, open, seal } from "./secrets.ts";
import type { Db } from "./types.ts";

/** What directory passwords follow from: a key of 32 bytes. */
export type DirectoryKey = Pick<Keyring, "hashKey">;

const keyContext = (organisationId: string) => `organisation/directory_key_sealed/${organisationId}`;

/**
 * The key of an organisation: its own when its phones came from another installation, else this installation's.
 *
 * @throws DomainError `secret_unreadable`
 */
export function directoryKeyOf(keyring: Keyring, organisationId: string, sealed: string | null): DirectoryKey {
  return sealed === null ? keyring : { hashKey: Buffer.from(open(keyring, sealed, keyContext(organisationId)), "base64") };
}

/** As `directoryKeyOf`, read; of an organisation that is not there this installation's. */
export async function loadDirectoryKey(db: Db, keyring: Keyring, organisationId: string): Promise<DirectoryKey> {
  const row: { directory_key_sealed: string | null } | undefined = await db("organisation")
    .where("id", organisationId)
    .first("directory_key_sealed");
  return directoryKeyOf(keyring, organisationId, row?.directory_key_sealed ?? null);
}

/** As the organisation keeps it; null: it is this installation's own. */
export function sealDirectoryKey(keyring: Keyring, organisationId: string, { hashKey }: DirectoryKey): string | null {
  if (Buffer.from(hashKey).equals(keyring.hashKey)) return null;
  return seal(keyring, Buffer.from(hashKey).toString("base64"), keyContext(organisationId));
}

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
export function ldapPassword({ hashKey }: DirectoryKey, phoneId: string, tokenHash: string): string {
  const mac = createHmac("sha256", hashKey).update(`klyka ldap password\0${phoneId}\0${tokenHash}`);
  return mac.digest("base64url").replace(/[-_]/g, "x").slice(0, 24);
}
