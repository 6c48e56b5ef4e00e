import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { nextPeriodStart, type TypeChangeTime, typeChangeTimesFor } from "../domain/subscription.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { cancelOrder, getOrder, isOpen, isUnsent, listOrdersAbout, placeOrder } from "./orders.ts";
import { getOrganisation } from "./organisations.ts";
import { checkVersion, edit } from "./rows.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { getSubscriptionType } from "./subscription-types.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly id: string; readonly version?: number | undefined };

/** Today where the organisation is: `2026-11-23`. */
export async function localDate(db: Db, organisationId: string, now: Date): Promise<string> {
  const { timeZone } = await getOrganisation(db, { id: organisationId });
  return wallClock(now, timeZone).date;
}

/** @throws DomainError `subscription_state_refused` (detail: `state`) unless it is in use */
export function mustBeActive({ state }: Subscription): void {
  if (state !== "active") throw new DomainError("subscription_state_refused", { state });
}

/**
 * Orders another type: one change waits at most, and it holds when the operator has confirmed it and its day has come.
 *
 * @throws DomainError `subscription_not_found`, `version_conflict`, `subscription_state_refused`, `type_change_pending` (detail:
 * `name`), `subscription_type_not_found`, `subscription_type_not_sold`, `type_change_same`, `type_change_next_period_only`
 */
export async function orderTypeChange(
  db: Db,
  input: Of & { readonly typeId: string; readonly when: TypeChangeTime },
  actor: Actor,
  now: Date,
): Promise<Subscription> {
  return change(db, async (trx) => {
    const { organisationId, id, version, typeId, when } = input;
    const before = await getSubscription(trx, input);
    checkVersion(before, version);
    mustBeActive(before);
    if (before.pending) throw new DomainError("type_change_pending", { name: before.pending.type.name });
    const type = await getSubscriptionType(trx, typeId);
    if (type.id === before.type.id) throw new DomainError("type_change_same");
    if (type.retiredAt !== null) throw new DomainError("subscription_type_not_sold", { name: type.name });
    if (!typeChangeTimesFor(before.type, type).includes(when)) throw new DomainError("type_change_next_period_only");
    const today = await localDate(trx, organisationId, now);
    const from = when === "now" ? today : nextPeriodStart(today);
    const number = before.e164;
    const payload = { number, fromType: before.type.name, toType: type.name, toTypeId: type.id };
    const order = await placeOrder(
      trx,
      {
        ...{ organisationId, kind: "change_type", subject: { kind: "subscription", id } },
        payload: { ...payload, startsOn: when === "now" ? "now" : from },
        idempotencyKey: `change_type:${id}:${before.version}`,
      },
      actor,
      now,
    );
    const columns = { pending_type_id: type.id, pending_from: from, pending_order_id: order.id };
    await edit(trx, "subscription", before, version, columns, actor, now);
    const entry = { organisationId, action: "subscription.type_change_ordered", subject: { kind: "subscription", id } };
    const after = { pendingType: type.name, pendingFrom: from, priceOre: type.priceOre };
    await recordAudit(trx, { ...entry, before: { pendingType: null, pendingFrom: null }, after }, actor, now);
    await announce(trx, "subscription", { organisationId, userId: before.user?.id ?? null });
    return getSubscription(trx, input);
  });
}

/**
 * Takes a waiting change back. What nobody has got yet is gone at once; else the operator is asked to stop it, and it waits
 * until that is confirmed.
 *
 * @throws DomainError `subscription_not_found`, `version_conflict`, `type_change_not_pending`, `type_change_too_late` once its day has come
 */
export async function cancelTypeChange(db: Db, input: Of, actor: Actor, now: Date): Promise<Subscription> {
  return change(db, async (trx) => {
    const { organisationId, id, version } = input;
    const before = await getSubscription(trx, input);
    checkVersion(before, version);
    const { pending } = before;
    if (!pending || pending.orderId === null) throw new DomainError("type_change_not_pending");
    const order = await getOrder(trx, { organisationId, id: pending.orderId });
    const unsent = isUnsent(order);
    const entry = { organisationId, action: "subscription.type_change_cancelled", subject: { kind: "subscription", id } };
    const was = { pendingType: pending.type.name, pendingFrom: pending.from };
    if (unsent) {
      await cancelOrder(trx, { organisationId, id: order.id }, actor, now);
      await edit(trx, "subscription", before, version, noPending, actor, now);
    } else {
      if (pending.from <= (await localDate(trx, organisationId, now))) throw new DomainError("type_change_too_late");
      if (await cancelling(trx, before)) return before;
      const payload = { number: before.e164, toType: pending.type.name, orderId: order.id };
      const subject = { kind: "subscription", id } as const;
      const ask = { organisationId, subject, payload, idempotencyKey: `cancel_change:${id}:${before.version}` };
      await placeOrder(trx, { ...ask, kind: "cancel_change" }, actor, now);
      await edit(trx, "subscription", before, version, {}, actor, now);
    }
    const after = unsent ? { pendingType: null, pendingFrom: null } : was;
    await recordAudit(trx, { ...entry, before: was, after }, actor, now);
    await announce(trx, "subscription", { organisationId, userId: before.user?.id ?? null });
    return getSubscription(trx, input);
  });
}

/** Columns of a subscription that waits for nothing. */
export const noPending = { pending_type_id: null, pending_from: null, pending_order_id: null } as const;

/** The operator has been asked to stop the change, and has not answered. */
async function cancelling(trx: Db, { organisationId, id, pending }: Subscription): Promise<boolean> {
  const orders = await listOrdersAbout(trx, { organisationId, subjects: [{ kind: "subscription", id }] });
  return orders.some((one) => one.kind === "cancel_change" && one.payload.orderId === pending?.orderId && isOpen(one));
}

/** From now on it has the type that waited. Inside `change`. */
export async function applyTypeChange(trx: Db, before: Subscription, actor: Actor, now: Date): Promise<void> {
  const { organisationId, id, pending, type } = before;
  if (!pending) return;
  await edit(trx, "subscription", before, undefined, { type_id: pending.type.id, ...noPending }, actor, now);
  const entry = { organisationId, action: "subscription.type_changed", subject: { kind: "subscription", id } };
  await recordAudit(trx, { ...entry, before: { type: type.name }, after: { type: pending.type.name } }, actor, now);
  await announce(trx, "subscription", { organisationId, userId: before.user?.id ?? null });
}

const clock: Actor = { kind: "system", id: null, name: "subscriptions", organisationId: null };

/** Changes that the operator has confirmed and whose day has come. @returns how many */
export async function applyDueTypeChanges(db: Db, now: Date): Promise<number> {
  // A day early: which day it is where the organisation is, is looked at below.
  const latest = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  const due: { id: string; organisation_id: string }[] = await db("subscription as s")
    .join("orders as o", "o.id", "s.pending_order_id")
    .where("s.pending_from", "<=", latest)
    .where("o.state", "confirmed")
    .select("s.id", "s.organisation_id");
  let applied = 0;
  for (const row of due) {
    applied += await change(db, async (trx) => {
      const found = await getSubscription(trx, { organisationId: row.organisation_id, id: row.id });
      if (!found.pending || found.pending.from > (await localDate(trx, row.organisation_id, now))) return 0;
      await applyTypeChange(trx, found, clock, now);
      return 1;
    });
  }
  return applied;
}
