import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** How long what was read is good: a certificate is renewed every few weeks. Milliseconds. */
const keepMillis = 60_000;

/**
 * When the first certificate of a file (PEM) expires, seconds since 1970; null where there is none, or none that can be read.
 * Read again at most once a minute: the file is renewed while the server runs.
 */
export function expiryReader(path: string | null): () => number | null {
  let readAt = Number.NEGATIVE_INFINITY;
  let expires: number | null = null;
  return () => {
    if (path === null) return null;
    if (performance.now() - readAt < keepMillis) return expires;
    readAt = performance.now();
    expires = expiryOf(path);
    return expires;
  };
}

function expiryOf(path: string): number | null {
  try {
    return new X509Certificate(readFileSync(path)).validToDate.getTime() / 1000;
  } catch {
    return null;
  }
}
