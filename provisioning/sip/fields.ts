import { splitOutside } from "./message.ts";

/** `name="value"` behind semicolons; names in small letters, a name without a value has an empty one. */
export type SipParameters = ReadonlyMap<string, string>;

/** What stands in `From`, `To`, `Contact`, `Route`. */
export type NameAddress = { readonly display: string; readonly uri: string; readonly parameters: SipParameters };

export type SipUri = {
  readonly scheme: "sip" | "sips";
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly parameters: SipParameters;
};

export type Via = {
  /** `UDP`, `TCP`, `TLS` … in capitals. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  readonly parameters: SipParameters;
};

/** Reads `a=b;c;d="e;f"`. Of a name said twice the first counts. */
export function parseParameters(parts: readonly string[]): SipParameters {
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const [name = "", ...value] = part.split("=");
    const key = name.trim().toLowerCase();
    if (key !== "" && !parameters.has(key)) parameters.set(key, unquote(value.join("=").trim()));
  }
  return parameters;
}

/** A value in front of its parameters: `check-sync;reboot=false`. The value in small letters. */
export function parseToken(written: string): { readonly value: string; readonly parameters: SipParameters } {
  const [value = "", ...rest] = splitOutside(written, ";");
  return { value: value.toLowerCase(), parameters: parseParameters(rest) };
}

/** `"Anna" <sip:anna@example.se;lr>;tag=1`, or an address alone. Null when it holds none. */
export function parseNameAddress(written: string): NameAddress | null {
  const [front = "", ...rest] = splitOutside(written, ";");
  const parameters = parseParameters(rest);
  const open = front.indexOf("<", front.startsWith('"') ? closingQuote(front) : 0);
  if (open === -1) return front === "" ? null : { display: "", uri: front, parameters };
  const close = front.indexOf(">", open);
  if (close === -1) return null;
  return { display: unquote(front.slice(0, open).trim()), uri: front.slice(open + 1, close).trim(), parameters };
}

/** Null when it is no SIP address, or its port is none. */
export function parseSipUri(written: string): SipUri | null {
  const [, scheme = "", rest = ""] = /^(sips?):(.+)$/is.exec(written.trim()) ?? [];
  if (rest === "") return null;
  const at = rest.lastIndexOf("@", rest.includes("?") ? rest.indexOf("?") : undefined);
  const user = at === -1 ? null : rest.slice(0, at).replace(/:.*$/s, "");
  const [place = "", ...parameters] = rest
    .slice(at + 1)
    .replace(/\?.*$/s, "")
    .split(";");
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(place) ?? [];
  if (host === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) < 1) return null;
  return {
    scheme: scheme.toLowerCase() === "sips" ? "sips" : "sip",
    user: user === null ? null : decoded(user),
    host: host.toLowerCase(),
    port: port === undefined ? null : Number(port),
    parameters: parseParameters(parameters),
  };
}

/** `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK…`. Null when it is none. */
export function parseVia(written: string): Via | null {
  const [front = "", ...rest] = splitOutside(written, ";");
  const [, transport, host, port] =
    /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?:\s*:\s*(\d{1,5}))?$/i.exec(front) ?? [];
  if (transport === undefined || host === undefined || Number(port ?? 1) > 65_535) return null;
  const parameters = parseParameters(rest);
  return { transport: transport.toUpperCase(), host, port: port === undefined ? null : Number(port), parameters };
}

/** As a host in an address: IPv6 in brackets. */
export function hostInUri(address: string): string {
  return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

/** The part of an address in front of `@`; what may not stand there is percent-encoded (RFC 3261 section 19.1.2). */
export function userInUri(user: string): string {
  return encodeURIComponent(user).replace(/%(?:26|3D|2B|24|2C|3B|3F|2F)/g, (code) => decodeURIComponent(code));
}

/** In quotation marks, as a display name or a digest value. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function unquote(text: string): string {
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replace(/\\(.)/gs, "$1");
}

function closingQuote(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return 0;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
