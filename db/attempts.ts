import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { batch } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Something that may be tried so often in a time; the time begins with the first try. */
export type Tries = {
  /** Keyed hash of what is counted. */
  readonly key: string;
  /** Milliseconds. */
  readonly per: number;
};

/** How often something has been tried, this time included, and until when it counts: milliseconds since 1970. */
export type Tried = { readonly key: string; readonly count: number; readonly until: number };

type Row = { key: string; count: number; until: number };

/** Thrown out of the transaction: what is refused does not count. */
class Refused extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super("refused");
    this.seconds = seconds;
  }
}

/**
 * Counts a try under each of the keys, for all server processes at once: of many at the same moment no more go on than may.
 *
 * @param judge what has been tried, in the order of the keys, makes milliseconds since 1970 until when it is refused; null: it may go on
 * @returns null when it may go on, else the seconds to wait; then nothing has been counted
 */
export async function countTry(
  db: Db,
  tries: readonly Tries[],
  judge: (tried: readonly Tried[]) => number | null,
  now: Date,
): Promise<number | null> {
  try {
    await batch(db, async (trx) => {
      const until = judge(await addTry(trx, tries, now));
      if (until !== null) throw new Refused(Math.ceil((until - now.getTime()) / 1000));
    });
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.seconds;
    throw error;
  }
}

/** In the order of the keys' text, so that nobody waits for each other in a circle. */
async function addTry(trx: Db, tries: readonly Tries[], now: Date): Promise<Tried[]> {
  const at = now.getTime();
  const rows = tries.map(({ key, per }) => [key, at + per]);
  await trx.raw(
    `insert into attempt (key, count, until)
     select value->>0, 1, cast(value->>1 as bigint) from ${rowsOf(trx)} where true order by 1
     on conflict (key) do update set
       count = case when attempt.until <= ? then 1 else attempt.count + 1 end,
       until = case when attempt.until <= ? then excluded.until else attempt.until end`,
    [asJson(rows), at, at],
  );
  const keys = tries.map(({ key }) => key);
  const counted: Row[] = await trx<Row>("attempt")
    .where(oneOf(trx, "key", keys))
    .select("key", "count", "until");
  return keys.flatMap((key) => counted.filter((row) => row.key === key));
}

/** What was counted under these keys is forgotten. */
export async function forgetTries(db: Db, keys: readonly string[]): Promise<void> {
  await db("attempt")
    .where(oneOf(db, "key", keys))
    .delete();
}

/** Forgets what counts no longer. */
export async function purgeTries(db: Db, now: Date): Promise<number> {
  return db("attempt").where("until", "<=", now.getTime()).delete();
}
