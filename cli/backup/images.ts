import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openContent } from "../../firmware/open-content.ts";
import type { StoredImage } from "../../process/backup/format.ts";
import type { Settings } from "../../process/settings.ts";
import { storePlace } from "../../process/store-place.ts";

/** Images as they lie in the store of these settings, by what is in them. */
export function imagesOf(settings: Settings): (sha256: string) => Promise<StoredImage | null> {
  const content = openContent(join(settings.data, "firmware"), storePlace(settings));
  return async (sha256) => {
    if (!(await content.has(sha256))) return null;
    const path = await content.ready(sha256);
    const { size } = await stat(path);
    return { sha256, bytes: size, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
  };
}

/** Keeps images in the store of these settings. */
export function imageKeeper(settings: Settings): (sha256: string, body: AsyncIterable<Uint8Array>) => Promise<void> {
  const content = openContent(join(settings.data, "firmware"), storePlace(settings));
  return async (sha256, body) => {
    const half = `${randomUUID()}.restored`;
    const path = await content.incoming(half);
    try {
      await pipeline(Readable.from(body), createWriteStream(path, { mode: 0o600 }));
      await content.keep(path, sha256);
    } finally {
      await content.removeIncoming(half);
    }
  };
}
