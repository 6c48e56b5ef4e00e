import type { Db } from "./types.ts";

export type DatabaseOptions = { readonly url: string } | { readonly file: string };

/**
 * Opens the database: `file` is SQLite (WAL, foreign keys, synchronous FULL), `url` PostgreSQL. Changes no schema.
 * Close with `db.destroy()`.
 */
export declare function openDatabase(options: DatabaseOptions): Promise<Db>;

/**
 * Brings the schema up to this program's. Forward only.
 *
 * @returns the number of migrations that were there before, and are now
 * @throws DomainError `schema_newer` when a newer program has migrated this database
 */
export declare function migrate(db: Db): Promise<{ from: number; to: number }>;
