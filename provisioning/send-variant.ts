import type { IncomingMessage, ServerResponse } from "node:http";
import type { Variant } from "./file-cache.ts";
import { noneMatch, rangeHolds, readRange, takesGzip } from "./http-conditions.ts";

/** What went out. */
export type Sent = { readonly status: number; readonly bytes: number };

/**
 * Sends a body from memory: whole, not modified, or one range of it.
 *
 * @param gzip makes the gzip form; called only when the phone takes it
 */
export function sendVariant(
  request: IncomingMessage,
  response: ServerResponse,
  plain: Variant,
  gzip: () => Variant | null,
): Sent {
  const { headers } = request;
  const encoding = headers["accept-encoding"];
  const zipped = typeof encoding === "string" && headers.range === undefined && takesGzip(encoding) ? gzip() : null;
  const variant = zipped ?? plain;
  const known = headers["if-none-match"];
  if (known !== undefined && noneMatch(known, variant.etag)) return sendNotModified(response, variant);
  if (headers.range !== undefined) return sendRange(request, response, variant);
  response.writeHead(200, variant.headers);
  if (request.method === "HEAD") {
    response.end();
    return { status: 200, bytes: 0 };
  }
  response.end(variant.body);
  return { status: 200, bytes: variant.body.length };
}

function sendNotModified(response: ServerResponse, variant: Variant): Sent {
  response.writeHead(304, ["ETag", variant.etag, "Cache-Control", "private, no-cache", "Vary", "Accept-Encoding"]);
  response.end();
  return { status: 304, bytes: 0 };
}

function sendRange(request: IncomingMessage, response: ServerResponse, variant: Variant): Sent {
  const size = variant.body.length;
  const wanted = request.method === "GET" && rangeHolds(single(request.headers["if-range"]), variant.etag);
  const range = wanted ? readRange(request.headers.range, size) : null;
  if (range === "unsatisfiable") {
    response.writeHead(416, ["Content-Range", `bytes */${size}`, "Content-Length", "0"]);
    response.end();
    return { status: 416, bytes: 0 };
  }
  if (!range) {
    response.writeHead(200, variant.headers);
    response.end(request.method === "HEAD" ? undefined : variant.body);
    return { status: 200, bytes: request.method === "HEAD" ? 0 : size };
  }
  const part = variant.body.subarray(range.start, range.end + 1);
  const headers = variant.headers.map((text, at) => (variant.headers[at - 1] === "Content-Length" ? String(part.length) : text));
  response.writeHead(206, [...headers, "Content-Range", `bytes ${range.start}-${range.end}/${size}`]);
  response.end(part);
  return { status: 206, bytes: part.length };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
