import { type BlockSource, MemorySource } from "./block-source.ts";
import type { ChunkStore } from "./chunk-store.ts";
import type { TftpAnswer, TftpMode } from "./contract.ts";
import { longestText, toNetascii } from "./netascii.ts";
import { ReaderSource } from "./reader-source.ts";

/**
 * Makes a body sendable. Null when it cannot be sent: a size that is none, or text mode for a body that is not in memory or
 * is longer than `longestText`. `resume` is called when a body that had to be read has come.
 */
export function openSource(
  answer: Extract<TftpAnswer, { kind: "file" }>,
  mode: TftpMode,
  chunks: ChunkStore,
  resume: () => void,
): BlockSource | null {
  const { body, size } = answer;
  if (body instanceof Uint8Array) {
    if (mode === "octet") return new MemorySource(body);
    return body.length <= longestText ? new MemorySource(toNetascii(body)) : null;
  }
  if (mode === "netascii" || !Number.isSafeInteger(size) || size < 0) return null;
  return new ReaderSource(body, size, chunks, resume);
}
