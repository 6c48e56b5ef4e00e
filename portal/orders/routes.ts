import { z } from "zod";
import { releaseOrder, retryOrder, takeOrder } from "../../db/order-desk.ts";
import { countOrders, orderPhases, orderSorts, pageOrders } from "../../db/order-pages.ts";
import { listAttempts } from "../../db/order-queue.ts";
import type { Order } from "../../db/order-rows.ts";
import { answerOrder, findOrder, type OrderAnswer } from "../../db/order-settling.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { withOwner } from "../../db/porting-owner.ts";
import { orderDetails, orderKinds, portingProgress, refusalCodes } from "../../domain/order.ts";
import { parseInput } from "../api/input.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { ok, type Route, route } from "../api/route.ts";
import { attemptView, OrderDetailView, OrdersSummaryView, OrderView, orderView } from "./views.ts";

const tag = "Operator";
const params = z.strictObject({ order: z.string().max(200) });
const reference = z.string().trim().max(100).nullable().optional();

/** What the operator says; `details` of a confirmation are those of the order's kind. */
const AnswerInput = z.discriminatedUnion("answer", [
  z.strictObject({ answer: z.literal("confirmed"), reference, details: z.record(z.string(), z.unknown()).default({}) }),
  z.strictObject({
    answer: z.literal("refused"),
    reference,
    code: z.enum(refusalCodes),
    text: z.string().trim().max(500).default(""),
  }),
  z.strictObject({ answer: z.literal("progressed"), reference, progress: portingProgress }),
]);

export const orderRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/orders",
    tag,
    summary: "Orders of the organisations that the operator looks after: cards to be blocked first, then the oldest.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      order: orderQuery,
      sort: z.enum(orderSorts).default("urgency"),
      phase: z.enum(orderPhases).optional(),
      kind: z.enum(orderKinds).optional(),
    }),
    answer: pageOf(OrderView),
    handle: async ({ parts, who, query }) => {
      const { q: search, order, ...rest } = query;
      const ask = { ...rest, search, descending: order === "desc", organisations: own(who) };
      const { total, rows } = await pageOrders(parts.db, ask);
      return ok({ total, rows: rows.map((one) => orderView(one.order, one.organisationTitle, who.session.userId)) });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/orders/summary",
    tag,
    summary: "Who carries orders out, and how many wait, are under way and have been given up.",
    answer: OrdersSummaryView,
    handle: async ({ parts, who }) => {
      const url = parts.operator?.url ?? null;
      const counts = await countOrders(parts.db, own(who));
      return ok({ adapter: url === null ? "manual" : "http", host: url === null ? null : new URL(url).host, ...counts });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/orders/:order",
    tag,
    summary: "One order, with how often it was handed over and what came of it.",
    params,
    answer: OrderDetailView,
    handle: async ({ parts, who, params }) => answered(parts, who, await findOrder(parts.db, of(who, params.order))),
  }),
  byHand("take", "Somebody works on the order from now on: the customer sees that it is sent.", takeOrder),
  byHand("release", "Whoever works on the order lets go of it, so that somebody else can.", releaseOrder),
  byHand("retry", "Hands an order over again that has been given up or waits for its next try.", retryOrder),
  route("operator", {
    method: "post",
    path: "/operator/orders/:order/answer",
    tag,
    summary:
      "Confirms or refuses an order by hand, or tells how far a porting has come. With a confirmation comes what its kind needs, as the number of a new card; its codes are sealed at once.",
    params,
    body: AnswerInput,
    answer: OrderDetailView,
    example: { answer: "refused", code: "not_possible", text: "Numret är under flytt." },
    handle: async ({ parts, who, params, body, now }) => {
      const which = of(who, params.order);
      const { kind } = await findOrder(parts.db, which);
      const order = await answerOrder(parts.db, parts.keyring, which, asAnswer(kind, body), who.actor, now);
      return answered(parts, who, order);
    },
  }),
];

/** What somebody of the operator's staff does with an order without saying more than that. */
function byHand(name: string, summary: string, write: typeof takeOrder): Route {
  return route("operator", {
    ...{ method: "post", path: `/operator/orders/:order/${name}`, tag, summary, params, answer: OrderDetailView },
    handle: async ({ parts, who, params, now }) =>
      answered(parts, who, await write(parts.db, of(who, params.order), who.actor, now)),
  });
}

function asAnswer(kind: Order["kind"], body: z.output<typeof AnswerInput>): OrderAnswer {
  const named = body.reference === undefined ? {} : { reference: body.reference === "" ? null : body.reference };
  if (body.answer === "refused") return { answer: "refused", refusal: { code: body.code, text: body.text }, ...named };
  if (body.answer === "progressed") return { answer: "progressed", progress: body.progress, ...named };
  return { answer: "confirmed", details: parseInput(orderDetails[kind], body.details, "details"), ...named };
}

/** Whose orders somebody of the operator's staff sees; null: everybody's. */
export function own({ session }: Caller): readonly string[] | null {
  const { operates } = session.access;
  return operates === "all" ? null : operates;
}

function of(who: Caller, id: string) {
  return { id, organisations: own(who) };
}

async function answered({ db, keyring }: ApiParts, { session }: Caller, order: Order) {
  const { title } = await getOrganisation(db, { id: order.organisationId });
  const attempts = (await listAttempts(db, order.id)).map(attemptView);
  const whole = await withOwner(db, keyring, order);
  return ok({ ...orderView(whole, title, session.userId), attempts }, order.version);
}
