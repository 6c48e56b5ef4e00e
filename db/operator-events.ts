import { DomainError } from "../domain/errors.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Events are known again for this long; signatures are stale much earlier. Milliseconds. */
const remembered = 90 * 24 * 3_600_000;

/**
 * Does what an event of the operator's system says, unless that has been done: both in one transaction.
 *
 * @param event `bodyHash`: keyed, for its body may hold a PIN
 * @returns what `work` gave; null: the event is known
 * @throws DomainError `operator_event_reused` when the id was that of another event
 */
export async function takeOperatorEvent<T>(
  db: Db,
  event: { readonly id: string; readonly kind: string; readonly bodyHash: string },
  now: Date,
  work: (trx: Db) => Promise<T>,
): Promise<T | null> {
  return change(db, async (trx) => {
    const known = await trx("operator_event").where("id", event.id).first<{ body_hash: string } | undefined>("body_hash");
    if (known && known.body_hash !== event.bodyHash) throw new DomainError("operator_event_reused", { id: event.id });
    if (known) return null;
    const row = { id: event.id, kind: event.kind, received_at: now.toISOString(), body_hash: event.bodyHash };
    await trx("operator_event").insert(row);
    return work(trx);
  });
}

/** Forgets events that nobody sends again. */
export async function purgeOperatorEvents(db: Db, now: Date): Promise<number> {
  const until = new Date(now.getTime() - remembered).toISOString();
  return db("operator_event").where("received_at", "<", until).delete();
}
