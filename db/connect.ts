import knex from "knex";
import { DomainError } from "../domain/errors.ts";
import { postgresConfig } from "./dialect/postgres.ts";
import { sqliteConfig } from "./dialect/sqlite.ts";
import { migrationSource, migrations } from "./migrations/index.ts";
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
 * Brings the schema up to this program's. Forward only.
 *
 * @returns the number of migrations that were there before, and are now
 * @throws DomainError `schema_newer` when a newer program has migrated this database
 */
export async function migrate(db: Db): Promise<{ from: number; to: number }> {
  const done = await completed(db);
  const known = new Set(migrations.map((step) => step.name));
  const unknown = done.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new DomainError("schema_newer", { migrations: unknown });
  if (done.length < migrations.length) await db.migrate.latest({ migrationSource });
  return { from: done.length, to: migrations.length };
}

async function completed(db: Db): Promise<string[]> {
  if (!(await db.schema.hasTable("knex_migrations"))) return [];
  return db("knex_migrations").orderBy("id").pluck("name");
}
