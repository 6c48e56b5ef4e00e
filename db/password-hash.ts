import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { normalisePassword } from "../domain/password.ts";

const derive = promisify(argon2);

/** Argon2id (RFC 9106) with 19 MiB, two passes and one lane, as OWASP's cheat sheet on password storage advises at the least. */
const current = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;

type Parameters = { readonly memory: number; readonly passes: number; readonly parallelism: number };

/** The hash in the usual form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Takes tens of milliseconds in another thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await run(password, salt, current);
  const { memory, passes, parallelism } = current;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/**
 * True when the password is the one that was hashed. Without a hash (no such person, no password yet) it works as long
 * and says false, so that nobody learns from the time who has an account.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = stored === null ? null : parse(stored);
  const { parameters, salt, hash } = parsed ?? { parameters: current, salt: nobody, hash: Buffer.alloc(hashBytes) };
  const derived = await run(password, salt, parameters);
  return timingSafeEqual(derived, hash) && parsed !== null;
}

/** True for a hash of other parameters than those of today: hash the password anew when it is next given. */
export function needsRehash(stored: string): boolean {
  const parsed = parse(stored);
  return parsed === null || JSON.stringify(parsed.parameters) !== JSON.stringify(current);
}

const nobody = Buffer.alloc(saltBytes);

function run(password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> {
  const message = Buffer.from(normalisePassword(password), "utf8");
  return derive("argon2id", { ...parameters, message, nonce: salt, tagLength: hashBytes });
}

function parse(stored: string): { parameters: Parameters; salt: Buffer; hash: Buffer } | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored);
  if (!match) return null;
  const [, memory, passes, parallelism, salt = "", hash = ""] = match;
  const bytes = Buffer.from(hash, "base64");
  if (bytes.length !== hashBytes) return null;
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  return { parameters, salt: Buffer.from(salt, "base64"), hash: bytes };
}

/** Without padding, as the form has it. */
function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
