import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { releaseOrder, retryOrder, takeOrder } from "./order-desk.ts";
import { countOrders, pageOrders } from "./order-pages.ts";
import { listAttempts, noteFailed, noteSent, takeDueOrders } from "./order-queue.ts";
import { answerOrder } from "./order-settling.ts";
import { cancelOrder, getOrder, listOrdersAbout, type Order, placeOrder } from "./orders.ts";
import { open } from "./secrets.ts";
import { stockCards } from "./sim-stock.ts";
import { pageStock, scrapCard } from "./sim-stock-list.ts";
import type { Subscription } from "./subscription-rows.ts";
import { anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { showsCode } from "./testing/dump.ts";
import { anIccid, aSubscription } from "./testing/subscriptions.ts";
import type { Actor, Db } from "./types.ts";

const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
const anybody = { organisations: null } as const;
const staff = (id: string): Actor => ({ kind: "operator", id, name: `Staff ${id}`, organisationId: null });

async function aHouse(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  return { organisationId, subscription: await aSubscription(db, organisationId) };
}

type Say = { key?: string; blocks?: "roaming"[]; actor?: Actor; at?: Date };
/** Services to be blocked. */
function anOrder(
  db: Db,
  subscription: Subscription,
  { key = "1", blocks = ["roaming"], actor = testActor, at = testNow }: Say = {},
) {
  const { organisationId, id, e164: number } = subscription;
  const about = { organisationId, kind: "set_blocks", subject: { kind: "subscription", id } } as const;
  return placeOrder(db, { ...about, payload: { number, blocks }, idempotencyKey: key }, actor, at);
}
const cardOf = (db: Db, { organisationId, e164: number }: Subscription, cardId: string, idempotencyKey = "card") =>
  placeOrder(
    db,
    {
      ...{ organisationId, kind: "replace_sim", subject: { kind: "sim_card", id: cardId }, idempotencyKey },
      payload: { number, form: "physical", iccid: anIccid() },
    },
    testActor,
    testNow,
  );

describe.each(testDatabases())("orders on $name", ({ connect }) => {
  it("are placed once for a key, with an entry in the change log, and are not taken for another's", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const order = await anOrder(db, subscription);
    expect(order).toMatchObject({ kind: "set_blocks", state: "queued", payload: { blocks: ["roaming"] }, tries: 0, version: 1 });
    expect(await anOrder(db, subscription, { blocks: [], at: later(1) })).toEqual(order);
    const other = { organisationId, kind: "cancel_change", subject: order.subject, idempotencyKey: "1" } as const;
    const reused = placeOrder(
      db,
      { ...other, payload: { number: subscription.e164, toType: "x", orderId: "y" } },
      testActor,
      testNow,
    );
    await expect(reused).rejects.toMatchObject({ code: "order_key_reused" });
    // The key of another organisation is another key.
    const foreign = await aHouse(db);
    expect((await anOrder(db, foreign.subscription)).id).not.toBe(order.id);
    await expect(getOrder(db, { organisationId: foreign.organisationId, id: order.id })).rejects.toMatchObject({
      code: "order_not_found",
    });
    expect((await listOrdersAbout(db, { organisationId, subjects: [order.subject] })).map(({ id }) => id)).toEqual([order.id]);
    const [entry] = await listAudit(db, { organisationId, action: "order.placed" });
    expect(entry).toMatchObject({
      subject: { kind: "order", id: order.id },
      after: { orderKind: "set_blocks", number: subscription.e164 },
    });
  });

  it("are done once: confirmed again changes nothing, refused after that is told", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const { id } = await anOrder(db, subscription);
    const answer = { answer: "confirmed", details: {}, reference: "OP-7" } as const;
    const confirmed = await answerOrder(db, testKeyring, { id, ...anybody }, answer, testActor, later(1));
    expect(confirmed).toMatchObject({ state: "confirmed", reference: "OP-7", settledBy: testActor.name, nextTryAt: null });
    expect(await db("subscription").where("id", subscription.id).first("blocks")).toEqual({ blocks: '["roaming"]' });
    expect(await answerOrder(db, testKeyring, { id, ...anybody }, answer, testActor, later(2))).toEqual(confirmed);
    const refusal = { answer: "refused", refusal: { code: "technical", text: "" } } as const;
    const late = answerOrder(db, testKeyring, { id, ...anybody }, refusal, testActor, later(3));
    await expect(late).rejects.toMatchObject({ code: "order_settled", detail: { state: "confirmed" } });
    expect(await listAudit(db, { organisationId, action: "order.confirmed" })).toHaveLength(1);
    await expect(takeOrder(db, { id, ...anybody }, staff("a"), later(3))).rejects.toMatchObject({ code: "order_settled" });
    await expect(cancelOrder(db, { organisationId, id }, testActor, later(3))).rejects.toMatchObject({
      code: "order_already_sent",
    });
  });

  it("that are refused say why, change nothing, and tell whoever placed them", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const user = await aUser(db, organisationId);
    const actor: Actor = { kind: "user", id: user.id, name: "Åsa Öberg", organisationId };
    const { id } = await anOrder(db, subscription, { actor });
    const wordless = answerOrder(
      db,
      testKeyring,
      { id, ...anybody },
      { answer: "refused", refusal: { code: "other", text: " " } },
      testActor,
      later(1),
    );
    await expect(wordless).rejects.toMatchObject({ code: "order_refusal_text_missing" });
    const refusal = { code: "contract", text: "Avtalet gäller bara Sverige." } as const;
    const refused = await answerOrder(db, testKeyring, { id, ...anybody }, { answer: "refused", refusal }, testActor, later(1));
    expect(refused).toMatchObject({ state: "refused", refusal });
    expect(await db("subscription").where("id", subscription.id).first("blocks")).toEqual({ blocks: "[]" });
    const messages = await db("message").where("user_id", user.id).select("kind", "channel", "about");
    expect(messages).toMatchObject([{ kind: "order_refused", channel: "mail" }]);
    expect(JSON.parse(messages[0].about)).toMatchObject({ order: "set_blocks", reason: "contract", text: refusal.text });
    const [entry] = await listAudit(db, { organisationId, action: "order.refused" });
    expect(entry?.after).toMatchObject({ refusalCode: "contract", refusalText: refusal.text });
  });

  it("are taken back only while nobody has them", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const first = await anOrder(db, subscription);
    expect(await cancelOrder(db, { organisationId, id: first.id }, testActor, later(1))).toMatchObject({ state: "cancelled" });
    expect(await takeDueOrders(db, later(2), 10)).toEqual([]);
    const second = await anOrder(db, subscription, { key: "2" });
    await takeDueOrders(db, later(2), 10);
    const tried = cancelOrder(db, { organisationId, id: second.id }, testActor, later(3));
    await expect(tried).rejects.toMatchObject({ code: "order_already_sent" });
  });

  it("are worked on by one at a time, who can let go", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const { id } = await anOrder(db, subscription);
    const which = { id, organisations: [organisationId] };
    expect(await takeOrder(db, which, staff("a"), later(1))).toMatchObject({ state: "sent", via: "manual", taken: { id: "a" } });
    await expect(takeOrder(db, which, staff("b"), later(2))).rejects.toMatchObject({
      code: "order_taken",
      detail: { name: "Staff a" },
    });
    expect((await takeOrder(db, which, staff("a"), later(2))).taken?.at).toBe(later(1).toISOString());
    expect((await releaseOrder(db, which, staff("b"), later(3))).taken).toBeNull();
    expect((await takeOrder(db, which, staff("b"), later(4))).taken?.id).toBe("b");
    await expect(takeOrder(db, { id, organisations: [] }, staff("c"), later(5))).rejects.toMatchObject({
      code: "order_not_found",
    });
    const actions = (await listAudit(db, { organisationId }))
      .map(({ action }) => action)
      .filter((one) => one.startsWith("order."));
    expect(actions.toSorted()).toEqual(["order.placed", "order.released", "order.sent", "order.taken", "order.taken"]);
  });

  it("go out one behind the other where they are about the same thing, and are given up after the last try", async () => {
    const db = await connect();
    const { subscription } = await aHouse(db);
    const other = await aHouse(db);
    const first = await anOrder(db, subscription);
    const second = await anOrder(db, subscription, { key: "2", at: later(1) });
    const third = await anOrder(db, other.subscription, { at: later(1) });
    const taken = async (at: Date) => (await takeDueOrders(db, at, 10)).map(({ order }) => order);
    const due = await taken(later(2));
    expect(due.map(({ id }) => id)).toEqual([first.id, third.id]);
    // Whoever took them has them, for a while.
    expect(await taken(later(2))).toEqual([]);
    const [one, two] = due as [Order, Order];
    await noteSent(db, two, { status: 202, reference: "R" }, testActor, later(2));
    let at = later(2);
    let order = one;
    let tries = 0;
    for (;;) {
      tries += 1;
      const failed = { status: 500, fault: "answered", lasting: false, asked: null };
      if (!(await noteFailed(db, order, failed, 0.5, at))) break;
      const { nextTryAt } = await getOrder(db, order);
      at = new Date(nextTryAt ?? "");
      expect(await taken(new Date(at.getTime() - 1))).toEqual([]);
      [order] = (await taken(at)) as [Order];
      expect(order.id).toBe(first.id);
    }
    expect(tries).toBe(9);
    expect(await getOrder(db, first)).toMatchObject({
      state: "queued",
      deadAt: at.toISOString(),
      nextTryAt: null,
      fault: "answered",
    });
    expect(await listAttempts(db, first.id)).toHaveLength(9);
    expect(await countOrders(db, null)).toEqual({ queued: 1, sent: 1, stuck: 1 });
    expect(await countOrders(db, [other.organisationId])).toEqual({ queued: 0, sent: 1, stuck: 0 });
    // What comes after waits until somebody has looked at it, but the block of a card that is lost.
    expect(await taken(new Date(at.getTime() + 86_400_000))).toEqual([]);
    const { organisationId, id: subscriptionId, e164: number } = subscription;
    const about = { organisationId, kind: "block_sim", subject: { kind: "subscription", id: subscriptionId } } as const;
    const payload = { number, iccids: [anIccid()], reason: "lost" as const };
    const block = await placeOrder(db, { ...about, payload, idempotencyKey: "block" }, testActor, at);
    expect((await takeDueOrders(db, at, 1)).map((one) => one.order.id)).toEqual([block.id]);
    await answerOrder(db, testKeyring, { id: block.id, ...anybody }, { answer: "confirmed", details: {} }, testActor, at);
    expect(await retryOrder(db, { id: first.id, ...anybody }, testActor, at)).toMatchObject({ tries: 0, deadAt: null });
    expect((await taken(at)).map(({ id }) => id)).toEqual([first.id]);
    await answerOrder(db, testKeyring, { id: first.id, ...anybody }, { answer: "confirmed", details: {} }, testActor, at);
    expect((await taken(at)).map(({ id }) => id)).toEqual([second.id]);
  });

  it("whose process died over them are taken again, with the try counted", async () => {
    const db = await connect();
    const { subscription } = await aHouse(db);
    const { id } = await anOrder(db, subscription);
    expect(await takeDueOrders(db, later(1), 10)).toHaveLength(1);
    expect(await takeDueOrders(db, later(2), 10)).toEqual([]);
    const [again] = await takeDueOrders(db, later(3), 10);
    expect(again?.order).toMatchObject({ id, tries: 2, state: "queued" });
  });

  it("that are answered before they are known to be sent stay answered", async () => {
    const db = await connect();
    const { subscription } = await aHouse(db);
    await anOrder(db, subscription);
    const [due] = await takeDueOrders(db, later(1), 10);
    const order = due?.order as Order;
    await answerOrder(db, testKeyring, { id: order.id, ...anybody }, { answer: "confirmed", details: {} }, testActor, later(1));
    await noteSent(db, order, { status: 202, reference: null }, testActor, later(1));
    expect(await getOrder(db, order)).toMatchObject({ state: "confirmed" });
    await noteFailed(db, order, { status: null, fault: "timeout", lasting: false, asked: null }, 0, later(1));
    expect(await getOrder(db, order)).toMatchObject({ state: "confirmed", nextTryAt: null, fault: null });
  });

  it("are found by any form of their number, card, customer and reference, blocks first", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    await anOrder(db, subscription);
    const card = subscription.simCards[0];
    const block = await placeOrder(
      db,
      {
        ...{ organisationId, kind: "block_sim", subject: { kind: "sim_card", id: card?.id ?? "" }, idempotencyKey: "b" },
        payload: { number: subscription.e164, iccids: [card?.iccid ?? ""], reason: "stolen" },
      },
      testActor,
      later(5),
    );
    const ask = { organisations: null, sort: "urgency", descending: false, limit: 10, offset: 0 } as const;
    const found = async (search: string) => (await pageOrders(db, { ...ask, search })).rows.map(({ order }) => order.kind);
    expect(await found("")).toEqual(["block_sim", "set_blocks"]);
    expect(await found(subscription.e164.replace("+46", "0"))).toEqual(["block_sim", "set_blocks"]);
    expect(await found((card?.iccid ?? "").slice(6))).toEqual(["block_sim"]);
    expect(await found("björkö bygg")).toEqual(["block_sim", "set_blocks"]);
    expect(await found("finns inte")).toEqual([]);
    const none = await pageOrders(db, { ...ask, search: "", organisations: [] });
    expect(none).toEqual({ total: 0, rows: [] });
    await answerOrder(
      db,
      testKeyring,
      { id: block.id, ...anybody },
      { answer: "confirmed", details: {}, reference: "OP-99" },
      testActor,
      later(6),
    );
    expect((await pageOrders(db, { ...ask, search: "op-99", phase: "settled" })).total).toBe(1);
    expect((await pageOrders(db, { ...ask, search: "", phase: "open" })).total).toBe(1);
  });
});

