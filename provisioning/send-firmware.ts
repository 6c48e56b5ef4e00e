import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { FirmwareFile, FirmwareStore } from "../firmware/store.ts";
import { noneMatch, rangeHolds, readRange } from "./http-conditions.ts";
import type { Sent } from "./send-body.ts";
import type { NoPlace } from "./transfer-places.ts";

/** Between two parts of an image, while others go first: a phone that hears nothing for too long gives up. */
const pauseMillis = 100;
const mostPauses = 20;

/** A place among those who fetch firmware. */
export type TransferPlace = {
  /** @returns gives it back; else why there is none */
  readonly take: () => Promise<(() => void) | NoPlace>;
  /** True while others go first: what is being sent waits a little between two parts. */
  readonly makesRoom: () => boolean;
  /** Seconds. */
  readonly comeAgain: number;
};

/**
 * Sends an image from disk: whole, not modified, or one range of it; or, when there is no place, when to come again.
 *
 * @param place asked for only when bytes are about to go out
 * @returns what went out, when it has gone out or the phone has hung up; rejects when the image cannot be read
 */
export async function sendFirmware(
  request: IncomingMessage,
  response: ServerResponse,
  file: FirmwareFile,
  store: FirmwareStore,
  place: TransferPlace,
): Promise<Sent & { readonly busy: NoPlace | null }> {
  const { headers } = request;
  if (headers["if-none-match"] !== undefined && noneMatch(headers["if-none-match"], file.etag)) {
    response.writeHead(304, ["ETag", file.etag]).end();
    return { status: 304, bytes: 0, busy: null };
  }
  const ifRange = headers["if-range"];
  const mayRange = request.method === "GET" && rangeHolds(Array.isArray(ifRange) ? ifRange[0] : ifRange, file.etag);
  const range = mayRange ? readRange(headers.range, file.size) : null;
  if (range === "unsatisfiable") {
    response.writeHead(416, ["Content-Range", `bytes */${file.size}`, "Content-Length", "0"]).end();
    return { status: 416, bytes: 0, busy: null };
  }
  const bytes = range ? range.end - range.start + 1 : file.size;
  const empty = request.method === "HEAD" || bytes === 0;
  const leave = empty ? null : await place.take();
  if (typeof leave === "string") {
    response.writeHead(503, ["Retry-After", String(place.comeAgain), "Content-Length", "0"]).end();
    return { status: 503, bytes: 0, busy: leave };
  }
  try {
    if (!empty) await store.ready(file);
  } catch {
    // The store that holds it is away: the phone comes again.
    if (typeof leave === "function") leave();
    response.writeHead(503, ["Retry-After", String(place.comeAgain), "Content-Length", "0"]).end();
    return { status: 503, bytes: 0, busy: "server_busy" };
  }
  const status = range ? 206 : 200;
  const block = ["ETag", file.etag, "Accept-Ranges", "bytes", "Content-Type", "application/octet-stream"];
  if (range) block.push("Content-Range", `bytes ${range.start}-${range.end}/${file.size}`);
  response.writeHead(status, [...block, "Content-Length", String(bytes)]);
  if (empty) {
    response.end();
    return { status, bytes: 0, busy: null };
  }
  try {
    return { status, bytes: await stream(store, file, { range, bytes }, response, place.makesRoom), busy: null };
  } finally {
    leave?.();
  }
}

function stream(
  store: FirmwareStore,
  file: FirmwareFile,
  { range, bytes }: { readonly range: { readonly start: number; readonly end: number } | null; readonly bytes: number },
  response: ServerResponse,
  makesRoom: () => boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    const source = store.stream(file, range ?? undefined);
    source.on("data", (part) => {
      sent += part.length;
    });
    // Shorter than it was: the phone would wait for the rest.
    source.once("end", () => {
      if (sent < bytes) source.destroy(new Error(`${file.name} has ${sent} of ${bytes} bytes`));
    });
    const paced = async function* (parts: AsyncIterable<Buffer>) {
      for await (const part of parts) {
        for (let pause = 0; pause < mostPauses && makesRoom(); pause++) await delay(pauseMillis);
        yield part;
      }
    };
    pipeline(source, paced, response, (error) => {
      const hungUp = error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
      if (error && !hungUp) reject(error);
      else resolve(sent);
    });
  });
}
