import { join } from "node:path";
import type { Knex } from "knex";
import { postgresConfig } from "./db/dialect/postgres.ts";
import { sqliteConfig } from "./db/dialect/sqlite.ts";
import { migrationSource } from "./db/migrations/index.ts";

/** For knex's own command line, with the settings that the server reads. `klyka` migrates by itself: nobody needs this to run it. */
const { DATABASE_URL: url, KLYKA_DATA: data = "data" } = process.env;

const config: Knex.Config = {
  ...(url ? postgresConfig(url) : sqliteConfig(join(data, "klyka.sqlite"))),
  migrations: { migrationSource },
};

export default config;
