import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { completed, type DatabaseOptions, migrate, migrateTo, openDatabase } from "../../db/connect.ts";
import { isPostgres } from "../../db/dialect/dialect.ts";
import { readAsOfNow, readTables } from "../../db/dump/read.ts";
import { Fingerprint } from "../../db/dump/rows.ts";
import { isEmptyDatabase, tablesOf } from "../../db/dump/tables.ts";
import { openInstallation } from "../../db/installation.ts";
import { migrations } from "../../db/migrations/index.ts";
import { createKeyring } from "../../db/secrets.ts";
import { fillTables, type MadeRows } from "../../db/testing/schema-rows.ts";
import { brokenLinks, lostRows } from "../../db/testing/upgraded.ts";
import type { Actor, Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { formatVersion, type Head, names } from "../../process/backup/format.ts";
import { lock, newIdentity } from "../../process/backup/lock.ts";
import { packed } from "../../process/backup/pack.ts";
import { restoreBackup } from "../../process/backup/restore.ts";
import { writeBackup } from "../../process/backup/write.ts";
import { writeKeyFile } from "../../process/key-file.ts";
import type { ProofSetup } from "../contract.ts";

/** Parts that the claims about copies, moves and upgrades are made of. */

const actor: Actor = { kind: "cli", id: null, name: "proof", organisationId: null };
export const key = Buffer.alloc(32, 7);
export const now = new Date("2026-11-23T10:00:00Z");
const nothing = () => undefined;

export type Kind = "SQLite" | "PostgreSQL";

/** An empty database: a file of its own, or a database of its own beside the run's. */
export async function emptyDatabase(setup: ProofSetup, kind: Kind): Promise<DatabaseOptions> {
  if (kind === "SQLite") {
    const folder = join(setup.folder, randomUUID());
    mkdirSync(folder, { mode: 0o700 });
    return { file: join(folder, "klyka.db") };
  }
  const url = new URL(await setup.postgres());
  const admin = await openDatabase({ url: url.href });
  const name = `proof_${randomUUID().replaceAll("-", "")}`;
  await admin.raw("create database ?? template template0", [name]);
  await admin.destroy();
  url.pathname = `/${name}`;
  return { url: url.href };
}

export async function within<T>(options: DatabaseOptions, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(options);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** A database as it was after so many migrations, with rows in every table and a key that opens it. */
export async function houseOf(options: DatabaseOptions, schema: number, perTable: number): Promise<MadeRows> {
  return within(options, async (db) => {
    const names = migrations.slice(0, schema).map(({ name }) => name);
    await db.transaction((trx) => migrateTo(trx, names), { enforceForeignCheck: isPostgres(db) ? null : false });
    const made = new Map(await db.transaction((trx) => fillTables(trx, perTable, schema)));
    // What was made up here would open with no key.
    for (const table of ["installation_key", "installation"]) {
      made.delete(table);
      await db(table).delete();
    }
    await openInstallation(db, createKeyring([key]), now);
    return made;
  });
}

/** Brings it up to this program. @returns what was lost, or is broken */
export async function upgraded(options: DatabaseOptions, made: MadeRows): Promise<readonly string[]> {
  return within(options, async (db) => {
    const { to } = await migrate(db);
    const short = to === migrations.length && (await completed(db)).length === to ? [] : [`it stopped at schema ${to}`];
    return [...short, ...(await lostRows(db, made)), ...(await brokenLinks(db))];
  });
}

export type Copied = { readonly path: string; readonly identity: string };

/** A backup of the database, with its key. */
export async function copyOf(setup: ProofSetup, options: DatabaseOptions): Promise<Copied> {
  const { identity, recipient } = await newIdentity();
  const path = join(setup.folder, `${randomUUID()}.age`);
  const text = Buffer.from(`${key.toString("base64")}\n`);
  await within(options, (db) => writeBackup(path, { db, lock: { recipients: [recipient] }, key: text, progress: nothing }, now));
  return { path, identity };
}

export function restored({ path, identity }: Copied, database: DatabaseOptions, data: string) {
  const parts = { opener: { identities: [identity] }, data, database, keyFile: join(data, "secret.key"), keptKey: null, actor };
  return restoreBackup(path, { ...parts, keepImage: async () => undefined, progress: nothing }, now);
}

/** A folder that is not there yet. */
export const newFolder = (setup: ProofSetup): string => join(setup.folder, randomUUID());

/** Rows and sums of every table. */
export async function printsOf(options: DatabaseOptions): Promise<Record<string, string>> {
  return within(options, (db) =>
    readAsOfNow(db, async (trx) => {
      const prints: Record<string, string> = {};
      for (const table of await tablesOf(trx)) {
        const print = new Fingerprint();
        for await (const { rows } of readTables(trx, [table])) for (const row of rows) print.add(row);
        prints[table.name] = JSON.stringify(print.value());
      }
      return prints;
    }),
  );
}

/** What a restore ends or writes by itself. */
const ended = new Set([
  ...["session", "password_reset", "install_token", "firmware_upload", "firmware_transfer", "first_contact_window", "audit"],
]);

/** Tables whose rows differ, but for those that a restore touches. */
export function differing(one: Record<string, string>, other: Record<string, string>): string[] {
  return Object.keys({ ...one, ...other }).filter((name) => !ended.has(name) && one[name] !== other[name]);
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: unknown) => (error instanceof DomainError ? error.code : `a fault: ${String(error)}`),
  );
}

/** The bytes of a folder's files, so that it can be seen whether anything was touched. */
export function stateOf(folder: string): string {
  if (!existsSync(folder)) return "not there";
  const hash = createHash("sha256");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    // What SQLite keeps beside a database while it is open.
    if (entry.isFile() && !/-(?:wal|shm)$/.test(entry.name))
      hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest("hex");
}

/** A folder with a database of this program and its key, as `klyka` commands take it. */
export async function dataFolder(setup: ProofSetup, perTable: number): Promise<string> {
  const data = newFolder(setup);
  mkdirSync(data, { mode: 0o700 });
  writeKeyFile(join(data, "secret.key"), [key]);
  await houseOf({ file: join(data, "klyka.db") }, migrations.length, perTable);
  return data;
}

export const isEmpty = (options: DatabaseOptions): Promise<boolean> => within(options, isEmptyDatabase);

/** A backup that says these of itself, and holds nothing. */
export async function copySaying(setup: ProofSetup, said: Partial<Head>): Promise<Copied> {
  const { identity, recipient } = await newIdentity();
  const path = join(setup.folder, `${randomUUID()}.age`);
  const head = {
    ...{
      format: formatVersion,
      id: randomUUID(),
      madeAt: now.toISOString(),
      version: "99.0.0",
      database: "SQLite",
      migrations: [],
    },
    ...{ tables: [], keyIds: [], holdsKey: true, holdsImages: false, ...said },
  };
  const parts = [
    [names.head, JSON.stringify(head)],
    [names.key, `${key.toString("base64")}\n`],
    [names.end, JSON.stringify({ tables: [], images: [], missing: [] })],
  ] as const;
  const plain = packed(async ({ add }) => {
    for (const [name, text] of parts) await add(name, Buffer.byteLength(text), Buffer.from(text), now);
  });
  const { locked } = await lock(plain, { recipients: [recipient] });
  writeFileSync(path, await buffer(locked));
  return { path, identity };
}

/** One bit of a file changed. */
export function damaged(path: string, at: number): string {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  const other = `${path}.${at}`;
  writeFileSync(other, bytes);
  return other;
}
