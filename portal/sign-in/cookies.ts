import { createHmac, timingSafeEqual } from "node:crypto";
import { generateToken, type Keyring } from "../../db/secrets.ts";
import { sessionLongest } from "../../db/sessions.ts";

/**
 * Cookies are HttpOnly and SameSite=Lax. Behind TLS they are Secure and have the prefix `__Host-`, which ties them to this
 * host and the whole of it (RFC 6265bis, 4.1.3.2).
 */
const names = { session: "klyka_session", device: "klyka_device" } as const;
const year = 365 * 24 * 3600;

const nameOf = (kind: keyof typeof names, secure: boolean): string => (secure ? `__Host-${names[kind]}` : names[kind]);

/** What the header Cookie holds. A name given twice counts as absent: one of them was set by somebody else. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    if (cookies.has(name)) twice.add(name);
    cookies.set(name, part.slice(at + 1).trim());
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}

export function sessionToken(cookies: ReadonlyMap<string, string>, secure: boolean): string | null {
  return cookies.get(nameOf("session", secure)) ?? null;
}

export function sessionCookie(token: string, secure: boolean): string {
  return cookie(nameOf("session", secure), token, sessionLongest / 1000, secure);
}

export function noSessionCookie(secure: boolean): string {
  return cookie(nameOf("session", secure), "", 0, secure);
}

function cookie(name: string, value: string, maxAge: number, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** The secret that every write carries in the header X-CSRF-Token: made from the session's token, which no script can read. */
export function csrfToken(keyring: Keyring, token: string): string {
  return mac(keyring, "csrf", token);
}

export function csrfFits(keyring: Keyring, token: string, header: string | undefined): boolean {
  return header !== undefined && same(csrfToken(keyring, token), header);
}

/** Says that this browser is known for that account: `<nonce>.<mac>`. */
export function deviceCookie(keyring: Keyring, account: string, secure: boolean): string {
  const nonce = generateToken();
  return cookie(nameOf("device", secure), `${nonce}.${mac(keyring, "device", `${nonce} ${account}`)}`, year, secure);
}

/** The nonce when the browser is known for the account; null when not. */
export function knownDevice(
  keyring: Keyring,
  cookies: ReadonlyMap<string, string>,
  account: string,
  secure: boolean,
): string | null {
  const [nonce = "", proof = ""] = (cookies.get(nameOf("device", secure)) ?? "").split(".");
  return nonce !== "" && same(mac(keyring, "device", `${nonce} ${account}`), proof) ? nonce : null;
}

function mac(keyring: Keyring, purpose: string, text: string): string {
  return createHmac("sha256", keyring.hashKey).update(`klyka ${purpose}\n${text}`).digest("base64url");
}

function same(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
