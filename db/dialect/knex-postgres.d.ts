/** The part of knex's PostgreSQL dialect that ours extends; knex ships no types for it. */
declare module "knex/lib/dialects/postgres/index.js" {
  import { Knex } from "knex";

  class PostgresClient extends Knex.Client {
    _query(connection: object, statement: PostgresStatement): Promise<unknown>;
  }
  /** `options`: of node-postgres, beside the text and its values. */
  export type PostgresStatement = { sql?: string; bindings?: readonly unknown[]; options?: object };
  export default PostgresClient;
}
