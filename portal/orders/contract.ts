import { z } from "zod";
import {
  Iccid,
  Imsi,
  type OrderKind,
  orderDetails,
  orderKinds,
  orderPayloads,
  portingProgress,
  refusalCodes,
  SimCodes,
} from "../../domain/order.ts";
import { simForms } from "../../domain/sim-card.ts";

/**
 * What is said between Klyka and the mobile operator's system, both ways. The document that the operator builds after
 * (`docs/operator-adapter.openapi.json`) is made of these schemas.
 */

export const headers = {
  /** Seconds since 1970. */
  timestamp: "klyka-timestamp",
  /** `v1=` and the HMAC-SHA-256 of `<timestamp>.<body>` in hexadecimal; several with commas while a secret is changed. */
  signature: "klyka-signature",
  idempotencyKey: "idempotency-key",
} as const;

/** A request is refused when it was signed longer ago, or later, than this. Seconds. */
export const signatureLasts = 300;
/** Where events are sent to, on the portal's address. */
export const eventsPath = "/adapter/v1/events";
/** Largest body of an event. Bytes. */
export const mostEventBytes = 4 * 1024 * 1024;
/** Most rows of usage, and most cards, in one event. */
export const mostRows = 10_000;

const at = z.iso.datetime().describe("UTC.");
const customer = z.strictObject({ id: z.string(), title: z.string() });

const orderOut = <K extends OrderKind>(kind: K) =>
  z.strictObject({
    id: z.string().describe("Klyka's id of the order; also in the header Idempotency-Key. Events name it."),
    kind: z.literal(kind),
    placedAt: at,
    customer,
    payload: orderPayloads[kind],
  });

/** An order as it is handed over. */
export const OrderOut = z.discriminatedUnion("kind", [
  orderOut("change_type"),
  orderOut("cancel_change"),
  orderOut("buy_data"),
  orderOut("twin_sim"),
  orderOut("replace_sim"),
  orderOut("block_sim"),
  orderOut("unblock_sim"),
  orderOut("set_blocks"),
  orderOut("activate_sim"),
  orderOut("port_in"),
  orderOut("cancel_porting"),
]);
export type OrderOut = z.input<typeof OrderOut>;

/** What the operator's system may say when it takes an order; nothing at all is well too. */
export const OrderTaken = z.object({ reference: z.string().trim().min(1).max(100).optional() });

const orderId = z.string().min(1).max(64).describe("Klyka's id of the order.");
const reference = z.string().trim().min(1).max(100).optional().describe("What the operator calls the order.");
/** Of all kinds: which one it has to be, the order says. */
const anyDetails = z.union([orderDetails.replace_sim, orderDetails.block_sim]);

export const StockedCard = z.strictObject({
  iccid: Iccid,
  imsi: Imsi.nullable().optional(),
  form: z.enum(simForms).optional().describe("Of a new card physical, unless said."),
  // What is absent stays as it is known.
  pin1: SimCodes.pin1.unwrap().optional(),
  puk1: SimCodes.puk1.unwrap().optional(),
  pin2: SimCodes.pin2.unwrap().optional(),
  puk2: SimCodes.puk2.unwrap().optional(),
  activation: SimCodes.activation.unwrap().optional(),
});

const bytes = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const UsageRow = z.strictObject({
  iccid: Iccid,
  day: z.iso.date().describe("In Swedish time."),
  domesticBytes: bytes.default(0),
  euBytes: bytes.default(0),
  otherBytes: bytes.default(0),
  countedAt: at.optional().describe("When the operator counted; absent: when it was told. What was counted earlier is left out."),
});

const event = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.strictObject({
    id: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/)
      .describe("The event's own id. The same again changes nothing."),
    type: z.literal(type),
    data,
  });

export const EventIn = z.discriminatedUnion("type", [
  event("order.confirmed", z.strictObject({ orderId, reference, details: anyDetails.default({}) })),
  event(
    "order.refused",
    z.strictObject({
      orderId,
      reference,
      code: z.enum(refusalCodes),
      text: z.string().trim().max(500).default("").describe("For the customer to read; needed with `other`."),
    }),
  ),
  event("order.progressed", z.strictObject({ orderId, reference, progress: portingProgress })),
  event("usage.counted", z.strictObject({ rows: z.array(UsageRow).min(1).max(mostRows) })),
  event("sim_cards.stocked", z.strictObject({ cards: z.array(StockedCard).min(1).max(mostRows) })),
]);
export type EventIn = z.output<typeof EventIn>;

export const EventTaken = z.strictObject({
  outcome: z.enum(["taken", "known"]).describe("`known`: this event has been taken before."),
  /** Of usage: cards that are nobody's here. */
  unknownCards: z.array(z.string()).max(100).optional().describe("Cards in rows of usage that Klyka does not know; at most 100."),
});

export { orderKinds };
