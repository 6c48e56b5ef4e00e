import type { OrderKind } from "../domain/order.ts";
import type { OrderEffects } from "./order-effect.ts";
import { portingOrderEffects } from "./porting-orders.ts";
import { subscriptionOrderEffects } from "./subscription-orders.ts";

/** What the operator's answer to each kind of order changes here. */
export const orderEffects: Partial<OrderEffects<OrderKind>> = {
  ...subscriptionOrderEffects,
  ...portingOrderEffects,
};
