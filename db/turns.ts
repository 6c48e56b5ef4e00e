import type { Db } from "./types.ts";

/** Runs queries side by side; inside a transaction, which has one connection, one after the other. */
export function turns(db: Db): <T>(query: () => PromiseLike<T>) => Promise<T> {
  if (!db.isTransaction) return async (query) => query();
  let before: Promise<unknown> = Promise.resolve();
  return (query) => {
    const mine = before.then(query);
    before = mine.catch(() => undefined);
    return mine;
  };
}
