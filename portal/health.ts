import { Router } from "express";
import { noteRoute } from "./requests.ts";

/** A listener as health reports it: which, and where. Nothing secret, nothing of tenants. */
export type ListenerState = { readonly name: string; readonly port: number | null; readonly listening: boolean };

export type HealthSource = {
  readonly version: string;
  /** This process, among the nodes; absent: it is not one of several. */
  readonly node?: string;
  listeners(): readonly ListenerState[];
  /** True when the database answers. May reject; that counts as no. */
  databaseAnswers(): Promise<boolean>;
};

/** One answer of the database serves every asker for this long: health checks cannot become load. */
const keepMs = 1000;
/** A database that is silent for longer does not answer. */
const patienceMs = 2000;

/**
 * `GET /api/health`: what runs (200, or 503 when the database or a listener does not).
 * `GET /api/ready`: the same as one word, for a load balancer.
 *
 * @param clock milliseconds, rising
 */
export function healthRoutes(source: HealthSource, clock: () => number): Router {
  const databaseAnswers = remember(source, clock);
  const router = Router();
  router.get("/api/health", async (_request, response) => {
    noteRoute(response, "health");
    const database = await databaseAnswers();
    const listeners = source.listeners();
    const well = database && listeners.every((one) => one.listening);
    response.status(well ? 200 : 503).json({
      status: well ? "ok" : "failing",
      version: source.version,
      database: database ? "ok" : "unreachable",
      listeners,
    });
  });
  router.get("/api/ready", async (_request, response) => {
    noteRoute(response, "health");
    const ready = (await databaseAnswers()) && source.listeners().every((one) => one.listening);
    response.status(ready ? 200 : 503).json({ ready });
  });
  return router;
}

function remember(source: HealthSource, clock: () => number): () => Promise<boolean> {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(false);
  return () => {
    if (clock() - asked >= keepMs) {
      asked = clock();
      answer = withPatience(source.databaseAnswers());
    }
    return answer;
  };
}

async function withPatience(answer: Promise<boolean>): Promise<boolean> {
  const { promise: silence, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), patienceMs);
  try {
    return await Promise.race([answer, silence]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
