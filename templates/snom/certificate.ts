import { certificateMac } from "../certificate-subject.ts";

/** What a factory certificate's subject says. */
export type CertificateHint = { readonly mac: string | null; readonly snom: boolean };

/**
 * The MAC in the subject, in any written form, alone or inside a name.
 * How Snom words its subjects is not documented: this is the reference's careful guess.
 *
 * @param subject in OpenSSL's one-line form, its comma form, or RFC 4514's
 */
export function readCertificate(subject: string | null): CertificateHint {
  return { mac: certificateMac(subject), snom: /(?<![a-z0-9])snom/i.test((subject ?? "").slice(0, 4096)) };
}
