import { isPostgres } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/**
 * Runs a change as one transaction: the caller's if it has opened one, else its own. Changes come one at a time on
 * both databases (SQLite takes its write lock at the beginning, PostgreSQL locks the row of the change counter), so
 * that they cannot deadlock, and the feed of changes is numbered in the order of commits.
 */
export async function change<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction((trx) => change(trx, work));
  if (isPostgres(db)) await lockCounter(db);
  return work(db);
}

/**
 * Runs a batch of records (journal, deliveries …) as one transaction. They are no changes: nobody waits for the counter, and
 * on SQLite changes go first.
 */
export async function batch<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction((trx) => work(trx), { record: true });
}

/**
 * As `batch`, for records of which changes write the same rows, such as how phones stand. A change comes to phones in whatever
 * order it has them, and would wait for a batch in a circle: on PostgreSQL both take turns at the counter, as they do on SQLite anyway.
 */
export async function batchInTurn<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return batch(db, async (trx) => {
    if (isPostgres(trx)) await lockCounter(trx);
    return work(trx);
  });
}

async function lockCounter(trx: Db): Promise<void> {
  await trx.raw("select 1 from change_counter where id = 1 for update");
}
