/**
 * The paths under which phones ask: `/<file>`, `/p/<phone token>/<file>`, `/o/<organisation token>/<file>`, `/d/<file>`.
 * Over TFTP the same, with or without the first slash.
 */

export type AccessKind = "plain" | "token" | "organisation" | "digest";

export type AskPath = {
  readonly access: AccessKind;
  /** What stands where the token belongs, of any form; null for plain and digest. Secret. */
  readonly token: string | null;
  /** The path behind it, beginning with `/`, raw, with its query. */
  readonly rest: string;
};

/** Longest that a path may be, characters. */
export const longestPath = 2048;

/** Splits a request's target; takes the absolute form of RFC 9112 section 3.2.2 too. Total. */
export function splitAskPath(target: string): AskPath {
  const path = withoutOrigin(target);
  if (path.charCodeAt(2) !== 47 || path.charCodeAt(0) !== 47) return { access: "plain", token: null, rest: path };
  const letter = path.charAt(1);
  if (letter === "d") return { access: "digest", token: null, rest: path.slice(2) };
  if (letter !== "p" && letter !== "o") return { access: "plain", token: null, rest: path };
  const end = path.indexOf("/", 3);
  const token = end < 0 ? path.slice(3) : path.slice(3, end);
  return { access: letter === "p" ? "token" : "organisation", token, rest: end < 0 ? "/" : path.slice(end) };
}

/** The path of a request's target: no origin, no query. */
export function withoutQuery(target: string): string {
  return withoutOrigin(target).replace(/[?#].*$/s, "");
}

function withoutOrigin(target: string): string {
  if (target.charCodeAt(0) === 47) return target;
  const found = /^https?:\/\/[^/?#]*/i.exec(target);
  const path = found ? target.slice(found[0].length) : target;
  return path.charCodeAt(0) === 47 ? path : `/${path}`;
}

/** The form of a token: 128 bits as 26 characters of Crockford's base32. */
const token = /[0-9a-hjkmnp-tv-z]{26}/gi;

/**
 * The path as the journal keeps it: whatever looks like a token, or stands in a token's place, is hidden, also inside
 * percent-encoding; of a query only its being there. Control characters cannot break a line. At most 300 characters.
 */
export function redactPath(target: string): string {
  const asked = splitAskPath(decoded(target));
  const query = asked.rest.search(/[?#]/);
  const rest = query < 0 ? asked.rest : `${asked.rest.slice(0, query)}?…`;
  const prefix = { plain: "", digest: "/d", token: "/p/***", organisation: "/o/***" }[asked.access];
  return `${prefix}${rest}`
    .replace(token, "***")
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd")
    .slice(0, 300);
}

function decoded(target: string): string {
  if (!target.includes("%")) return target;
  return target.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A phonebook that is asked for: its key, the form, and what the query says of the part (`templates/book-parts.ts`). */
export type BookAsked = {
  readonly key: string;
  readonly form: "xml" | "html";
  readonly letter: string | null;
  readonly page: number | null;
  readonly part: number;
  readonly search: string | null;
};

/** `phonebook/<key>.xml` or `.html` behind the token; null for all other paths. */
export function phonebookIn(rest: string): BookAsked | null {
  const found = /^\/phonebook\/([0-9a-z-]{1,64})\.(xml|html)(?:\?([^#]*)|$)/.exec(rest);
  if (!found?.[1]) return null;
  const query = queryOf(found[3] ?? "");
  const whole = (name: string) => (/^[1-9]\d{0,4}$/.test(query.get(name) ?? "") ? Number(query.get(name)) : null);
  return {
    key: found[1],
    form: found[2] === "html" ? "html" : "xml",
    letter: query.get("letter")?.slice(0, 8) ?? null,
    page: whole("page"),
    part: whole("part") ?? 1,
    search: query.get("search")?.trim().slice(0, 60) ?? null,
  };
}

/** Percent-encoded UTF-8, or Latin-1 where it is none: phones differ. */
function queryOf(query: string): URLSearchParams {
  const read = new URLSearchParams(query);
  if (![...read.values()].some((value) => value.includes("\ufffd"))) return read;
  const latin1 = (_: string, hex: string) => encodeURIComponent(String.fromCharCode(Number.parseInt(hex, 16)));
  return new URLSearchParams(query.replace(/%([0-9a-f]{2})/gi, latin1));
}

/** A key of the phone's own that asks this server: where it sits, and what was chosen on the page before. */
export type KeyAsked = { readonly module: number; readonly index: number; readonly choice: string | null };

/** `key/<module>-<index>.xml` or `.html` behind the token, perhaps with a choice; null for all other paths. */
export function keyIn(rest: string): KeyAsked | null {
  const found = /^\/key\/(\d{1,2})-(\d{1,3})\.(?:xml|html)(?:\?do=([a-z]{1,20}))?$/.exec(rest);
  return found && { module: Number(found[1]), index: Number(found[2]), choice: found[3] ?? null };
}
