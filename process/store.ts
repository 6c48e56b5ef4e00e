import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DatabaseOptions, migrate, openDatabase } from "../db/connect.ts";
import { openInstallation } from "../db/installation.ts";
import { listOrganisations } from "../db/organisations.ts";
import { createKeyring, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { keyFileExists, newKey, readKeyFile, writeKeyFile } from "./key-file.ts";
import type { Settings } from "./settings.ts";

/** An open database, migrated, and the keys that open its secrets. */
export type Store = { readonly db: Db; readonly keyring: Keyring };

export function databaseOptions(settings: Settings): DatabaseOptions {
  return settings.databaseUrl === null ? { file: join(settings.data, "klyka.db") } : { url: settings.databaseUrl };
}

/**
 * Opens database and keys. What is new is made: the data folder, the schema, and on an empty database the key file.
 *
 * @throws DomainError `database_unreachable`, `schema_newer`, `key_missing`, `key_wrong`
 */
export async function openStore(settings: Settings, now: Date): Promise<Store> {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const db = await reach(settings);
  try {
    return { db, keyring: await openKeys(db, settings.keyFile, now) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** A driver's message may quote the address with its password, so only the code is kept. */
async function reach(settings: Settings): Promise<Db> {
  let db: Db | null = null;
  try {
    db = await openDatabase(databaseOptions(settings));
    await migrate(db);
    return db;
  } catch (error) {
    await db?.destroy();
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
