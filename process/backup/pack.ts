import { createReadStream } from "node:fs";
import { Duplex, Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { createTarDecoder, createTarPacker, type ParsedTarEntry, type TarPackController } from "modern-tar";

/** Adds entries to an archive, one after the other. */
export type Packer = {
  readonly add: (name: string, bytes: number, body: AsyncIterable<Uint8Array> | Uint8Array, at: Date) => Promise<void>;
};

/**
 * A gzipped tar that is made while it is read: what reads slowly holds up what packs.
 *
 * @param fill adds the entries; what it throws ends the stream with it
 */
export function packed(fill: (packer: Packer) => Promise<void>): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const add: Packer["add"] = async (name, size, body, mtime) => addEntry(controller, { name, size, mtime, mode: 0o600 }, body);
  void fill({ add }).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  // Much of what is in it is sealed, and no smaller however hard one tries.
  return readable.pipeThrough(asPair(createGzip({ level: 3 })));
}

async function addEntry(
  controller: TarPackController,
  header: Parameters<TarPackController["add"]>[0],
  body: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  const writer = controller.add(header).getWriter();
  if (body instanceof Uint8Array) {
    if (body.length > 0) await writer.write(body);
  } else for await (const chunk of body) await writer.write(chunk);
  await writer.close();
}

/** The entries of a gzipped tar. Each body is to be read to its end, or cancelled, before the next one comes. */
export function unpacked(archive: ReadableStream<Uint8Array>): AsyncIterable<ParsedTarEntry> {
  const entries = archive.pipeThrough(asPair(createGunzip())).pipeThrough(createTarDecoder({ strict: true }));
  return readStream(entries);
}

/** The same streams; Node's types of them and a browser's, which tests of the web app are read with, differ. */
function asPair(transform: Duplex): ReadableWritablePair<Uint8Array, Uint8Array> {
  return Duplex.toWeb(transform) as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
}

/** What a stream gives; leaving early cancels it. */
export async function* readStream<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      whole = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!whole) await reader.cancel().catch(() => undefined);
  }
}

/** A file's bytes, as they are on the disk. */
export function readFileStream(path: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { highWaterMark: 256 * 1024 })) as ReadableStream<Uint8Array>;
}
