import { beforeAll, expect, test } from "vitest";
import { camt, referenceOf, ubl } from "../../portal/finance/testing/files.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-03-10T10:28:00+01:00" });

beforeAll(async () => {
  await house.db("organisation").where("id", house.ids.organisations.firm).update({ customer_number: "10042" });
});

const xml = (name: string, buffer: Buffer) => ({ name, mimeType: "text/xml", buffer });

test("Operator staff hands in files, sees what became of each and why one was refused, and corrects it", async () => {
  const page = await house.signedIn("olle", { path: "/operator/finance" });
  await page.getByRole("heading", { level: 1, name: /Filer in/ }).waitFor();
  const rows = "invoice;class;started_at;amount\n1;data;2026-02-01;10\n";
  await page
    .getByLabel("Välj filer")
    .setInputFiles([
      { name: "rader.csv", mimeType: "text/csv", buffer: Buffer.from(rows) },
      xml("faktura-1.xml", ubl({ number: "1", customer: "10042", net: 100_000 })),
      xml("faktura-2.xml", ubl({ number: "2", customer: "20088", net: 50_000 })),
    ]);
  const sent = page.getByRole("region", { name: "Filer du har skickat" });
  await sent.getByText("faktura-1.xml är intagen").waitFor();
  await sent.getByText("faktura-2.xml togs inte in").waitFor();
  // Whichever order they were chosen in, the invoice came before the rows that belong to it.
  await sent.getByText("rader.csv är intagen").waitFor();
  await expectAccessible(page);
  await sent.getByRole("button", { name: "Visa varför" }).click();
  const panel = page.locator(".panel");
  await panel.getByText("Ingen kund här har det kundnumret").waitFor();
  await panel.getByText("Där står: 20088, 2021005489, Björkö Bygg AB").waitFor();
  await page.getByRole("link", { name: "Kunder" }).click();
  await page
    .getByRole("button", { name: /^Ändra .*Vättervik|^Ändra / })
    .last()
    .click();
  const dialog = page.locator("customer-dialog");
  expectFault(/409/);
  expectFault(/422/);
  await dialog.getByRole("textbox", { name: "Kundnummer" }).fill("10042");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await dialog.getByText(/har redan kundnumret 10042/).waitFor();
  await dialog.getByRole("textbox", { name: "Kundnummer" }).fill("20088");
  await dialog.getByRole("textbox", { name: "Organisationsnummer" }).fill("123");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await dialog.getByText(/är inget organisationsnummer/).waitFor();
  await dialog.getByRole("textbox", { name: "Organisationsnummer" }).fill("");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await page.getByText(/är sparad/).waitFor();
  await expectAccessible(page);
  await page.goBack();
  await page.getByLabel("Välj filer").setInputFiles([xml("faktura-2.xml", ubl({ number: "2", customer: "20088", net: 50_000 }))]);
  await page.getByText("faktura-2.xml är intagen").waitFor();
});

test("A payment that says nothing is put to its invoice on a small screen, taken back from the toast, and set aside", async () => {
  const page = await house.signedIn("olle", { path: "/operator/finance", width: 390, height: 844 });
  await page.getByLabel("Välj filer").setInputFiles([
    xml("faktura-3.xml", ubl({ number: "3", customer: "10042", net: 40_000 })),
    xml(
      "betalt.xml",
      camt([
        { id: "p1", amount: 60_000, message: "tack", payer: "Eva Lund" },
        { id: "p2", amount: 25_000, reference: referenceOf("3") },
      ]),
    ),
  ]);
  await page.getByText("betalt.xml är intagen").waitFor();
  await page.getByRole("link", { name: "Betalningar" }).click();
  await page
    .getByRole("row", { name: /Eva Lund/ })
    .or(page.getByText("Eva Lund"))
    .first()
    .click();
  const panel = page.locator("payment-panel");
  await panel.getByRole("searchbox").fill("3");
  await panel.getByRole("button", { name: "För till faktura 3", exact: true }).click();
  await panel.getByText(/Faktura 3, 250,00/).waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ångra" }).click();
  await panel.getByText(/600,00.kr är inte fört till någon faktura/).waitFor();
  await panel.getByRole("button", { name: "Lägg åt sidan" }).click();
  await page.getByRole("textbox", { name: "Varför" }).fill("Återbetald 2026-03-11");
  await page.locator("name-dialog").getByRole("button", { name: "Lägg åt sidan" }).click();
  await panel.getByText(/Lagd åt sidan av .*Återbetald/).waitFor();
  const row = await house.db("payment").where("payer", "Eva Lund").first("allocated", "close_reason");
  expect(row).toEqual({ allocated: 0, close_reason: "Återbetald 2026-03-11" });
});
