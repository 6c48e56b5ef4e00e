import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { changeMembers } from "../../db/contact-member-changes.ts";
import { listsOfUser } from "../../db/contact-members.ts";
import {
  createContact,
  createContactList,
  getContact,
  listContactLists,
  listContacts,
  updateContact,
} from "../../db/contacts.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
const somebody: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const firm = () => house.ids.organisations.firm;
const namesIn = async (listId: string) =>
  (await listContacts(house.db, { organisationId: firm(), listId })).map(({ name, numbers }) => `${name} ${numbers.length}`);
const listNamed = async (name: string) => (await listContactLists(house.db, firm())).find((list) => list.name === name);

async function aList(name: string, companies: readonly string[]): Promise<string> {
  const list = await createContactList(house.db, { organisationId: firm(), name, forEveryone: false }, somebody, house.now());
  const texts = { firstName: "", lastName: "", title: "" };
  for (const [at, company] of companies.entries()) {
    const numbers = [{ kind: "work" as const, number: `08-465 004 ${40 + at}` }];
    await createContact(house.db, { organisationId: firm(), listId: list.id, ...texts, company, numbers }, somebody, house.now());
  }
  return list.id;
}

test("A list is made, filled by hand, corrected where it is wrong, taken back, and given to a colleague, by keyboard", async () => {
  // What is taken back is not there when the row beside the list is read anew.
  expectFault(/404/);
  const page = await house.signedIn("anna", { path: "/contacts", height: 1000 });
  await page.getByRole("button", { name: "Ny lista" }).click();
  await page.getByRole("textbox", { name: "Listans namn" }).fill("Jour");
  await page.getByRole("radio", { name: "Utvalda" }).check();
  await page.keyboard.press("Enter");
  await said(page, "Listan Jour är skapad.");
  await page.getByRole("heading", { level: 1, name: /^Jour/ }).waitFor();
  await said(page, /^Listan är tom/);
  await page.getByRole("button", { name: "Ny kontakt" }).first().click();
  const panel = page.locator("contact-panel");
  await panel.getByRole("textbox", { name: "Nummer 1", exact: true }).fill("ring mig");
  await page.keyboard.press("Enter");
  await said(page, "En kontakt behöver ett namn eller ett företag.");
  await said(page, /Det är inget telefonnummer/);
  await panel.getByRole("textbox", { name: "Företag" }).fill("Låsjouren");
  await panel.getByRole("textbox", { name: "Nummer 1", exact: true }).fill("0046 (0)8-465 004 71");
  await panel.getByRole("button", { name: "Lägg till ett nummer" }).click();
  await page.keyboard.type("112");
  await panel.getByRole("textbox", { name: "Etiketter" }).fill("Jour, jour, Dygnet runt");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await said(page, "Låsjouren är tillagd.");
  const list = await listNamed("Jour");
  expect(await namesIn(list?.id ?? "")).toEqual(["Låsjouren 2"]);
  await page.getByRole("button", { name: "Ångra", exact: true }).last().click();
  await expect.poll(() => namesIn(list?.id ?? "")).toEqual([]);
  await page.getByRole("button", { name: "0 medlemmar" }).click();
  await page.getByRole("combobox", { name: "Lägg till en användare" }).fill("Eva");
  await page.getByRole("option", { name: /^Eva Lund/ }).waitFor();
  await page.keyboard.press("Enter");
  await said(page, "Eva Lund ser nu listan.");
  await page.getByRole("button", { name: "Ta bort Eva Lund från listan" }).waitFor();
  await page.getByRole("button", { name: "1 medlem", exact: true }).waitFor();
  expect((await listsOfUser(house.db, house.ids.people.eva)).map(({ name }) => name)).toContain("Jour");
  await expectAccessible(page);
});

