import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOrder } from "../../db/order-settling.ts";
import { getOrder, type Order, placeOrder } from "../../db/orders.ts";
import type { Subscription } from "../../db/subscription-rows.ts";
import { anOrganisation, testActor, testKeyring } from "../../db/testing/builders.ts";
import { showsCode } from "../../db/testing/dump.ts";
import { anIccid, aSubscription } from "../../db/testing/subscriptions.ts";
import type { Db } from "../../db/types.ts";
import { problemHandler } from "../problem.ts";
import { aHouse, type House } from "../testing/house.ts";
import { Courier } from "./courier.ts";
import { operatorEvents } from "./inbound.ts";
import { verify } from "./signature.ts";
import { type OperatorDouble, startOperatorDouble } from "./testing/operator-double.ts";

const secret = "utgaende-hemlighet-0123456789abcdef";
const webhookSecret = "inkommande-hemlighet-0123456789abcdef";
const olderSecret = "forra-hemligheten-0123456789abcdefgh";

/** One house with an operator's system beside it. The courier is driven by the test, so events have a listener of their own. */
let house: House;
let operator: OperatorDouble;
let events: string;
let organisationId: string;
const ends: (() => Promise<unknown>)[] = [];
const faults: unknown[] = [];
const systemAt = (url: string, patience = 15_000) => ({ url, secret, webhookSecrets: [webhookSecret, olderSecret], patience });

beforeAll(async () => {
  house = await aHouse({ closes: (close) => ends.push(close) });
  operator = await startOperatorDouble({ secret, webhookSecret, now: () => house.now.at });
  organisationId = (await anOrganisation(house.db)).id;
  const parts = { db: house.db, keyring: testKeyring, now: () => house.now.at };
  const app = express().use(operatorEvents(parts, systemAt(operator.url)));
  const server = app.use(problemHandler((error) => faults.push(error))).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => server.close());
  events = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const end of ends) await end();
  await operator.stop();
  expect(faults).toEqual([]);
});

/** Hands over whatever is due, once. */
async function deliver(random = 0.5, url = operator.url, patience = 15_000): Promise<void> {
  const courier = new Courier(
    { db: house.db, keyring: testKeyring, now: () => house.now.at, system: systemAt(url, patience) },
    (error) => faults.push(error),
    () => random,
  );
  await courier.idle();
  await courier.stop();
  expect(faults.splice(0)).toEqual([]);
}

let key = 0;
async function anOrder(subscription?: Subscription, db = house.db): Promise<Order> {
  const about = subscription ?? (await aSubscription(db, organisationId));
  key += 1;
  const subject = { kind: "subscription", id: about.id } as const;
  const payload = { number: about.e164, blocks: ["roaming" as const] };
  const { organisationId: of } = about;
  const order = { organisationId: of, kind: "set_blocks", subject, payload, idempotencyKey: `test ${key}` } as const;
  return placeOrder(db, order, testActor, house.now.at);
}
const now = (order: Order) => getOrder(house.db, order);
const attempts = (db: Db, id: string) =>
  db("order_attempt").where("order_id", id).orderBy(["at", "id"]).select("status", "fault");
const confirmed = (order: Order, id = `c-${order.id}`) => ({
  id,
  type: "order.confirmed",
  data: { orderId: order.id, reference: "OP-1" },
});

