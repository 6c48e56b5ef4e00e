import type { Knex } from "knex";
import BaseClient, { type PostgresStatement } from "knex/lib/dialects/postgres/index.js";
import pg from "pg";
import { isStalePlan } from "./faults.ts";
import { PreparedNames } from "./prepared-names.ts";
import { silent } from "./silent.ts";

const int8 = 20;

/** 64-bit integers come as numbers: ours are counters and byte counts, far below 2^53. */
const types = {
  getTypeParser(oid: number, format: string): unknown {
    return oid === int8 ? Number : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text");
  },
};

const names = new PreparedNames();

/** Statements that come again and again are planned once for each connection. */
export class PostgresClient extends BaseClient {
  override async _query(connection: object, statement: PostgresStatement): Promise<unknown> {
    const { sql, bindings } = statement;
    const name = sql && bindings && bindings.length > 0 ? names.nameOf(sql) : null;
    if (name === null) return super._query(connection, statement);
    statement.options = { ...statement.options, name };
    try {
      return await super._query(connection, statement);
    } catch (error) {
      // Somebody has changed the schema since: the connection's plans are of the old one. knex's pool gives it to nobody again.
      if (isStalePlan(error)) Object.assign(connection, { __knex__disposed: error });
      throw error;
    }
  }
}

/** Ten connections: a search that takes long holds up no other. */
export function postgresConfig(url: string): Knex.Config {
  return {
    client: PostgresClient,
    connection: {
      connectionString: url,
      types,
      application_name: "klyka",
      // A machine that is gone without a word is noticed.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
    },
    pool: { min: 0, max: 10 },
    log: silent,
  };
}
