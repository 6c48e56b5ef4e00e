/**
 * Reading a request's path: shared by the vendors, because every make writes a MAC address and encodes a name in
 * the same few ways. Total: never throws.
 */

const unsafe = /[\p{Cc}\\]/u;

/**
 * The last segment of a raw request path, percent-decoded once, its MAC lower-cased; query and fragment left out.
 * Null when the path is not one that a phone sends: a folder step (`..`), a second level of encoding, a control
 * character, a backslash, or bytes that are not UTF-8.
 */
export function decodeFileName(path: string): string | null {
  const plain = decodePath(path);
  if (plain === null) return null;
  const name = plain.slice(plain.lastIndexOf("/") + 1);
  return lowerMac(name);
}

/** The whole path, decoded once, without query and fragment; null as for `decodeFileName`. */
export function decodePath(path: string): string | null {
  const end = path.search(/[?#]/);
  const raw = end < 0 ? path : path.slice(0, end);
  if (raw.length > 2048) return null;
  const decoded = raw.includes("%") ? decodeOnce(raw) : raw;
  if (decoded === null || unsafe.test(decoded) || /%[0-9a-fA-F]{2}/.test(decoded)) return null;
  return decoded.split("/").includes("..") ? null : decoded;
}

function decodeOnce(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

// The last group of a UUID has twelve digits too: a contact list's id in a phonebook's address is no phone.
// `y` and twelve digits is a Yealink's product code.
const hexRun = /(?<![0-9a-f])(?<!(?<![0-9a-z])y)(?<![0-9a-f]{8}-(?:[0-9a-f]{4}-){3})[0-9a-f]{12}(?![0-9a-f])/i;
const separated = /(?<![0-9a-fA-F])[0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(?:\1[0-9a-fA-F]{2}){4}(?![0-9a-fA-F])/;

/** The MAC address in a name: exactly twelve hex digits, or six pairs with `:` or `-`; never all zeros. Lower case. */
export function macIn(text: string): string | null {
  const found = separated.exec(text)?.[0] ?? hexRun.exec(text)?.[0];
  if (found === undefined) return null;
  const mac = found.replace(/[:-]/g, "").toLowerCase();
  return mac === "000000000000" ? null : mac;
}

function lowerMac(name: string): string {
  const found = separated.exec(name)?.[0] ?? hexRun.exec(name)?.[0];
  return found === undefined ? name : name.replace(found, found.replace(/[:-]/g, "").toLowerCase());
}

/** The value of a query parameter, decoded; null when absent or not decodable. */
export function queryValue(path: string, name: string): string | null {
  const at = path.indexOf("?");
  if (at < 0) return null;
  try {
    return new URLSearchParams(path.slice(at + 1)).get(name);
  } catch {
    return null;
  }
}
