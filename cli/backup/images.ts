import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ContentStore } from "../../firmware/content-store.ts";
import type { StoredImage } from "../../process/backup/format.ts";
import type { Settings } from "../../process/settings.ts";

/** Images as they lie in the store of these settings, by what is in them. */
export function imagesOf(settings: Settings): (sha256: string) => Promise<StoredImage | null> {
  const content = new ContentStore(join(settings.data, "firmware"));
  return async (sha256) => {
    const path = content.pathOf(sha256);
    const file = await stat(path).catch(() => null);
    return file && { sha256, bytes: file.size, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
  };
}

/** Keeps images in the store of these settings. */
export function imageKeeper(settings: Settings): (sha256: string, body: AsyncIterable<Uint8Array>) => Promise<void> {
  const content = new ContentStore(join(settings.data, "firmware"));
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
