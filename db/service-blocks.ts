import { type ServiceBlock, serviceBlocks } from "../domain/subscription.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { placeOrder } from "./orders.ts";
import { checkVersion, edit } from "./rows.ts";
import { openOrders } from "./sim-card-orders.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { mustBeActive } from "./subscription-type-changes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/**
 * Asks the operator to block exactly these services from now on, free of charge; 112 stays reachable. What is so already, or
 * on its way, is not ordered again.
 *
 * @throws DomainError `subscription_not_found`, `version_conflict`, `subscription_state_refused`
 */
export async function orderBlocks(
  db: Db,
  input: {
    readonly organisationId: string;
    readonly id: string;
    readonly blocks: readonly ServiceBlock[];
    readonly version?: number | undefined;
  },
  actor: Actor,
  now: Date,
): Promise<Subscription> {
  return change(db, async (trx) => {
    const { organisationId, id, version } = input;
    const before = await getSubscription(trx, input);
    checkVersion(before, version);
    mustBeActive(before);
    const blocks = serviceBlocks.filter((one) => input.blocks.includes(one));
    const coming = await comingBlocks(trx, before);
    if (same(coming ?? before.blocks, blocks)) return before;
    const ask = {
      organisationId,
      subject: { kind: "subscription", id },
      idempotencyKey: `set_blocks:${id}:${before.version}`,
    } as const;
    await placeOrder(trx, { ...ask, kind: "set_blocks", payload: { number: before.e164, blocks } }, actor, now);
    await edit(trx, "subscription", before, version, {}, actor, now);
    const entry = { organisationId, action: "subscription.blocks_ordered", subject: ask.subject };
    await recordAudit(trx, { ...entry, before: { blocks: [...(coming ?? before.blocks)] }, after: { blocks } }, actor, now);
    await announce(trx, "subscription", { organisationId, userId: before.user?.id ?? null });
    return getSubscription(trx, input);
  });
}

/** What the last order without an answer asks for; null: there is none. */
async function comingBlocks(trx: Db, { organisationId, id }: Subscription): Promise<readonly ServiceBlock[] | null> {
  const orders = await openOrders(trx, organisationId, [{ kind: "subscription", id }]);
  const last = orders.find((order) => order.kind === "set_blocks");
  return last?.kind === "set_blocks" ? last.payload.blocks : null;
}

const same = (a: readonly ServiceBlock[], b: readonly ServiceBlock[]): boolean => [...a].sort().join() === [...b].sort().join();
