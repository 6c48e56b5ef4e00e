/** Bytes that are read at a time. */
const partBytes = 4 * 1024 * 1024;

/**
 * Names a file by all of its bytes: the hash of the hashes of its parts, so that a large one never lies in memory. Null where
 * the browser has no hashes (a page that is not secure).
 */
export async function fingerprintOf(file: Blob, signal: AbortSignal): Promise<string | null> {
  if (!globalThis.isSecureContext) return null;
  const parts = Math.ceil(file.size / partBytes);
  const hashes = new Uint8Array(parts * 32);
  for (let part = 0; part < parts; part += 1) {
    signal.throwIfAborted();
    const bytes = await file.slice(part * partBytes, (part + 1) * partBytes).arrayBuffer();
    hashes.set(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), part * 32);
  }
  const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", hashes));
  return [...whole].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
