import tftp from "tftp";
import { type Transport, TransportError, type Wire, type WireResponse } from "./transport.ts";

export type TftpOptions = {
  /** Bytes in a block (RFC 2348). Phones take the plain 512. */
  readonly blockSize?: number;
  /** Blocks in a window (RFC 7440). The package puts blocks that overtook each other in the wrong order, so 1 unless asked. */
  readonly windowSize?: number;
  /** Milliseconds between retransmissions. */
  readonly timeout?: number;
  readonly retries?: number;
  /** Bytes; a larger answer is an error. */
  readonly largest?: number;
};

/**
 * TFTP (RFC 1350) by the independent client of the npm package `tftp`. Its limits are handled here: it takes names of one
 * byte a letter only, says what a server's error was in words alone, and cannot write what our servers refuse anyway.
 * An error packet is status 404; silence is a `TransportError`.
 */
export function tftpTransport(options: TftpOptions = {}): Transport {
  return (wire) => (wire.method === "GET" ? fetchFile(wire, options) : Promise.resolve(refused()));
}

function refused(): WireResponse {
  return { status: 404, wireStatus: 404, comeAgain: null, body: new Uint8Array() };
}

function fetchFile(wire: Wire, options: TftpOptions): Promise<WireResponse> {
  const name = decodeURIComponent(wire.url.pathname).replace(/^\/+/, "");
  const client = tftp.createClient({
    host: wire.url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(wire.url.port || 69),
    blockSize: options.blockSize ?? 512,
    windowSize: options.windowSize ?? 1,
    retries: options.retries ?? 4,
    timeout: options.timeout ?? 1000,
  });
  // The package throws at once on names it cannot carry; a phone would not get such a file either.
  if (name === "" || name.startsWith("..") || Buffer.byteLength(name) > name.length) return Promise.resolve(refused());
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const stream = client.createGetStream(name);
    stream.on("data", (part: Buffer) => {
      size += part.byteLength;
      parts.push(part);
      if (size > (options.largest ?? 100 * 1024 * 1024)) stream.abort("too large");
    });
    const whole = () => new Uint8Array(Buffer.concat(parts, size));
    stream.on("end", () => resolve({ status: 200, wireStatus: 200, comeAgain: null, body: whole() }));
    stream.on("abort", () => reject(new TransportError("too_large", `more than ${options.largest} bytes`)));
    stream.on("error", (error: Error) => (isServersWord(error) ? resolve(refused()) : reject(asTransportError(error, wire.url))));
  });
}

/** The package marks an ERROR packet of the server by this prefix and by having no code of its own. */
function isServersWord(error: Error): boolean {
  return error.message.startsWith("(Server) ") && !("code" in error);
}

function asTransportError(error: Error, url: URL): TransportError {
  return error.message.includes("Timed out")
    ? new TransportError("timeout", url.host)
    : new TransportError("unreachable", `${url.host} (${error.message})`);
}
