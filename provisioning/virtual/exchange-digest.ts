import { createHash } from "node:crypto";
import { type SipRequest, sipHeader } from "../sip/message.ts";

export type DigestAlgorithm = "MD5" | "SHA-256";

/** What a challenge says: strongest first, as RFC 8760 wants it. */
export function challenges(realm: string, nonce: string, algorithms: readonly DigestAlgorithm[], stale: boolean): string[] {
  return algorithms.map(
    (algorithm) => `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ", stale=true" : ""}`,
  );
}

/** The fields of `Authorization` or `Proxy-Authorization`; null: there is none. */
export function digestIn(request: SipRequest, header: string): ReadonlyMap<string, string> | null {
  const value = sipHeader(request, header);
  if (value === null || !/^digest\s/i.test(value)) return null;
  const fields = [...value.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)];
  return new Map(fields.map(([, name = "", inQuotes, bare]) => [name.toLowerCase(), inQuotes ?? bare ?? ""]));
}

/** Whether these fields prove the password, reckoned from the standard and not with what sent them. */
export function proves(fields: ReadonlyMap<string, string>, method: string, password: string): boolean {
  const said = (name: string) => fields.get(name) ?? "";
  const algorithm = said("algorithm") || "MD5";
  const hash = (text: string) =>
    createHash(algorithm === "SHA-256" ? "sha256" : "md5")
      .update(text)
      .digest("hex");
  const secret = hash(`${said("username")}:${said("realm")}:${password}`);
  const asked = hash(`${method}:${said("uri")}`);
  const middle = [said("nonce"), said("nc"), said("cnonce"), said("qop")].join(":");
  return said("qop") === "auth" && said("response") === hash(`${secret}:${middle}:${asked}`);
}
