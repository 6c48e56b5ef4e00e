import { z } from "zod";
import { isUnsent, type Order } from "../../db/orders.ts";
import { orderKinds, orderStates, refusalCodes } from "../../domain/order.ts";
import { blockReasons } from "../../domain/sim-card.ts";
import { serviceBlocks } from "../../domain/subscription.ts";

/** What has been asked of the operator, as whoever asked sees it. */
export const OrderLineView = z.strictObject({
  id: z.string(),
  kind: z.enum(orderKinds),
  subject: z.strictObject({ kind: z.enum(["subscription", "sim_card", "porting"]), id: z.string() }),
  state: z.enum(orderStates),
  placedAt: z.string(),
  placedBy: z.string(),
  sentAt: z.string().nullable(),
  settledAt: z.string().nullable(),
  /** Why the operator said no. */
  refusal: z.strictObject({ code: z.enum(refusalCodes), text: z.string() }).nullable(),
  /** It can be taken back: nobody has got it yet. */
  cancellable: z.boolean(),
  /** Of a block: why. */
  reason: z.enum(blockReasons).nullable(),
  /** Of service blocks: what is to be blocked. */
  blocks: z.array(z.enum(serviceBlocks)).nullable(),
  /** Of bought data. */
  bytes: z.int().nullable(),
  /** Of a change of type. */
  toType: z.string().nullable(),
});
export type OrderLineView = z.infer<typeof OrderLineView>;

/** An order as whoever asked sees it. */
export function orderLineView(order: Order): OrderLineView {
  const { id, kind, subject, state, createdAt, placedBy, sentAt, settledAt, refusal } = order;
  return {
    ...{ id, kind, subject, state, sentAt, settledAt, refusal },
    placedAt: createdAt,
    placedBy: placedBy.name,
    cancellable: isUnsent(order),
    reason: order.kind === "block_sim" ? order.payload.reason : null,
    blocks: order.kind === "set_blocks" ? [...order.payload.blocks] : null,
    bytes: order.kind === "buy_data" ? order.payload.bytes : null,
    toType: order.kind === "change_type" || order.kind === "cancel_change" ? order.payload.toType : null,
  };
}
