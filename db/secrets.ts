import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomInt,
} from "node:crypto";
import { DomainError } from "../domain/errors.ts";

/** Keys that open what is sealed at rest. Made by `createKeyring` from key material the caller has read. */
export type Keyring = {
  /** Id of the key that seals; others only open. */
  readonly currentId: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** Key of the body hashes. Stays the same when keys rotate: see `openInstallation`. */
  readonly hashKey: Uint8Array;
};

const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * @param materials 32 bytes each; the first one seals, all of them open
 * @throws DomainError `key_missing` when there is none or one is not 32 bytes
 */
export function createKeyring(materials: readonly Uint8Array[]): Keyring {
  if (materials.length === 0 || materials.some((material) => material.length !== 32)) throw new DomainError("key_missing");
  const keys = materials.map((material) => [keyId(material), derive(material, "klyka seal", 32)] as const);
  const [current] = keys;
  const [first] = materials;
  if (!current || !first) throw new DomainError("key_missing");
  return { currentId: current[0], keys: new Map(keys), hashKey: derive(first, "klyka body hash", 32) };
}

/** Tells keys apart without saying anything about them: 8 hex digits. */
function keyId(material: Uint8Array): string {
  return derive(material, "klyka key id", keyIdBytes).toString("hex");
}

const preparedKeys = new WeakMap<Uint8Array, KeyObject>();

/** A key in the form that ciphers take at once: from bytes each use costs four times as much (Node 24). */
function prepared(key: Uint8Array): KeyObject {
  const known = preparedKeys.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  preparedKeys.set(key, made);
  return made;
}

/** HKDF (RFC 5869) with SHA-256. */
function derive(material: Uint8Array, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", material, "", purpose, length));
}

/**
 * AES-256-GCM with a random 96-bit nonce: `<key id>.<base64url of nonce, ciphertext, tag>`.
 *
 * @param context `table/column/row id`: a sealed value moved to another place does not open
 */
export function seal(keyring: Keyring, plaintext: string, context: string): string {
  const sealed = sealBytes(keyring, Buffer.from(plaintext, "utf8"), context);
  return `${keyring.currentId}.${sealed.subarray(keyIdBytes).toString("base64url")}`;
}

/** @throws DomainError `secret_unreadable` when key, context or bytes do not fit */
export function open(keyring: Keyring, sealed: string, context: string): string {
  const rest = Buffer.from(sealed.slice(9), "base64url");
  // The last character has bits to spare: only the one way to write these bytes is taken.
  if (rest.toString("base64url") !== sealed.slice(9)) throw new DomainError("secret_unreadable", { context });
  const bytes = Buffer.concat([Buffer.from(sealed.slice(0, 2 * keyIdBytes), "hex"), rest]);
  return openBytes(keyring, bytes, context).toString("utf8");
}

/** As `seal`, as bytes: key id, nonce, ciphertext, tag. */
export function sealBytes(keyring: Keyring, plaintext: Uint8Array, context: string): Buffer {
  const key = keyring.keys.get(keyring.currentId);
  if (!key) throw new DomainError("key_missing");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", prepared(key), nonce).setAAD(Buffer.from(context));
  const body = cipher.update(plaintext);
  return Buffer.concat([Buffer.from(keyring.currentId, "hex"), nonce, body, cipher.final(), cipher.getAuthTag()]);
}

/** @throws DomainError `secret_unreadable` */
export function openBytes(keyring: Keyring, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed);
  const key = keyring.keys.get(bytes.toString("hex", 0, keyIdBytes));
  if (!key || bytes.length < keyIdBytes + nonceBytes + tagBytes) throw new DomainError("secret_unreadable", { context });
  try {
    const nonce = bytes.subarray(keyIdBytes, keyIdBytes + nonceBytes);
    const decipher = createDecipheriv("aes-256-gcm", prepared(key), nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(keyIdBytes + nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new DomainError("secret_unreadable", { context });
  }
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** 128 random bits as 26 characters of lower-case Crockford base32. */
export function generateToken(): string {
  let bits = BigInt(`0x${randomBytes(16).toString("hex")}`);
  let token = "";
  for (let n = 0; n < 26; n++) {
    token = crockford.charAt(Number(bits & 31n)) + token;
    bits >>= 5n;
  }
  return token;
}

/** SHA-256 of a token as 64 hex digits: what is stored to look tokens up. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Letters and digits that every vendor's files and pages take, without those mistaken for each other. */
const passwordAlphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** 16 characters hold 92 bits. At least one small letter, one capital and one digit, as some firmware demands. */
export function generatePassword(length = 16): string {
  for (;;) {
    const password = Array.from({ length }, () => passwordAlphabet.charAt(randomInt(passwordAlphabet.length))).join("");
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /[0-9]/.test(password)) return password;
  }
}

/** Keyed HMAC-SHA-256 of a rendered body, 64 hex digits: ETag and key of the stored body. */
export function bodyHash(keyring: Keyring, body: Uint8Array): string {
  return createHmac("sha256", prepared(keyring.hashKey)).update(body).digest("hex");
}
