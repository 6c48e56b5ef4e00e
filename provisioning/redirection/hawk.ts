import { createHash, createHmac } from "node:crypto";

/** What one request of the Hawk scheme is signed over. */
export type HawkRequest = {
  readonly id: string;
  readonly key: string;
  readonly method: string;
  readonly url: URL;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonce: string;
  /** Null: the payload is not signed. */
  readonly payload: { readonly contentType: string; readonly body: string } | null;
  readonly ext?: string;
};

/**
 * The `Authorization` header of Hawk version 1 (SHA-256), as its public description and vectors say. Written here: the
 * scheme is two hashes, and its own library for Node is no longer kept.
 */
export function hawkHeader(request: HawkRequest): string {
  const { id, timestamp, nonce, payload, ext = "" } = request;
  const hash = payload === null ? "" : payloadHash(payload.contentType, payload.body);
  const fields = [
    ["id", id],
    ["ts", String(timestamp)],
    ["nonce", nonce],
    ["hash", hash],
    ["ext", ext],
    ["mac", requestMac(request, hash)],
  ];
  const said = fields.filter(([, value]) => value !== "").map(([name, value]) => `${name}="${escaped(value ?? "")}"`);
  return `Hawk ${said.join(", ")}`;
}

/** Base64 of SHA-256 over type, without parameters, and body. */
export function payloadHash(contentType: string, body: string): string {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  return createHash("sha256").update(`hawk.1.payload\n${type}\n${body}\n`).digest("base64");
}

function requestMac({ key, method, url, timestamp, nonce, ext = "" }: HawkRequest, hash: string): string {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const normal = [
    "hawk.1.header",
    timestamp,
    nonce,
    method.toUpperCase(),
    `${url.pathname}${url.search}`,
    url.hostname.toLowerCase(),
    port,
    hash,
    ext.replaceAll("\\", "\\\\").replaceAll("\n", "\\n"),
  ];
  return createHmac("sha256", key)
    .update(`${normal.join("\n")}\n`)
    .digest("base64");
}

/** A value cannot end its quotes or its line. */
function escaped(value: string): string {
  return value.replace(/["\\\r\n]/g, "");
}
