import { z } from "zod";
import { EventIn, EventTaken, eventsPath, headers, OrderOut, OrderTaken, signatureLasts } from "./contract.ts";

type Json = { readonly [key: string]: unknown };

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string): Json => ({ content: { "application/json": { schema: ref(name) } } });
const header = (name: string, description: string, pattern?: string): Json => ({
  ...{ name, in: "header", required: true, description },
  schema: { type: "string", ...(pattern === undefined ? {} : { pattern }) },
});

const signed = [
  header(headers.timestamp, "When it was signed: seconds since 1970.", "^[0-9]{1,12}$"),
  header(
    headers.signature,
    "`v1=` and, in hexadecimal, HMAC-SHA-256 over the timestamp, a full stop and the body's bytes, with the secret of this " +
      "direction. Several with commas while a secret is being replaced.",
    "^v1=[0-9a-f]{64}( *, *v1=[0-9a-f]{64})*$",
  ),
];

const problem: Json = {
  type: "object",
  description: "Problem details (RFC 9457); `code` is stable, `errors` names fields.",
  required: ["type", "title", "status", "code"],
  properties: {
    ...{ type: { type: "string" }, title: { type: "string" }, status: { type: "integer" }, code: { type: "string" } },
    values: { type: "object", additionalProperties: true },
    errors: { type: "array", items: { type: "object", additionalProperties: true } },
  },
};

const refusal = (description: string): Json => ({
  description,
  content: { "application/problem+json": { schema: ref("Problem") } },
});

/** What the operator builds after: orders that Klyka hands over, and events that it takes. OpenAPI 3.1. */
export function adapterDocument(): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Klyka and the mobile operator's system",
      version: "1",
      description:
        "Two directions, each signed with a secret of its own. `/orders` is the operator's: Klyka calls it at the address in " +
        "KLYKA_OPERATOR_URL. Everything under `webhooks` is Klyka's, at the portal's address: the operator calls it.\n\n" +
        `A request is refused when it was signed more than ${signatureLasts} seconds ago or from now. Both directions may say ` +
        "the same thing twice: an order is known by `Idempotency-Key`, an event by its `id`.\n\n" +
        "An order that is not taken is handed over again after about 30 seconds, 2, 10, 30 minutes, 1, 2, 4 and 8 hours, or " +
        "later where `Retry-After` says so; then, and at once after 400, 409, 410, 413, 415 or 422, it waits for the operator's " +
        "staff. Orders about the same card or subscription come one after the other. Redirects are not followed.",
    },
    paths: {
      "/orders": {
        post: {
          operationId: "takeOrder",
          summary: "Klyka hands an order over.",
          parameters: [
            header(headers.idempotencyKey, "Klyka's id of the order. The same again is the same order: answer as before."),
            ...signed,
          ],
          requestBody: { required: true, ...json("Order") },
          responses: {
            202: {
              description: "Taken. What becomes of it is told by an event. 200 and 201 are as good.",
              ...json("OrderTaken"),
            },
            422: { description: "The order itself is wrong: it is not sent again by itself." },
            503: { description: "Not now: it is sent again. So is any other answer that is not named above." },
          },
        },
      },
    },
    webhooks: {
      event: {
        post: {
          operationId: "tellEvent",
          summary: `The operator tells what has happened: POST ${eventsPath} on the portal's address.`,
          description:
            "Send an event again, signed anew, until the answer is 200. An answer of 4xx but 401 and 429 means that the event " +
            "is wrong in itself. The codes of a card are sealed as soon as they have come, and never come out again but to " +
            "whoever has the card.",
          parameters: signed,
          requestBody: { required: true, ...json("Event") },
          responses: {
            200: { description: "Done, or known from before.", ...json("EventTaken") },
            401: refusal("`signature_refused`, or `signature_stale`: the clock is off."),
            404: refusal("`order_not_found`."),
            409: refusal("`order_settled` otherwise, `operator_event_reused`, `stock_card_taken`, `iccid_taken`."),
            413: refusal("`body_too_large`: more than 4 MiB."),
            422: refusal("`input_invalid` and others: `errors` says where."),
          },
        },
      },
    },
    components: {
      schemas: {
        Order: schemaOf(OrderOut),
        OrderTaken: schemaOf(OrderTaken),
        Event: schemaOf(EventIn),
        EventTaken: schemaOf(EventTaken),
        Problem: problem,
      },
    },
  };
}

/** As it is written on the wire: what is parsed into something else is text there. */
function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
