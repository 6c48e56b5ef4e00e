import { once } from "node:events";
import type { Server } from "node:http";

/**
 * Takes no more connections, lets what is under way finish for a while, and cuts what is left then. Who asks again over a
 * connection that is kept is answered for the last time: else a server that is asked all the time would never end.
 */
export async function stopListening(server: Server, drainMillis = 10_000): Promise<void> {
  const closed = once(server, "close");
  server.prependListener("request", (_, response) => response.setHeader("Connection", "close"));
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), drainMillis);
  await closed;
  clearTimeout(timer);
}
