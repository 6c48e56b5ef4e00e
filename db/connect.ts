import knex from "knex";
import { DomainError } from "../domain/errors.ts";
import { isPostgres } from "./dialect/dialect.ts";
import { postgresConfig } from "./dialect/postgres.ts";
import { sqliteConfig } from "./dialect/sqlite.ts";
import { migrationSource, migrationSourceTo, migrations } from "./migrations/index.ts";
import type { Db } from "./types.ts";

export type DatabaseOptions = { readonly url: string } | { readonly file: string };

/**
 * Opens the database: `file` is SQLite (WAL, foreign keys, synchronous FULL), `url` PostgreSQL. Changes no schema.
 * Close with `db.destroy()`.
 *
 * @throws what the driver says when the database cannot be reached
 */
export async function openDatabase(options: DatabaseOptions): Promise<Db> {
  const db = knex("url" in options ? postgresConfig(options.url) : sqliteConfig(options.file));
  try {
    await db.raw("select 1");
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Brings the schema up to this program's. Forward only, all or nothing: a process that dies while migrating leaves the
 * database as it was. Processes that start together wait for each other.
 *
 * @returns the number of migrations that were there before, and are now
 * @throws DomainError `schema_newer` when a newer program has migrated this database
 */
export async function migrate(db: Db): Promise<{ from: number; to: number }> {
  const before = await completed(db);
  if (before.length === migrations.length) return { from: before.length, to: before.length };
  // SQLite cannot rebuild a table that others refer to while it checks references: it checks them all at the end.
  const config = { enforceForeignCheck: isPostgres(db) ? null : false };
  return db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw("select pg_advisory_xact_lock(?)", [migrationLock]);
    const from = (await completed(trx)).length;
    if (from < migrations.length) await trx.migrate.latest({ migrationSource });
    return { from, to: migrations.length };
  }, config);
}

/**
 * Brings the schema forward to what it was after these migrations: the first ones of this program's, in order. Part of the caller's
 * transaction; SQLite's references must not be enforced in it.
 *
 * @param names null: this program's
 * @throws DomainError `schema_newer` when this program does not know them
 */
export async function migrateTo(trx: Db, names: readonly string[] | null): Promise<void> {
  const wanted = names ?? migrations.map((step) => step.name);
  const unknown = wanted.filter((name, at) => migrations[at]?.name !== name);
  if (unknown.length > 0 || wanted.length === 0) throw new DomainError("schema_newer", { migrations: unknown });
  const done = await completed(trx);
  if (done.length < wanted.length) await trx.migrate.latest({ migrationSource: migrationSourceTo(wanted.length) });
}

/** A number of our own among PostgreSQL's advisory locks: "klyk" as bytes. */
const migrationLock = 0x6b6c796b;

/** Names of the migrations that have been run, in order. @throws DomainError `schema_newer` */
export async function completed(db: Db): Promise<string[]> {
  if (!(await db.schema.hasTable("knex_migrations"))) return [];
  const done: string[] = await db("knex_migrations").orderBy("id").pluck("name");
  const known = new Set(migrations.map((step) => step.name));
  const unknown = done.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new DomainError("schema_newer", { migrations: unknown });
  return done;
}
