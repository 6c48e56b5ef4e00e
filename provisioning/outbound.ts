import { promises as dns } from "node:dns";
import { type IncomingHttpHeaders, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { Network } from "../domain/networks.ts";
import { mayReach, type OutboundReach, outboundUrl } from "../domain/outbound.ts";

/** Why there was no answer. `address_refused`: the name leads to where calls may not go; `certificate`: the other side did not prove who it is. */
export type OutboundFault =
  | "url_refused"
  | "address_refused"
  | "name_unknown"
  | "timeout"
  | "unreachable"
  | "certificate"
  | "too_long";

export type OutboundRequest = {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  /** The organisation's own networks, when one of its phones or switches is called: see `mayReach`. */
  readonly own?: readonly Network[];
  /** http: too. */
  readonly plain?: boolean;
  /** A phone's certificate says its MAC address and no name: it is not looked at. */
  readonly anyCertificate?: boolean;
  /** Milliseconds for all of it. Default 15 seconds. */
  readonly patience?: number;
  /** Bytes of the answer. Default 256 kB. */
  readonly most?: number;
};

/** A redirect is an answer like any other: it is not followed. */
export type OutboundAnswer =
  | { readonly outcome: "answered"; readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }
  | { readonly outcome: "failed"; readonly fault: OutboundFault };

export type OutboundOptions = {
  readonly reach: OutboundReach;
  /** Certificates (PEM) that are believed besides those of the system. */
  readonly authorities?: readonly string[];
  /** Addresses of a name; absent: the system's. */
  readonly lookup?: (name: string) => Promise<readonly string[]>;
};

const usual = { patience: 15_000, most: 256 * 1024 } as const;

const systemLookup = async (name: string): Promise<readonly string[]> =>
  (await dns.lookup(name, { all: true, order: "verbatim" }).catch(() => [])).map(({ address }) => address);

/**
 * The one door for calls to addresses that people configure: vendors' clouds, phones, switches. A name is looked up once,
 * what it leads to is judged, and the connection goes to that very address: it cannot lead elsewhere a moment later.
 */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #trust: SecureContext | null;

  constructor(options: OutboundOptions) {
    this.#options = options;
    const { authorities = [] } = options;
    // Read once: a hundred and fifty certificates for each call would be dear.
    this.#trust = authorities.length === 0 ? null : createSecureContext({ ca: [...getCACertificates(), ...authorities] });
  }

  /**
   * The addresses behind a name, or the address itself, that may be called; for SIP and SNMP, which open their own sockets.
   *
   * @param host without brackets and port
   */
  async addresses(host: string, own: readonly Network[] = []): Promise<readonly string[] | "name_unknown" | "address_refused"> {
    const { reach, lookup = systemLookup } = this.#options;
    const all = isIP(host) === 0 ? await lookup(host) : [host];
    if (all.length === 0) return "name_unknown";
    const good = all.filter((address) => mayReach(address, reach, own));
    return good.length === 0 ? "address_refused" : good;
  }

  /** Whether a socket may be opened to that address. */
  mayReach(address: string, own: readonly Network[] = []): boolean {
    return mayReach(address, this.#options.reach, own);
  }

  /** Never rejects. */
  async send(wanted: OutboundRequest): Promise<OutboundAnswer> {
    const url = outboundUrl(wanted.url, wanted.plain);
    if (!url) return failed("url_refused");
    const signal = AbortSignal.timeout(wanted.patience ?? usual.patience);
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = await Promise.race([this.addresses(host, wanted.own), over(signal)]);
    if (typeof addresses === "string") return failed(addresses);
    return this.#exchange(url, addresses, wanted, signal);
  }

  #exchange(url: URL, addresses: readonly string[], wanted: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const body = wanted.body ?? null;
    const length: Record<string, string> = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options: RequestOptions & { secureContext?: SecureContext; rejectUnauthorized?: boolean } = {
      method: wanted.method,
      // The name stays what the certificate has to say; the connection goes to the addresses that were judged.
      lookup: pinned(addresses),
      agent: false,
      signal,
      maxHeaderSize: 16_384,
      headers: { "user-agent": "Klyka", ...wanted.headers, ...length },
      ...(this.#trust ? { secureContext: this.#trust } : {}),
      ...(wanted.anyCertificate ? { rejectUnauthorized: false } : {}),
    };
    return new Promise((resolve) => {
      const request = url.protocol === "https:" ? requestSecure(url, options) : requestPlain(url, options);
      const give = (answer: OutboundAnswer) => {
        resolve(answer);
        request.destroy();
      };
      request.on("error", (error) => give(failed(faultOf(error, signal))));
      request.on("response", (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on("data", (part: Buffer) => {
          size += part.length;
          if (size > (wanted.most ?? usual.most)) give(failed("too_long"));
          else parts.push(part);
        });
        response.on("error", (error) => give(failed(faultOf(error, signal))));
        response.on("end", () => {
          const { statusCode: status = 0, headers } = response;
          give({ outcome: "answered", status, headers, text: Buffer.concat(parts).toString("utf8") });
        });
      });
      request.end(body ?? undefined);
    });
  }
}

function failed(fault: OutboundFault): OutboundAnswer {
  return { outcome: "failed", fault };
}

/** Resolves when the time is over; does not keep the process alive. */
function over(signal: AbortSignal): Promise<"timeout"> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve("timeout"), { once: true }));
}

function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, done) => {
    const [first = { address: "", family: 4 }] = all;
    if (options.all) done(null, all);
    else done(null, first.address, first.family);
  };
}

function faultOf(error: Error, signal: AbortSignal): OutboundFault {
  if (signal.aborted) return "timeout";
  const code = "code" in error ? String(error.code) : "";
  return /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code) ? "certificate" : "unreachable";
}
