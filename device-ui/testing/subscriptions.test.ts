import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { answerOrder } from "../../db/order-settling.ts";
import { NewSimCard } from "../../db/sim-cards.ts";
import { CreateSubscription, createSubscription } from "../../db/subscription-changes.ts";
import { recordUsage } from "../../db/subscription-usage.ts";
import { anIccid, aPriceList, priceList } from "../../db/testing/subscriptions.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
const operator: Actor = { kind: "operator", id: null, name: "Olle Drift", organisationId: null };
const gigabyte = 1_000_000_000;
let id = "";

beforeAll(async () => {
  const { db, keyring, ids } = house;
  const organisationId = ids.organisations.firm;
  await aPriceList(db);
  const now = house.now();
  const cards = [
    { iccid: anIccid(), pin1: "4711", puk1: "12345678" },
    { iccid: anIccid(), form: "esim", role: "twin" },
  ] as const;
  const input = CreateSubscription.parse({ number: "070-174 06 13", typeId: priceList.subscriptionType });
  const made = await createSubscription(
    db,
    keyring,
    { ...input, simCard: NewSimCard.parse(cards[0]), organisationId },
    operator,
    now,
  );
  id = made.id;
  const { addSimCard } = await import("../../db/sim-cards.ts");
  await addSimCard(db, keyring, { ...NewSimCard.parse(cards[1]), organisationId, subscriptionId: id }, operator, now);
  const countedAt = now.toISOString();
  const rows = Array.from({ length: 20 }, (_, day) => ({
    ...{ iccid: cards[0].iccid, day: `2026-11-${String(day + 1).padStart(2, "0")}`, otherBytes: 0, countedAt },
    ...{ domesticBytes: 0.4 * gigabyte, euBytes: day === 4 ? gigabyte : 0 },
  }));
  await recordUsage(db, rows, now);
});

const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

async function confirmWaiting(): Promise<void> {
  const order = await house.db("orders").where("state", "queued").first("id");
  const answer = { answer: "confirmed", details: {} } as const;
  await answerOrder(house.db, house.keyring, { id: order.id, organisations: null }, answer, operator, house.now());
}