test("Two who change the same contact are asked about what both changed, and nothing else is lost", async () => {
  expectFault(/412/);
  const listId = await aList("Krockar", ["Trä AB"]);
  const [contact] = await listContacts(house.db, { organisationId: firm(), listId });
  const id = contact?.id ?? "";
  const page = await house.signedIn("anna", { path: `/contacts/${listId}?contact=${id}` });
  const panel = page.locator("contact-panel");
  await panel.getByRole("textbox", { name: "Titel" }).fill("Snickare");
  await panel.getByRole("textbox", { name: "E-post" }).fill("min@example.se");
  const theirs = { organisationId: firm(), id, firstName: "", lastName: "", company: "Trä & Sten AB", title: "Målare" };
  const numbers = [{ kind: "mobile" as const, number: "070-174 06 40" }];
  await updateContact(house.db, { ...theirs, numbers }, somebody, house.now());
  await page.getByRole("button", { name: "Spara", exact: true }).click();
  const dialog = page.locator("conflict-dialog");
  await dialog.getByRole("group", { name: "Titel" }).waitFor();
  expect(await dialog.getByText("min@example.se").count()).toBe(0);
  await dialog.getByRole("radio", { name: /Snickare/ }).check();
  await dialog.getByRole("button", { name: "Spara valen" }).click();
  await said(page, "Trä & Sten AB är sparad.");
  expect(await getContact(house.db, { organisationId: firm(), id })).toMatchObject({
    ...{ company: "Trä & Sten AB", title: "Snickare", email: "min@example.se", numbers: [{ kind: "mobile" }] },
  });
});

test("A file is tried, told about row by row, taken in without what is wrong, and taken back as one", async () => {
  const listId = await aList("Filer", ["Sten AB"]);
  const page = await house.signedIn("anna", { path: `/contacts/${listId}/import`, width: 390 });
  const file = (name: string, text: string, encoding: BufferEncoding = "utf8") =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text, encoding) });
  await file("kontakter.csv", "Företag;Telefon;Ort\nGrus på ön;08-465 004 40;Lund\nFel AB;ring;Lund\n", "latin1");
  await said(page, "Kolumner som inte tas med: Ort.");
  await said(page, /1 sak att titta på/);
  await page.getByRole("cell", { name: /Det är inget telefonnummer/ }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Ta in 1 kontakt och hoppa över raderna med fel" }).click();
  await said(page, "1 rad med fel togs inte med.");
  expect(await namesIn(listId)).toEqual(["Grus på ön 1", "Sten AB 1"]);
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await expect.poll(() => namesIn(listId)).toEqual(["Sten AB 1"]);
  await page.reload();
  await file("telefon.vcf", "BEGIN:VCARD\nVERSION:3.0\nN:Ek;Ulla;;;\nTEL;TYPE=CELL:070-174 06 41\nEND:VCARD\n");
  await page.getByRole("button", { name: "Ta in 1 kontakt", exact: true }).click();
  await page.getByRole("link", { name: "Visa listan" }).click();
  await page.getByRole("row", { name: /Ulla Ek/ }).waitFor();
});

test("Many are tagged and thrown away at once, and come back; a member calls from Mina sidor, and nobody else sees the list", async () => {
  expectFault(/404/);
  const listId = await aList("Många", ["Alfa", "Beta", "Gamma"]);
  const page = await house.signedIn("anna", { path: `/contacts/${listId}` });
  await page.getByRole("row", { name: /Alfa/ }).waitFor();
  await page
    .getByRole("checkbox", { name: "Markera alla" })
    .or(page.locator("data-list input[type=checkbox]").first())
    .first()
    .check();
  await page.getByRole("button", { name: "Ändra", exact: true }).click();
  await page.getByRole("combobox", { name: "Vad ska ändras" }).selectOption("delete");
  await page.getByRole("button", { name: "Ta bort 3 kontakter" }).click();
  await said(page, /^3 ändrade/);
  expect(await namesIn(listId)).toEqual([]);
  await page.getByRole("button", { name: "Ångra", exact: true }).first().click();
  await expect.poll(() => namesIn(listId)).toEqual(["Alfa 1", "Beta 1", "Gamma 1"]);

  const { eva, jonas } = house.ids.people;
  await changeMembers(house.db, { organisationId: firm(), listId, in: [eva], out: [jonas] }, somebody, house.now());
  const mine = await house.signedIn("eva", { path: "/my-contacts", width: 390 });
  await mine.getByRole("searchbox").fill("0846500441");
  await mine.getByRole("row", { name: /Beta/ }).click();
  const call = mine.getByRole("link", { name: "Ring 08-465 004 41" });
  await call.waitFor();
  expect(await call.getAttribute("href")).toBe("tel:+46846500441");
  await expectAccessible(mine);
  const [beta] = await listContacts(house.db, { organisationId: firm(), listId });
  const others = await house.signedIn("jonas", { path: `/my-contacts?contact=${beta?.id}` });
  await said(others, "Det finns ingen kontakt.");
});
