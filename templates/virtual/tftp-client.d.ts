/** What we use of the npm package `tftp` (client side), which brings no types of its own. */
declare module "tftp" {
  import type { Readable } from "node:stream";

  type ClientOptions = {
    host?: string;
    port?: number;
    /** RFC 2348; the package asks for 1468 unless told. */
    blockSize?: number;
    /** RFC 7440; the package asks for 4 unless told. */
    windowSize?: number;
    /** How often a lost packet is sent again. */
    retries?: number;
    /** Milliseconds. The package sends the figure as the RFC 2349 option, which counts seconds. */
    timeout?: number;
  };
  type GetStream = Readable & { abort(reason?: string): void; close(): void };
  type Client = { createGetStream(remote: string, options?: { userExtensions?: Record<string, string | number> }): GetStream };

  const tftp: { createClient(options?: ClientOptions): Client };
  export default tftp;
}
