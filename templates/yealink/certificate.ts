import { certificateMac } from "../certificate-subject.ts";

/** What the subject of a verified client certificate says. */
export type CertificateFacts = {
  /** The device's MAC, 12 lower-case hex digits; the generic certificate of a series has none. */
  readonly mac: string | null;
  /** The subject names Yealink. */
  readonly yealink: boolean;
};

/**
 * Reads a subject in OpenSSL's or RFC 4514's form (`CN=001565AABBCC, O=Yealink`, `/O=Yealink/CN=00:15:65:aa:bb:cc`).
 * How Yealink writes the MAC is not documented: separators and case are ignored. Two common names that differ give no
 * MAC. Total: never throws.
 */
export function readCertificateSubject(subject: string | null): CertificateFacts {
  return { mac: certificateMac(subject), yealink: /yealink/i.test((subject ?? "").slice(0, 4096)) };
}
