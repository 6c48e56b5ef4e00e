import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { build } from "vite";
import { appPolicy } from "../../portal/web-app.ts";

export const uiRoot = new URL("..", import.meta.url).pathname;

/** Builds the app and the gallery of its components into a folder. */
export function buildPages(outDir: string): Promise<void> {
  return buildFrom(outDir, ["index.html", "testing/gallery/index.html"]);
}

/** The app alone, in the files that people fetch: beside other pages what they share is cut in other pieces. */
export function buildApp(outDir: string): Promise<void> {
  return buildFrom(outDir, ["index.html"]);
}

async function buildFrom(outDir: string, pages: readonly string[]): Promise<void> {
  await build({
    configFile: join(uiRoot, "vite.config.ts"),
    logLevel: "error",
    build: {
      outDir,
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: { input: pages.map((page) => join(uiRoot, page)) },
    },
  });
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

export type PageServer = { readonly address: string; close(): Promise<void> };

/** Serves the folder with the policy that the portal sends; any other path is the app's own business and gets its first page. */
export async function servePages(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => void answer(folder, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = bound && typeof bound === "object" ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const streams = new Set<ServerResponse>();

/** `/api/stream` sends a count, `/api/streams` says how many listen: what a view that watches must open and close. */
function answerStream(pathname: string, response: ServerResponse): boolean {
  if (pathname === "/api/streams") response.end(String(streams.size));
  else if (pathname === "/api/stream") {
    streams.add(response);
    response.on("close", () => streams.delete(response));
    response
      .writeHead(200, { "content-type": "text/event-stream" })
      .write('event: phone\ndata: {"waiting":2}\n\nevent: phone\ndata: no json\n\n');
  } else return false;
  return true;
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (answerStream(pathname, response)) return;
  const isFile = extname(pathname) !== "";
  const path = join(folder, normalize(isFile ? decodeURIComponent(pathname) : "/index.html"));
  const body = await readFile(path).catch(() => null);
  response.setHeader("content-security-policy", appPolicy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
  response.statusCode = body === null ? 404 : 200;
  response.end(body ?? "");
}
