/** Where the MAC address stands in the common name of a factory certificate, in any of the vendors' forms. */
export type CertificateReader = (subject: string) => string | null;

/**
 * Makes the reader of subjects from the configured pattern. The subject comes in OpenSSL's or RFC 4514's form
 * (`CN=00:15:65:…,O=…`, `/O=…/CN=…`, `O = …, CN = …`). Exactly one MAC must be in exactly one common name; the
 * generic certificates that whole series of phones share have none, and prove nothing.
 *
 * A MAC that is a part of something longer (a serial number, an EUI-64, two more digits) is none: neither a letter nor a
 * digit may adjoin it, nor a separator with two more hex digits.
 *
 * @param pattern regular expression that finds the MAC inside the common name
 */
export function certificateReader(pattern: string): CertificateReader {
  const expression = new RegExp(pattern, "g");
  return (subject) => {
    const names = commonNames(subject);
    const [name = ""] = names.length === 1 ? names : [];
    const found = [...name.matchAll(expression)];
    const [only] = found;
    const mac = found.length === 1 && only && standsAlone(name, only.index, only[0]) ? hexDigits(only[0]) : "";
    return /^(?!0{12})[0-9a-f]{12}$/.test(mac) ? mac : null;
  };
}

function standsAlone(name: string, at: number, text: string): boolean {
  const before = name.slice(0, at);
  const behind = name.slice(at + text.length);
  return !/(?:[0-9a-z]|[0-9a-f]{2}[:.-])$/i.test(before) && !/^(?:[0-9a-z]|[:.-][0-9a-f]{2})/i.test(behind);
}

function hexDigits(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-f]/g, "");
}

function commonNames(subject: string): string[] {
  const values: string[] = [];
  for (const found of subject.matchAll(/(?:^|(?<!\\)[,/+;\n])\s*CN\s*=\s*((?:\\.|[^,/+;\n\\])*)/gi))
    values.push((found[1] ?? "").trim());
  return values;
}