describe("orders to the operator's system", () => {
  it("are handed over signed, with their key, and are sent when they are taken", async () => {
    const order = await anOrder();
    await deliver();
    const [got] = operator.received.splice(0);
    expect(got).toMatchObject({ key: order.id, signed: "good" });
    expect(got?.order).toMatchObject({
      ...{ id: order.id, kind: "set_blocks", placedAt: order.createdAt },
      customer: { id: organisationId, title: "Björkö Bygg AB" },
      payload: { number: expect.any(String), blocks: ["roaming"] },
    });
    expect(await now(order)).toMatchObject({
      state: "sent",
      via: "http",
      reference: expect.stringMatching(/^OP-/),
      nextTryAt: null,
    });
    await deliver();
    expect(operator.received).toEqual([]);
  });

  it.each([
    ["500", { status: 500 }, { status: 500, fault: "answered" }],
    ["429 with a time to wait", { status: 429, headers: { "retry-after": "7200" } }, { status: 429, fault: "answered" }],
    [
      "a redirect, which is not followed",
      { status: 307, headers: { location: "http://192.0.2.1/orders" } },
      { status: 307, fault: "redirected" },
    ],
    ["nothing in time", "hang", { status: null, fault: "timeout" }],
  ] as const)("are tried again when the answer is %s", async (what, answer, attempt) => {
    const order = await anOrder();
    operator.answers.push(answer);
    await deliver(0, operator.url, answer === "hang" ? 200 : undefined);
    expect(await attempts(house.db, order.id)).toEqual([attempt]);
    const waits = await now(order);
    expect(waits).toMatchObject({ state: "queued", tries: 1, fault: attempt.fault, deadAt: null });
    const pause = Date.parse(waits.nextTryAt ?? "") - house.now.at.getTime();
    expect(pause).toBe(what.startsWith("429") ? 7_200_000 : 24_000);
    house.now.at = new Date(waits.nextTryAt ?? "");
    await deliver();
    expect(await now(order)).toMatchObject({ state: "sent", tries: 2, fault: null });
    // The same order: the other side can tell.
    expect(operator.received.splice(0).map((one) => one.key)).toEqual([order.id, order.id]);
  });

  it("are tried again when nobody listens there", async () => {
    const order = await anOrder();
    await deliver(0.5, "http://127.0.0.1:9");
    expect(await attempts(house.db, order.id)).toEqual([{ status: null, fault: "unreachable" }]);
    house.now.at = new Date((await now(order)).nextTryAt ?? "");
    await deliver();
    expect(operator.received.splice(0)).toHaveLength(1);
  });

  it.each([400, 409, 422])("are given up at once when the order itself is wrong (%s), and wait for somebody", async (status) => {
    const order = await anOrder();
    operator.answers.push({ status, body: '{"title":"nej"}' });
    await deliver();
    operator.received.splice(0);
    expect(await now(order)).toMatchObject({ state: "queued", deadAt: house.now.at.toISOString(), nextTryAt: null });
    const visitor = await house.somebody(organisationId, ["operator"], { operates: [organisationId] });
    const { body } = await visitor.get("/operator/orders?phase=stuck");
    expect(body.rows).toMatchObject([{ id: order.id, stuck: true, fault: "answered", tries: 1 }]);
    expect((await visitor.get("/operator/orders/summary")).body).toMatchObject({ adapter: "manual", stuck: 1 });
    expect((await visitor.ask("POST", `/operator/orders/${order.id}/retry`)).body).toMatchObject({ stuck: false });
    await deliver();
    expect(operator.received.splice(0)).toHaveLength(1);
    expect(await now(order)).toMatchObject({ state: "sent" });
  });

  it("are taken also when the answer cannot be read, or never ends", async () => {
    for (const body of ["<html>", '{"reference":7}', "x".repeat(1_000_000)]) {
      const order = await anOrder();
      operator.answers.push({ status: 202, body });
      await deliver();
      expect(await now(order)).toMatchObject({ state: "sent", reference: null });
    }
    operator.received.splice(0);
  });
});

