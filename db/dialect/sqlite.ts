import type { Knex } from "knex";
import BaseTransaction from "knex/lib/dialects/sqlite3/execution/sqlite-transaction.js";
import BaseClient from "knex/lib/dialects/sqlite3/index.js";
import { asChange, isNested, patience, waitsForItself } from "./nested.ts";
import { silent } from "./silent.ts";
import { WriteQueue } from "./write-queue.ts";

/** Milliseconds that a connection waits for another process's write transaction. */
const busyTimeout = 15_000;

/**
 * Every write transaction takes SQLite's write lock when it begins (BEGIN IMMEDIATE), so that two processes wait for
 * each other instead of failing when both have read and then want to write (sqlite.org/lang_transaction.html).
 * Inside this process writers wait in JavaScript, not in one of libuv's four threads, which readers need.
 */
class WritingTransaction extends BaseTransaction {
  override begin(connection: unknown): Promise<unknown> {
    return this.query(connection, this.readOnly ? "BEGIN;" : "BEGIN IMMEDIATE;");
  }

  override async _evaluateContainer(config: Knex.TransactionConfig, container: unknown): Promise<unknown> {
    if (this.client.transacting || this.readOnly) return super._evaluateContainer(config, container);
    const record = config.record === true;
    const queue = queueOf(this.client);
    const leave = await (isNested(this.client) ? nestedTurn(queue, record) : queue.enter(record));
    try {
      return await asChange(this.client, () => super._evaluateContainer(config, container));
    } finally {
      leave();
    }
  }
}

/** A turn, unless it does not come. @throws Error when each waits for the other */
async function nestedTurn(queue: WriteQueue, record: boolean): Promise<() => void> {
  const turn = queue.enter(record);
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patience.millis, null);
  });
  const leave = await Promise.race([turn, given]);
  clearTimeout(timer);
  if (leave !== null) return leave;
  void turn.then((late) => late());
  return waitsForItself();
}

const queues = new WeakMap<object, WriteQueue>();
function queueOf(client: object): WriteQueue {
  const queue = queues.get(client) ?? new WriteQueue();
  queues.set(client, queue);
  return queue;
}

class SqliteClient extends BaseClient {
  override transaction(...parameters: unknown[]): Knex.Transaction {
    // knex's types describe a transaction as its users see it, not as a client makes it.
    return new WritingTransaction(this, ...parameters) as unknown as Knex.Transaction;
  }
}

type Connection = { exec(sql: string, done: (error: Error | null) => void): void };

/** WAL: readers never wait for the writer. FULL: what is committed survives a power cut. What is deleted is overwritten. */
const pragmas = [
  `PRAGMA busy_timeout = ${busyTimeout}`,
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON",
  "PRAGMA secure_delete = ON",
  "PRAGMA journal_size_limit = 67108864",
  "PRAGMA cache_size = -8000",
].join(";");

/** A few connections: a slow search holds up no other reader. */
export function sqliteConfig(file: string): Knex.Config {
  return {
    client: SqliteClient,
    connection: { filename: file },
    useNullAsDefault: true,
    log: silent,
    pool: {
      min: 1,
      max: 4,
      afterCreate: (connection: Connection, done: (error: Error | null, connection: Connection) => void) =>
        connection.exec(pragmas, (error) => done(error, connection)),
    },
  };
}
