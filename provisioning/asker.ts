import type { IncomingHttpHeaders } from "node:http";
import { type Network, NetworkTable, plainAddress } from "./networks.ts";

/** Reverse proxies whose headers are believed, and the headers' names in lower case. */
export type ProxySettings = {
  readonly trusted: readonly Network[];
  /** A list of addresses, the asker first, each hop adding to its right: `x-forwarded-for`. */
  readonly addressHeader: string;
  /** The subject of a client certificate that the proxy has checked, and its word that it did (`SUCCESS`). */
  readonly certificateHeader: string;
  readonly certificateResultHeader: string;
};

export type Hop = {
  /** The asker's address, as far as trusted hops say. */
  readonly address: string;
  /** `https` when the asker spoke TLS to us or to a trusted proxy. */
  readonly secure: boolean;
  /** From a trusted proxy alone. */
  readonly certificateSubject: string | null;
};

/** Who is on the other side, when there may be proxies between. */
export class AskerReader {
  readonly #settings: ProxySettings;
  readonly #trusted: NetworkTable<true>;
  readonly #none: boolean;

  constructor(settings: ProxySettings) {
    this.#settings = settings;
    this.#trusted = new NetworkTable(settings.trusted.map((network) => ({ network, value: true as const })));
    this.#none = settings.trusted.length === 0;
  }

  /**
   * Headers count only when the peer itself is a trusted proxy. The list of addresses is read from the right: each
   * entry was added by the hop to its right, so the first one that is no trusted proxy is the asker.
   *
   * @param peer the socket's remote address
   */
  read(peer: string, encrypted: boolean, headers: IncomingHttpHeaders): Hop {
    const address = plainAddress(peer) ?? peer;
    if (this.#none || !this.#trusted.find(address)) return { address, secure: encrypted, certificateSubject: null };
    return {
      address: this.#asker(address, single(headers[this.#settings.addressHeader])),
      secure: single(headers["x-forwarded-proto"]).trim().toLowerCase() === "https",
      certificateSubject: this.#certificate(headers),
    };
  }

  #asker(peer: string, header: string): string {
    let asker = peer;
    const entries = header
      .split(",")
      .slice(-64)
      .map((entry) => entry.trim());
    for (const entry of entries.reverse()) {
      const address = plainAddress(withoutPort(entry));
      if (address === null) return asker;
      asker = address;
      if (!this.#trusted.find(address)) return asker;
    }
    return asker;
  }

  #certificate(headers: IncomingHttpHeaders): string | null {
    const result = single(headers[this.#settings.certificateResultHeader]);
    const subject = single(headers[this.#settings.certificateHeader]);
    return result === "SUCCESS" && subject !== "" ? subject : null;
  }
}

/** A header given twice is joined by Node with commas; an unknown form counts as absent. */
function single(value: string | string[] | undefined): string {
  return typeof value === "string" ? value : (value?.join(",") ?? "");
}

/** `192.0.2.1:1234` and `[2001:db8::1]:1234`, as some proxies write them. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed?.[1]) return bracketed[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry);
  return withPort?.[1] ?? entry;
}
