import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import type { Db } from "./types.ts";

/** One count of a digest nonce that a phone has answered rightly. */
export type NonceUse = { readonly nonce: string; readonly count: number };

/**
 * Notes uses that no process has noted before. One statement for all.
 *
 * @param uses each once
 * @param until when the nonces are too old to be answered
 * @returns those that are new; the others are replays
 */
export async function useNonces(db: Db, uses: readonly NonceUse[], until: Date): Promise<NonceUse[]> {
  if (uses.length === 0) return [];
  const rows = uses.map(({ nonce, count }) => [nonce, count, until.getTime()]);
  const answer: unknown = await db.raw(
    `insert into nonce_use (nonce, count, until)
     select value->>0, cast(value->>1 as bigint), cast(value->>2 as bigint) from ${rowsOf(db)} where true
     on conflict (nonce, count) do nothing returning nonce, count`,
    [asJson(rows)],
  );
  return rowsIn(answer);
}

/** Forgets uses of nonces that are too old to be answered. */
export async function purgeNonces(db: Db, now: Date): Promise<number> {
  return db("nonce_use").where("until", "<=", now.getTime()).delete();
}

/** SQLite gives rows, PostgreSQL an object with them. */
function rowsIn(answer: unknown): NonceUse[] {
  const rows: unknown = Array.isArray(answer) ? answer : Object(answer).rows;
  return Array.isArray(rows) ? rows : [];
}
