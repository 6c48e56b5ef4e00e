import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Balancer = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * Each request to the next node, as nginx does with an upstream of several: whoever asked last says nothing of who answers next. A
 * request that reached no node, or whose answer never began, goes on to the next when it may be repeated.
 *
 * @param ports of the nodes on loopback
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let turn = 0;
  const server = createServer((asked, answer) => {
    const body: Buffer[] = [];
    asked.on("data", (part: Buffer) => body.push(part));
    asked.on("end", () => pass(asked, answer, Buffer.concat(body), ports.length));
  });
  const pass = (asked: IncomingMessage, answer: ServerResponse, body: Buffer, left: number): void => {
    const port = ports[turn++ % ports.length];
    const headers = { ...asked.headers, "x-forwarded-for": asked.socket.remoteAddress ?? "" };
    const on = request({ host: "127.0.0.1", port, method: asked.method, path: asked.url, headers, agent }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.rawHeaders);
      came.pipe(answer);
      came.on("error", () => answer.destroy());
    });
    on.on("error", (error: NodeJS.ErrnoException) => {
      const repeatable = error.code === "ECONNREFUSED" || asked.method === "GET" || asked.method === "HEAD";
      if (!answer.headersSent && repeatable && left > 1) return pass(asked, answer, body, left - 1);
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    });
    on.end(body);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