describe("events of the operator's system", () => {
  it("confirm an order, once, however often they come", async () => {
    const subscription = await aSubscription(house.db, organisationId);
    const order = await anOrder(subscription);
    await deliver();
    operator.received.splice(0);
    expect(await operator.tell(events, confirmed(order))).toEqual({ status: 200, body: { outcome: "taken" } });
    expect(await operator.tell(events, confirmed(order))).toEqual({ status: 200, body: { outcome: "known" } });
    // Another event that says the same changes nothing either.
    expect(await operator.tell(events, confirmed(order, "again"))).toEqual({ status: 200, body: { outcome: "taken" } });
    expect(await now(order)).toMatchObject({ state: "confirmed", reference: "OP-1", settledBy: "Operatören" });
    const row = await house.db("subscription").where("id", subscription.id).first("blocks");
    expect(row).toEqual({ blocks: '["roaming"]' });
    const reused = { ...confirmed(order), data: { orderId: order.id, reference: "OP-2" } };
    expect(await operator.tell(events, reused)).toMatchObject({ status: 409, body: { code: "operator_event_reused" } });
    const refused = { id: "late", type: "order.refused", data: { orderId: order.id, code: "technical" } };
    expect(await operator.tell(events, refused)).toMatchObject({ status: 409, body: { code: "order_settled" } });
    // What was refused is not remembered: it may be put right and sent again.
    expect(await house.db("operator_event").where("id", "late")).toEqual([]);
  });

  it("refuse an order with the reason that the customer reads", async () => {
    const order = await anOrder();
    const event = { id: "r-1", type: "order.refused", data: { orderId: order.id, code: "other", text: "" } };
    expect(await operator.tell(events, event)).toMatchObject({ status: 422, body: { code: "order_refusal_text_missing" } });
    const said = { ...event, data: { ...event.data, text: "Numret är under flytt." } };
    expect(await operator.tell(events, said)).toMatchObject({ status: 200 });
    expect(await now(order)).toMatchObject({ state: "refused", refusal: { code: "other", text: "Numret är under flytt." } });
    operator.received.splice(0);
  });

  it("are refused without the right signature, and when they are old or changed on the way", async () => {
    const order = await anOrder();
    const event = confirmed(order);
    const at = house.now.at.getTime();
    const refused = { status: 401, body: { code: "signature_refused" } };
    expect(await operator.tell(events, event, { unsigned: true })).toMatchObject(refused);
    expect(await operator.tell(events, event, { secret: "gissning-gissning-gissning-gissning" })).toMatchObject(refused);
    // What we sign ourselves is no good towards us.
    expect(await operator.tell(events, event, { secret })).toMatchObject(refused);
    expect(await operator.tell(events, event, { instead: JSON.stringify({ ...event, id: "x" }) })).toMatchObject(refused);
    const stale = { status: 401, body: { code: "signature_stale" } };
    for (const away of [-301_000, 302_000]) expect(await operator.tell(events, event, { at: at + away })).toMatchObject(stale);
    expect(await now(order)).toMatchObject({ state: "queued" });
    // The older secret is good while it is being replaced.
    expect(await operator.tell(events, event, { secret: olderSecret, at: at - 290_000 })).toMatchObject({ status: 200 });
  });

  it("that make no sense are told what is wrong, and change nothing", async () => {
    const order = await anOrder();
    const wrong = [
      ["{", 400, "request_invalid"],
      ["[]", 422, "input_invalid"],
      [JSON.stringify({ id: "1", type: "order.lost", data: {} }), 422, "input_invalid"],
      [JSON.stringify({ id: "1", type: "order.confirmed", data: { orderId: "nobody" } }), 404, "order_not_found"],
      [
        JSON.stringify({ id: "1", type: "order.confirmed", data: { orderId: order.id, details: { iccid: anIccid() } } }),
        422,
        "input_invalid",
      ],
      [
        JSON.stringify({ id: "1", type: "order.progressed", data: { orderId: order.id, progress: { stage: "accepted" } } }),
        422,
        "input_invalid",
      ],
      [JSON.stringify({ id: "1\u0000", type: "order.confirmed", data: { orderId: order.id } }), 422, "input_invalid"],
    ] as const;
    for (const [body, status, code] of wrong) {
      expect([body, await operator.tell(events, body)]).toMatchObject([body, { status, body: { code } }]);
    }
    expect(await operator.tell(events, "x".repeat(4 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await now(order)).toMatchObject({ state: "queued", version: order.version });
    await answerOrder(
      house.db,
      testKeyring,
      { id: order.id, organisations: null },
      { answer: "confirmed", details: {} },
      testActor,
      house.now.at,
    );
  });

  it("bring cards into stock and count what others use, without a code in any table, log or answer", async () => {
    const subscription = await aSubscription(house.db, organisationId);
    const [used] = subscription.simCards;
    const fresh = anIccid();
    const codes = { pin1: "6041", puk1: "60412975" };
    const stocked = { id: "s-1", type: "sim_cards.stocked", data: { cards: [{ iccid: fresh, ...codes }] } };
    expect(await operator.tell(events, stocked)).toEqual({ status: 200, body: { outcome: "taken" } });
    expect(await house.db("sim_card").where("iccid", fresh).first("form", "subscription_id")).toEqual({
      form: "physical",
      subscription_id: null,
    });
    const counted = { day: "2026-03-01", domesticBytes: 5_000_000, countedAt: "2026-03-02T01:00:00Z" };
    const rows = [
      { iccid: used?.iccid, ...counted },
      { iccid: anIccid(), ...counted },
    ];
    const told = await operator.tell(events, { id: "u-1", type: "usage.counted", data: { rows } });
    expect(told).toEqual({ status: 200, body: { outcome: "taken", unknownCards: [rows[1]?.iccid] } });
    const [usage] = await house.db("subscription_usage").where("sim_card_id", used?.id ?? "");
    expect(usage).toMatchObject({ day: "2026-03-01", domestic_bytes: 5_000_000 });
    const kept = JSON.stringify([
      await house.db("operator_event").select(),
      await house.db("sim_card").select(),
      await house.db("audit").select(),
    ]);
    for (const code of Object.values(codes)) expect(showsCode(kept, code)).toBe(false);
    expect(showsCode(JSON.stringify({ after: `{"pin1":"${codes.pin1}"}` }), codes.pin1)).toBe(true);
  });
});

describe("a portal with an operator's system", () => {
  it("hands over what is ordered, takes its events, and says whom orders go to", async () => {
    const other = await aHouse({ operator: systemAt(operator.url) });
    other.now.at = house.now.at;
    const { id } = await anOrganisation(other.db);
    const subscription = await aSubscription(other.db, id);
    operator.received.splice(0);
    const order = await anOrder(subscription, other.db);
    await operator.until(1);
    expect(operator.received.splice(0)).toMatchObject([{ key: order.id, signed: "good" }]);
    expect(await operator.tell(other.url, confirmed(order))).toMatchObject({ status: 200, body: { outcome: "taken" } });
    const visitor = await other.somebody(id, ["operator"], { operates: "all" });
    const { body } = await visitor.get("/operator/orders/summary");
    expect(body).toMatchObject({ adapter: "http", host: new URL(operator.url).host, queued: 0, stuck: 0 });
    expect((await visitor.get(`/operator/orders/${order.id}`)).body).toMatchObject({ state: "confirmed", reference: "OP-1" });
    // Without such a system nobody is listened to.
    expect(await operator.tell(house.url, confirmed(order))).toMatchObject({ status: 404 });
  });
});

describe("a signature", () => {
  it("is of these bytes, this time and this secret alone", () => {
    const body = Buffer.from("{}");
    const at = 1_700_000_000_000;
    // Reckoned apart: printf '1700000000.{}' | openssl dgst -sha256 -hmac k
    const signature = "v1=c6ef4734033cee2367414a0939385eca0397754aa7a59716da7463a9298b5146";
    const shown = { timestamp: "1700000000", signature };
    expect(verify(["k"], shown, body, at)).toBe("good");
    expect(verify(["j", "k"], { ...shown, signature: `v1=${"0".repeat(64)}, ${signature}` }, body, at)).toBe("good");
    expect(verify(["k"], shown, Buffer.from("{ }"), at)).toBe("wrong");
    expect(verify(["k"], { ...shown, timestamp: "1700000001" }, body, at)).toBe("wrong");
    expect(verify(["k"], { ...shown, signature: signature.slice(3) }, body, at)).toBe("wrong");
    expect(verify([], shown, body, at)).toBe("wrong");
    expect(verify(["k"], shown, body, at + 300_999)).toBe("stale");
  });
});
