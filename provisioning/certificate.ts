/** Where the MAC address stands in the common name of a factory certificate, in any of the vendors' forms. */
export type CertificateReader = (subject: string) => string | null;

/**
 * Makes the reader of subjects from the configured pattern. The subject comes in OpenSSL's or RFC 4514's form
 * (`CN=00:15:65:…,O=…`, `/O=…/CN=…`, `O = …, CN = …`). Exactly one MAC must be in exactly one common name; the
 * generic certificates that whole series of phones share have none, and prove nothing.
 *
 * @param pattern regular expression that finds the MAC inside the common name
 */
export function certificateReader(pattern: string): CertificateReader {
  const expression = new RegExp(pattern, "g");
  return (subject) => {
    const names = commonNames(subject);
    const found = [...(names.length === 1 ? (names[0] ?? "") : "").matchAll(expression)].map(([text]) => text);
    const mac = found.length === 1 ? (found[0] ?? "").toLowerCase().replace(/[^0-9a-f]/g, "") : "";
    return /^(?!0{12})[0-9a-f]{12}$/.test(mac) ? mac : null;
  };
}

function commonNames(subject: string): string[] {
  const values: string[] = [];
  for (const found of subject.matchAll(/(?:^|(?<!\\)[,/+;\n])\s*CN\s*=\s*((?:\\.|[^,/+;\n\\])*)/gi))
    values.push((found[1] ?? "").trim());
  return values;
}
