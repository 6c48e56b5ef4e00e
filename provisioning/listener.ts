import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { type Doors, openDoors } from "./doors.ts";
import type { Log } from "./log.ts";
import type { Provisioning } from "./provisioning.ts";
import { readContext, type TlsFiles, watchFiles } from "./tls-files.ts";

export type { TlsFiles };

export type PhonesHttpOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Paths; absent: plain HTTP. Read again when a file changes. */
  readonly tls?: TlsFiles | undefined;
  readonly log: Log;
  /** Milliseconds between looks at the certificate files. */
  readonly reloadMillis?: number;
};

export type PhonesHttp = {
  readonly port: number;
  readonly listening: () => boolean;
  /** Takes no more requests, lets those under way finish for a while, then closes all connections. */
  readonly stop: (drainMillis?: number) => Promise<void>;
};

const limits: ServerOptions = {
  maxHeaderSize: 8 * 1024,
  /** Whoever is slower with its headers, or with a whole request, is cut off. */
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 15_000,
  keepAlive: false,
  noDelay: true,
};
/** Without a byte in either direction for so long, a connection ends. */
const silenceMillis = 120_000;

/** The listener for phones. Rejects with the system's error when the port cannot be had, or a certificate not read. */
export async function startPhonesHttp(provisioning: Provisioning, options: PhonesHttpOptions): Promise<PhonesHttp> {
  const handle: RequestListener = (request, response) => provisioning.handleHttp(request, response);
  const server = options.tls ? await secureServer(options.tls, handle) : createServer(limits, handle);
  server.timeout = silenceMillis;
  // A phone that asks before it sends its upload is told to only when it may.
  server.on("checkContinue", handle);
  const doors = await openDoors(server, options);
  server.on("error", (error) => options.log.error("The listener for phones has a fault.", { error }));
  const watch = options.tls && isSecure(server) ? watchFiles(server, options.tls, options) : null;
  return {
    port: doors.port,
    listening: doors.listening,
    stop: async (drainMillis = 5_000) => {
      if (watch) clearInterval(watch);
      await stopServer(server, doors, drainMillis);
    },
  };
}

async function stopServer(server: Server | SecureServer, doors: Doors, drainMillis: number): Promise<void> {
  // Who asks again over a connection that is kept is answered for the last time.
  server.prependListener("request", (_, response) => response.setHeader("Connection", "close"));
  const closed = doors.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), drainMillis);
  await closed;
  clearTimeout(timer);
}

function isSecure(server: Server | SecureServer): server is SecureServer {
  return "setSecureContext" in server;
}

async function secureServer(files: TlsFiles, handle: RequestListener): Promise<SecureServer> {
  const context = await readContext(files);
  const asksPhones = files.phoneAuthorities.length > 0;
  // Without a CA of the phones' makers every certificate that any public CA has signed would count: so none is asked for.
  const asking = { requestCert: asksPhones, rejectUnauthorized: false };
  return createSecureServer({ ...limits, ...context, ...asking, handshakeTimeout: 10_000 }, handle);
}
