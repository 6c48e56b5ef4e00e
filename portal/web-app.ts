import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type RequestHandler, type Response, Router } from "express";
import { noteRoute } from "./requests.ts";

/**
 * What a page of the app may load and run: our own files, nothing inline, no HTML made from text
 * (docs/decisions/0007-web-app.md).
 */
export const appPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // Announcements, and what has just been recorded.
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

/** Says what is missing, in a page that loads and runs nothing. */
export const notBuiltPage = `<!doctype html>
<html lang="sv">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Klyka</title>
<h1>Webbappen är inte byggd</h1>
<p>Kör <code>npm run build:ui</code> i Klykas katalog och hämta sidan igen. Telefonerna får sina filer ändå.</p>
<h1 lang="en">The web app is not built</h1>
<p lang="en">Run <code>npm run build:ui</code> in Klyka's folder and load this page again. Phones get their files all the same.</p>
</html>
`;
const notBuiltPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
/** What is packed already does not become smaller. */
const packed: ReadonlySet<string> = new Set([".png", ".woff2"]);

type Kept = {
  /** Of the file on disk when it was read: another one means that the app was built anew. */
  readonly stamp: string;
  readonly body: Buffer;
  readonly gzipped: Buffer | null;
  readonly etag: string;
};

const pack = promisify(gzip);

/**
 * The built web app. Files that have their content in their name are kept by the browser for a year; everything else is asked
 * for again each time and answered 304 when it is the same. A path that is no file is the app's own business and gets its
 * first page; one that ends like a file and is none is not found.
 *
 * @param folder what `npm run build:ui` has written
 */
export function webApp(folder: string): Router {
  const files = new Map<string, Promise<Kept>>();
  const router = Router();
  router.use(async (request, response, next) => {
    if ((request.method !== "GET" && request.method !== "HEAD") || isApi(request.path)) return next();
    const name = fileName(request.path);
    if (name === null) return next();
    noteRoute(response, "web");
    const kept = await read(files, folder, name);
    if (kept !== null) return send(request.headers, response, name, kept);
    if (name === "index.html") return sendNotBuilt(response);
    next();
  });
  return router;
}

/** True when there is something to serve. */
export async function isBuilt(folder: string): Promise<boolean> {
  return (await stampOf(join(folder, "index.html"))) !== null;
}

function isApi(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

/** The file that a path means; null when it can be none of ours. Names are plain: nothing is decoded, no part begins with a dot. */
function fileName(path: string): string | null {
  const last = path.slice(path.lastIndexOf("/") + 1);
  if (!last.includes(".")) return "index.html";
  return /^(?:\/[\w-][\w.-]*)+$/.test(path) ? path.slice(1) : null;
}

async function read(files: Map<string, Promise<Kept>>, folder: string, name: string): Promise<Kept | null> {
  const path = join(folder, name);
  const stamp = await stampOf(path);
  if (stamp === null) return null;
  const known = await files.get(name);
  if (known?.stamp === stamp) return known;
  const reading = keep(path, stamp);
  files.set(name, reading);
  return reading;
}

async function stampOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? `${found.mtimeMs} ${found.size}` : null;
}

async function keep(path: string, stamp: string): Promise<Kept> {
  const body = await readFile(path);
  const gzipped = packed.has(extname(path)) ? null : await pack(body, { level: 9 });
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  return { stamp, body, gzipped: gzipped !== null && gzipped.length < body.length ? gzipped : null, etag };
}

type Asked = Parameters<RequestHandler>[0]["headers"];

function send(asked: Asked, response: Response, name: string, { body, gzipped, etag }: Kept): void {
  const zipped = gzipped !== null && /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/.test(asked["accept-encoding"] ?? "");
  // Both forms of a file have a tag of their own (RFC 9110, 8.8.3.3).
  const tag = zipped ? etag.replace(/"$/, '-gzip"') : etag;
  response.set({
    "Cache-Control": name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    "Content-Security-Policy": appPolicy,
    ETag: tag,
    ...(gzipped === null ? {} : { Vary: "Accept-Encoding" }),
  });
  if ((asked["if-none-match"] ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === tag)) {
    response.status(304).end();
    return;
  }
  response.set("Content-Type", types[extname(name)] ?? "application/octet-stream");
  if (zipped) response.set("Content-Encoding", "gzip");
  response.status(200).send(zipped ? gzipped : body);
}

function sendNotBuilt(response: Response): void {
  response.status(503).set("Content-Security-Policy", notBuiltPolicy).type("html").send(notBuiltPage);
}
