import { openDatabase } from "../db/connect.ts";
import { type PostgresServer, startPostgres, templateDatabase } from "../db/testing/postgres-server.ts";

/** PostgreSQL databases for a run outside the tests: one server, started when the first is asked for. */
export class ProofDatabases {
  #server: Promise<PostgresServer> | null = null;
  #made = 0;

  /** The address of a new one, migrated and empty. */
  async create(): Promise<string> {
    this.#server ??= startPostgres();
    const server = await this.#server;
    this.#made += 1;
    const name = `proof_${this.#made}`;
    const admin = await openDatabase({ url: server.url("postgres") });
    try {
      await admin.raw("create database ?? template ??", [name, templateDatabase]);
    } finally {
      await admin.destroy();
    }
    return server.url(name);
  }

  async stop(): Promise<void> {
    const server = await this.#server?.catch(() => null);
    await server?.stop();
  }
}
