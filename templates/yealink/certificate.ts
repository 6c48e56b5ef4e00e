/** What the subject of a verified client certificate says. */
export type CertificateFacts = {
  /** The device's MAC: the common name is it, as a whole; 12 lower-case hex digits. */
  readonly mac: string | null;
  /** The subject names Yealink. */
  readonly yealink: boolean;
};

const nothing: CertificateFacts = { mac: null, yealink: false };
const commonName = /(?:^|[,/+;\n])\s*CN\s*=\s*("[^"]*"|[^,/+;\n]*)/gi;

/**
 * Reads a subject in OpenSSL's or RFC 4514's form (`CN=001565AABBCC, O=Yealink`, `/O=Yealink/CN=00:15:65:aa:bb:cc`).
 * How Yealink writes the MAC is not documented: separators and case are ignored, and nothing else may stand beside it.
 * Two common names that differ give no MAC. Total: never throws.
 */
export function readCertificateSubject(subject: string | null): CertificateFacts {
  if (subject === null) return nothing;
  const text = subject.slice(0, 2048);
  const names = new Set([...text.matchAll(commonName)].map((found) => bareMac(found[1] ?? "")));
  const mac = names.size === 1 ? ([...names][0] ?? null) : null;
  return { mac, yealink: /yealink/i.test(text) };
}

function bareMac(name: string): string | null {
  const bare = name.replace(/["\s:-]/g, "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(bare) && bare !== "000000000000" ? bare : null;
}
