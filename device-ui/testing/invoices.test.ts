import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { seedInvoices } from "./invoices-house.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
let firm: Awaited<ReturnType<typeof seedInvoices>>;

beforeAll(async () => {
  firm = await seedInvoices(house);
});

const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const line = (page: Page, text: string | RegExp) =>
  page.locator("specification-tree [data-key]").filter({ hasText: text }).first();
const texts = async (page: Page) => (await page.locator("specification-tree .grid").innerText()).replaceAll("\u00a0", " ");

test("What is owed leads to the overdue invoice, which says how it is paid, and many leave as one zip", async () => {
  const page = await house.signedIn("anna", { path: "/invoices", width: 1440 });
  const summary = page.locator(".summary");
  await summary.getByText("2 fakturor").waitFor();
  await summary.getByRole("link", { name: "1 250,00 kr" }).click();
  await page.waitForURL(/state=overdue/);
  await expect.poll(() => page.locator("data-list [data-at]").count()).toBe(1);
  await page.locator("data-list [data-at]").first().focus();
  await page.keyboard.press("Enter");
  const panel = page.locator("invoice-panel");
  await panel.getByText("Dagen är ingen bankdag: betalt i tid till och med 2026-11-02.").waitFor();
  await panel.getByText("555-1239").waitFor();
  const pdf = page.waitForEvent("download");
  await panel.getByRole("link", { name: "Hämta PDF" }).click();
  expect((await pdf).suggestedFilename()).toBe("faktura-20260942.pdf");
  await expectAccessible(page);

  await page.goto(`${house.url}/invoices?q=2026`);
  await page.locator("data-list [data-at]").nth(1).getByText("Delbetald").waitFor();
  for (const number of ["20261042", "20260942"]) {
    await page.getByRole("checkbox", { name: new RegExp(`Markera ${number}|${number}`) }).check();
  }
  const zip = page.waitForEvent("download");
  await page.getByRole("link", { name: "Hämta 2 PDF:er som zip" }).click();
  expect((await zip).suggestedFilename()).toBe("fakturor-2026-11-23.zip");
  await page.getByRole("row", { name: /20261043.*Kreditfaktura.*Tillgodo/ }).waitFor();
  const one = page.waitForEvent("download");
  await page.getByRole("button", { name: "Hämta faktura 20261042 som PDF" }).click();
  expect((await one).suggestedFilename()).toBe("faktura-20261042.pdf");
});

test("A specification opens level by level by keyboard, with calls masked until a reason is given, which those concerned can read", async () => {
  expectFault(/422/);
  const page = await house.signedIn("anna", { path: `/invoices/${firm.september}`, width: 1440, height: 1000 });
  await line(page, "Malmö").waitFor();
  // The rows and what the invoice charges beyond them are its net.
  expect(await texts(page)).toMatch(/Hela fakturan[\s\S]*1 000,00 kr[\s\S]*Utan underlag/);
  await line(page, "Malmö").focus();
  await page.keyboard.press("ArrowRight");
  // Eva is alone there, and opened by herself.
  await line(page, "Samtal till mobil").waitFor();
  for (let steps = 0; steps < 8 && !/^Samtal till mobil/.test(await focusedName(page)); steps++)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await said(page, "De tre sista siffrorna i uppringda nummer är dolda.");
  expect(await texts(page)).toMatch(/070-174 0• ••[\s\S]*Samtal som inte visas var för sig/);
  expect(await texts(page)).not.toMatch(/070-174 06 6|116.?111/);
  await page.getByRole("button", { name: "Visa 30 till" }).click();
  await expect.poll(() => page.locator("specification-tree .call").count()).toBe(130);
  await page.getByRole("button", { name: "Visa hela nummer …" }).click();
  const dialog = page.locator("sight-dialog");
  await dialog.getByRole("textbox").fill("Vet ej");
  await dialog.getByRole("button", { name: "Visa numren" }).click();
  await said(page, /Skriv varför du behöver se hela numren, med minst 10/);
  await expectAccessible(page);
  await dialog.getByRole("textbox").fill("Kontroll av samtal till utlandet");
  await dialog.getByRole("button", { name: "Visa numren" }).click();
  await said(page, "Hela nummer visas till 10:43, bara för 070-174 06 12.");
  await expect.poll(() => texts(page)).toMatch(/070-174 06 6/);
  expect(await texts(page)).not.toMatch(/116.?111/);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Dölj igen" }).click();
  await expect.poll(() => texts(page)).toMatch(/070-174 0• ••/);
  await line(page, "Samtal till mobil").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  expect(await focusedName(page)).toMatch(/^Eva Lund/);

  await page.getByRole("searchbox", { name: "Namn, nummer, kostnadsställe" }).fill("malm");
  await expect.poll(() => texts(page)).toMatch(/Det du har filtrerat fram/);
  await page.waitForURL(/q=malm/);
  await page.getByText("Slag", { exact: true }).last().click();
  await page.waitForURL(/by=class/);
  await page.getByRole("searchbox", { name: "Namn, nummer, kostnadsställe" }).fill("ingen alls");
  await said(page, "Inget på fakturan stämmer med det du har filtrerat på.");
  const eva = await house.signedIn("eva", { path: "/my-calls" });
  await said(eva, "070-174 06 69");
  await eva.locator(".seen").getByText("Anna Ek, 2026-11-23 10:28").waitFor();
  await eva.locator(".seen").getByText("Orsak: Kontroll av samtal till utlandet").waitFor();
  await eva.getByRole("combobox", { name: "Period" }).selectOption({ index: 1 });
  await said(eva, "Samtalen från den här perioden är gallrade. Summan finns kvar.");
  await expectAccessible(eva);
});

test("On a small screen, dark and in English, an invoice with one number's calls is read without scrolling to the side", async () => {
  const path = `/invoices/${firm.september}?number=%2B46701740612&by=holder`;
  const page = await house.signedIn("anna", { path, width: 320, scheme: "dark", language: "en" });
  await line(page, "Calls to mobiles").click();
  await said(page, "Calls that are not listed");
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: /Number 070-174 06 12/ }).click();
  await expect.poll(() => page.locator("specification-tree .grid").innerText()).toMatch(/The whole invoice/);
});