test("An administrator buys data, takes it back, changes the type and blocks both cards, and sees what the operator says as it comes", async () => {
  const page = await house.signedIn("anna", { path: "/subscriptions", height: 1000 });
  await page.getByRole("row", { name: /Jonas Malm/ }).click();
  const panel = page.locator("subscription-panel");
  await panel.getByText("9,0 GB av 10 GB").waitFor();
  await said(page, "Över 80 procent är använt.");
  await panel.getByRole("button", { name: "Köp data" }).click();
  await page.getByRole("radio", { name: /1 GB/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Köp", exact: true }).click();
  await said(page, "Beställt: 1 GB för 49,00 kr, Anna Ek");
  await page.getByRole("button", { name: "Ångra" }).click();
  await said(page, "Ändringen är återtagen.");
  await panel.getByText("Tillbakataget").waitFor();
  await panel.getByRole("button", { name: "Byt typ" }).click();
  await page.getByRole("radio", { name: /Mobil 20 GB/ }).check();
  await said(page, "Priset blir 249,00 kr i månaden utan moms, i stället för 199,00 kr.");
  await said(page, /Vad den här månaden kostar, .* bestämmer operatören/);
  await page.getByText("Från tis 1 dec").click();
  await page.getByText("Vad den här månaden kostar").waitFor({ state: "detached" });
  await page.getByText("Genast").click();
  await page.getByRole("button", { name: "Beställ bytet" }).click();
  await said(page, "Byter till Mobil 20 GB så snart operatören bekräftat");
  // What is said for as long as one wants to take it back covers no row of the list.
  await page.locator(".toast.open").last().waitFor();
  const [list, toast] = [await page.locator("data-list").boundingBox(), await page.locator(".toast.open").first().boundingBox()];
  expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(toast?.y ?? 0);
  const buttons = await panel.locator("sim-card-list li").first().getByRole("button").all();
  const rows = new Set(await Promise.all(buttons.map(async (one) => (await one.boundingBox())?.y)));
  expect([buttons.length, rows.size]).toEqual([3, 1]);
  await confirmWaiting();
  // As it comes.
  await panel.getByText("9,0 GB av 20 GB").waitFor();
  await panel.getByRole("button", { name: "Spärra, Huvudkort" }).click();
  await page.getByText("Alla kort för numret").click();
  await page.getByText("Stulet", { exact: true }).click();
  await said(page, "Bara operatörens kundtjänst kan häva spärren.");
  await page.getByRole("button", { name: "Spärra", exact: true }).click();
  await panel
    .getByText(/Spärr av SIM-kort, stulet: beställt/)
    .first()
    .waitFor();
  await confirmWaiting();
  await panel
    .getByText(/Spärrat som stulet/)
    .first()
    .waitFor();
  expect(await panel.getByText("Spärrat", { exact: true }).count()).toBe(2);
  expect(await panel.getByRole("button", { name: /Häv spärren/ }).count()).toBe(0);
  await panel.getByRole("button", { name: "Visa 30 dagar och 12 månader" }).click();
  await panel.getByRole("img", { name: /Använd data, 30 dagar\. Mest 1,4 GB, sammanlagt 9,0 GB\./ }).waitFor();
  await expectAccessible(page);
});

test("Somebody looks at the own PUK after the password, at what was used as a table, and pauses the own card, on a small screen in English", async () => {
  await house.db("sim_card").where("subscription_id", id).update({ state: "active", block_reason: null, blocked_at: null });
  await house.db("subscription").where("id", id).update({ type_id: priceList.biggerType });
  await house.db("orders").delete();
  const page = await house.signedIn("jonas", { path: "/my-subscription", width: 320, scheme: "dark", language: "en" });
  await page.getByText("9.0 GB of 20 GB").waitFor();
  await page.getByText("Show as a table").click();
  await page.getByRole("row", { name: "Thu 5 Nov 0.4 GB 1.0 GB 1.4 GB" }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: /^Show PIN and PUK/ }).click();
  const dialog = page.locator("codes-dialog");
  expectFault(/422 .*session\/proof/);
  await dialog.getByLabel("Your password").fill("wrong");
  await dialog.getByRole("button", { name: "Show the codes" }).click();
  await dialog.getByText("The present password is wrong.").waitFor();
  await dialog.getByLabel("Your password").fill(house.password);
  await dialog.getByRole("button", { name: "Show the codes" }).click();
  await dialog.getByText("12345678").waitFor();
  await dialog.getByText(/Gone in \d+ seconds/).waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Hide now" }).click();
  expect(await page.getByText("12345678").count()).toBe(0);
  await page.getByRole("button", { name: "Block, Main card" }).first().click();
  await page.getByText("Pause for a while").click();
  await page.locator("block-dialog").getByRole("button", { name: "Block", exact: true }).click();
  await page.getByText(/Block of a SIM card, paused: ordered/).waitFor();
  await expectNoSideways(page);
});

test("Operator staff adds to the price list, is told what cannot be read, and stops selling", async () => {
  const page = await house.signedIn("olle", { path: "/operator/prices" });
  await page.getByRole("row", { name: /Mobil 10 GB/ }).waitFor();
  await page.getByRole("button", { name: "Ny typ" }).click();
  await page.getByLabel("Namn").fill("Mobil 40 GB");
  await page.getByLabel("Pris i månaden, kronor").fill("tvåhundra");
  await page.getByLabel("Data i månaden, GB").fill("40");
  await page.getByRole("button", { name: "Spara" }).click();
  await said(page, "Skriv ett belopp i kronor, till exempel 249 eller 249,50.");
  await expectAccessible(page);
  await page.getByLabel("Pris i månaden, kronor").fill("299,50");
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("row", { name: /Mobil 40 GB 299,50 kr 40 GB Inga 0 Säljs/ }).waitFor();
  await page.getByRole("button", { name: "Sluta sälja Mobil 40 GB" }).click();
  await page.getByRole("row", { name: /Mobil 40 GB .*Säljs inte/ }).waitFor();
  const type = await house.db("subscription_type").where("name", "Mobil 40 GB").first("price_ore", "data_quota_bytes");
  expect(type).toEqual({ price_ore: 29_950, data_quota_bytes: 40 * gigabyte });
  await expectAccessible(page);
});
