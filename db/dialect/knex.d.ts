import "knex";

declare module "knex" {
  namespace Knex {
    interface TransactionConfig {
      /** Ours, for SQLite: nobody waits for this transaction in person, and changes go first (`write-queue.ts`). */
      record?: boolean;
    }
  }
}
