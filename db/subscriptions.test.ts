import { describe, expect, it } from "vitest";
import type { OrderDetails } from "../domain/order.ts";
import { listAudit } from "./audit.ts";
import { retireDataPackage } from "./data-packages.ts";
import { boughtBytes, buyData, listPurchases } from "./data-purchases.ts";
import { answerOrder } from "./order-settling.ts";
import { cancelOrder, listOrdersAbout, type Order } from "./orders.ts";
import { orderBlocks } from "./service-blocks.ts";
import { activateSim, blockSims, orderTwin, Replacement, replaceSim, unblockSim } from "./sim-card-orders.ts";
import { getSimCard } from "./sim-card-rows.ts";
import { readSimCodes } from "./sim-codes.ts";
import { CreateSubscription, createSubscription, UpdateSubscription, updateSubscription } from "./subscription-changes.ts";
import { pageSubscriptions } from "./subscription-pages.ts";
import { getSubscription, type Subscription } from "./subscription-rows.ts";
import { applyDueTypeChanges, cancelTypeChange, orderTypeChange } from "./subscription-type-changes.ts";
import { recordUsage, usedBetween, usedInPeriod } from "./subscription-usage.ts";
import { anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { anIccid, aSubscription, priceList } from "./testing/subscriptions.ts";
import type { Actor, Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const gigabyte = 1_000_000_000;
const operator: Actor = { kind: "operator", id: null, name: "Olof", organisationId: null };
const at = (text: string) => new Date(text);
const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);

async function ordersOf(db: Db, { organisationId, id, simCards }: Subscription): Promise<Order[]> {
  const subjects = [
    { kind: "subscription", id } as const,
    ...simCards.map((card) => ({ kind: "sim_card", id: card.id }) as const),
  ];
  return listOrdersAbout(db, { organisationId, subjects });
}

async function answer(
  db: Db,
  subscription: Subscription,
  now: Date,
  said: { readonly details: OrderDetails } | "refused" = { details: {} },
): Promise<void> {
  const [order] = (await ordersOf(db, await reread(db, subscription))).filter(
    (one) => one.state === "queued" || one.state === "sent",
  );
  const which = { id: order?.id ?? "", organisations: null };
  const words =
    said === "refused"
      ? ({ answer: "refused", refusal: { code: "contract", text: "" } } as const)
      : ({ answer: "confirmed", details: said.details } as const);
  await answerOrder(db, testKeyring, which, words, operator, now);
}

const reread = (db: Db, { organisationId, id }: Subscription) => getSubscription(db, { organisationId, id });
const actionsOf = async (db: Db, organisationId: string) =>
  (await listAudit(db, { organisationId, limit: 100 })).map((entry) => entry.action).reverse();

describe.each(testDatabases())("subscriptions on $name", ({ connect }) => {
  it("are called as whoever has them until they have a label, and are found by label, person, number and card", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId, { firstName: "Örjan", lastName: "Åkesson" });
    const one = await aSubscription(db, organisationId, { number: "070-174 06 71", userId });
    const other = await aSubscription(db, organisationId, { number: "070-174 06 72", label: "Bilen" });
    const find = async (search: string, more = {}) => {
      const filter = {
        organisationId,
        status: "current",
        search,
        sort: "name",
        descending: false,
        offset: 0,
        limit: 10,
        ...more,
      } as const;
      return (await pageSubscriptions(db, filter)).rows.map((row) => row.id);
    };
    expect(await find("")).toEqual([other.id, one.id]);
    expect([await find("åkes"), await find("bil"), await find("0701740671")]).toEqual([[one.id], [other.id], [one.id]]);
    expect(await find(one.simCards[0]?.iccid ?? "")).toEqual([one.id]);
    expect(await find("", { typeId: priceList.biggerType })).toEqual([]);
    const input = UpdateSubscription.parse({ label: "  Grävmaskinen ", userMayBuy: true });
    const renamed = await updateSubscription(db, { organisationId, id: one.id, ...input, version: 1 }, testActor, later(1));
    expect([renamed.label, renamed.user?.id, renamed.userMayBuy, renamed.version]).toEqual(["Grävmaskinen", userId, true, 2]);
    const [entry] = await listAudit(db, { organisationId, action: "subscription.updated", limit: 1 });
    expect([entry?.before, entry?.after]).toEqual([
      { label: null, userMayBuy: false },
      { label: "Grävmaskinen", userMayBuy: true },
    ]);
    const stale = updateSubscription(db, { organisationId, id: one.id, label: null, version: 1 }, testActor, later(2));
    await expect(stale).rejects.toMatchObject({ code: "version_conflict" });
    const stranger = await anOrganisation(db);
    await expect(getSubscription(db, { organisationId: stranger.id, id: one.id })).rejects.toMatchObject({
      code: "subscription_not_found",
    });
    const twice = createSubscription(
      db,
      testKeyring,
      { ...CreateSubscription.parse({ number: "0701740671", typeId: priceList.subscriptionType }), organisationId: stranger.id },
      testActor,
      later(3),
    );
    await expect(twice).rejects.toMatchObject({ code: "number_taken" });
  });

  it("change to a bigger type at once when the operator has confirmed, and to a smaller one from the next month alone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const by = { organisationId, id: one.id };
    const bigger = { ...by, typeId: priceList.biggerType, when: "now" } as const;
    const waits = await orderTypeChange(db, { ...bigger, version: 1 }, testActor, testNow);
    expect([waits.type.name, waits.pending?.type.name, waits.pending?.from]).toEqual([
      "Mobil 10 GB",
      "Mobil 20 GB",
      "2026-03-02",
    ]);
    await expect(orderTypeChange(db, bigger, testActor, later(1))).rejects.toMatchObject({ code: "type_change_pending" });
    await answer(db, one, later(2));
    const after = await reread(db, one);
    expect([after.type.name, after.pending]).toEqual(["Mobil 20 GB", null]);
    const down = { ...by, typeId: priceList.subscriptionType };
    await expect(orderTypeChange(db, { ...down, when: "now" }, testActor, later(3))).rejects.toMatchObject({
      code: "type_change_next_period_only",
    });
    const same = orderTypeChange(db, { ...by, typeId: priceList.biggerType, when: "next_period" }, testActor, later(3));
    await expect(same).rejects.toMatchObject({ code: "type_change_same" });
    await orderTypeChange(db, { ...down, when: "next_period" }, testActor, at("2026-03-31T21:30:00Z"));
    // Half past eleven in the evening here: it is March.
    expect((await reread(db, one)).pending?.from).toBe("2026-04-01");
    await answer(db, one, at("2026-03-31T21:40:00Z"));
    expect(await applyDueTypeChanges(db, at("2026-03-31T21:59:59Z"))).toBe(0);
    expect((await reread(db, one)).type.name).toBe("Mobil 20 GB");
    expect(await applyDueTypeChanges(db, at("2026-03-31T22:00:00Z"))).toBe(1);
    expect([(await reread(db, one)).type.name, await applyDueTypeChanges(db, at("2026-04-02T00:00:00Z"))]).toEqual([
      "Mobil 10 GB",
      0,
    ]);
    expect((await actionsOf(db, organisationId)).filter((action) => action.startsWith("subscription.type"))).toEqual([
      "subscription.type_change_ordered",
      "subscription.type_changed",
      "subscription.type_change_ordered",
      "subscription.type_changed",
    ]);
  });

  it("take a change of type back at once while nobody has it, else when the operator has stopped it; refused, nothing waits", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const by = { organisationId, id: one.id };
    const bigger = { ...by, typeId: priceList.biggerType, when: "next_period" } as const;
    await orderTypeChange(db, bigger, testActor, testNow);
    expect((await cancelTypeChange(db, by, testActor, later(1))).pending).toBeNull();
    expect((await ordersOf(db, one)).map((order) => order.state)).toEqual(["cancelled"]);
    await orderTypeChange(db, bigger, testActor, later(2));
    await answer(db, one, later(3), "refused");
    expect((await reread(db, one)).pending).toBeNull();
    await orderTypeChange(db, bigger, testActor, later(4));
    await answer(db, one, later(5));
    const asked = await cancelTypeChange(db, by, testActor, later(6));
    expect(asked.pending?.type.name).toBe("Mobil 20 GB");
    // Asked once.
    await cancelTypeChange(db, by, testActor, later(7));
    expect((await ordersOf(db, one)).filter((order) => order.kind === "cancel_change").length).toBe(1);
    await answer(db, one, later(8));
    expect((await reread(db, one)).pending).toBeNull();
    expect(await applyDueTypeChanges(db, at("2026-04-02T00:00:00Z"))).toBe(0);
    await orderTypeChange(db, bigger, testActor, later(9));
    await answer(db, one, later(10));
    await expect(cancelTypeChange(db, by, testActor, at("2026-04-01T08:00:00Z"))).rejects.toMatchObject({
      code: "type_change_too_late",
    });
    await applyDueTypeChanges(db, at("2026-04-01T08:00:00Z"));
    await expect(cancelTypeChange(db, by, testActor, at("2026-04-01T08:01:00Z"))).rejects.toMatchObject({
      code: "type_change_not_pending",
    });
  });

  it("get data once for each key, by people only where they may, and count it when it is confirmed, in the month in which it can be used", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const buy = { organisationId, subscriptionId: one.id, packageId: priceList.dataPackage, idempotencyKey: "klick-1" };
    await expect(buyData(db, { ...buy, by: "user" }, testActor, testNow)).rejects.toMatchObject({ code: "purchase_not_allowed" });
    const evening = at("2026-03-31T21:59:30Z");
    const first = await buyData(db, { ...buy, by: "administrator" }, testActor, evening);
    expect(await buyData(db, { ...buy, by: "administrator" }, testActor, at("2026-03-31T22:00:30Z"))).toEqual(first);
    expect([first.period, (await ordersOf(db, one)).length, (await boughtBytes(db, [one.id], "2026-03")).size]).toEqual([
      "2026-03",
      1,
      0,
    ]);
    const other = await aSubscription(db, organisationId);
    const reused = buyData(db, { ...buy, subscriptionId: other.id, by: "administrator" }, testActor, evening);
    await expect(reused).rejects.toMatchObject({ code: "purchase_key_reused" });
    await answer(db, one, at("2026-03-31T22:10:00Z"));
    expect([...(await boughtBytes(db, [one.id], "2026-04"))]).toEqual([[one.id, gigabyte]]);
    await updateSubscription(db, { organisationId, id: one.id, userMayBuy: true }, testActor, evening);
    await buyData(db, { ...buy, idempotencyKey: "klick-2", by: "user" }, testActor, at("2026-04-02T08:00:00Z"));
    await answer(db, one, at("2026-04-02T08:10:00Z"), "refused");
    expect((await listPurchases(db, [one.id], "2026-03")).map((row) => row.state)).toEqual(["refused", "confirmed"]);
    await retireDataPackage(db, { id: priceList.dataPackage, retired: true }, operator, evening);
    const gone = buyData(db, { ...buy, idempotencyKey: "klick-3", by: "administrator" }, testActor, evening);
    await expect(gone).rejects.toMatchObject({ code: "data_package_not_found" });
    const free = await aSubscription(db, organisationId, { typeId: priceList.unlimitedType });
    const needless = { ...buy, subscriptionId: free.id, idempotencyKey: "klick-4", by: "administrator" } as const;
    await retireDataPackage(db, { id: priceList.dataPackage, retired: false }, operator, evening);
    await expect(buyData(db, needless, testActor, evening)).rejects.toMatchObject({ code: "data_unlimited" });
  });

  it("count what cards use: the later count holds, a lower one is kept as a correction, a late one is left out", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await aSubscription(db, organisationId);
    const iccid = one.simCards[0]?.iccid ?? "";
    const row = (day: string, domesticBytes: number, countedAt: string, more = {}) => {
      return { iccid, day, domesticBytes, euBytes: 0, otherBytes: 0, countedAt, ...more };
    };
    const noon = "2026-03-31T10:00:00.000Z";
    const first = await recordUsage(
      db,
      [
        row("2026-03-31", 5 * gigabyte, noon),
        row("2026-04-01", gigabyte, noon, { euBytes: 2 * gigabyte }),
        { ...row("2026-04-01", 1, noon), iccid: anIccid() },
      ],
      testNow,
    );
    expect([first.taken, first.corrected, first.unknown.length]).toEqual([2, 0, 1]);
    expect(await recordUsage(db, [row("2026-03-31", 5 * gigabyte, noon)], testNow)).toEqual({
      taken: 0,
      corrected: 0,
      late: 0,
      unknown: [],
    });
    const back = await recordUsage(db, [row("2026-03-31", 3 * gigabyte, "2026-03-31T12:00:00Z")], testNow);
    const late = await recordUsage(db, [row("2026-03-31", 9 * gigabyte, "2026-03-31T11:00:00Z")], testNow);
    expect([back.corrected, late.late, late.taken]).toEqual([1, 1, 0]);
    expect(await db("usage_correction").select("domestic_bytes", "counted_at")).toEqual([
      { domestic_bytes: 5 * gigabyte, counted_at: noon },
    ]);
    const months = await usedBetween(db, [one.id], "month", "2026-01-01", "2026-12-31");
    expect(months.map(({ at: month, domesticBytes, euBytes }) => [month, domesticBytes, euBytes])).toEqual([
      ["2026-03", 3 * gigabyte, 0],
      ["2026-04", gigabyte, 2 * gigabyte],
    ]);
    expect((await usedInPeriod(db, [one.id], "2026-03")).get(one.id)).toMatchObject({
      domesticBytes: 3 * gigabyte,
      updatedAt: "2026-03-31T12:00:00.000Z",
    });
  });
});

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
    expect((await listPurchases(db, [one.id], "2026-03")).map((bought) => bought.state)).toEqual(["cancelled"]);
    await blockSims(db, { organisationId, target: { simCardId: card }, reason: "lost" }, inRequest("sent"), later(2));
    await answer(db, one, later(3));
    await expect(undo("sent", 4)).rejects.toMatchObject({ code: "order_already_sent" });
    await updateSubscription(db, { ...by, label: "Lagret" }, inRequest("named"), later(5));
    await undo("named", 6);
    expect((await reread(db, one)).label).toBeNull();
  });
});
