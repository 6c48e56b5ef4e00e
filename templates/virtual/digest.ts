import { createHash, randomBytes } from "node:crypto";

/** A server's challenge for HTTP digest (RFC 7616) or basic (RFC 7617) credentials. */
export type Challenge =
  | { readonly scheme: "basic" }
  | {
      readonly scheme: "digest";
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | null;
      readonly qop: boolean;
      readonly algorithm: "MD5" | "SHA-256";
    };

export type Credentials = { readonly user: string; readonly password: string };

/** Reads `WWW-Authenticate`; the strongest scheme that we speak wins. Null = none. */
export function readChallenge(header: string): Challenge | null {
  const digests = header
    .split(/(?=\b(?:Digest|Basic)\s)/i)
    .filter((part) => /^Digest\s/i.test(part))
    .map(readDigest)
    .filter((found) => found !== null);
  const best = digests.find(({ algorithm }) => algorithm === "SHA-256") ?? digests[0];
  if (best) return best;
  return /\bBasic\b/i.test(header) ? { scheme: "basic" } : null;
}

function readDigest(part: string): Extract<Challenge, { scheme: "digest" }> | null {
  const fields = new Map<string, string>();
  for (const [, name, quoted, plain] of part.matchAll(/([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi)) {
    if (name) fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
  }
  const algorithm = (fields.get("algorithm") ?? "MD5").toUpperCase();
  const nonce = fields.get("nonce");
  if (nonce === undefined || (algorithm !== "MD5" && algorithm !== "SHA-256")) return null;
  const qop = (fields.get("qop") ?? "").split(",").some((word) => word.trim() === "auth");
  return { scheme: "digest", realm: fields.get("realm") ?? "", nonce, opaque: fields.get("opaque") ?? null, qop, algorithm };
}

/** The `Authorization` header that answers a challenge. `count` is how often the nonce has been used, from 1. */
export function answerChallenge(
  challenge: Challenge,
  credentials: Credentials,
  request: { readonly method: string; readonly uri: string },
  count: number,
  cnonce: string = randomBytes(8).toString("hex"),
): string {
  if (challenge.scheme === "basic")
    return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`, "utf8").toString("base64")}`;
  const { realm, nonce, opaque, qop, algorithm } = challenge;
  const hash = (text: string) =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(text, "utf8")
      .digest("hex");
  const secret = hash(`${credentials.user}:${realm}:${credentials.password}`);
  const asked = hash(`${request.method}:${request.uri}`);
  const nc = count.toString(16).padStart(8, "0");
  const response = qop ? hash(`${secret}:${nonce}:${nc}:${cnonce}:auth:${asked}`) : hash(`${secret}:${nonce}:${asked}`);
  return [
    `Digest username=${quote(credentials.user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
    ...(qop ? ["qop=auth", `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(opaque === null ? [] : [`opaque=${quote(opaque)}`]),
  ].join(", ");
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
