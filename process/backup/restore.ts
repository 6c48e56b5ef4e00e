import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DatabaseOptions, openDatabase } from "../../db/connect.ts";
import { isPostgres } from "../../db/dialect/dialect.ts";
import { fillDatabase } from "../../db/dump/fill.ts";
import type { RowBatch } from "../../db/dump/read.ts";
import { isEmptyDatabase } from "../../db/dump/tables.ts";
import { openInstallation } from "../../db/installation.ts";
import { migrations } from "../../db/migrations/index.ts";
import { noteRestored, wasRestored } from "../../db/restored.ts";
import { createKeyring } from "../../db/secrets.ts";
import type { Actor, Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { parseKeys, writeKeyFile } from "../key-file.ts";
import { forgetUnfinished, noteUnfinished, unfinishedName, unfinishedRestore } from "../unfinished.ts";
import type { Head } from "./format.ts";
import type { Opener } from "./lock.ts";
import { readFileStream } from "./pack.ts";
import { type BackupPart, type Contents, checkBackup, readBackup } from "./read.ts";

export type RestoreParts = {
  readonly opener: Opener;
  /** The data folder: not there, or empty. */
  readonly data: string;
  /** Empty. SQLite's is `<data>/klyka.db`. */
  readonly database: DatabaseOptions;
  readonly keyFile: string;
  /** Keeps an image. Must read it to the end; it is on the disk when this resolves. */
  readonly keepImage: (sha256: string, body: AsyncIterable<Uint8Array>) => Promise<void>;
  /** The key file that was kept apart, for a backup without one; null: the one at `keyFile`, or the backup's own. */
  readonly keptKey: Uint8Array | null;
  readonly actor: Actor;
  readonly progress: (doing: "verifying" | "writing" | "checking", what: string, amount: number) => void;
};

export type Restored = Contents & {
  /** Texts in which a character that PostgreSQL does not keep was replaced. */
  readonly mended: number;
};

/**
 * Puts a backup back: reads all of it first and touches nothing until it is found whole, then fills the empty folder and database. When it is
 * broken off anywhere nothing serves from what is there, and the same call may be made again.
 *
 * @throws DomainError `target_not_empty` (detail: `path`), `backup_key_missing`, `key_wrong`, `schema_newer`, `database_unreachable`, and as
 * `readBackup`
 */
export async function restoreBackup(path: string, parts: RestoreParts, now: Date): Promise<Restored> {
  const { data, database, keyFile } = parts;
  const contents = await verifyBackup(path, parts.opener, (what, amount) => parts.progress("verifying", what, amount));
  const keys = keysFor(contents.head, parts);
  await refuseFullFolder(data, keyFile);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const file = "file" in database ? database.file : null;
  const half = file === null ? null : `${file}.restoring`;
  if (half !== null) await dropSqlite(half);
  const db = await reach(half === null ? database : { file: half });
  try {
    if (!(await isEmptyDatabase(db))) throw await alreadyThere(db, data);
    noteUnfinished(data, { id: contents.head.id, at: now.toISOString() });
    const mended = await pour(path, db, parts, keys, now);
    if (half !== null && file !== null) await settle(db, half, file);
    forgetUnfinished(data);
    return { ...contents, mended };
  } finally {
    await db.destroy();
    if (half !== null) await dropSqlite(half);
  }
}

/** Reads a backup to its end. @throws as `readBackup`, and `schema_newer` */
export async function verifyBackup(
  path: string,
  opener: Opener,
  progress: (what: string, amount: number) => void,
): Promise<Contents> {
  if (!existsSync(path)) throw new DomainError("backup_not_found", { path });
  const contents = await checkBackup(readFileStream(path), opener, progress);
  const unknown = contents.head.migrations.filter((name, at) => migrations[at]?.name !== name);
  if (unknown.length > 0) throw new DomainError("schema_newer", { migrations: unknown });
  return contents;
}

/** The database that is there may be this very copy: then the restore had come to its end but for the note. */
async function alreadyThere(db: Db, data: string): Promise<DomainError> {
  const note = unfinishedRestore(data);
  if (note && (await wasRestored(db, note.id).catch(() => false))) {
    forgetUnfinished(data);
    return new DomainError("restore_done_already");
  }
  return new DomainError("target_not_empty");
}

/** What may lie in the folder: what a restore that was broken off has left, and the key file that somebody put there first. */
async function refuseFullFolder(data: string, keyFile: string): Promise<void> {
  const there: string[] = await readdir(data).catch(() => []);
  const half = there.includes(unfinishedName);
  const mayStay = (name: string) =>
    name === unfinishedName ||
    name === "lost+found" ||
    join(data, name) === keyFile ||
    (half && (name === "firmware" || name.startsWith("klyka.db.restoring")));
  const other = there.filter((name) => !mayStay(name));
  if (other.length > 0) throw new DomainError("target_not_empty", { path: join(data, other[0] ?? "") });
}

type Keys = { readonly bytes: Uint8Array; readonly keys: readonly Uint8Array[] };

/** The keys that open what is in the backup, when they do not come with it: they are known before anything is touched. */
function keysFor(head: Head, { keptKey, keyFile }: RestoreParts): Keys | null {
  if (head.holdsKey && keptKey === null) return null;
  if (keptKey === null) throw new DomainError("backup_key_missing", { path: keyFile });
  const keys = parseKeys(keptKey, keyFile);
  const ring = createKeyring(keys);
  if (head.keyIds.some((id) => !ring.keys.has(id))) throw new DomainError("key_wrong", { path: keyFile });
  return { bytes: keptKey, keys };
}

async function reach(options: DatabaseOptions): Promise<Db> {
  try {
    return await openDatabase(options);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new DomainError("database_unreachable", { reason, setting: "url" in options ? "DATABASE_URL" : "KLYKA_DATA" });
  }
}

/** The second reading: rows into the database, images and key beside it, and at last the commit. */
async function pour(path: string, db: Db, parts: RestoreParts, kept: Keys | null, now: Date): Promise<number> {
  const reader = readBackup(readFileStream(path), parts.opener);
  try {
    const first = await reader.next();
    if (first.done || first.value.kind !== "head") throw new DomainError("backup_unreadable");
    const { head } = first.value;
    let next: IteratorResult<BackupPart, void> = await reader.next();
    const batches = async function* (): AsyncGenerator<RowBatch> {
      for (; !next.done && next.value.kind === "rows"; next = await reader.next()) yield next.value;
    };
    const finish = async (trx: Db) => {
      let key = kept;
      let whole = false;
      for (; !next.done; next = await reader.next()) {
        const part = next.value;
        if (part.kind === "image") await parts.keepImage(part.sha256, part.body);
        if (part.kind === "key") key ??= { bytes: part.bytes, keys: parseKeys(part.bytes, parts.keyFile) };
        if (part.kind === "end") whole = true;
      }
      if (!whole || key === null) throw new DomainError("backup_unreadable");
      await openInstallation(trx, createKeyring(key.keys), now);
      await noteRestored(trx, head, parts.actor, now);
      if (!existsSync(parts.keyFile)) writeKeyFile(parts.keyFile, key.keys);
    };
    const source = { migrations: head.migrations, tables: head.tables, batches: batches() };
    const { mended } = await fillDatabase(db, source, parts.progress, finish);
    return mended;
  } finally {
    await reader.return(undefined);
  }
}

/** SQLite's file gets its name when everything of it is on the disk, in one step. */
async function settle(db: Db, half: string, file: string): Promise<void> {
  if (isPostgres(db)) return;
  const broken: unknown[] = await db.raw("PRAGMA integrity_check");
  if (broken.length !== 1) throw new DomainError("copy_differs", { table: "" });
  await db.raw("PRAGMA wal_checkpoint(TRUNCATE)");
  await db.destroy();
  if (existsSync(file)) throw new DomainError("target_not_empty", { path: file });
  await flush(half);
  await rename(half, file);
  await flush(join(file, ".."));
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function dropSqlite(file: string): Promise<void> {
  for (const end of ["", "-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
}
