import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import type { Log } from "../log.ts";
import { readContext, type TlsFiles, watchFiles } from "../tls-files.ts";
import type { TimeBand } from "../uniform.ts";
import type { LdapDesk } from "./desk.ts";
import { Session } from "./session.ts";

export type LdapOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Paths; absent: in the clear. Read again when a file changes. */
  readonly tls?: TlsFiles | undefined;
  readonly log: Log;
  readonly limits?: Partial<LdapLimits>;
};

export type LdapLimits = {
  /** Connections at the same time. */
  readonly connections: number;
  /** Of these, those that have not signed in yet. */
  readonly strangers: number;
  /** Milliseconds in which they must have. */
  readonly signInMillis: number;
};

const usual: LdapLimits = { connections: 20_000, strangers: 1_000, signInMillis: 10_000 };

export type LdapServer = {
  readonly port: number;
  readonly listening: () => boolean;
  readonly stop: () => Promise<void>;
};

/**
 * A directory for phones that search: read-only, each phone with its own password and its own books. Rejects with the
 * system's error when the port cannot be had, or a certificate not read.
 */
export async function startLdap(desk: LdapDesk, band: TimeBand, options: LdapOptions): Promise<LdapServer> {
  const limits = { ...usual, ...options.limits };
  const sockets = new Set<Socket>();
  let strangers = 0;
  const welcome = (socket: Socket) => {
    if (sockets.size >= limits.connections || strangers >= limits.strangers) return void socket.destroy();
    const address = socket.remoteAddress ?? "";
    let known = false;
    strangers += 1;
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      if (!known) strangers -= 1;
    });
    new Session(socket, {
      signInMillis: limits.signInMillis,
      signIn: (name, password) => uniformly(band, () => desk.signIn(name, password, address)),
      booksOf: (phone) => desk.booksOf(phone),
      onSignedIn: (signedIn) => {
        known = signedIn;
        strangers += signedIn ? -1 : 1;
      },
      onFault: (error) => options.log.error("A search in the directory could not be answered.", { error }),
    }).begin();
  };
  const server = options.tls
    ? createSecureServer({ ...(await readContext(options.tls)), handshakeTimeout: 10_000 }, welcome)
    : createServer(welcome);
  // Also those that have not said a word of TLS yet.
  server.maxConnections = limits.connections;
  server.on("tlsClientError", () => undefined);
  server.listen({ port: options.port, host: options.host, backlog: 1024 });
  await once(server, "listening");
  server.on("error", (error) => options.log.error("The listener of the directory has a fault.", { error }));
  const watch = options.tls && "setSecureContext" in server ? watchFiles(server, options.tls, options) : null;
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    listening: () => server.listening,
    stop: async () => {
      if (watch) clearInterval(watch);
      await stop(server, sockets);
    },
  };
}

async function stop(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = once(server, "close");
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** Whoever is refused waits as long as anybody else. */
async function uniformly<T>(band: TimeBand, work: () => Promise<T | null>): Promise<T | null> {
  const began = performance.now();
  const made = await work();
  if (made === null) await new Promise<void>((resolve) => band.hold(began, resolve));
  return made;
}
