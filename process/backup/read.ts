import { createHash } from "node:crypto";
import type { RowBatch } from "../../db/dump/read.ts";
import { type DumpedRow, Fingerprint, lineToRow } from "../../db/dump/rows.ts";
import type { DumpedTable } from "../../db/dump/tables.ts";
import { DomainError } from "../../domain/errors.ts";
import { End, entryOf, formatVersion, Head } from "./format.ts";
import { type Opener, unlock } from "./lock.ts";
import { readStream, unpacked } from "./pack.ts";

/** What is in a backup, when all of it has been read and found whole. */
export type Contents = { readonly head: Head; readonly end: End; readonly rows: number };

/** What comes out of a backup: the head, rows, images, the key, and at last what it all was. */
export type BackupPart =
  | { readonly kind: "head"; readonly head: Head }
  | ({ readonly kind: "rows" } & RowBatch)
  /** Its body is to be read to the end before the next part comes. */
  | { readonly kind: "image"; readonly sha256: string; readonly body: AsyncIterable<Uint8Array> }
  | { readonly kind: "key"; readonly bytes: Buffer }
  | { readonly kind: "end"; readonly contents: Contents };

/** Bytes of an entry that is held in memory: rows beyond one batch are an entry's alone, and a row is one at least. */
const mostHeld = 512 * 1024 * 1024;

/**
 * Reads a backup to its end and compares everything in it with what it says it holds: only when the last part has come it is whole.
 *
 * @throws DomainError `backup_unreadable` (no backup, or cut off), `backup_locked`, `backup_newer`, `backup_damaged` (detail: `part`)
 */
export async function* readBackup(locked: ReadableStream<Uint8Array>, opener: Opener): AsyncGenerator<BackupPart> {
  const plain = await unlock(locked, opener);
  const parts = new Parts();
  try {
    for await (const { header, body } of unpacked(plain)) yield* parts.take(header, body);
    yield parts.whole();
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("backup_unreadable");
  }
}

/** Reads it all and keeps nothing. @throws as `readBackup` */
export async function checkBackup(
  locked: ReadableStream<Uint8Array>,
  opener: Opener,
  progress: (what: string, amount: number) => void,
): Promise<Contents> {
  const counts = new Map<string, number>();
  const count = (what: string, more: number) => {
    counts.set(what, (counts.get(what) ?? 0) + more);
    progress(what, counts.get(what) ?? 0);
  };
  for await (const part of readBackup(locked, opener)) {
    if (part.kind === "rows") count(part.table.name, part.rows.length);
    if (part.kind === "image") {
      for await (const _ of part.body);
      count("firmware", 1);
    }
    if (part.kind === "end") return part.contents;
  }
  throw new DomainError("backup_unreadable");
}

/** What has come so far. */
class Parts {
  #head: Head | null = null;
  #end: End | null = null;
  #rows = 0;
  #holdsKey = false;
  readonly #tables = new Map<string, { readonly table: DumpedTable; readonly print: Fingerprint }>();
  readonly #images = new Map<string, number>();

  async *take(
    { name, size }: { readonly name: string; readonly size: number },
    body: ReadableStream<Uint8Array>,
  ): AsyncGenerator<BackupPart> {
    const entry = entryOf(name);
    if (entry === null || this.#end !== null || (this.#head === null) !== (entry.kind === "head")) throw damaged(name);
    if (entry.kind === "image") return yield* this.#image(entry.of, body);
    if (size > mostHeld) throw damaged(name);
    const bytes = await held(body);
    if (entry.kind === "rows") yield this.#take(entry.of, bytes);
    else if (entry.kind === "head") {
      this.#head = headOf(bytes);
      for (const table of this.#head.tables) this.#tables.set(table.name, { table, print: new Fingerprint() });
      yield { kind: "head", head: this.#head };
    } else if (entry.kind === "key") {
      this.#holdsKey = true;
      yield { kind: "key", bytes };
    } else this.#end = End.parse(JSON.parse(bytes.toString("utf8")));
  }

  #take(name: string, bytes: Buffer): BackupPart {
    const known = this.#tables.get(name);
    if (!known) throw damaged(name);
    const rows = linesOf(known.table, bytes);
    for (const row of rows) known.print.add(row);
    this.#rows += rows.length;
    return { kind: "rows", table: known.table, rows };
  }

  async *#image(sha256: string, stream: ReadableStream<Uint8Array>): AsyncGenerator<BackupPart> {
    const hash = createHash("sha256");
    let bytes = 0;
    const body = async function* () {
      try {
        for await (const chunk of readStream(stream)) {
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      } catch {
        throw new DomainError("backup_unreadable");
      }
    };
    yield { kind: "image", sha256, body: body() };
    if (hash.digest("hex") !== sha256) throw damaged(sha256);
    this.#images.set(sha256, bytes);
  }

  /** @throws DomainError `backup_unreadable`: it ends too early; `backup_damaged` */
  whole(): BackupPart {
    if (this.#head === null || this.#end === null) throw new DomainError("backup_unreadable");
    const { tables, images } = this.#end;
    if (this.#head.holdsKey !== this.#holdsKey || tables.length !== this.#tables.size) throw damaged("contents.json");
    for (const { name, rows, sum } of tables) {
      const found = this.#tables.get(name)?.print.value();
      if (found?.rows !== rows || found.sum !== sum) throw damaged(name);
    }
    if (images.length !== this.#images.size) throw damaged("firmware");
    for (const { sha256, bytes } of images) if (this.#images.get(sha256) !== bytes) throw damaged(sha256);
    return { kind: "end", contents: { head: this.#head, end: this.#end, rows: this.#rows } };
  }
}

function headOf(bytes: Buffer): Head {
  const value: unknown = JSON.parse(bytes.toString("utf8"));
  const format = value !== null && typeof value === "object" && "format" in value ? value.format : null;
  if (typeof format === "number" && format > formatVersion) throw new DomainError("backup_newer");
  return Head.parse(value);
}

async function held(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readStream(body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function linesOf(table: DumpedTable, bytes: Buffer): DumpedRow[] {
  const lines = bytes.toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => lineToRow(table, line));
}

function damaged(part: string): DomainError {
  return new DomainError("backup_damaged", { part });
}
