import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { type ServiceBlock, type SubscriptionState, serviceBlocks, subscriptionStates } from "../domain/subscription.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type EditableRow, versioned } from "./rows.ts";
import { loadSimCards, type SimCard } from "./sim-card-rows.ts";
import { loadSubscriptionTypes, type SubscriptionType } from "./subscription-types.ts";
import type { Db, Versioned } from "./types.ts";
import { fullName } from "./users.ts";

export type PendingTypeChange = {
  readonly type: SubscriptionType;
  /** A local date: the first day with the other type. */
  readonly from: string;
  readonly orderId: string | null;
};

/** A number at the mobile operator, with its type and its cards. */
export type Subscription = Versioned & {
  readonly organisationId: string;
  readonly updatedBy: string;
  readonly e164: string;
  /** Null: it is called as whoever has it. */
  readonly label: string | null;
  readonly user: { readonly id: string; readonly name: string; readonly active: boolean } | null;
  readonly type: SubscriptionType;
  readonly state: SubscriptionState;
  /** A local date. */
  readonly bindingUntil: string | null;
  readonly pending: PendingTypeChange | null;
  /** As the mobile operator has confirmed. */
  readonly blocks: readonly ServiceBlock[];
  /** Whoever has it may buy data (D5). */
  readonly userMayBuy: boolean;
  readonly simCards: readonly SimCard[];
};

type Row = EditableRow & {
  organisation_id: string;
  e164: string;
  label: string | null;
  user_id: string | null;
  type_id: string;
  state: string;
  binding_until: string | null;
  pending_type_id: string | null;
  pending_from: string | null;
  pending_order_id: string | null;
  blocks: string;
  user_may_buy: boolean | number;
  first_name: string | null;
  last_name: string | null;
  deactivated_at: string | null;
};

const State = z.enum(subscriptionStates);
const Blocks = z.array(z.enum(serviceBlocks));

type Only = { readonly ids?: readonly string[]; readonly userId?: string; readonly e164?: string };

/** Subscriptions of an organisation in no order, with their cards. Three queries for any number of them. */
export async function loadSubscriptions(db: Db, organisationId: string, only: Only): Promise<Subscription[]> {
  const query = db("subscription as s").leftJoin("users as u", "u.id", "s.user_id").where("s.organisation_id", organisationId);
  if (only.ids) query.where(oneOf(db, "s.id", only.ids));
  if (only.userId !== undefined) query.where("s.user_id", only.userId);
  if (only.e164 !== undefined) query.where("s.e164", only.e164);
  const rows: Row[] = await query.select("s.*", "u.first_name", "u.last_name", "u.deactivated_at");
  if (rows.length === 0) return [];
  const types = await loadSubscriptionTypes(db);
  const cards = await loadSimCards(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => present(row, types, cards.get(row.id) ?? []));
}

function present(row: Row, types: ReadonlyMap<string, SubscriptionType>, simCards: readonly SimCard[]): Subscription {
  const typeOf = (id: string): SubscriptionType => {
    const type = types.get(id);
    // A foreign key holds it.
    if (!type) throw new Error(`the subscription type ${id} is gone`);
    return type;
  };
  const { first_name: first, last_name: last, pending_type_id: pendingId, pending_from: from } = row;
  const named = row.user_id !== null && first !== null && last !== null;
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    updatedBy: row.updated_by,
    e164: row.e164,
    label: row.label,
    user: named
      ? { id: row.user_id ?? "", name: fullName({ first_name: first, last_name: last }), active: row.deactivated_at === null }
      : null,
    type: typeOf(row.type_id),
    state: State.parse(row.state),
    bindingUntil: row.binding_until,
    pending: pendingId === null || from === null ? null : { type: typeOf(pendingId), from, orderId: row.pending_order_id },
    blocks: Blocks.parse(JSON.parse(row.blocks)),
    userMayBuy: Boolean(row.user_may_buy),
    simCards,
  };
}

type Of = { readonly organisationId: string; readonly id: string };

/** @throws DomainError `subscription_not_found`, also for another organisation's */
export async function getSubscription(db: Db, { organisationId, id }: Of): Promise<Subscription> {
  const [found] = await loadSubscriptions(db, organisationId, { ids: [id] });
  if (!found) throw new DomainError("subscription_not_found");
  return found;
}

/** The subscriptions of a person, by number. */
export async function subscriptionsOfUser(db: Db, organisationId: string, userId: string): Promise<Subscription[]> {
  const found = await loadSubscriptions(db, organisationId, { userId });
  return found.sort((a, b) => (a.e164 < b.e164 ? -1 : 1));
}

/** What it is called: its own label, else whoever has it, else the number. */
export function subscriptionName({ label, user, e164 }: Pick<Subscription, "label" | "user" | "e164">): string {
  return label ?? user?.name ?? e164;
}
