import type { OrderDetails, OrderKind, OrderRefusal, PortingProgress } from "../domain/order.ts";
import type { OrderOf } from "./order-rows.ts";
import type { Keyring } from "./secrets.ts";
import type { Actor, Db } from "./types.ts";

/**
 * What becomes true here when the operator has answered. Called once for an order, in the transaction that settles it;
 * throwing a DomainError settles nothing.
 */
export type OrderEffect<K extends OrderKind> = {
  /** `details` hold codes of a card in clear: they are sealed at once, and kept nowhere else. */
  readonly confirmed: (
    trx: Db,
    keyring: Keyring,
    order: OrderOf<K>,
    details: OrderDetails<K>,
    actor: Actor,
    now: Date,
  ) => Promise<void>;
  readonly refused: (trx: Db, order: OrderOf<K>, reason: OrderRefusal, actor: Actor, now: Date) => Promise<void>;
  /** When it has left us; absent: nothing changes by that. */
  readonly sent?: (trx: Db, order: OrderOf<K>, actor: Actor, now: Date) => Promise<void>;
  /** Of a porting: what is told on its way. */
  readonly progressed?: (
    trx: Db,
    keyring: Keyring,
    order: OrderOf<K>,
    progress: PortingProgress,
    actor: Actor,
    now: Date,
  ) => Promise<void>;
};

/** The effects of some kinds, as `db/subscription-orders.ts` and `db/porting-orders.ts` export them. */
export type OrderEffects<K extends OrderKind> = { readonly [One in K]: OrderEffect<One> };
