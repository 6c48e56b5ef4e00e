import { z } from "zod";
import type { Attempt } from "../../db/order-queue.ts";
import { type Order, orderWays } from "../../db/order-rows.ts";
import { numbersIn } from "../../db/orders.ts";
import { orderKinds, orderStates, orderSubjects, refusalCodes } from "../../domain/order.ts";
import { blockReasons, simForms } from "../../domain/sim-card.ts";
import { serviceBlocks } from "../../domain/subscription.ts";
import { versionedView } from "../api/fields.ts";
import { NumberView, numberView } from "../user-views.ts";

const At = z.string().nullable();

/** What an order asks for, field by field; those that its kind has not are absent. */
const FactsView = z.strictObject({
  fromType: z.string().optional(),
  toType: z.string().optional(),
  /** `now`, or a local date. */
  startsOn: z.string().optional(),
  bytes: z.int().optional(),
  priceOre: z.int().optional(),
  form: z.enum(simForms).optional(),
  deliverTo: z.string().nullable().optional(),
  iccid: z.string().optional(),
  newIccid: z.string().nullable().optional(),
  iccids: z.array(z.string()).optional(),
  reason: z.enum(blockReasons).optional(),
  blocks: z.array(z.enum(serviceBlocks)).optional(),
  ownerName: z.string().optional(),
  ownerNumber: z.string().optional(),
  losingOperator: z.string().optional(),
  wantedAt: z.string().optional(),
  signer: z.string().optional(),
});
export type FactsView = z.infer<typeof FactsView>;

export const OrderView = z.strictObject({
  ...versionedView,
  kind: z.enum(orderKinds),
  state: z.enum(orderStates),
  /** It has been tried often enough, and waits for somebody. */
  stuck: z.boolean(),
  organisation: z.strictObject({ id: z.string(), title: z.string() }),
  subject: z.strictObject({ kind: z.enum(orderSubjects), id: z.string() }),
  numbers: z.array(NumberView),
  facts: FactsView,
  placedAt: z.string(),
  placedBy: z.string(),
  /** Who works on it; `own`: the asker. */
  taken: z.strictObject({ by: z.string(), at: z.string(), own: z.boolean() }).nullable(),
  /** Who has it: staff by hand, or the operator's system; null: nobody yet. */
  via: z.enum(orderWays).nullable(),
  tries: z.int(),
  nextTryAt: At,
  /** Of the last try: a code. */
  fault: z.string().nullable(),
  sentAt: At,
  reference: z.string().nullable(),
  settledAt: At,
  settledBy: z.string().nullable(),
  refusal: z.strictObject({ code: z.enum(refusalCodes), text: z.string() }).nullable(),
});
export type OrderView = z.infer<typeof OrderView>;

export const OrderDetailView = OrderView.extend({
  /** Tries to hand it over, the latest first. */
  attempts: z.array(z.strictObject({ at: z.string(), status: z.int().nullable(), fault: z.string().nullable() })),
});
export type OrderDetailView = z.infer<typeof OrderDetailView>;

export const OrdersSummaryView = z.strictObject({
  /** `manual`: staff works orders off here. */
  adapter: z.enum(["manual", "http"]),
  /** Of the operator's system; null: there is none. */
  host: z.string().nullable(),
  queued: z.int(),
  sent: z.int(),
  stuck: z.int(),
});
export type OrdersSummaryView = z.infer<typeof OrdersSummaryView>;

/** @param askerId who looks at it */
export function orderView(order: Order, organisationTitle: string, askerId: string | null): OrderView {
  const { id, version, updatedAt, kind, state, subject, taken, tries, nextTryAt, fault, sentAt, reference } = order;
  const { settledAt, settledBy, refusal, createdAt, placedBy, deadAt, organisationId, payload } = order;
  const held = taken && { by: taken.by, at: taken.at, own: taken.id !== null && taken.id === askerId };
  return {
    ...{ id, version, updatedAt, kind, state, stuck: deadAt !== null, subject: { ...subject } },
    organisation: { id: organisationId, title: organisationTitle },
    numbers: Object.values(numbersIn(payload)).flat().map(numberView),
    facts: factsIn(payload),
    ...{ placedAt: createdAt, placedBy: placedBy.name, taken: held, via: order.via, tries, nextTryAt, fault, sentAt, reference },
    ...{ settledAt, settledBy, refusal: refusal && { ...refusal } },
  };
}

/** A try to hand an order over. */
export function attemptView({ at, status, fault }: Attempt & { readonly at: string }) {
  return { at, status, fault };
}

/** Without what people read elsewhere (the numbers) and what is for programs (ids). */
function factsIn(payload: Order["payload"]): FactsView {
  const named = Object.entries(payload).filter(([name]) => Object.hasOwn(FactsView.shape, name));
  return FactsView.parse(Object.fromEntries(named));
}
