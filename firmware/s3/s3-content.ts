import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DomainError } from "../../domain/errors.ts";
import { ContentStore, type PartTaken, whenRoom } from "../content-store.ts";
import type { S3Client } from "./client.ts";

const contentOf = (sha256: string): string => `content/${sha256.slice(0, 2)}/${sha256}`;
const partsOf = (id: string): string => `incoming/${id}/`;
/** From where on, and how many bytes: `…/000000004194304-4194304`. */
const partName = (id: string, from: number, bytes: number): string => `${partsOf(id)}${String(from).padStart(15, "0")}-${bytes}`;

/**
 * The bytes of images in an S3-compatible store, shared by all nodes. Each node keeps a copy of what its phones ask for in its own folder, whole
 * and by what is in it: phones, also over TFTP, are served from there, at the speed of the disk and while the store is away.
 */
export class S3Content extends ContentStore {
  readonly #client: S3Client;
  readonly #coming = new Map<string, Promise<string>>();
  /** What is known to be in the store. */
  readonly #stored = new Set<string>();

  /** @param folder this node's own */
  constructor(folder: string, client: S3Client) {
    super(folder);
    this.#client = client;
  }

  override async has(sha256: string): Promise<boolean> {
    return (await this.#client.size(contentOf(sha256))) !== null;
  }

  /** Whole in the store when this resolves. */
  override async keep(path: string, sha256: string): Promise<void> {
    // Put again also when it is there: its time says that it has just been wanted.
    await this.#client.putLarge(contentOf(sha256), createReadStream(path, { highWaterMark: 1024 * 1024 }));
    await super.keep(path, sha256);
  }

  override async ready(sha256: string): Promise<string> {
    if (await super.has(sha256)) return this.pathOf(sha256);
    const coming = this.#coming.get(sha256) ?? this.#fetch(sha256).finally(() => this.#coming.delete(sha256));
    this.#coming.set(sha256, coming);
    return coming;
  }

  async #fetch(sha256: string): Promise<string> {
    const bytes = await this.#client.get(contentOf(sha256));
    if (bytes === null) throw new Error(`the store has no image ${sha256}`);
    const half = `${randomUUID()}.fetched`;
    const path = await this.incoming(half);
    try {
      await whenRoom(() => pipeline(Readable.from(bytes), createWriteStream(path, { mode: 0o600 })));
      if ((await this.examine(path, 0)).sha256 !== sha256) throw new Error(`the store holds other bytes under ${sha256}`);
      await super.keep(path, sha256);
      return this.pathOf(sha256);
    } finally {
      await this.removeIncoming(half);
    }
  }

  async #evenOut(sha256: string): Promise<void> {
    if (!this.#stored.has(sha256) && (await super.has(sha256)) && !(await this.has(sha256))) {
      await this.#client.putLarge(contentOf(sha256), createReadStream(this.pathOf(sha256), { highWaterMark: 1024 * 1024 }));
    }
    await this.ready(sha256);
    this.#stored.add(sha256);
  }

  override async list(): Promise<{ readonly sha256: string; readonly at: number }[]> {
    const known = new Map((await super.list()).map(({ sha256, at }) => [sha256, at]));
    for (const { name, at } of await this.#client.list("content/")) {
      const sha256 = name.slice(name.lastIndexOf("/") + 1);
      if (/^[0-9a-f]{64}$/.test(sha256)) known.set(sha256, Math.max(at, known.get(sha256) ?? 0));
    }
    return [...known].map(([sha256, at]) => ({ sha256, at }));
  }

  override async remove(sha256: string): Promise<void> {
    this.#stored.delete(sha256);
    await this.#client.remove(contentOf(sha256));
    await super.remove(sha256);
  }

  /** A part is an object of its own: the next one may come to another node. */
  override async takePart(id: string, from: number, chunks: AsyncIterable<Uint8Array>, most: number): Promise<PartTaken> {
    const held: Uint8Array[] = [];
    let bytes = 0;
    let broken: unknown = null;
    try {
      for await (const chunk of chunks) {
        if (bytes + chunk.length > most) throw new DomainError("firmware_too_large", { most: `${most} byte` });
        // Whoever hands it in may use its memory again.
        held.push(Uint8Array.from(chunk));
        bytes += chunk.length;
      }
    } catch (error) {
      broken = error;
    }
    if (bytes > 0 && !(broken instanceof DomainError)) await this.#client.put(partName(id, from, bytes), Buffer.concat(held));
    return { to: from + bytes, broken };
  }

  override async wholeUpload(id: string, bytes: number): Promise<string> {
    const parts = (await this.#client.list(partsOf(id))).map(({ name }) => {
      const [, from = "0", length = "0"] = /(\d+)-(\d+)$/.exec(name) ?? [];
      return { name, from: Number(from), to: Number(from) + Number(length) };
    });
    const path = await this.incoming(this.uploadName(id));
    const client = this.#client;
    const whole = async function* () {
      for (let at = 0; at < bytes; ) {
        // Two requests may have brought the same bytes: each part holds what the file has there.
        const part = parts.filter(({ from, to }) => from <= at && at < to).toSorted((a, b) => b.to - a.to)[0];
        const body =
          part === undefined ? null : await client.get(part.name, { start: at - part.from, end: part.to - part.from - 1 });
        if (part === undefined || body === null) throw new Error(`bytes of the upload are missing from ${at} on`);
        yield* body;
        at = part.to;
      }
    };
    await this.roomFor(bytes);
    await whenRoom(() => pipeline(Readable.from(whole()), createWriteStream(path, { mode: 0o600 })));
    return path;
  }

  override async dropUpload(id: string): Promise<void> {
    for (const { name } of await this.#client.list(partsOf(id))) await this.#client.remove(name);
    await super.dropUpload(id);
  }

  override async dropStale(before: number): Promise<void> {
    for (const { name, at } of await this.#client.list("incoming/")) if (at < before) await this.#client.remove(name);
  }

  /**
   * Puts into the store, too, what only this folder has: it was the store until now.
   *
   * @throws what the first that cannot be brought throws; the others are brought all the same
   */
  override async warm(wanted: ReadonlySet<string>): Promise<void> {
    let fault: unknown = null;
    for (const sha256 of wanted) {
      await this.#evenOut(sha256).catch((error: unknown) => {
        fault ??= error;
      });
    }
    if (fault !== null) throw fault;
  }
}
