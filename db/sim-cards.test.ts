import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { buyData, listPurchases } from "./data-purchases.ts";
import { answerOrder } from "./order-settling.ts";
import { cancelOrder, type Order } from "./orders.ts";
import { orderBlocks } from "./service-blocks.ts";
import { activateSim, blockSims, orderTwin, Replacement, replaceSim, unblockSim } from "./sim-card-orders.ts";
import { getSimCard } from "./sim-card-rows.ts";
import { readSimCodes } from "./sim-codes.ts";
import { updateSubscription } from "./subscription-changes.ts";
import { orderTypeChange } from "./subscription-type-changes.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { answer, later, ordersOf, reread } from "./testing/subscription-orders.ts";
import { anIccid, aSubscription, priceList } from "./testing/subscriptions.ts";
import type { Actor, Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const actionsOf = async (db: Db, organisationId: string) =>
  (await listAudit(db, { organisationId, limit: 100 })).map((entry) => entry.action).reverse();

const confirm = (db: Db, order: Order | undefined, minute: number) =>
  answerOrder(
    db,
    testKeyring,
    { id: order?.id ?? "", organisations: null },
    { answer: "confirmed", details: {} },
    testActor,
    later(minute),
  );

describe.each(testDatabases())("SIM cards on $name", ({ connect }) => {
  it("show their codes to whoever asks, with an entry that does not hold them, and lie nowhere in clear", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { simCards } = await aSubscription(db, organisationId, { simCard: { pin1: "9182", puk1: "55667788" } });
    const id = simCards[0]?.id ?? "";
    const { codes } = await readSimCodes(db, testKeyring, { organisationId, id }, testActor, later(1));
    expect(codes).toEqual({ pin1: "9182", puk1: "55667788", pin2: "8899", puk2: "87654321", activation: null });
    const [entry] = await listAudit(db, { organisationId, action: "sim_card.codes_shown", limit: 1 });
    expect([entry?.subject.id, entry?.after]).toEqual([id, { shown: ["pin1", "puk1", "pin2", "puk2"] }]);
    const kept = JSON.stringify([await db("sim_card").select(), await db("audit").select(), await db("orders").select()]);
    for (const code of ["55667788", "87654321"]) {
      for (const form of [code, Buffer.from(code).toString("base64").replace(/=+$/, ""), Buffer.from(code).toString("hex")]) {
        expect([form, kept.includes(form)]).toEqual([form, false]);
      }
    }
    const esim = await aSubscription(db, organisationId, {
      simCard: { form: "esim", pin1: null, puk1: null, pin2: null, puk2: null },
    });
    const none = readSimCodes(db, testKeyring, { organisationId, id: esim.simCards[0]?.id ?? "" }, testActor, later(2));
    await expect(none).rejects.toMatchObject({ code: "sim_codes_missing" });
    const foreign = await anOrganisation(db);
    await expect(readSimCodes(db, testKeyring, { organisationId: foreign.id, id }, testActor, later(3))).rejects.toMatchObject({
      code: "sim_card_not_found",
    });
  });

  it("are blocked when the operator has confirmed, once for each reason, and opened again only by whom the reason allows", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const id = one.simCards[0]?.id ?? "";
    const block = (reason: "paused" | "lost", minute: number) =>
      blockSims(db, { organisationId, target: { simCardId: id }, reason }, testActor, later(minute));
    expect((await block("paused", 1)).length).toBe(1);
    expect([(await block("paused", 2)).length, (await getSimCard(db, { organisationId, id })).state]).toEqual([0, "active"]);
    await answer(db, one, later(3));
    expect(await getSimCard(db, { organisationId, id })).toMatchObject({
      state: "blocked",
      blockReason: "paused",
      blockedBy: "Provaren",
    });
    expect((await block("paused", 4)).length).toBe(0);
    const unblock = (asker: "user" | "administrator" | "operator", minute: number) =>
      unblockSim(db, { organisationId, id, asker }, testActor, later(minute));
    await expect(unblock("user", 5)).rejects.toMatchObject({ code: "sim_unblock_refused" });
    await unblock("administrator", 6);
    await unblock("administrator", 7);
    expect((await ordersOf(db, one)).length).toBe(2);
    await answer(db, one, later(8));
    expect(await getSimCard(db, { organisationId, id })).toMatchObject({ state: "active", blockReason: null, blockedAt: null });
    await block("paused", 9);
    await answer(db, one, later(10));
    // A pause becomes a loss.
    expect((await block("lost", 11)).length).toBe(1);
    await answer(db, one, later(12));
    await expect(unblock("administrator", 13)).rejects.toMatchObject({ code: "sim_unblock_refused" });
    await unblock("operator", 14);
    await answer(db, one, later(15), "refused");
    expect(await getSimCard(db, { organisationId, id })).toMatchObject({ state: "blocked", blockReason: "lost" });
    expect((await actionsOf(db, organisationId)).filter((action) => /^sim_card\.(un)?block/.test(action))).toEqual([
      ...["sim_card.block_ordered", "sim_card.blocked", "sim_card.unblock_ordered", "sim_card.unblocked"],
      ...["sim_card.block_ordered", "sim_card.blocked", "sim_card.block_ordered", "sim_card.blocked", "sim_card.unblock_ordered"],
    ]);
  });

  it("that are lost stay so in whatever order answers come: no pause comes after it, and no administrator opens it then", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const id = one.simCards[0]?.id ?? "";
    const [card, all] = [{ simCardId: id }, { subscriptionId: one.id }];
    const block = async (reason: "paused" | "lost", target: typeof card | typeof all, minute: number) =>
      (await blockSims(db, { organisationId, target, reason }, testActor, later(minute))).length;
    const unblock = (asker: "administrator" | "operator", minute: number) =>
      unblockSim(db, { organisationId, id, asker }, testActor, later(minute));
    const now = async () => {
      const { state, blockReason } = await getSimCard(db, { organisationId, id });
      return [state, blockReason];
    };
    expect([await block("paused", card, 1), await block("lost", all, 2), await block("paused", card, 3)]).toEqual([1, 1, 0]);
    const [lost, paused] = await ordersOf(db, one);
    await confirm(db, lost, 4);
    await confirm(db, paused, 5);
    expect(await now()).toEqual(["blocked", "lost"]);
    // What opens it has been asked for: it can be blocked again before that is answered.
    await unblock("operator", 6);
    expect([await block("paused", all, 7), await block("paused", all, 8)]).toEqual([1, 0]);
    const [again, open] = await ordersOf(db, one);
    await confirm(db, open, 9);
    await confirm(db, again, 10);
    expect(await now()).toEqual(["blocked", "paused"]);
    // Nor does an answer that comes late open what has been blocked since.
    await unblock("administrator", 11);
    await block("lost", all, 12);
    await expect(unblock("administrator", 13)).rejects.toMatchObject({ code: "sim_unblock_refused" });
    const [stolen, late] = await ordersOf(db, one);
    await confirm(db, stolen, 14);
    await confirm(db, late, 15);
    expect(await now()).toEqual(["blocked", "lost"]);
  });

  it("of one number are blocked together with its twin, but not one that has only been ordered", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const twin = { organisationId, id: one.id, form: "esim", deliverTo: null, key: "tvilling-1" } as const;
    const ordered = await orderTwin(db, twin, testActor, later(1));
    expect([ordered.state, ordered.role, (await orderTwin(db, twin, testActor, later(2))).id]).toEqual([
      "ordered",
      "twin",
      ordered.id,
    ]);
    const tooSoon = blockSims(db, { organisationId, target: { simCardId: ordered.id }, reason: "lost" }, testActor, later(3));
    await expect(tooSoon).rejects.toMatchObject({ code: "sim_state_refused" });
    const details = {
      iccid: anIccid(),
      imsi: "240011234567890",
      pin1: "1379",
      puk1: null,
      pin2: null,
      puk2: null,
      activation: "LPA:1$a.example$K",
    };
    await answer(db, one, later(4), { details });
    const came = await getSimCard(db, { organisationId, id: ordered.id });
    expect([came.state, came.iccid, came.imsi, came.codes]).toEqual([
      "inactive",
      details.iccid,
      details.imsi,
      ["pin1", "activation"],
    ]);
    await activateSim(db, { organisationId, id: ordered.id }, testActor, later(5));
    await expect(activateSim(db, { organisationId, id: ordered.id }, testActor, later(6))).rejects.toMatchObject({
      code: "sim_order_pending",
    });
    await answer(db, one, later(7));
    const both = await blockSims(
      db,
      { organisationId, target: { subscriptionId: one.id }, reason: "stolen" },
      testActor,
      later(8),
    );
    expect(both.length).toBe(2);
    await answer(db, one, later(9));
    const now = await reread(db, one);
    expect([now.state, now.simCards.map((card) => card.state)]).toEqual(["active", ["blocked", "blocked"]]);
    const free = await aSubscription(db, organisationId, { typeId: priceList.unlimitedType });
    await expect(orderTwin(db, { ...twin, id: free.id, key: "tvilling-2" }, testActor, later(10))).rejects.toMatchObject({
      code: "twin_not_offered",
    });
  });

  it("are replaced when the new one is in use, stay where the operator says no, and keep the number", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const old = one.simCards[0]?.id ?? "";
    const sent = Replacement.parse({ form: "physical" });
    const first = await replaceSim(db, { organisationId, id: old, ...sent }, testActor, later(1));
    await expect(replaceSim(db, { organisationId, id: old, ...sent }, testActor, later(2))).rejects.toMatchObject({
      code: "sim_order_pending",
    });
    await answer(db, one, later(3), "refused");
    expect((await reread(db, one)).simCards.map(({ id, state, replacedBy }) => [id, state, replacedBy])).toEqual([
      [old, "active", null],
    ]);
    expect(first.state).toBe("ordered");
    // Whoever ordered it finds the answer with the number: the card is not there.
    expect(await ordersOf(db, one)).toMatchObject([
      { kind: "replace_sim", state: "refused", subject: { kind: "subscription", id: one.id } },
    ]);
    const second = await replaceSim(db, { organisationId, id: old, ...sent }, testActor, later(4));
    const nothing = { imsi: null, pin1: null, puk1: null, pin2: null, puk2: null, activation: null };
    await answer(db, one, later(5), { details: { ...nothing, iccid: anIccid(), pin1: "2468" } });
    expect((await reread(db, one)).simCards.map(({ state }) => state).sort()).toEqual(["active", "inactive"]);
    await activateSim(db, { organisationId, id: second.id }, testActor, later(6));
    await answer(db, one, later(7));
    const swapped = await reread(db, one);
    expect([swapped.e164, swapped.simCards.map(({ id, state }) => [id, state])]).toEqual([
      one.e164,
      [
        [second.id, "active"],
        [old, "replaced"],
      ],
    ]);
    // A card that is at hand is in use as soon as the operator says so.
    const iccid = anIccid();
    const third = await replaceSim(
      db,
      { organisationId, id: second.id, ...Replacement.parse({ form: "physical", newIccid: iccid }) },
      testActor,
      later(8),
    );
    await answer(db, one, later(9), { details: { ...nothing, iccid } });
    expect((await reread(db, one)).simCards.map(({ id, state }) => [id, state])).toEqual([
      [third.id, "active"],
      [second.id, "replaced"],
      [old, "replaced"],
    ]);
  });

  it("have services blocked as the last order that was confirmed says, and the same again is no order", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const order = (blocks: readonly ("data" | "mms" | "outgoing")[], minute: number) =>
      orderBlocks(db, { organisationId, id: one.id, blocks }, testActor, later(minute));
    await order(["mms", "data"], 1);
    await order(["data", "mms"], 2);
    expect([(await ordersOf(db, one)).length, (await reread(db, one)).blocks]).toEqual([1, []]);
    await answer(db, one, later(3));
    expect((await reread(db, one)).blocks).toEqual(["data", "mms"]);
    await order(["outgoing"], 4);
    await answer(db, one, later(5), "refused");
    expect((await reread(db, one)).blocks).toEqual(["data", "mms"]);
    await order([], 6);
    const [last] = await ordersOf(db, one);
    await cancelOrder(db, { organisationId, id: last?.id ?? "" }, testActor, later(7));
    expect((await reread(db, one)).blocks).toEqual(["data", "mms"]);
    // Answers come in any order: what was asked for last holds.
    await order(["data"], 8);
    await order(["outgoing"], 9);
    const [second, first] = await ordersOf(db, one);
    await confirm(db, second, 10);
    await confirm(db, first, 11);
    expect((await reread(db, one)).blocks).toEqual(["outgoing"]);
  });

  it("and what was ordered for them are taken back while nobody has the order, and not after", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const by = { organisationId, id: one.id };
    const card = one.simCards[0]?.id ?? "";
    const inRequest = (id: string): Actor => ({ ...testActor, trail: { id, address: null, written: 0 } });
    const undo = (id: string, minute: number) =>
      undoWrite(
        db,
        testKeyring,
        { organisationId, id },
        { access: "all", operator: false },
        inRequest(`undo-${id}`),
        later(minute),
      );
    const open = async () => (await ordersOf(db, await reread(db, one))).filter((order) => order.state === "queued").length;
    const wishes: readonly [string, (actor: Actor) => Promise<unknown>][] = [
      ["type", (actor) => orderTypeChange(db, { ...by, typeId: priceList.biggerType, when: "now" }, actor, testNow)],
      ["twin", (actor) => orderTwin(db, { ...by, form: "esim", deliverTo: null, key: "tvilling-9" }, actor, testNow)],
      [
        "replace",
        (actor) => replaceSim(db, { organisationId, id: card, ...Replacement.parse({ form: "physical" }) }, actor, testNow),
      ],
      ["block", (actor) => blockSims(db, { organisationId, target: { simCardId: card }, reason: "lost" }, actor, testNow)],
      ["services", (actor) => orderBlocks(db, { ...by, blocks: ["mms"] }, actor, testNow)],
      [
        "data",
        (actor) =>
          buyData(
            db,
            {
              organisationId,
              subscriptionId: one.id,
              packageId: priceList.dataPackage,
              idempotencyKey: "data-9",
              by: "administrator",
            },
            actor,
            testNow,
          ),
      ],
    ];
    const plain = async () => {
      const { version: _v, updatedAt: _u, simCards, ...rest } = await reread(db, one);
      return { ...rest, simCards: simCards.map(({ id, state, replacedBy }) => ({ id, state, replacedBy })) };
    };
    const before = await plain();
    for (const [name, wish] of wishes) {
      await wish(inRequest(name));
      expect([name, await open()]).toEqual([name, 1]);
      await undo(name, 1);
      expect([name, await open(), await plain()]).toEqual([name, 0, before]);
    }
    expect((await ordersOf(db, one)).map(({ state }) => state)).toEqual(wishes.map(() => "cancelled"));
    expect((await listPurchases(db, [one.id], "2026-03")).map((bought) => bought.state)).toEqual(["cancelled"]);
    await blockSims(db, { organisationId, target: { simCardId: card }, reason: "lost" }, inRequest("sent"), later(2));
    await answer(db, one, later(3));
    await expect(undo("sent", 4)).rejects.toMatchObject({ code: "order_already_sent" });
    await updateSubscription(db, { ...by, label: "Lagret" }, inRequest("named"), later(5));
    await undo("named", 6);
    expect((await reread(db, one)).label).toBeNull();
  });
});
