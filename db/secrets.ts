/** Keys that open what is sealed at rest. Made by `createKeyring` from key material the caller has read. */
export type Keyring = {
  /** Id of the key that seals; others only open. */
  readonly currentId: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** Key of the body hashes. Stays the same when keys rotate: see `openInstallation`. */
  readonly hashKey: Uint8Array;
};

/**
 * @param materials 32 bytes each; the first one seals, all of them open
 * @throws DomainError `key_missing` when there is none or one is not 32 bytes
 */
export declare function createKeyring(materials: readonly Uint8Array[]): Keyring;

/** @param context `table/column/row id`: a sealed value moved to another place does not open */
export declare function seal(keyring: Keyring, plaintext: string, context: string): string;

/** @throws DomainError `secret_unreadable` when key, context or bytes do not fit */
export declare function open(keyring: Keyring, sealed: string, context: string): string;
export declare function sealBytes(keyring: Keyring, plaintext: Uint8Array, context: string): Buffer;
export declare function openBytes(keyring: Keyring, sealed: Uint8Array, context: string): Buffer;

/** 128 random bits as 26 characters of lower-case Crockford base32. */
export declare function generateToken(): string;

/** SHA-256 of a token as 64 hex digits: what is stored to look tokens up. */
export declare function tokenHash(token: string): string;

/** A password that every vendor's files and web pages take: letters and digits that are not mistaken for each other. */
export declare function generatePassword(length?: number): string;

/** Keyed HMAC-SHA-256 of a rendered body, 64 hex digits: ETag and key of the stored body. */
export declare function bodyHash(keyring: Keyring, body: Uint8Array): string;
