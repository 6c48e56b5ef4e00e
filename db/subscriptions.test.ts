import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changesSince, latestChange } from "./changes.ts";
import { retireDataPackage } from "./data-packages.ts";
import { boughtBytes, buyData, listPurchases } from "./data-purchases.ts";
import { CreateSubscription, createSubscription, UpdateSubscription, updateSubscription } from "./subscription-changes.ts";
import { pageSubscriptions } from "./subscription-pages.ts";
import { getSubscription } from "./subscription-rows.ts";
import { applyDueTypeChanges, cancelTypeChange, orderTypeChange } from "./subscription-type-changes.ts";
import { recordUsage, usedBetween, usedInPeriod } from "./subscription-usage.ts";
import { anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { answer, later, operator, ordersOf, reread } from "./testing/subscription-orders.ts";
import { anIccid, aSubscription, priceList } from "./testing/subscriptions.ts";
import type { Db } from "./types.ts";

const gigabyte = 1_000_000_000;
const at = (text: string) => new Date(text);
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
    const seq = await latestChange(db);
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
    // Whoever looks on is told of the first, which changed something.
    expect(await changesSince(db, seq, 9)).toMatchObject([{ kind: "subscription", organisationId, userId: null }]);
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
