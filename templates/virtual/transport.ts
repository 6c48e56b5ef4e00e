import type { VirtualResponse } from "./contract.ts";

/** One request as the phone's network sees it. */
export type Wire = {
  readonly method: "GET" | "PUT" | "HEAD";
  readonly url: URL;
  readonly userAgent: string;
  readonly body?: Uint8Array;
};

/** What came back, with what a log of the phone would say about it. */
export type WireResponse = VirtualResponse & {
  /** Status on the wire: 304 when the remembered body stands for the answer. */
  readonly wireStatus: number;
  /** Seconds after which the server wants to be asked again; null: it has not said. */
  readonly comeAgain: number | null;
};

export type Transport = (request: Wire) => Promise<WireResponse>;

export type TransportCode = "unreachable" | "timeout" | "too_large" | "redirect_refused" | "scheme_unknown" | "method_unknown";

/** The network failed: no answer to speak of. A status of 404 or 500 is an answer, not this. */
export class TransportError extends Error {
  readonly code: TransportCode;
  constructor(code: TransportCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = "TransportError";
    this.code = code;
  }
}

/** An address as it may be shown: without credentials, and with a phone's token shortened. */
export function shownUrl(url: URL): string {
  const path = url.pathname.replace(/\/(p|o)\/([0-9a-z]{4})[0-9a-z]{10,}(?=\/|$)/, "/$1/$2…");
  return `${url.protocol}//${url.host}${path}${url.search}`;
}
