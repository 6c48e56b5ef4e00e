import type { IncomingMessage, ServerResponse } from "node:http";
import { noneMatch, rangeHolds, readRange, takesGzip } from "./http-conditions.ts";
import type { Body, Variant } from "./variant.ts";

/** What went out; `bytes` of the body. */
export type Sent = { readonly status: number; readonly bytes: number };

/** Sends a body from memory: whole, not modified, or one range of it. `gzip`: that form was looked at. */
export function sendBody(request: IncomingMessage, response: ServerResponse, body: Body): Sent & { readonly gzip: boolean } {
  const { headers } = request;
  const encoding = headers["accept-encoding"];
  const mayZip = typeof encoding === "string" && headers.range === undefined && takesGzip(encoding);
  const zipped = mayZip ? body.gzip() : null;
  const known = headers["if-none-match"];
  const { etag } = zipped ?? body;
  if (known !== undefined && noneMatch(known, etag)) return { ...sendNotModified(response, etag), gzip: mayZip };
  const variant = zipped ?? body.plain();
  const sent = headers.range === undefined ? sendWhole(request, response, variant) : sendRange(request, response, variant);
  return { ...sent, gzip: mayZip };
}

function sendWhole(request: IncomingMessage, response: ServerResponse, variant: Variant): Sent {
  response.writeHead(200, variant.headers);
  if (request.method === "HEAD") {
    response.end();
    return { status: 200, bytes: 0 };
  }
  response.end(variant.body, "latin1");
  return { status: 200, bytes: variant.body.length };
}

function sendNotModified(response: ServerResponse, etag: string): Sent {
  response.writeHead(304, ["ETag", etag, "Cache-Control", "private, no-cache", "Vary", "Accept-Encoding"]);
  response.end();
  return { status: 304, bytes: 0 };
}

function sendRange(request: IncomingMessage, response: ServerResponse, variant: Variant): Sent {
  const size = variant.body.length;
  const wanted = request.method === "GET" && rangeHolds(single(request.headers["if-range"]), variant.etag);
  const range = wanted ? readRange(request.headers.range, size) : null;
  if (range === null) return sendWhole(request, response, variant);
  if (range === "unsatisfiable") {
    response.writeHead(416, ["Content-Range", `bytes */${size}`, "Content-Length", "0"]);
    response.end();
    return { status: 416, bytes: 0 };
  }
  const part = variant.body.slice(range.start, range.end + 1);
  const headers = variant.headers.map((text, at) => (variant.headers[at - 1] === "Content-Length" ? String(part.length) : text));
  response.writeHead(206, [...headers, "Content-Range", `bytes ${range.start}-${range.end}/${size}`]);
  response.end(part, "latin1");
  return { status: 206, bytes: part.length };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
