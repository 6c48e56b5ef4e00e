import type { z } from "zod";
import { takeOperatorEvent } from "../../db/operator-events.ts";
import { answerOrder } from "../../db/order-settling.ts";
import { bodyHash } from "../../db/secrets.ts";
import { stockCards } from "../../db/sim-stock.ts";
import { recordUsage } from "../../db/subscription-usage.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { PeopleParts } from "../api/parts.ts";
import type { EventIn, EventTaken } from "./contract.ts";

type Parts = Pick<PeopleParts, "db" | "keyring">;
const mostNamed = 100;

/**
 * Does what an event says, once: event and what it changes are one transaction. The same event again is known.
 *
 * @throws DomainError `operator_event_reused`, and what the order or card refuses; then nothing of it is kept
 */
export async function takeEvent(
  { db, keyring }: Parts,
  { event, body }: { readonly event: EventIn; readonly body: Uint8Array },
  actor: Actor,
  now: Date,
): Promise<z.infer<typeof EventTaken>> {
  const seen = { id: event.id, kind: event.type, bodyHash: bodyHash(keyring, body) };
  const done = await takeOperatorEvent(db, seen, now, (trx) => act({ db: trx, keyring }, event, actor, now));
  return done === null ? { outcome: "known" } : { outcome: "taken", ...done };
}

async function act({ db, keyring }: Parts, event: EventIn, actor: Actor, now: Date): Promise<{ unknownCards?: string[] }> {
  if (event.type === "usage.counted") return countUsage(db, event.data.rows, now);
  if (event.type === "sim_cards.stocked") {
    await stockCards(db, keyring, { cards: event.data.cards, organisations: null }, actor, now);
    return {};
  }
  const { orderId, reference } = event.data;
  const which = { id: orderId, organisations: null };
  const named = reference === undefined ? {} : { reference };
  if (event.type === "order.confirmed") {
    await answerOrder(db, keyring, which, { answer: "confirmed", details: event.data.details, ...named }, actor, now);
  } else if (event.type === "order.refused") {
    const { code, text } = event.data;
    await answerOrder(db, keyring, which, { answer: "refused", refusal: { code, text }, ...named }, actor, now);
  } else {
    await answerOrder(db, keyring, which, { answer: "progressed", progress: event.data.progress, ...named }, actor, now);
  }
  return {};
}

type Rows = Extract<EventIn, { type: "usage.counted" }>["data"]["rows"];

async function countUsage(db: Db, rows: Rows, now: Date): Promise<{ unknownCards?: string[] }> {
  const counted = rows.map((row) => ({ ...row, countedAt: row.countedAt ?? now.toISOString() }));
  const { unknown } = await recordUsage(db, counted, now);
  return unknown.length > 0 ? { unknownCards: unknown.slice(0, mostNamed) } : {};
}
