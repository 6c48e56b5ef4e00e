import type { IncomingMessage } from "node:http";

/** Whoever sends too much hears so only after having sent it: this much more is read, to nowhere. Bytes. */
const mostDrained = 256_000_000;

/** The bytes as they come; breaking off does not break the connection, on which the answer has to go out. */
export async function* bytesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield Buffer.from(chunk);
}

/** Reads what is left, to nowhere. */
export async function drain(request: IncomingMessage): Promise<void> {
  let read = 0;
  for await (const chunk of bytesOf(request)) {
    read += chunk.length;
    if (read > mostDrained) return;
  }
}
