import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Db } from "../db/types.ts";
import { answerSeconds } from "./buckets.ts";

/** First words of statements that are told apart. */
const kinds = ["select", "insert", "update", "delete", "with", "begin", "commit"] as const;
/** A statement that never ends is forgotten when so many have begun after it. */
const mostUnderWay = 10_000;

type Statement = { readonly __knexQueryUid?: string; readonly sql?: string };
type Pool = { numUsed(): number; numFree(): number; numPendingAcquires(): number };

/** How long statements take as the program sees it (waiting in the driver included), and how its connections are used. @returns what stops listening */
export function meterDatabase(registry: Registry, db: Db, clock: () => number): () => void {
  const registers = [registry];
  const seconds = new Histogram({
    name: "klyka_database_query_seconds",
    help: "From a statement to its answer, by the statement's first word.",
    labelNames: ["kind"],
    buckets: answerSeconds,
    registers,
  });
  const errors = new Counter({
    name: "klyka_database_errors_total",
    help: "Statements that the database refused or did not answer. Some are expected: a row that is there already, a lock that is held.",
    labelNames: ["kind"],
    registers,
  });
  new Gauge({
    name: "klyka_database_connections",
    help: "Connections by what they are doing. asked: who waits for one.",
    labelNames: ["state"],
    registers,
    collect() {
      const pool: Pool | undefined = db.client.pool;
      if (!pool) return this.reset();
      this.set({ state: "used" }, pool.numUsed());
      this.set({ state: "free" }, pool.numFree());
      this.set({ state: "asked" }, pool.numPendingAcquires());
    },
  });
  const began = new Map<string, number>();
  const start = ({ __knexQueryUid: id }: Statement) => {
    if (id === undefined) return;
    began.set(id, clock());
    const oldest = began.size > mostUnderWay ? began.keys().next().value : undefined;
    if (oldest !== undefined) began.delete(oldest);
  };
  const end = ({ __knexQueryUid: id = "", sql = "" }: Statement) => {
    const from = began.get(id);
    began.delete(id);
    const kind = kindOf(sql);
    if (from !== undefined) seconds.observe({ kind }, (clock() - from) / 1000);
    return kind;
  };
  const answered = (_rows: unknown, statement: Statement) => void end(statement);
  const failed = (_error: unknown, statement: Statement) => errors.inc({ kind: end(statement) });
  db.on("query", start).on("query-response", answered).on("query-error", failed);
  return () => void db.off("query", start).off("query-response", answered).off("query-error", failed);
}

function kindOf(sql: string): string {
  const word = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase();
  return kinds.find((kind) => kind === word) ?? "other";
}
