import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { getOrder } from "../../db/orders.ts";
import { anIccid } from "../../db/testing/subscriptions.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { seedOrders, stockedIccid } from "./orders-house.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
let seeded: Awaited<ReturnType<typeof seedOrders>>;
beforeAll(async () => {
  seeded = await seedOrders(house);
});
const row = (page: Page, name: string | RegExp) => page.getByRole("grid").getByRole("row").filter({ hasText: name });

test("Operator staff takes an order, gives the customer a card from stock, and refuses another with a reason", async () => {
  const page = await house.signedIn("olle", { path: "/operator/orders" });
  const [panel, card, refusal] = [
    page.locator("order-panel"),
    page.locator("confirm-card-dialog"),
    page.locator("refuse-dialog"),
  ];
  // A card that has been stolen comes before what has waited longer.
  await page.getByText("3 väntar · 0 hos operatören.", { exact: false }).waitFor();
  await row(page, "Spärra SIM-kort").getByText("Bråttom").waitFor();
  expect(await page.getByRole("grid").getByRole("row").nth(1).textContent()).toContain("Spärra SIM-kort");
  await row(page, "Tvillingkort").press("Enter");
  await page.getByRole("button", { name: "Ta hand om" }).click();
  await page.getByText("Du arbetar med den").waitFor();
  // Taken by mistake: back with it, and again.
  await page.getByRole("button", { name: "Ångra" }).click();
  await page.getByText("Beställningen är släppt", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Ta hand om" }).click();
  await panel.getByRole("button", { name: "Bekräfta" }).click();
  await card.getByRole("textbox", { name: /ICCID/ }).fill("8946070000000000018");
  await card.getByRole("textbox", { name: /ICCID/ }).press("Tab");
  await card.getByText("Kontrollera siffrorna.").waitFor();
  await card.getByRole("textbox", { name: /ICCID/ }).fill("");
  await card.getByRole("button", { name: "Ta nästa ur lagret" }).click();
  await card.getByText("PIN och PUK följer med").waitFor();
  expect(await card.getByRole("textbox", { name: /ICCID/ }).inputValue()).toBe(stockedIccid);
  await expectAccessible(page);
  await card.getByRole("button", { name: "Bekräfta" }).press("Enter");
  await page.getByText("Beställningen är bekräftad.").waitFor();
  const given = await house.db("sim_card").where("iccid", stockedIccid).first("role", "state", "subscription_id");
  expect(given).toEqual({ role: "twin", state: "inactive", subscription_id: seeded.office.id });
  await page.getByText("Bekräftad av Olle", { exact: false }).waitFor();

  await row(page, "Spärra tjänster").press("Enter");
  await page.getByRole("button", { name: "Ta hand om" }).click();
  await panel.getByRole("button", { name: "Avvisa" }).click();
  expectFault(/status of 422/);
  await refusal.getByRole("combobox", { name: "Orsak" }).selectOption("Annat");
  await refusal.getByRole("button", { name: "Avvisa" }).click();
  await refusal.getByText("Skriv varför, med ord.").waitFor();
  await refusal.getByRole("textbox", { name: "Till kunden" }).fill("Avtalet gäller bara Sverige.");
  await refusal.getByRole("button", { name: "Avvisa" }).click();
  await page.getByText("Annat. Avtalet gäller bara Sverige.").waitFor();
  await page.getByRole("combobox", { name: "Visa" }).selectOption("Avslutade");
  await expect.poll(() => page.getByRole("grid").getByRole("row").count()).toBe(2);
});

test("What has got stuck says how it went, and is tried again, one or all of them", async () => {
  const page = await house.signedIn("olle", {
    path: "/operator/orders",
    width: 320,
    height: 800,
    language: "en",
    scheme: "dark",
  });
  await page.getByRole("link", { name: "Show them" }).click();
  await row(page, "Block services").click();
  await page.getByText("did not answer in time").waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("The order is handed over again.").waitFor();
  expect(await getOrder(house.db, seeded.stuck)).toMatchObject({ deadAt: null, tries: 0, state: "queued" });
});

test("SIM cards and usage are read in from files, after a trial that says what each row would do", async () => {
  const page = await house.signedIn("olle", { path: "/operator/sim-cards" });
  await page.getByRole("link", { name: "Läs in kort" }).click();
  const file = (text: string) => ({ name: "kort.csv", mimeType: "text/csv", buffer: Buffer.from(text, "utf8") });
  const [fresh, used] = [anIccid(), seeded.lost.simCards[0]?.iccid ?? ""];
  const wrong = `kortnummer;form;pin;puk\n${fresh};kort;12345;12345678\n8,9461E+18;kort;1234;12345678\n${used};esim;;\n`;
  await page.locator("input[type=file]").setInputFiles(file(wrong));
  await page.getByText("En PIN har fyra siffror och en PUK åtta.").waitFor();
  await page.getByText("Kalkylarket har avrundat kortnumret.", { exact: false }).waitFor();
  await page.getByText("används redan", { exact: false }).waitFor();
  await expectAccessible(page);
  await page.locator("input[type=file]").setInputFiles(file(`kortnummer;pin;puk\n${fresh};123;12345678\n`));
  await page.getByRole("button", { name: "Läs in 1 kort" }).click();
  await page.getByRole("link", { name: "Till SIM-lagret" }).click();
  const shown = fresh.replace(/(\d{4})(?=\d)/g, "$1\u00a0");
  await row(page, shown).getByRole("gridcell", { name: "PIN och PUK finns", exact: true }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  // A stranger's card is left out and named; the others count.
  await page.getByRole("link", { name: "Läs in användning" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles(file(`iccid;dag;inrikes\n${used};2026-03-01;5 000 000\n${anIccid()};2026-03-01;1\n`));
  await page.getByText("1 kort är ingens här.", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Läs in 1 dag" }).click();
  await page.getByRole("link", { name: "Till SIM-lagret" }).waitFor();
  const card = seeded.lost.simCards[0]?.id ?? "";
  expect(await house.db("subscription_usage").where("sim_card_id", card).first("domestic_bytes")).toEqual({
    domestic_bytes: 5_000_000,
  });
  await page.getByRole("link", { name: "Till SIM-lagret" }).click();
  await row(page, shown)
    .getByRole("button", { name: /Kassera/ })
    .click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Kassera" }).click();
  await page.getByText("Kortet är kasserat.").waitFor();
  await expect.poll(() => row(page, shown).count()).toBe(0);
});
