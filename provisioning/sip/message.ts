/** Name as it was written, value unfolded and without blanks around it. */
export type SipHeader = readonly [name: string, value: string];

export type SipRequest = {
  readonly kind: "request";
  /** Upper case. */
  readonly method: string;
  readonly uri: string;
  /** In their order; the order of `Via`, `Route` and `Record-Route` means something. */
  readonly headers: readonly SipHeader[];
  readonly body: Buffer;
};
export type SipResponse = {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: Buffer;
};
export type SipMessage = SipRequest | SipResponse;

/** Longer ones are refused: no peer here sends them, and UDP cannot. Bytes. */
export const longestMessage = 65_535;
const mostHeaders = 200;

/** RFC 3261 section 7.3.3, RFC 6665, RFC 3515, RFC 4028 …: one letter for a name. */
const compact: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  n: "identity-info",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

function canonical(name: string): string {
  const lower = name.toLowerCase();
  return compact[lower] ?? lower;
}

/**
 * Reads one message, as it came in a datagram or as `SipFrames` cut it out of a stream: names in any case or in their
 * compact form, folded lines, lines that end in LF alone, empty lines in front. Total; null: it is no SIP message, or
 * its end is missing.
 */
export function parseSip(bytes: Buffer): SipMessage | null {
  if (bytes.length > longestMessage) return null;
  const cut = cutHead(bytes);
  if (!cut) return null;
  const [start = "", ...lines] = cut.head;
  const headers = readHeaders(lines);
  if (!headers) return null;
  const body = readBody(bytes.subarray(cut.bodyAt), headers);
  return body && readStart(start, headers, body);
}

/** The first header of that name, written in full; its compact form is found too. */
export function sipHeader(message: { readonly headers: readonly SipHeader[] }, name: string): string | null {
  const wanted = canonical(name);
  return message.headers.find(([given]) => canonical(given) === wanted)?.[1] ?? null;
}

/** All values of a header that is a list: several lines, or commas outside quotes and angle brackets. In their order. */
export function sipHeaders(message: { readonly headers: readonly SipHeader[] }, name: string): string[] {
  const wanted = canonical(name);
  return message.headers.filter(([given]) => canonical(given) === wanted).flatMap(([, value]) => splitList(value));
}

/** A value in it cannot end its line: line breaks and other control characters become blanks. `Content-Length` is written here. */
export function formatSip(message: SipMessage): Buffer {
  const start =
    message.kind === "request"
      ? `${oneWord(message.method)} ${oneWord(message.uri)} SIP/2.0`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}`;
  const lines = message.headers
    .filter(([name]) => canonical(name) !== "content-length")
    .map(([name, value]) => `${oneWord(name)}: ${oneLine(value)}`);
  const head = [start, ...lines, `Content-Length: ${message.body.length}`, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "utf8"), message.body]);
}

/** Cuts at `separator` outside quoted strings and angle brackets; empty parts are left out. */
export function splitOutside(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  let angle = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === "\\") at++;
    else if (sign === '"' && !angle) quoted = !quoted;
    else if (!quoted && sign === "<") angle = true;
    else if (!quoted && sign === ">") angle = false;
    else if (sign === separator && !quoted && !angle) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function splitList(value: string): string[] {
  return splitOutside(value, ",");
}

/** Where the head ends: after the first empty line behind something. */
function cutHead(bytes: Buffer): { head: string[]; bodyAt: number } | null {
  let at = 0;
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
  const head: string[] = [];
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) return null;
    const line = bytes.toString("utf8", at, end).replace(/\r$/, "");
    at = end + 1;
    if (line === "") return { head, bodyAt: at };
    if (/^[ \t]/.test(line) && head.length > 1) head.push(`${head.pop()} ${line.trim()}`);
    else head.push(line);
    if (head.length > mostHeaders) return null;
  }
  return null;
}

function readHeaders(lines: readonly string[]): SipHeader[] | null {
  const headers: SipHeader[] = [];
  for (const line of lines) {
    const [, name, value] = /^([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers.push([name, value.trim()]);
  }
  return headers;
}

/** What is behind the length is not looked at (RFC 3261 section 18.3); without a length everything is the body. */
function readBody(rest: Buffer, headers: readonly SipHeader[]): Buffer | null {
  const said = sipHeader({ headers }, "content-length");
  if (said === null) return rest;
  if (!/^\d{1,6}$/.test(said) || Number(said) > rest.length) return null;
  return rest.subarray(0, Number(said));
}

function readStart(start: string, headers: readonly SipHeader[], body: Buffer): SipMessage | null {
  const [, status, reason = ""] = /^SIP\/2\.0[ \t]+([1-6]\d\d)(?:[ \t]+(.*))?$/i.exec(start) ?? [];
  if (status !== undefined) return { kind: "response", status: Number(status), reason: reason.trim(), headers, body };
  const [, method, uri] = /^([A-Za-z0-9.!%*_+`'~-]{1,40})[ \t]+(\S{1,2000})[ \t]+SIP\/2\.0$/i.exec(start.trimEnd()) ?? [];
  if (method === undefined || uri === undefined) return null;
  return { kind: "request", method: method.toUpperCase(), uri, headers, body };
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not come through
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]+/g, " ").trim();
}

function oneWord(text: string): string {
  return oneLine(text).replace(/\s+/g, "%20");
}
