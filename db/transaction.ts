import { isPostgres } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/**
 * Runs a change as one transaction: the caller's if it has opened one, else its own. Changes come one at a time on
 * both databases (SQLite takes its write lock at the beginning, PostgreSQL locks the row of the change counter), so
 * that they cannot deadlock, and the feed of changes is numbered in the order of commits.
 */
export async function change<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction((trx) => change(trx, work));
  if (isPostgres(db)) await db.raw("select 1 from change_counter where id = 1 for update");
  return work(db);
}

/**
 * Runs a batch of records (journal, deliveries …) as one transaction. They are no changes: nobody waits for the counter, and
 * on SQLite changes go first.
 */
export async function batch<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction((trx) => work(trx), { record: true });
}
