import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buyData } from "./data-purchases.ts";
import { whoseTimeHasCome } from "./due.ts";
import { takeMessages } from "./message-outbox.ts";
import { queueMessage } from "./messages.ts";
import { takeDueOrders } from "./order-queue.ts";
import { anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { aSubscription, priceList } from "./testing/subscriptions.ts";
import { change } from "./transaction.ts";

const hour = 3_600_000;
const later = (milliseconds: number) => new Date(testNow.getTime() + milliseconds);

describe.each(testDatabases())("a clock that is set back, on $name", ({ connect }) => {
  it("keeps no message and no order waiting until it is as late again, and takes nobody's lease away", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId, { email: "asa@example.se" });
    const { id: subscriptionId } = await aSubscription(db, organisationId);
    const ahead = later(7 * hour);
    const message = { organisationId, userId, channel: "mail", kind: "order_refused" } as const;
    await change(db, (trx) => queueMessage(trx, testKeyring, message, ahead));
    const bought = { organisationId, subscriptionId, packageId: priceList.dataPackage, idempotencyKey: "clock-1" };
    await buyData(db, { ...bought, by: "administrator" }, testActor, ahead);
    // Taken where the clock is right; who takes it holds it.
    const taken = async (at: Date) => [
      (await takeMessages(db, testKeyring, "mail", at, 9)).length,
      (await takeDueOrders(db, at, 9)).length,
    ];
    expect(await taken(testNow)).toEqual([1, 1]);
    await db("message").update({ state_at: testNow.toISOString() });
    await db("orders").update({ updated_at: testNow.toISOString() });
    expect(await taken(later(1000))).toEqual([0, 0]);
    expect(await taken(later(10 * 60_000))).toEqual([1, 1]);
  });

  it("makes due what stands too far ahead, and nothing that was put there rightly", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await aUser(db, organisationId);
    const [furthest, apart] = [hour, 5 * 60_000];
    const rule = { column: "updated_at", since: "created_at", furthest };
    const minutes = fc.integer({ min: -300, max: 300 });
    const property = fc.asyncProperty(minutes, minutes, async (due, since) => {
      const [at, from] = [later(due * 60_000), later(since * 60_000)];
      await db("users").where({ id }).update({ updated_at: at.toISOString(), created_at: from.toISOString() });
      const [d, s] = [at.getTime() - testNow.getTime(), from.getTime() - testNow.getTime()];
      const found = await whoseTimeHasCome(db("users").where({ id }), rule, testNow);
      expect(found.length).toBe(d <= 0 || d > furthest + apart || s > apart ? 1 : 0);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
