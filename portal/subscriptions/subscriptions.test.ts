import { expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { answerOrder } from "../../db/order-settling.ts";
import { recordUsage } from "../../db/subscription-usage.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { aSubscription, priceList } from "../../db/testing/subscriptions.ts";
import { aHouse, goodPassword, type House } from "../testing/house.ts";

const gigabyte = 1_000_000_000;

async function confirmWaiting(house: House): Promise<void> {
  const order = await house.db("orders").where("state", "queued").first("id");
  const answer = { answer: "confirmed", details: {} } as const;
  await answerOrder(house.db, testKeyring, { id: order.id, organisations: null }, answer, testActor, house.now.at);
}

it("Codes of a card are shown to whoever has it and to administrators, for five minutes after the password", async () => {
  const house = await aHouse();
  const { id: organisationId } = await anOrganisation(house.db);
  const bo = await house.somebody(organisationId, ["user"]);
  const eva = await house.somebody(organisationId, ["user"]);
  const admin = await house.somebody(organisationId, ["user", "administrator"]);
  const simCard = { pin1: "9182", puk1: "55667788" };
  const { simCards } = await aSubscription(house.db, organisationId, { userId: bo.id, simCard });
  const card = simCards[0]?.id ?? "";
  const own = `/me/sim-cards/${card}/codes`;
  expect([(await bo.post(own)).body.code, (await bo.post(own)).status]).toEqual(["proof_needed", 403]);
  expect((await bo.post("/session/proof", { password: "fel lösenord" })).body.code).toBe("password_wrong");
  expect((await bo.post("/session/proof", { password: goodPassword })).status).toBe(204);
  const shown = await bo.post(own);
  expect([shown.status, shown.headers.get("cache-control")]).toEqual([201, "no-store"]);
  expect(shown.body).toEqual({ ...simCard, pin2: "8899", puk2: "87654321", activation: null, shownSeconds: 30 });
  // Somebody else's, and an administrator who has proved nothing.
  expect((await eva.post(own)).body.code).toBe("sim_card_not_found");
  expect((await admin.post(`/sim-cards/${card}/codes`)).body.code).toBe("proof_needed");
  await admin.post("/session/proof", { password: goodPassword });
  await house.db("users").where("id", bo.id).update({ deactivated_at: testNow.toISOString() });
  expect((await admin.post(`/sim-cards/${card}/codes`)).body.pin1).toBe("9182");
  house.now.at = new Date(testNow.getTime() + 5 * 60_000 - 1);
  expect((await admin.post(`/sim-cards/${card}/codes`)).status).toBe(201);
  house.now.at = new Date(testNow.getTime() + 5 * 60_000);
  expect((await admin.post(`/sim-cards/${card}/codes`)).body.code).toBe("proof_needed");
  const entries = await listAudit(house.db, { organisationId, action: "sim_card.codes_shown" });
  expect(entries.map((entry) => entry.actor.id).sort()).toEqual([admin.id, admin.id, bo.id].sort());
  expect(JSON.stringify(await house.db("audit").select())).not.toMatch(/55667788|87654321/);
});

it("A person sees the own subscription, buys data where the organisation lets them, and blocks a card that only the right people open", async () => {
  const house = await aHouse({ database: "PostgreSQL" });
  const { id: organisationId } = await anOrganisation(house.db);
  const bo = await house.somebody(organisationId, ["user"]);
  const admin = await house.somebody(organisationId, ["user", "administrator"]);
  const operator = await house.somebody(organisationId, ["operator"], { operates: [organisationId] });
  const { id, simCards } = await aSubscription(house.db, organisationId, { userId: bo.id });
  await aSubscription(house.db, organisationId);
  const card = simCards[0]?.id ?? "";
  const iccid = simCards[0]?.iccid ?? "";
  const counted = { iccid, day: "2026-03-01", euBytes: gigabyte, otherBytes: 0, countedAt: testNow.toISOString() };
  await recordUsage(house.db, [{ ...counted, domesticBytes: 7 * gigabyte }], testNow);
  const mine = (await bo.get("/me/subscriptions")).body;
  expect(mine.subscriptions.map((one: { id: string }) => one.id)).toEqual([id]);
  expect(mine.packages).toEqual([]);
  expect(mine.subscriptions[0].data).toMatchObject({ usedBytes: 8 * gigabyte, quotaBytes: 10 * gigabyte, level: "little" });
  const usage = (await bo.get(`/me/subscriptions/${id}/usage`)).body;
  expect([usage.days.length, usage.months.length]).toEqual([30, 12]);
  expect(usage.days.at(-2)).toEqual({ at: "2026-03-01", domesticBytes: 7 * gigabyte, euBytes: gigabyte, otherBytes: 0 });
  expect(usage.months.at(-1)).toMatchObject({ at: "2026-03", domesticBytes: 7 * gigabyte });
  const buy = { packageId: priceList.dataPackage, key: "dubbelklick-1" };
  expect((await bo.post(`/me/subscriptions/${id}/purchases`, buy)).body.code).toBe("purchase_not_allowed");
  await admin.ask("PATCH", `/subscriptions/${id}`, { body: { userMayBuy: true }, version: 1 });
  const both = await Promise.all([1, 2].map(() => bo.post(`/me/subscriptions/${id}/purchases`, buy)));
  expect(both.map((one) => [one.status, one.body.purchases.length])).toEqual([
    [201, 1],
    [201, 1],
  ]);
  await confirmWaiting(house);
  expect((await bo.get("/me/subscriptions")).body.subscriptions[0].data).toMatchObject({
    quotaBytes: 11 * gigabyte,
    boughtBytes: gigabyte,
  });
  const waits = (await bo.post(`/me/sim-cards/${card}/block`, { reason: "stolen" })).body.cards[0];
  expect([waits.state, waits.waiting[0].kind, waits.waiting[0].state]).toEqual(["active", "block_sim", "queued"]);
  await confirmWaiting(house);
  const blocked = (await admin.get(`/subscriptions/${id}`)).body;
  expect([blocked.state, blocked.cards[0].state, blocked.cards[0].mayUnblock]).toEqual(["active", "blocked", false]);
  expect((await admin.post(`/sim-cards/${card}/unblock`)).body.code).toBe("sim_unblock_refused");
  await operator.ask("PUT", "/session/organisation", { body: { id: organisationId } });
  expect((await operator.post(`/sim-cards/${card}/unblock`)).body.cards[0].waiting[0].kind).toBe("unblock_sim");
  const list = (await admin.get("/subscriptions?status=blocked")).body;
  expect([list.total, list.rows[0].id, list.rows[0].waiting]).toEqual([1, id, 1]);
  // From the toast: nobody has got it yet.
  const bigger = { body: { typeId: priceList.biggerType, when: "now" }, version: blocked.version };
  const ordered = await admin.ask("PUT", `/subscriptions/${id}/type-change`, bigger);
  expect([ordered.status, ordered.body.pending.type.name]).toEqual([200, "Mobil 20 GB"]);
  expect((await admin.post(`/audit/${ordered.headers.get("x-audit-id")}/undo`)).status).toBe(204);
  expect((await admin.get(`/subscriptions/${id}`)).body.pending).toBeNull();
});
