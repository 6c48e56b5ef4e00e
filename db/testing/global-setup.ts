import { createServer } from "node:http";
import type { TestProject } from "vitest/node";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where a test worker asks for the PostgreSQL server; it is started when first asked for. */
    postgresStarter: string;
  }
}

/** One PostgreSQL server for a whole test run, and none when no test wants one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<PostgresServer> | null = null;
  const starter = createServer((_request, response) => {
    running ??= startPostgres();
    running.then(
      (server) => response.end(server.url("postgres")),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, "127.0.0.1", resolve));
  const address = starter.address();
  if (!address || typeof address !== "object") throw new Error("no address");
  project.provide("postgresStarter", `http://127.0.0.1:${address.port}/`);
  return async () => {
    starter.closeAllConnections();
    starter.close();
    if (running) await running.then((server) => server.stop());
  };
}
