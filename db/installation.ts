import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

/**
 * To be called once after `migrate`, by every process: checks that the keyring opens this database (the first call
 * on a new database remembers the key) and returns the keyring with the installation's own hash key in it.
 *
 * @throws DomainError `key_wrong` when no key fits, `key_missing` when rows sealed with an older key would not open
 */
export declare function openInstallation(db: Db, keyring: Keyring, now: Date): Promise<Keyring>;
