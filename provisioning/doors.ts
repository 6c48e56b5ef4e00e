import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer, type ListenOptions, type Server } from "node:net";

/** Connections that wait to be taken: a whole town may come back from a power cut in the same second. */
const backlog = 4096;
/**
 * libuv takes one connection of each listening socket in a turn of the loop. A turn in which files are sent takes some
 * milliseconds, and thousands who come at once, each with a connection a file, would wait for seconds before they are heard.
 */
const atOnce = 4;
/** Where several sockets may listen on one port and the system gives each its part (Linux' SO_REUSEPORT, socket(7)). */
const shares: readonly NodeJS.Platform[] = ["linux"];

/** The sockets that a server listens with. */
export type Doors = { readonly port: number; readonly listening: () => boolean; readonly close: () => Promise<void> };

/**
 * Lets a server listen on one port with several sockets, where the system can.
 *
 * @param port 0 takes a free one
 * @throws the system's error when the port cannot be had: no two processes share it
 */
export async function openDoors(server: HttpServer, { host, port }: { host: string; port: number }): Promise<Doors> {
  if (!shares.includes(process.platform)) {
    await listen(server, { host, port, backlog });
    return doorsOf([server]);
  }
  // Who shares a port is not told that somebody else listens there: so it is asked for alone first.
  const alone = createServer();
  await listen(alone, { host, port });
  const own = portOf(alone);
  await closed(alone);
  const options = { host, port: own, backlog, reusePort: true };
  const side = () =>
    createServer({ allowHalfOpen: !("setSecureContext" in server), noDelay: true }, (socket) =>
      server.emit("connection", socket),
    );
  const all: Server[] = [server, ...Array.from({ length: atOnce - 1 }, side)];
  try {
    for (const one of all) await listen(one, options);
  } catch (error) {
    await Promise.all(all.filter(({ listening }) => listening).map(closed));
    throw error;
  }
  // What goes wrong at one of them is told where it is told of the server's own.
  for (const one of all) if (one !== server) one.on("error", (error) => server.emit("error", error));
  return doorsOf(all);
}

function doorsOf(all: readonly Server[]): Doors {
  const [first] = all;
  return {
    port: first ? portOf(first) : 0,
    listening: () => all.every(({ listening }) => listening),
    close: async () => {
      await Promise.all(all.map(closed));
    },
  };
}

async function listen(server: Server, options: ListenOptions): Promise<void> {
  server.listen(options);
  await once(server, "listening");
}

async function closed(server: Server): Promise<void> {
  const done = once(server, "close");
  server.close();
  await done;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
