import type { Knex } from "knex";

/** Clocks of nodes that work together differ by less, milliseconds. */
const apart = 5 * 60_000;

export type DueRule = {
  /** When a row is to be looked at; null: never. */
  readonly column: string;
  /** Nobody puts a row further ahead of the time that it is, milliseconds. */
  readonly furthest: number;
  /** When the row came to be as it is, where it says so. */
  readonly since?: string;
};

/**
 * Rows whose time has come. What stands further ahead than anybody puts it, or came to be in what is still to come, was written
 * by a clock that has been set back since: its time has come too, instead of when that clock would have been right.
 */
export function whoseTimeHasCome<Q extends Knex.QueryBuilder>(query: Q, rule: DueRule, now: Date): Q {
  const { column, furthest, since } = rule;
  const at = now.toISOString();
  const later = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();
  query.where((any) => {
    any.where(column, "<=", at).orWhere((ahead) => {
      ahead.where(column, ">", at).where((wrong) => {
        wrong.where(column, ">", later(furthest + apart));
        if (since !== undefined) wrong.orWhere(since, ">", later(apart));
      });
    });
  });
  return query;
}
