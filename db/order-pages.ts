import { parseNumber } from "../domain/numbers.ts";
import { type OrderKind, type OrderState, settledStates } from "../domain/order.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import { type Order, type OrderRow, orderOf } from "./order-rows.ts";
import type { Db } from "./types.ts";

/** `open`: waits or is with the operator. `stuck`: given up. `settled`: confirmed, refused or taken back. */
export const orderPhases = ["open", "stuck", "settled"] as const;
export type OrderPhase = (typeof orderPhases)[number];

/** `urgency`: cards to be blocked first, then the oldest. */
export const orderSorts = ["urgency", "placed", "settled"] as const;

export type AskOrders = {
  /** Null: all. */
  readonly organisations: readonly string[] | null;
  readonly phase?: OrderPhase | undefined;
  readonly state?: OrderState | undefined;
  readonly kind?: OrderKind | undefined;
  readonly search: string;
  readonly sort: (typeof orderSorts)[number];
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
};
export type OrderLine = { readonly order: Order; readonly organisationTitle: string };

/** A part of the orders that fit. `total`: of all of them. Two queries. */
export async function pageOrders(db: Db, ask: AskOrders): Promise<{ readonly total: number; readonly rows: OrderLine[] }> {
  const fits = () => {
    const query = db("orders as o").join("organisation as g", "g.id", "o.organisation_id");
    if (ask.organisations !== null) query.where(oneOf(db, "o.organisation_id", ask.organisations));
    if (ask.phase === "open") query.whereIn("o.state", ["queued", "sent"]).whereNull("o.dead_at");
    if (ask.phase === "stuck") query.whereNotNull("o.dead_at");
    if (ask.phase === "settled") query.whereIn("o.state", [...settledStates]);
    if (ask.state) query.where("o.state", ask.state);
    if (ask.kind) query.where("o.kind", ask.kind);
    for (const word of ask.search.split(/\s+/).filter(Boolean)) query.where((one) => one.where(matching(db, word)));
    return query;
  };
  const counted = await fits().count<{ count: number | string }[]>({ count: "*" });
  const way = ask.descending ? "desc" : "asc";
  const query = fits();
  if (ask.sort === "urgency") query.orderByRaw(`case when o.kind = 'block_sim' then 0 else 1 end ${way}`);
  if (ask.sort === "settled") query.orderBy("o.settled_at", way);
  const rows: (OrderRow & { title: string })[] = await query
    .orderBy("o.created_at", way)
    .orderBy("o.id", way)
    .limit(ask.limit)
    .offset(ask.offset)
    .select("o.*", "g.title");
  return {
    total: Number(counted[0]?.count ?? 0),
    rows: rows.map(({ title, ...row }) => ({ order: orderOf(row), organisationTitle: title })),
  };
}

/** By a number in any written form, digits of a card, the operator's reference, or the customer's name. */
function matching(db: Db, word: string) {
  const digits = parseNumber(word)?.canonical.replace(/\D/g, "") ?? word.replace(/\D/g, "");
  const parts = [contains(db, "g.title", word), contains(db, "o.reference", word)];
  if (/^[\d+()\s-]+$/.test(word) && digits !== "") parts.push(contains(db, "o.search_text", digits));
  return db.raw(`(${parts.map(() => "?").join(" or ")})`, parts);
}

export type OrderCounts = { readonly queued: number; readonly sent: number; readonly stuck: number };

/** How many orders wait, are with the operator, and have been given up. */
export async function countOrders(db: Db, organisations: readonly string[] | null): Promise<OrderCounts> {
  const query = db("orders").whereIn("state", ["queued", "sent"]);
  if (organisations !== null) query.where(oneOf(db, "organisation_id", organisations));
  const rows: { state: string; stuck: number | string; count: number | string }[] = await query
    .groupBy("state")
    .select("state")
    .count({ count: "*" })
    .count({ stuck: "dead_at" });
  const of = (state: string) => rows.find((row) => row.state === state);
  const stuck = rows.reduce((sum, row) => sum + Number(row.stuck), 0);
  const queued = of("queued");
  return { queued: Number(queued?.count ?? 0) - Number(queued?.stuck ?? 0), sent: Number(of("sent")?.count ?? 0), stuck };
}
