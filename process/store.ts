import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DatabaseOptions, migrate, openDatabase } from "../db/connect.ts";
import { openInstallation } from "../db/installation.ts";
import { listOrganisations } from "../db/organisations.ts";
import { wasRestored } from "../db/restored.ts";
import { createKeyring, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { keyFileExists, newKey, readKeyFile, writeKeyFile } from "./key-file.ts";
import type { Settings } from "./settings.ts";
import { forgetUnfinished, unfinishedRestore } from "./unfinished.ts";

/** An open database, migrated, and the keys that open its secrets. */
export type Store = { readonly db: Db; readonly keyring: Keyring };

export function databaseOptions(settings: Settings): DatabaseOptions {
  return settings.databaseUrl === null ? { file: join(settings.data, "klyka.db") } : { url: settings.databaseUrl };
}

/**
 * Opens database and keys. What is new is made: the data folder, the schema, and on an empty database the key file.
 *
 * @throws DomainError `database_unreachable`, `schema_newer`, `key_missing`, `key_wrong`, `restore_unfinished`
 */
export async function openStore(settings: Settings, now: Date): Promise<Store> {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  // Before anything is made: an empty SQLite database beside what is half put back would count as the one.
  const half = unfinishedRestore(settings.data);
  const options = databaseOptions(settings);
  if (half !== null && "file" in options && !existsSync(options.file))
    throw new DomainError("restore_unfinished", { at: half.at });
  const db = await reach(settings, half?.id ?? null);
  try {
    if (half !== null) forgetUnfinished(settings.data);
    return { db, keyring: await openKeys(db, settings.keyFile, now) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Opens the database as it is: nothing is made or migrated.
 *
 * @throws DomainError `database_unreachable`, `database_missing`
 */
export async function reachDatabase(settings: Settings): Promise<Db> {
  const options = databaseOptions(settings);
  if ("file" in options && !existsSync(options.file)) throw new DomainError("database_missing", { path: options.file });
  return naming(settings, () => openDatabase(options));
}

async function reach(settings: Settings, half: string | null): Promise<Db> {
  const db = await naming(settings, () => openDatabase(databaseOptions(settings)));
  try {
    if (half !== null && !(await wasRestored(db, half).catch(() => false))) throw new DomainError("restore_unfinished");
    await naming(settings, () => migrate(db));
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** A driver's message may quote the address with its password, so only the code is kept. */
async function naming<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new DomainError("database_unreachable", {
      reason,
      setting: settings.databaseUrl === null ? "KLYKA_DATA" : "DATABASE_URL",
    });
  }
}

async function openKeys(db: Db, path: string, now: Date): Promise<Keyring> {
  if (keyFileExists(path)) return openWith(db, path, now);
  if ((await listOrganisations(db)).length > 0) throw new DomainError("key_missing", { path });
  writeKeyFile(path, [newKey()]);
  try {
    return await openWith(db, path, now);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

async function openWith(db: Db, path: string, now: Date): Promise<Keyring> {
  try {
    return await openInstallation(db, createKeyring(readKeyFile(path)), now);
  } catch (error) {
    if (error instanceof DomainError && error.code === "key_wrong") throw new DomainError("key_wrong", { ...error.detail, path });
    throw error;
  }
}
