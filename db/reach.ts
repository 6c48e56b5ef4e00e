import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

export type ReachedPhone = { readonly id: string; readonly label: string; readonly mac: string; readonly model: string };
export type Reach = {
  /** Phones that would get new files. */
  readonly total: number;
  /** The first of them, in Swedish order. */
  readonly phones: readonly ReachedPhone[];
};

/** Carries what has been found out of a transaction that is undone. */
class Undone extends Error {
  readonly found: unknown;
  constructor(found: unknown) {
    super("undone");
    this.found = found;
  }
}

/**
 * Tries a change and undoes it: which phones would get new files? The change itself may throw, as if it were meant.
 *
 * @param look at the database as it would be, with the ids of the phones
 */
export async function tryOut<T>(
  db: Db,
  organisationId: string,
  write: (trx: Db) => Promise<unknown>,
  look: (trx: Db, reach: Reach) => Promise<T>,
  most: number,
): Promise<{ reach: Reach; seen: T }> {
  try {
    await change(db, async (trx) => {
      const row: { value: number } | undefined = await trx("change_counter").where("id", 1).first("value");
      await write(trx);
      const reach = await reachSince(trx, organisationId, row?.value ?? 0, most);
      throw new Undone({ reach, seen: await look(trx, reach) });
    });
  } catch (error) {
    // What was found is of the types above: it comes from the line before.
    if (error instanceof Undone) return error.found as { reach: Reach; seen: T };
    throw error;
  }
  throw new Error("a trial was not undone");
}

async function reachSince(trx: Db, organisationId: string, seq: number, most: number): Promise<Reach> {
  const raised = trx("change").where("seq", ">", seq).where("kind", "phone").whereNotNull("phone_id").select("phone_id");
  const found = trx("phone").whereIn("id", raised).where("organisation_id", organisationId).whereNot("state", "retired");
  const counted: { count?: number | string } | undefined = await found.clone().count({ count: "*" }).first();
  const phones: ReachedPhone[] = await found
    .clone()
    .orderBy(["sort_key", "id"])
    .limit(most)
    .select("id", "label", "mac", "model");
  return { total: Number(counted?.count ?? 0), phones };
}
