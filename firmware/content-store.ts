import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import {
  access,
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  utimes,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { DomainError } from "../domain/errors.ts";

/** A file as far as its bytes tell. */
export type ExaminedFile = { readonly sha256: string; readonly bytes: number; readonly head: Uint8Array };

/** What became of a part: up to where there is something of the file now, and what broke it off. */
export type PartTaken = { readonly to: number; readonly broken: unknown };

/** Bytes that stay free on the disk whatever comes in: the database lies there too. */
const reserve = 256 * 1024 * 1024;

/**
 * The bytes of images, each once: `<folder>/content/<2 digits>/<sha256>`. A file is there whole or not at all: what comes in
 * is written and flushed under `<folder>/incoming/`, then linked into place.
 */
export class ContentStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the bytes lie on this machine, once they are `ready`. */
  pathOf(sha256: string): string {
    return join(this.#folder, "content", sha256.slice(0, 2), sha256);
  }

  /** Where a file is kept while it comes in. @param name one that no other process takes */
  async incoming(name: string): Promise<string> {
    const folder = join(this.#folder, "incoming");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return join(folder, name);
  }

  /** The file with these bytes on this machine, brought here first where they lie elsewhere. Rejects when they cannot be had. */
  async ready(sha256: string): Promise<string> {
    return this.pathOf(sha256);
  }

  /** Brings here what is not here yet. @param _wanted SHA-256 of what phones may ask for */
  async warm(_wanted: ReadonlySet<string>): Promise<void> {}

  /** The name in `incoming` of an upload that comes part by part. */
  uploadName(id: string): string {
    return `${id}.part`;
  }

  /**
   * Takes the next part of an upload. What has come of it when its line breaks is kept.
   *
   * @param from where it begins
   * @param most bytes of it
   * @returns up to where there is something now; what broke it off, if anything did
   * @throws DomainError `firmware_space_full`
   */
  async takePart(id: string, from: number, chunks: AsyncIterable<Uint8Array>, most: number): Promise<PartTaken> {
    const path = await this.incoming(this.uploadName(id));
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    let to = from;
    let broken: unknown = null;
    try {
      for await (const chunk of chunks) {
        if (to + chunk.length - from > most) throw new DomainError("firmware_too_large", { most: `${most} byte` });
        await whenRoom(() => writeWhole(file, chunk, to));
        to += chunk.length;
      }
    } catch (error) {
      broken = error;
    } finally {
      await file.sync().finally(() => file.close());
    }
    return { to, broken };
  }

  /** The file of an upload that has come whole. @param _bytes of it */
  async wholeUpload(id: string, _bytes: number): Promise<string> {
    return this.incoming(this.uploadName(id));
  }

  /** Throws away what has come of an upload. */
  async dropUpload(id: string): Promise<void> {
    await this.removeIncoming(this.uploadName(id));
  }

  /** Throws away parts of uploads that lie elsewhere, older than this (milliseconds since 1970). */
  async dropStale(_before: number): Promise<void> {}

  async has(sha256: string): Promise<boolean> {
    return exists(this.pathOf(sha256));
  }

  /** Reads the file to its end. @param headBytes how many of the first bytes are wanted */
  async examine(path: string, headBytes: number): Promise<ExaminedFile> {
    const hash = createHash("sha256");
    const head: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      if (bytes < headBytes) head.push(chunk.subarray(0, headBytes - bytes));
      bytes += chunk.length;
      hash.update(chunk);
    }
    return { sha256: hash.digest("hex"), bytes, head: Buffer.concat(head) };
  }

  /**
   * Keeps the bytes of this file. They are on the disk when this resolves.
   *
   * @param path under `incoming`: it may become a second name of the same bytes, and is not written to again
   */
  async keep(path: string, sha256: string): Promise<void> {
    const target = this.pathOf(sha256);
    // Whoever sweeps looks at the time: what has just been wanted again is not taken away.
    if (await touched(target)) return;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await flush(path);
    await linkOrCopy(path, target);
    await utimes(target, new Date(), new Date());
    await flush(dirname(target));
  }

  /** Copies a file in; where the file system can, its blocks are shared. @throws DomainError `firmware_space_full` */
  async copyIn(path: string, name: string): Promise<string> {
    const target = await this.incoming(name);
    await roomFor(dirname(target), (await stat(path)).size);
    await whenRoom(() => copyFile(path, target, constants.COPYFILE_FICLONE));
    return target;
  }

  /** @throws DomainError `firmware_space_full` */
  async roomFor(bytes: number): Promise<void> {
    await roomFor(dirname(await this.incoming("x")), bytes);
  }

  /** The bytes that are kept, with when they were last wanted. */
  async list(): Promise<{ readonly sha256: string; readonly at: number }[]> {
    const folder = join(this.#folder, "content");
    const found: { sha256: string; at: number }[] = [];
    for (const part of await namesIn(folder)) {
      for (const name of await namesIn(join(folder, part))) {
        if (!/^[0-9a-f]{64}$/.test(name)) continue;
        const file = await stat(join(folder, part, name)).catch(() => null);
        if (file) found.push({ sha256: name, at: file.mtimeMs });
      }
    }
    return found;
  }

  /** Files that are on their way in, with when they were last written to. */
  async listIncoming(): Promise<{ readonly name: string; readonly at: number }[]> {
    const folder = join(this.#folder, "incoming");
    const found: { name: string; at: number }[] = [];
    for (const name of await namesIn(folder)) {
      const file = await stat(join(folder, name)).catch(() => null);
      if (file) found.push({ name, at: file.mtimeMs });
    }
    return found;
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  async removeIncoming(name: string): Promise<void> {
    await rm(await this.incoming(name), { force: true });
  }
}

/** Runs a write; a disk that is full becomes an error that a person can act on. */
export async function whenRoom<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const full = error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(error.code));
    throw full ? new DomainError("firmware_space_full") : error;
  }
}

/** A disk that is nearly full takes a part of what it is given, without a word: the next try says that it is full. */
export async function writeWhole(file: Pick<FileHandle, "write">, bytes: Uint8Array, at: number): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, from, bytes.length - from, at + from);
    if (bytesWritten === 0) throw Object.assign(new Error("nothing more can be written"), { code: "ENOSPC" });
    from += bytesWritten;
  }
}

async function roomFor(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes + reserve) throw new DomainError("firmware_space_full");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function touched(path: string): Promise<boolean> {
  return utimes(path, new Date(), new Date()).then(
    () => true,
    () => false,
  );
}

/** To the disk: a file's bytes, a folder's names. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Some file systems (network drives) have no second name for a file: there it is copied, and renamed when it is whole. */
async function linkOrCopy(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "EEXIST") return;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "EXDEV", "EMLINK", "ENOSYS"].includes(String(code))) throw error;
    const half = `${target}.${process.pid}`;
    await whenRoom(() => copyFile(path, half));
    await flush(half);
    await rename(half, target);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
