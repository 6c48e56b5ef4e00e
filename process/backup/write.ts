import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { completed } from "../../db/connect.ts";
import { isPostgres } from "../../db/dialect/dialect.ts";
import { readAsOfNow, readTables } from "../../db/dump/read.ts";
import { Fingerprint, type FingerprintValue, rowToLine } from "../../db/dump/rows.ts";
import { tablesOf } from "../../db/dump/tables.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { version } from "../version.ts";
import { type End, formatVersion, type Head, imageName, names, rowsName, type StoredImage } from "./format.ts";
import { type Lock, lock } from "./lock.ts";
import { type Packer, packed, readFileStream } from "./pack.ts";
import { type Contents, checkBackup } from "./read.ts";

export type BackupParts = {
  readonly db: Db;
  readonly lock: Lock;
  /** The image with these bytes; null: they are not in the store. Absent: images are left out. */
  readonly image?: (sha256: string) => Promise<StoredImage | null>;
  /** The key file as it is; absent: it is left out. */
  readonly key?: Uint8Array;
  /** How far it has come: rows of a table, bytes of images; and the same again when it is read back. */
  readonly progress: (doing: "writing" | "checking", what: string, amount: number) => void;
};

/** Bytes of rows in one entry, more or less. */
const entryBytes = 4 * 1024 * 1024;

/**
 * Writes one encrypted file of everything, while a server goes on writing, and reads it back from the disk. The file has its name when
 * it is whole, and found whole.
 *
 * @param path must not be there
 * @throws DomainError `backup_exists`, `backup_recipient_invalid`, `backup_passphrase_short`, `backup_damaged`, `backup_space_full`
 */
export async function writeBackup(path: string, parts: BackupParts, now: Date): Promise<Contents> {
  if (existsSync(path)) throw new DomainError("backup_exists", { path });
  const half = `${path}.${process.pid}.part`;
  try {
    const { locked, opener } = await lock(
      packed((packer) => fill(packer, parts, now)),
      parts.lock,
    );
    await pipeline(
      Readable.fromWeb(locked as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(half, { mode: 0o600, flags: "wx" }),
    );
    await flush(half);
    const contents = await checkBackup(readFileStream(half), opener, (what, amount) => parts.progress("checking", what, amount));
    if (existsSync(path)) throw new DomainError("backup_exists", { path });
    await rename(half, path);
    await flush(dirname(resolve(path)));
    return contents;
  } catch (error) {
    await rm(half, { force: true });
    throw full(error) ? new DomainError("backup_space_full", { path }) : error;
  }
}

function full(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(error.code));
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function fill(packer: Packer, parts: BackupParts, now: Date): Promise<void> {
  await readAsOfNow(parts.db, async (trx) => {
    const tables = await tablesOf(trx);
    const keyIds: string[] = await trx("installation_key").orderBy("key_id").pluck("key_id");
    const head: Head = {
      ...{ format: formatVersion, id: randomUUID(), madeAt: now.toISOString(), version },
      database: isPostgres(trx) ? "PostgreSQL" : "SQLite",
      ...{ migrations: await completed(trx), tables, keyIds },
      ...{ holdsKey: parts.key !== undefined, holdsImages: parts.image !== undefined },
    };
    await packer.add(names.head, ...json(head), now);
    const prints = await addRows(packer, trx, tables, parts, now);
    const images = parts.image === undefined ? { images: [], missing: [] } : await addImages(packer, trx, parts, now);
    if (parts.key !== undefined) await packer.add(names.key, parts.key.length, parts.key, now);
    const end: End = { tables: tables.map(({ name }) => ({ name, ...printOf(prints, name) })), ...images };
    await packer.add(names.end, ...json(end), now);
  });
}

const none = new Fingerprint().value();
const printOf = (prints: ReadonlyMap<string, Fingerprint>, name: string): FingerprintValue => prints.get(name)?.value() ?? none;

function json(value: unknown): [bytes: number, body: Buffer] {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return [body.length, body];
}

async function addRows(
  packer: Packer,
  trx: Db,
  tables: Awaited<ReturnType<typeof tablesOf>>,
  { progress }: BackupParts,
  now: Date,
): Promise<ReadonlyMap<string, Fingerprint>> {
  const prints = new Map<string, Fingerprint>();
  let [table, number, bytes, lines]: [string | null, number, number, string[]] = [null, 0, 0, []];
  const end = async () => {
    if (table === null || lines.length === 0) return;
    const body = Buffer.from(lines.join(""));
    await packer.add(rowsName(table, number), body.length, body, now);
    [number, bytes, lines] = [number + 1, 0, []];
  };
  for await (const { table: of, rows } of readTables(trx, tables)) {
    if (of.name !== table) {
      await end();
      [table, number] = [of.name, 0];
    }
    const print = prints.get(of.name) ?? new Fingerprint();
    prints.set(of.name, print);
    for (const row of rows) {
      print.add(row);
      const line = `${rowToLine(row)}\n`;
      lines.push(line);
      bytes += line.length;
    }
    if (bytes >= entryBytes) await end();
    progress("writing", of.name, print.value().rows);
  }
  await end();
  return prints;
}

async function addImages(
  packer: Packer,
  trx: Db,
  { image, progress }: BackupParts,
  now: Date,
): Promise<Pick<End, "images" | "missing">> {
  const wanted: string[] = await trx("firmware_image").distinct("sha256").orderBy("sha256").pluck("sha256");
  const images: { sha256: string; bytes: number }[] = [];
  const missing: string[] = [];
  for (const sha256 of wanted) {
    const stored = await image?.(sha256);
    if (!stored) {
      missing.push(sha256);
      continue;
    }
    await packer.add(imageName(sha256), stored.bytes, checked(stored), now);
    images.push({ sha256, bytes: stored.bytes });
    progress("writing", "firmware", images.length);
  }
  return { images, missing };
}

/** @throws DomainError `backup_image_damaged`: the store holds other bytes than the catalogue says */
async function* checked({ sha256, open: bytesOf }: StoredImage): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of bytesOf()) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256) throw new DomainError("backup_image_damaged", { sha256 });
}
