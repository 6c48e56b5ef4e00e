/** The parts of knex's SQLite dialect that ours extends; knex ships no types for them. */
declare module "knex/lib/dialects/sqlite3/index.js" {
  import { Knex } from "knex";

  class SqliteClient extends Knex.Client {
    override transaction(...parameters: unknown[]): Knex.Transaction;
  }
  export default SqliteClient;
}

declare module "knex/lib/dialects/sqlite3/execution/sqlite-transaction.js" {
  class SqliteTransaction {
    constructor(...parameters: unknown[]);
    /** `transacting`: the client belongs to a transaction already. */
    client: { transacting?: boolean };
    readOnly?: boolean;
    begin(connection: unknown): Promise<unknown>;
    query(connection: unknown, sql: string): Promise<unknown>;
    _evaluateContainer(config: unknown, container: unknown): Promise<unknown>;
  }
  export default SqliteTransaction;
}
