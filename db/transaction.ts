import { isPostgres } from "./dialect/dialect.ts";
import { asChange, isNested, patience, waitsForItself } from "./dialect/nested.ts";
import type { Db } from "./types.ts";

/**
 * Runs a change as one transaction: the caller's if it has opened one, else its own. Changes come one at a time on
 * both databases (SQLite takes its write lock at the beginning, PostgreSQL locks the row of the change counter), so
 * that they cannot deadlock, and the feed of changes is numbered in the order of commits.
 */
export async function change<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) {
    if (!isPostgres(db)) return db.transaction((trx) => change(trx, work));
    const nested = isNested(db.client);
    return asChange(db.client, () =>
      db.transaction(async (trx) => {
        if (nested) await lockCounterOrGiveUp(trx);
        return change(trx, work);
      }),
    );
  }
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

/** @throws Error when each waits for the other */
async function lockCounterOrGiveUp(trx: Db): Promise<void> {
  await trx.raw(`set local lock_timeout = ${patience.millis}`);
  const refused = await lockCounter(trx).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused instanceof Error) {
    if ("code" in refused && refused.code === "55P03") waitsForItself();
    throw refused;
  }
  await trx.raw("set local lock_timeout to default");
}

async function lockCounter(trx: Db): Promise<void> {
  await trx.raw("select 1 from change_counter where id = 1 for update");
}
