import { placeOrder } from "../../db/orders.ts";
import { orderTwin } from "../../db/sim-card-orders.ts";
import { stockCards } from "../../db/sim-stock.ts";
import { anIccid, aSubscription } from "../../db/testing/subscriptions.ts";
import type { Actor } from "../../db/types.ts";
import type { RealHouse } from "./real-house.ts";

export const stockedIccid = "8946070100000000017";

/** What the firm has ordered: a card to be blocked, a twin card, services to be blocked, and one that has got stuck; and two cards in stock. */
export async function seedOrders({ db, ids, keyring, now }: RealHouse) {
  const { firm: organisationId, other } = ids.organisations;
  // Sealed with another key than the house has.
  const simCard = { pin1: null, puk1: null, pin2: null, puk2: null };
  const anna: Actor = { kind: "user", id: ids.people.anna, name: "Anna Ek", organisationId };
  const office = await aSubscription(db, organisationId, { number: "070-174 06 20", typeId: bigger, simCard });
  const lost = await aSubscription(db, organisationId, { number: "070-174 06 21", simCard });
  const third = await aSubscription(db, other, { number: "070-174 06 22", simCard });
  const ago = (minutes: number) => new Date(now().getTime() - minutes * 60_000);
  const blocks = (of: typeof office, key: string, minutes: number) =>
    placeOrder(
      db,
      {
        ...{ organisationId: of.organisationId, kind: "set_blocks", subject: { kind: "subscription", id: of.id } },
        ...{ payload: { number: of.e164, blocks: ["premium_numbers", "roaming"] }, idempotencyKey: key },
      },
      anna,
      ago(minutes),
    );
  await blocks(office, "blocks", 95);
  const twin = { organisationId, id: office.id, form: "physical", deliverTo: null, key: "twin" } as const;
  await orderTwin(db, twin, anna, ago(60));
  const [card] = lost.simCards;
  await placeOrder(
    db,
    {
      ...{ organisationId, kind: "block_sim", subject: { kind: "sim_card", id: card?.id ?? "" }, idempotencyKey: "lost" },
      payload: { number: lost.e164, iccids: [card?.iccid ?? ""], reason: "stolen" },
    },
    anna,
    ago(4),
  );
  const stuck = await blocks(third, "stuck", 1500);
  const given = { tries: 9, next_try_at: null, fault: "answered", dead_at: ago(20).toISOString() };
  await db("orders").where("id", stuck.id).update(given);
  const attempts = [1490, 900, 20].map((minutes, at) => ({
    ...{ id: `attempt-${at}`, order_id: stuck.id, at: ago(minutes).toISOString() },
    ...(at === 1 ? { status: null, fault: "timeout" } : { status: 503, fault: "answered" }),
  }));
  await db("order_attempt").insert(attempts);
  const codes = { pin1: "7391", puk1: "73910284", pin2: "5528", puk2: "55281937" };
  const cards = [
    { iccid: stockedIccid, imsi: "240070000000017", ...codes },
    { iccid: anIccid(), form: "esim" as const },
  ];
  await stockCards(db, keyring, { cards, organisations: null }, { ...anna, kind: "operator" }, ago(3000));
  return { office, lost, third, stuck };
}

const bigger = "019b0000-0000-7000-8000-0000000000a2";
