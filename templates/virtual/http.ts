import { createHash } from "node:crypto";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { answerChallenge, type Challenge, type Credentials, readChallenge } from "./digest.ts";
import { type Transport, TransportError, type Wire, type WireResponse } from "./transport.ts";

export type HttpOptions = {
  /** Desk phones open a connection for each file unless told otherwise. */
  readonly keepAlive?: boolean;
  /** PEM. A factory certificate, and whom the phone trusts. */
  readonly tls?: {
    readonly certificate?: string;
    readonly key?: string;
    readonly authority?: string;
    readonly checkServer?: boolean;
  };
  /** Milliseconds without a byte before the phone gives up. */
  readonly timeout?: number;
  /** Bytes; a larger answer is an error. */
  readonly largest?: number;
  /** What the phone remembers of files between boots; shared by the transports of one phone. */
  readonly files?: FileMemory;
};

/** Address → what was fetched from there last. */
export type FileMemory = Map<string, { readonly etag: string; readonly md5: string; readonly body: Uint8Array }>;

type Raw = { readonly status: number; readonly message: IncomingMessage; readonly body: Uint8Array };

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * HTTP as a desk phone speaks it: first without credentials, then with those of the address when the server asks; files that
 * have not changed are taken from memory (ETag, RFC 9110 § 8.8.3); redirects only within one scheme. Throws `TransportError`.
 */
export function httpTransport(options: HttpOptions = {}): Transport {
  const agents = agentsOf(options);
  const challenges = new Map<string, { readonly challenge: Challenge; count: number }>();
  const files: FileMemory = options.files ?? new Map();

  const send = async (wire: Wire, hops: number): Promise<WireResponse> => {
    const known = wire.method === "GET" ? files.get(wire.url.href) : undefined;
    const raw = await authorised(wire, known?.etag ?? null);
    if (raw.status === 304 && known) return { status: 200, wireStatus: 304, comeAgain: null, body: known.body };
    const location = raw.message.headers.location;
    if (redirects.has(raw.status) && location) return send(redirected(wire, location, hops), hops + 1);
    remember(wire, raw);
    return { status: raw.status, wireStatus: raw.status, comeAgain: readRetryAfter(raw), body: raw.body };
  };

  const authorised = async (wire: Wire, etag: string | null): Promise<Raw> => {
    const credentials = credentialsOf(wire.url);
    const first = await exchange(wire, etag, authorisation(wire, credentials));
    const challenge = first.status === 401 ? readChallenge(String(first.message.headers["www-authenticate"] ?? "")) : null;
    if (!challenge || !credentials) return first;
    challenges.set(wire.url.origin, { challenge, count: 0 });
    return exchange(wire, etag, authorisation(wire, credentials));
  };

  const authorisation = (wire: Wire, credentials: Credentials | null): string | null => {
    const known = challenges.get(wire.url.origin);
    if (!known || !credentials) return null;
    known.count += 1;
    return answerChallenge(known.challenge, credentials, { method: wire.method, uri: target(wire.url) }, known.count);
  };

  const exchange = (wire: Wire, etag: string | null, authorization: string | null): Promise<Raw> => {
    const headers: Record<string, string> = { "user-agent": wire.userAgent, accept: "*/*" };
    if (etag !== null) headers["if-none-match"] = etag;
    if (authorization !== null) headers.authorization = authorization;
    if (wire.body) headers["content-length"] = String(wire.body.byteLength);
    return roundTrip(wire, { method: wire.method, headers, ...agents(wire.url) }, options);
  };

  const remember = (wire: Wire, raw: Raw): void => {
    const etag = raw.message.headers.etag;
    if (wire.method !== "GET" || raw.status !== 200 || etag === undefined) return;
    files.set(wire.url.href, { etag, md5: createHash("md5").update(raw.body).digest("hex"), body: raw.body });
  };

  return (wire) => send(wire, 0);
}

/** In seconds, as our servers say it (RFC 9110 § 10.2.3 has dates too). */
function readRetryAfter({ status, message }: Raw): number | null {
  const said = message.headers["retry-after"] ?? "";
  return status === 503 && /^\d{1,6}$/.test(said) ? Number(said) : null;
}

function agentsOf(options: HttpOptions): (url: URL) => RequestOptions {
  const keepAlive = options.keepAlive ?? false;
  const { certificate, key, authority, checkServer } = options.tls ?? {};
  const plain = new HttpAgent({ keepAlive, maxSockets: 4 });
  const secure = new HttpsAgent({
    keepAlive,
    maxSockets: 4,
    rejectUnauthorized: checkServer ?? false,
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(authority === undefined ? {} : { ca: authority }),
  });
  return (url) => ({ agent: url.protocol === "https:" ? secure : plain });
}

function credentialsOf(url: URL): Credentials | null {
  if (url.username === "") return null;
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

function target(url: URL): string {
  return `${url.pathname}${url.search}`;
}

function redirected(wire: Wire, location: string, hops: number): Wire {
  const url = new URL(location, wire.url);
  if (url.protocol !== wire.url.protocol) throw new TransportError("redirect_refused", `to ${url.protocol}`);
  if (hops >= 3) throw new TransportError("redirect_refused", "more than three");
  return { ...wire, url };
}

function roundTrip(wire: Wire, request: RequestOptions, options: HttpOptions): Promise<Raw> {
  const start = wire.url.protocol === "https:" ? httpsRequest : httpRequest;
  const address = {
    host: wire.url.hostname.replace(/^\[|\]$/g, ""),
    port: wire.url.port || (wire.url.protocol === "https:" ? 443 : 80),
    path: target(wire.url),
  };
  return new Promise((resolve, reject) => {
    const sent = start({ ...address, ...request }, (message) => {
      collect(message, options.largest ?? 100 * 1024 * 1024).then(
        (body) => resolve({ status: message.statusCode ?? 0, message, body }),
        reject,
      );
    });
    sent.setTimeout(options.timeout ?? 10_000, () => sent.destroy(new TransportError("timeout", wire.url.host)));
    sent.on("error", (error) => reject(asTransportError(error, wire.url)));
    sent.end(wire.body);
  });
}

function asTransportError(error: Error, url: URL): TransportError {
  if (error instanceof TransportError) return error;
  const code = "code" in error ? String(error.code) : error.name;
  return new TransportError("unreachable", `${url.host} (${code})`);
}

async function collect(message: IncomingMessage, largest: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of message) {
      const bytes = Buffer.from(part);
      size += bytes.byteLength;
      if (size > largest) throw new TransportError("too_large", `more than ${largest} bytes`);
      parts.push(bytes);
    }
  } catch (error) {
    throw error instanceof TransportError ? error : new TransportError("unreachable", "the answer broke off");
  }
  return new Uint8Array(Buffer.concat(parts, size));
}
