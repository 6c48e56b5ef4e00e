import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** What a command may touch of its surroundings; tests pass their own. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly now: () => Date;
};

export function processIo(): Io {
  return { env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, now: () => new Date() };
}

/** Writes and waits while the reader is slow, so that a long output never piles up in memory. */
export async function writeAll(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (text.length > 0 && !stream.write(text)) await once(stream, "drain");
}
