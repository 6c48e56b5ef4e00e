import type { Knex } from "knex";
import pg from "pg";

const int8 = 20;

/** 64-bit integers come as numbers: ours are counters and byte counts, far below 2^53. */
const types = {
  getTypeParser(oid: number, format: string): unknown {
    return oid === int8 ? Number : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text");
  },
};

/**
 * What goes wrong is thrown, and said once by whoever asked. knex would write it beside that, in a form of its own and five
 * times a second while the database is away.
 */
const nothing = () => undefined;
const silent: Knex.Logger = { error: nothing, warn: nothing, deprecate: nothing, debug: nothing };

/** Ten connections: a search that takes long holds up no other. */
export function postgresConfig(url: string): Knex.Config {
  return {
    client: "pg",
    connection: { connectionString: url, types, application_name: "klyka" },
    pool: { min: 0, max: 10 },
    log: silent,
  };
}
