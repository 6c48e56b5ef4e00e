import { createServer } from "node:http";
import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres-server.ts";
import { startSqliteFolder } from "./sqlite-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where a test worker asks for the databases of the run: `sqlite` is a folder, `postgres` an address. */
    databaseStarter: string;
  }
}

type Started = { readonly said: string; readonly stop: () => Promise<void> };
const starts: Readonly<Record<string, () => Promise<Started>>> = {
  "/sqlite": async () => {
    const { path, stop } = await startSqliteFolder();
    return { said: path, stop };
  },
  "/postgres": async () => {
    const { url, stop } = await startPostgres();
    return { said: url("postgres"), stop };
  },
};

/** One PostgreSQL server and one migrated SQLite file for a whole test run, and none when no test wants one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = new Map<string, Promise<Started>>();
  const starter = createServer(({ url = "" }, response) => {
    const started = running.get(url) ?? starts[url]?.() ?? Promise.reject(new Error(`nothing is called ${url}`));
    running.set(url, started);
    started.then(
      ({ said }) => response.end(said),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, "127.0.0.1", resolve));
  const address = starter.address();
  if (!address || typeof address !== "object") throw new Error("no address");
  project.provide("databaseStarter", `http://127.0.0.1:${address.port}/`);
  return async () => {
    starter.closeAllConnections();
    starter.close();
    for (const started of running.values()) await started.then(({ stop }) => stop());
  };
}
