import { onTestFinished } from "vitest";
import type { Db } from "../../db/types.ts";
import { type ServerSay, startWholeServer, type WholeServer } from "./start-server.ts";

export { parseMetrics, type WholeServer } from "./start-server.ts";

/** A whole server in this process. Stops with the test. */
export async function aWholeServer(db: Db, say: ServerSay = {}): Promise<WholeServer> {
  const { remove, ...server } = await startWholeServer(db, say);
  onTestFinished(remove);
  return server;
}
