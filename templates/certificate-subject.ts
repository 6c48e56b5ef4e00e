import { macIn } from "./request-path.ts";

/**
 * Reading the subject of a phone's factory certificate. How the makers word it is hardly documented, so every way of
 * writing a subject and a MAC address is read. What comes out is a hint of who asks; admission has its own, strict reader.
 */

const longest = 4096;
const attribute = /(?:^|(?<!\\)[,/+;\n])\s*([A-Za-z][A-Za-z0-9.-]*|\d+(?:\.\d+)+)\s*=\s*("[^"]*"|[^,/+;\n]*)/g;
const commonName = /^(?:CN|commonName|2\.5\.4\.3)$/i;
const serialNumber = /^(?:MAC|macAddress|serialNumber|SN|UID|dnQualifier|2\.5\.4\.5|2\.5\.4\.46)$/i;

/**
 * The MAC address in a subject, in OpenSSL's forms (`/O=…/CN=…`, `O = …, CN = …`), RFC 4514's or Node's (a line each):
 * the one of the common name, else of a serial number. Null when there is none, or two that differ. Total: never throws.
 */
export function certificateMac(subject: string | null): string | null {
  if (subject === null) return null;
  const attributes = [...subject.slice(0, longest).matchAll(attribute)];
  for (const names of [commonName, serialNumber]) {
    const values = attributes.filter(([, name = ""]) => names.test(name)).map(([, , value = ""]) => value);
    const macs = new Set(values.map(macOfValue).filter((mac) => mac !== null));
    if (macs.size > 0) return macs.size === 1 ? ([...macs][0] ?? null) : null;
  }
  return attributes.length === 0 ? macOfValue(subject.slice(0, longest)) : null;
}

/** `001565AABBCC`, `00:15:65:aa:bb:cc`, `0015.65aa.bbcc`, `001565-aabbcc`, also with words beside it; `MAC001565aabbcc`. */
function macOfValue(value: string): string | null {
  const bare = value.replace(/["\s:.-]/g, "").replace(/^mac(?=[0-9a-f]{12}$)/i, "");
  if (/^[0-9a-f]{12}$/i.test(bare)) return macIn(bare);
  return macIn(value.replace(/(?<![0-9a-f])([0-9a-f]{4})\.([0-9a-f]{4})\.([0-9a-f]{4})(?![0-9a-f])/gi, "$1$2$3"));
}
