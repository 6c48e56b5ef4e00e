import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import type { NotReady } from "./readiness.ts";

export type ManagementOptions = {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly registry: Registry;
  readonly notReady: () => Promise<readonly NotReady[]>;
  /** What `/metrics` asks for as a bearer token; null: nothing. */
  readonly token: string | null;
  readonly onFault: (error: unknown) => void;
};

export type ManagementListener = {
  readonly port: number;
  readonly listening: () => boolean;
  readonly stop: () => Promise<void>;
};

const plain = "text/plain; charset=utf-8";

/**
 * For the operator's monitoring alone, on a port of its own: `/metrics` for Prometheus, `/livez` and `/readyz` for whatever
 * starts and watches the process. Rejects with the system's error when the port cannot be had.
 */
export async function startManagement(options: ManagementOptions): Promise<ManagementListener> {
  const server = createServer(
    { maxHeaderSize: 8 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 70_000 },
    (request, response) => {
      answer(options, request, response).catch((error: unknown) => {
        options.onFault(error);
        if (response.headersSent) response.destroy();
        else send(response, 500, plain, "fault\n");
      });
    },
  );
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    listening: () => server.listening,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(options: ManagementOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").replace(/\?.*$/s, "");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return send(response, 405, plain, "GET or HEAD\n");
  }
  switch (path) {
    case "/livez":
      return send(response, 200, plain, "alive\n");
    case "/readyz":
      return tellReady(response, await options.notReady());
    case "/readyz/phones":
      // Phones are served from memory while the database is away.
      return tellReady(
        response,
        (await options.notReady()).filter(({ what }) => what !== "database" && what !== "changes" && what !== "journal"),
      );
    case "/metrics":
      if (!mayRead(options.token, request.headers.authorization)) {
        response.setHeader("WWW-Authenticate", "Bearer");
        return send(response, 401, plain, "bearer token\n");
      }
      return send(response, 200, options.registry.contentType, await options.registry.metrics());
    default:
      return send(response, 404, plain, "/metrics, /livez, /readyz, /readyz/phones\n");
  }
}

function tellReady(response: ServerResponse, notReady: readonly NotReady[]): void {
  const ready = notReady.length === 0;
  send(response, ready ? 200 : 503, "application/json", `${JSON.stringify({ ready, notReady })}\n`);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

function mayRead(token: string | null, authorization: string | undefined): boolean {
  if (token === null) return true;
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(`Bearer ${token}`), hash(authorization ?? ""));
}
