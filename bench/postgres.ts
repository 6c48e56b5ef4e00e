import { openDatabase } from "../db/connect.ts";
import { startPostgres } from "../db/testing/postgres-server.ts";

/** Runs `work` on an empty PostgreSQL database. Null where PostgreSQL does not start. */
export async function onPostgres<T>(work: (url: string) => Promise<T>): Promise<T | null> {
  const postgres = await startPostgres({ lasting: true }).catch(() => null);
  if (!postgres) return null;
  try {
    const admin = await openDatabase({ url: postgres.url("postgres") });
    await admin.raw("create database bench");
    await admin.destroy();
    const own = new URL(postgres.url("postgres"));
    own.pathname = "/bench";
    return await work(own.href);
  } finally {
    await postgres.stop();
  }
}
