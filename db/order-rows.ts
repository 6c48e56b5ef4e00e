import { DomainError } from "../domain/errors.ts";
import {
  type OrderKind,
  type OrderPayload,
  type OrderRefusal,
  type OrderState,
  type OrderSubject,
  orderPayloads,
  type RefusalCode,
} from "../domain/order.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** Who carries orders out: staff by hand, or the operator's system over HTTP. */
export const orderWays = ["manual", "http"] as const;
export type OrderWay = (typeof orderWays)[number];

type Common = Versioned & {
  readonly organisationId: string;
  readonly subject: OrderSubject;
  readonly state: OrderState;
  readonly placedBy: Pick<Actor, "kind" | "id" | "name">;
  /** Null until it is sent. */
  readonly via: OrderWay | null;
  /** Of operator staff who works on it by hand. */
  readonly taken: { readonly id: string | null; readonly by: string; readonly at: string } | null;
  /** How often it has been handed to the operator's system. */
  readonly tries: number;
  /** Null: it is not tried again by itself. */
  readonly nextTryAt: string | null;
  /** Why the last try failed: a code. */
  readonly fault: string | null;
  /** Since when it is tried no more although nobody has it. */
  readonly deadAt: string | null;
  readonly sentAt: string | null;
  /** What the operator calls it. */
  readonly reference: string | null;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  readonly refusal: OrderRefusal | null;
};

/** An order of one kind, with the payload of that kind. */
export type OrderOf<K extends OrderKind> = Common & { readonly kind: K; readonly payload: OrderPayload<K> };
/** To be told apart by its `kind`. */
export type Order = { [K in OrderKind]: OrderOf<K> }[OrderKind];

export type OrderRow = EditableRow & {
  organisation_id: string;
  kind: OrderKind;
  subject_kind: OrderSubject["kind"];
  subject_id: string;
  payload: string;
  idempotency_key: string;
  state: OrderState;
  placed_by_kind: Actor["kind"];
  placed_by_id: string | null;
  placed_by: string;
  via: OrderWay | null;
  taken_by_id: string | null;
  taken_by: string | null;
  taken_at: string | null;
  tries: number;
  next_try_at: string | null;
  fault: string | null;
  dead_at: string | null;
  sent_at: string | null;
  reference: string | null;
  settled_at: string | null;
  settled_by: string | null;
  refusal_code: RefusalCode | null;
  refusal_text: string | null;
};

/** The order of a row. */
export function orderOf(row: OrderRow): Order {
  const { taken_by: takenBy, taken_at: takenAt, refusal_code: code } = row;
  const order = {
    ...versioned(row),
    organisationId: row.organisation_id,
    kind: row.kind,
    subject: { kind: row.subject_kind, id: row.subject_id },
    payload: orderPayloads[row.kind].parse(JSON.parse(row.payload)),
    state: row.state,
    placedBy: { kind: row.placed_by_kind, id: row.placed_by_id, name: row.placed_by },
    via: row.via,
    taken: takenBy === null || takenAt === null ? null : { id: row.taken_by_id, by: takenBy, at: takenAt },
    ...{ tries: row.tries, nextTryAt: row.next_try_at, fault: row.fault, deadAt: row.dead_at },
    ...{ sentAt: row.sent_at, reference: row.reference, settledAt: row.settled_at, settledBy: row.settled_by },
    refusal: code === null ? null : { code, text: row.refusal_text ?? "" },
  };
  // The payload has been read by the schema of the kind that stands beside it.
  return order as Order;
}

/** Nobody but us has had it: it can be taken back at once. While it is being tried the operator may have it already. */
export function isUnsent({ state, taken, tries }: Pick<Order, "state" | "taken" | "tries">): boolean {
  return state === "queued" && taken === null && tries === 0;
}

/** The operator has not answered it. */
export function isOpen({ state }: Pick<Order, "state">): boolean {
  return state === "queued" || state === "sent";
}

/** @throws DomainError `order_not_found` */
export async function getOrder(db: Db, by: { readonly organisationId: string; readonly id: string }): Promise<Order> {
  const row = await db("orders").where({ id: by.id, organisation_id: by.organisationId }).first<OrderRow | undefined>();
  if (!row) throw new DomainError("order_not_found");
  return orderOf(row);
}

/** Orders about some things, the newest first. One query. */
export async function listOrdersAbout(
  db: Db,
  by: { readonly organisationId: string; readonly subjects: readonly OrderSubject[] },
): Promise<Order[]> {
  if (by.subjects.length === 0) return [];
  const rows = await db("orders")
    .where("organisation_id", by.organisationId)
    .where((some) => {
      for (const [kind, ones] of Map.groupBy(by.subjects, (one) => one.kind)) {
        some.orWhere((one) => one.where("subject_kind", kind).whereIn("subject_id", [...new Set(ones.map(({ id }) => id))]));
      }
    })
    .orderBy([
      { column: "created_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .select<OrderRow[]>();
  return rows.map(orderOf);
}