describe.each(testDatabases())("SIM stock on $name", ({ connect }) => {
  it("gives a card its codes, which stand nowhere in clear, and the card leaves it with them", async () => {
    const db = await connect();
    const { organisationId, subscription } = await aHouse(db);
    const codes = { pin1: "7391", puk1: "73910284", pin2: "5528", puk2: "55281937" };
    const card = { iccid: anIccid(), imsi: "240070000000017", form: "physical", ...codes } as const;
    expect(await stockCards(db, testKeyring, { cards: [card], ...anybody }, testActor, testNow)).toEqual({
      created: 1,
      updated: 0,
      unchanged: 0,
    });
    expect(await stockCards(db, testKeyring, { cards: [card], ...anybody }, testActor, testNow)).toEqual({
      created: 0,
      updated: 0,
      unchanged: 1,
    });
    // What is not said stays.
    expect(
      await stockCards(db, testKeyring, { cards: [{ iccid: card.iccid, organisationId }], ...anybody }, testActor, testNow),
    ).toMatchObject({ updated: 1 });
    const everything = JSON.stringify([await db("sim_card").select(), await db("audit").select()]);
    for (const code of Object.values(codes)) expect(showsCode(everything, code)).toBe(false);
    const ask = { organisations: [organisationId], search: card.iccid, limit: 5, offset: 0, descending: false };
    expect(await pageStock(db, ask)).toMatchObject({
      total: 1,
      rows: [{ iccid: card.iccid, codes: ["pin1", "puk1", "pin2", "puk2"] }],
    });
    const [entry] = await listAudit(db, { organisationId, action: "sim_card.stocked" });
    expect(entry?.after).toEqual({ added: 0, changed: 1 });

    const other = await aHouse(db);
    const foreign = await cardOf(db, other.subscription, await anOrdered(db, other.subscription));
    const taken = (id: string) =>
      answerOrder(
        db,
        testKeyring,
        { id, ...anybody },
        { answer: "confirmed", details: { ...blank, iccid: card.iccid } },
        testActor,
        later(1),
      );
    await expect(taken(foreign.id)).rejects.toMatchObject({ code: "stock_card_taken" });
    const ordered = await anOrdered(db, subscription);
    const order = await cardOf(db, subscription, ordered);
    await taken(order.id);
    const row = await db("sim_card").where("iccid", card.iccid).first();
    expect(row).toMatchObject({ id: ordered, imsi: card.imsi, subscription_id: subscription.id });
    expect((await pageStock(db, ask)).total).toBe(0);
    for (const [code, value] of Object.entries(codes)) {
      expect(open(testKeyring, row[`${code}_sealed`], `sim_card/${code}_sealed/${ordered}`)).toBe(value);
    }
    // One that somebody has is in stock no more: its codes are neither written nor compared.
    const guess = (pin1: string) => stockCards(db, testKeyring, { cards: [{ ...card, pin1 }], ...anybody }, testActor, later(2));
    for (const pin1 of ["0000", codes.pin1]) expect(await guess(pin1)).toEqual({ created: 0, updated: 0, unchanged: 1 });
    const otherwise = stockCards(db, testKeyring, { cards: [{ ...card, form: "esim" }], ...anybody }, testActor, later(2));
    await expect(otherwise).rejects.toMatchObject({ code: "stock_card_taken" });
    await expect(scrapCard(db, { id: ordered, ...anybody }, testActor, later(2))).rejects.toMatchObject({
      code: "stock_card_not_found",
    });
  });

  it("is of whoever looks after the customer that a card is meant for, and of all operators else", async () => {
    const db = await connect();
    const { organisationId } = await aHouse(db);
    const cards = [{ iccid: anIccid() }, { iccid: anIccid(), organisationId }];
    const few = { organisations: [organisationId] };
    await expect(stockCards(db, testKeyring, { cards, ...few }, testActor, testNow)).rejects.toMatchObject({
      code: "organisation_not_found",
    });
    await stockCards(db, testKeyring, { cards, ...anybody }, testActor, testNow);
    const ask = { search: "", limit: 5, offset: 0, descending: false };
    expect((await pageStock(db, { ...ask, organisations: null })).total).toBe(2);
    const [own] = (await pageStock(db, { ...ask, ...few })).rows;
    expect(own?.iccid).toBe(cards[1]?.iccid);
    const nobodys = await db("sim_card").where("iccid", cards[0]?.iccid).first<{ id: string }>("id");
    await expect(scrapCard(db, { id: nobodys.id, ...few }, testActor, testNow)).rejects.toMatchObject({
      code: "stock_card_not_found",
    });
    await scrapCard(db, { id: own?.id ?? "", ...few }, testActor, testNow);
    const [entry] = await listAudit(db, { organisationId, action: "sim_card.scrapped" });
    expect(entry?.before).toEqual({ iccid: own?.iccid });
  });
});

const blank = { imsi: null, pin1: null, puk1: null, pin2: null, puk2: null, activation: null };

/** A card that has been ordered. @returns its id */
async function anOrdered(db: Db, { organisationId, id: subscriptionId }: Subscription): Promise<string> {
  const id = `ordered-${subscriptionId}`;
  const row = { id, organisation_id: organisationId, subscription_id: subscriptionId, iccid: null, imsi: null, form: "physical" };
  const at = testNow.toISOString();
  await db("sim_card").insert({
    ...row,
    role: "main",
    state: "ordered",
    version: 1,
    created_at: at,
    updated_at: at,
    updated_by: "x",
  });
  return id;
}
