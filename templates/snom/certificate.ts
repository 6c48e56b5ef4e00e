import { macIn } from "../request-path.ts";

const commonName = /(?:^|[,/;+\n])\s*(?:CN|commonName|2\.5\.4\.3)\s*=\s*("[^"]*"|[^,/;+\n]*)/i;

/** What a factory certificate's subject says. */
export type CertificateHint = { readonly mac: string | null; readonly snom: boolean };

/**
 * The MAC in the common name, in any written form (`000413A11FA7`, with `:`, `-` or dots, alone or inside a name).
 * How Snom words its subjects is not documented: this is the reference's careful guess.
 *
 * @param subject in OpenSSL's one-line form, its comma form, or RFC 4514's
 */
export function readCertificate(subject: string | null): CertificateHint {
  if (subject === null) return { mac: null, snom: false };
  const text = subject.slice(0, 1024);
  const name = (commonName.exec(text)?.[1] ?? "").replace(/^"|"$/g, "").trim();
  const undotted = name.replace(/(?<![0-9a-f])([0-9a-f]{4})\.([0-9a-f]{4})\.([0-9a-f]{4})(?![0-9a-f])/gi, "$1$2$3");
  return { mac: macIn(undotted), snom: /(?<![a-z0-9])snom/i.test(text) };
}
