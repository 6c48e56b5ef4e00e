import { hashPassword, needsRehash, verifyPassword } from "../../db/password-hash.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { startSession } from "../../db/sessions.ts";
import { findSignIn, renewPasswordHash, type SignInCandidate } from "../../db/sign-in.ts";
import { DomainError } from "../../domain/errors.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { tidyUsername } from "../../domain/user-rules.ts";
import type { RawAsk } from "../api/route.ts";
import { EdgeError } from "../problem.ts";
import { deviceCookie, knownDevice, sessionCookie } from "./cookies.ts";
import { Gate } from "./gate.ts";

/** One for the process: it is about its memory and threads. */
export const gate = new Gate();

/** The sign-in name in one form, whichever was written. */
export function accountOf(written: string): string {
  return parseNumber(written)?.canonical ?? tidyUsername(written);
}

/**
 * Unknown, wrong, deactivated and without a password are one answer after one time.
 *
 * @returns the session's token, and the cookies that carry it
 * @throws DomainError `sign_in_refused`; EdgeError `too_many`
 */
export async function signIn(
  raw: RawAsk,
  input: { readonly name: string; readonly password: string },
): Promise<{ token: string; cookies: readonly string[] }> {
  const { parts, now, asker } = raw;
  const { secure, address } = asker;
  const account = accountOf(input.name);
  const attempt = { account, address, device: knownDevice(parts.keyring, raw.cookies, account, secure) };
  const seconds = await parts.throttle.begin(attempt, now);
  if (seconds !== null) throw new EdgeError("too_many", seconds);
  const candidate = await findSignIn(parts.db, input.name, now);
  const hash = candidate?.active ? candidate.passwordHash : null;
  const fits = await gate.through(() => verifyPassword(input.password, hash));
  if (!fits || candidate === null || hash === null) throw new DomainError("sign_in_refused");
  await parts.throttle.succeeded([attempt]);
  if (needsRehash(hash)) await renew(raw, candidate.userId, input.password, hash);
  const token = await start(raw, candidate);
  return { token, cookies: [sessionCookie(token, secure), deviceCookie(parts.keyring, account, secure)] };
}

async function start({ parts, now, asker, userAgent }: RawAsk, candidate: SignInCandidate): Promise<string> {
  const token = generateToken();
  const { userId, organisationId, name } = candidate;
  const session = { userId, organisationId, tokenHash: tokenHash(token), address: asker.address, userAgent };
  await startSession(parts.db, session, { kind: "user", id: userId, name, organisationId }, now);
  return token;
}

async function renew({ parts }: RawAsk, userId: string, password: string, before: string): Promise<void> {
  const after = await gate.through(() => hashPassword(password));
  await renewPasswordHash(parts.db, userId, before, after);
}
