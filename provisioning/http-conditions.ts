/** Reading the request headers that decide how much of a file is sent. Total: what is malformed counts as absent. */

/** True when `If-None-Match` names this entity tag, or any (RFC 9110 section 13.1.2; weak comparison). */
export function noneMatch(header: string, etag: string): boolean {
  if (header === etag) return true;
  if (header.trim() === "*") return true;
  if (!header.includes(etag)) return false;
  return header.split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
}

const known = new Map<string, boolean>();

/** True when `Accept-Encoding` takes gzip at least as gladly as nothing (RFC 9110 section 12.5.3). */
export function takesGzip(header: string): boolean {
  const answer = known.get(header);
  if (answer !== undefined) return answer;
  const found = readEncodings(header);
  if (known.size >= 200) known.clear();
  known.set(header, found);
  return found;
}

function readEncodings(header: string): boolean {
  const qualities = new Map<string, number>();
  for (const part of header.toLowerCase().split(",", 40)) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((text) => /^q\s*=/.test(text))?.replace(/^q\s*=\s*/, "");
    if (name !== "") qualities.set(name === "x-gzip" ? "gzip" : name, quality === undefined ? 1 : readQuality(quality));
  }
  const gzip = qualities.get("gzip") ?? qualities.get("*") ?? 0;
  return gzip > 0 && gzip >= (qualities.get("identity") ?? 0);
}

function readQuality(text: string): number {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}

/** Bytes from `start` to `end`, both included. */
export type Range = { readonly start: number; readonly end: number };

/**
 * Reads `Range` for a body of that size (RFC 9110 section 14.2): one range of bytes. Null: send everything (no header,
 * another unit, several ranges, malformed). `unsatisfiable`: 416.
 */
export function readRange(header: string | undefined, size: number): Range | "unsatisfiable" | null {
  const found = header === undefined ? null : /^bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})$/i.exec(header.trim());
  if (!found) return null;
  const [, from = "", to = ""] = found;
  if (from === "" && to === "") return null;
  if (from === "") {
    const last = Number(to);
    return last === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  if (to !== "" && Number(to) < start) return null;
  if (start >= size) return "unsatisfiable";
  return { start, end: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}

/** `If-Range`: the range counts only for this very entity; strong comparison, and dates never match (section 13.1.5). */
export function rangeHolds(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}
