import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import { databaseMillis } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

/** What one process has counted of one thing in one window of time. */
export type CountRow = {
  readonly scope: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ends: number;
  readonly count: number;
  /** Where different things are counted: a bitmap, base64. */
  readonly places: string | null;
};

/** Writes what this process has counted, all of it anew: said twice it is counted once. */
export async function pushCounts(db: Db, nodeId: string, rows: readonly CountRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ scope, key, began, ends, count, places }) => [scope, key, began, ends, nodeId, count, places]);
  await db.raw(
    `insert into shared_count (scope, key, began, ends, node_id, count, places, pushed_at)
     select value->>0, value->>1, cast(value->>2 as bigint), cast(value->>3 as bigint), value->>4, cast(value->>5 as bigint),
       value->>6, ${databaseMillis(db)}
     from ${rowsOf(db)} where true
     on conflict (scope, key, began, node_id) do update
       set count = excluded.count, places = excluded.places, pushed_at = excluded.pushed_at`,
    [asJson(values)],
  );
}

/**
 * What other processes have counted in windows that are not over.
 *
 * @param within milliseconds: only what they have written since so long; null: all
 */
export async function pullCounts(
  db: Db,
  nodeId: string,
  within: number | null,
  now: Date,
): Promise<(CountRow & { readonly nodeId: string })[]> {
  const query = db("shared_count").whereNot("node_id", nodeId).where("ends", ">", now.getTime());
  if (within !== null) query.whereRaw(`pushed_at >= ${databaseMillis(db)} - ?`, [within]);
  return query.select<(CountRow & { nodeId: string })[]>({
    ...{ scope: "scope", key: "key", began: "began", ends: "ends" },
    ...{ count: "count", places: "places", nodeId: "node_id" },
  });
}

/** Forgets windows that are over. */
export async function purgeCounts(db: Db, now: Date): Promise<number> {
  return db("shared_count").where("ends", "<=", now.getTime()).delete();
}
