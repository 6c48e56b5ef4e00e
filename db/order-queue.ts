import { pauseBefore } from "../domain/order-retry.ts";
import { announce } from "./changes.ts";
import { whoseTimeHasCome } from "./due.ts";
import { newId } from "./ids.ts";
import { type Order, type OrderRow, orderOf } from "./order-rows.ts";
import { findOrder, markSent } from "./order-settling.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Whoever takes an order to hand it over has this long, before another process takes it. Milliseconds. */
const holds = 2 * 60_000;

/** The longest pause between two tries, and more. */
const timing = (of: "" | "o.") => ({ column: `${of}next_try_at`, since: `${of}updated_at`, furthest: 12 * 3_600_000 });

/** An order to be handed over, and whose it is. */
export type DueOrder = { readonly order: Order; readonly organisation: { readonly id: string; readonly title: string } };

/**
 * Takes orders whose time has come, cards to be blocked first, then the oldest. One that waits behind an earlier one about the same thing is not
 * among them: a card is not opened before it has been blocked. A block waits behind nothing but what would open the card: not
 * behind data that cannot be bought. Counts as a try, also when this process dies over it.
 */
export async function takeDueOrders(db: Db, now: Date, most: number): Promise<DueOrder[]> {
  // Mostly there are none: that is seen without keeping anybody from writing.
  const some = await whoseTimeHasCome(db("orders").where("state", "queued"), timing(""), now).first("id");
  if (!some) return [];
  return change(db, async (trx) => {
    const queued = trx("orders as o").join("organisation as g", "g.id", "o.organisation_id").where("o.state", "queued");
    const rows: (OrderRow & { title: string })[] = await whoseTimeHasCome(queued.whereNull("o.taken_by"), timing("o."), now)
      .whereNotExists(
        trx("orders as e")
          .whereRaw("e.subject_kind = o.subject_kind and e.subject_id = o.subject_id and e.id < o.id")
          .where("e.state", "queued")
          .where((any) => any.whereNot("o.kind", "block_sim").orWhereIn("e.kind", ["unblock_sim", "activate_sim"]))
          .select(trx.raw("1")),
      )
      .orderByRaw("case when o.kind = 'block_sim' then 0 else 1 end, o.next_try_at, o.id")
      .limit(most)
      .select("o.*", "g.title");
    const held = new Date(now.getTime() + holds).toISOString();
    const ids = rows.map(({ id }) => id);
    await trx("orders").whereIn("id", ids).update({ next_try_at: held }).increment("tries", 1);
    return rows.map(({ title, ...row }) => ({
      order: orderOf({ ...row, tries: row.tries + 1, next_try_at: held }),
      organisation: { id: row.organisation_id, title },
    }));
  });
}

/** How a try went. `status`: of the answer; null: there was none. `fault`: a code, null when it was taken. */
export type Attempt = { readonly status: number | null; readonly fault: string | null };

/** It has been taken. */
export async function noteSent(
  db: Db,
  order: Order,
  { status, reference }: { readonly status: number; readonly reference: string | null },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    await noteAttempt(trx, order, { status, fault: null }, now);
    // Meanwhile it may have been answered, or settled by hand.
    const current = await findOrder(trx, { id: order.id, organisations: null });
    const sent = await markSent(trx, current, { via: "http", reference }, actor, now);
    if (sent) await announce(trx, "order", { organisationId: order.organisationId });
  });
}

/**
 * It has not been taken: it is tried again later, or given up until somebody looks at it.
 *
 * @param lasting the same order will never be right
 * @param asked milliseconds that the other side asked to wait for
 * @param random from 0 up to 1
 * @returns false when it is given up
 */
export async function noteFailed(
  db: Db,
  order: Order,
  attempt: Attempt & { readonly lasting: boolean; readonly asked: number | null },
  random: number,
  now: Date,
): Promise<boolean> {
  return change(db, async (trx) => {
    await noteAttempt(trx, order, attempt, now);
    const pause = attempt.lasting ? null : pauseBefore(order.tries, attempt.asked, random);
    const next = pause === null ? null : new Date(now.getTime() + pause).toISOString();
    const dead = pause === null ? now.toISOString() : null;
    // One that has been taken by hand meanwhile is no longer ours to try.
    const still = trx("orders").where({ id: order.id, state: "queued" }).whereNull("taken_by");
    await still.update({ next_try_at: next, fault: attempt.fault, dead_at: dead }).increment("version", 1);
    await announce(trx, "order", { organisationId: order.organisationId });
    return pause !== null;
  });
}

async function noteAttempt(trx: Db, order: Order, { status, fault }: Attempt, now: Date): Promise<void> {
  await trx("order_attempt").insert({ id: newId(now), order_id: order.id, at: now.toISOString(), status, fault });
}

/** Tries to hand an order over, the latest first. */
export async function listAttempts(db: Db, orderId: string): Promise<(Attempt & { readonly at: string })[]> {
  return db("order_attempt")
    .where("order_id", orderId)
    .orderBy([
      { column: "at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(50)
    .select<(Attempt & { at: string })[]>("at", "status", "fault");
}
