import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { findMenu, getMenu, inputOf, listMenus, saveMenu } from "../../db/menus.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName, type Look } from "./browser.ts";
import { seedMenus } from "./menus-house.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
let firm: Awaited<ReturnType<typeof seedMenus>>;
const somebody: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };

beforeAll(async () => {
  firm = await seedMenus(house);
});

async function opened(id: string, look: Look = {}): Promise<Page> {
  const page = await house.signedIn("anna", { path: `/menus/${id}`, height: 1000, ...look });
  await page.locator("menu-keypad button").first().waitFor();
  return page;
}
const key = (page: Page, name: string) => page.locator("menu-keypad").getByRole("button", { name });
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const now = (id: string) => getMenu(house.db, { organisationId: firm.organisationId, id });
const leads = async (id: string) =>
  (await now(id)).keys.map(({ key: digit, destination: to }) => `${digit} ${to.kind} ${"id" in to ? to.id : ""}`.trim());

test("A menu is built by keyboard, told what callers would stumble over, saved with its hours, and taken back", async () => {
  const page = await house.signedIn("anna", { path: "/menus", height: 1000 });
  await page.getByRole("link", { name: "Nytt menyval" }).click();
  await key(page, "Knapp 1: Används inte").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  expect(await focusedName(page)).toMatch(/^Knapp 5/);
  // As on a telephone.
  await page.keyboard.press("3");
  expect(await focusedName(page)).toMatch(/^Knapp 3/);
  await page.keyboard.press("Enter");
  const editor = page.locator("way-editor");
  await editor.getByRole("combobox", { name: "Leder till" }).focus();
  await page.keyboard.type("Svarsgrupp");
  await editor.getByRole("combobox", { name: "Vem eller vad" }).fill("Support");
  await page.getByRole("option", { name: /^Support/ }).waitFor();
  await page.keyboard.press("Enter");
  await key(page, "Knapp 3: Support").waitFor();
  await page.locator("menu-tree").getByText("Support", { exact: true }).waitFor();
  await said(page, "Den som inte trycker på någon knapp kopplas ned.");
  await said(page, "Inget röstmeddelande nämner knapparna.");
  await page.getByRole("combobox", { name: "Röstmeddelande", exact: true }).fill("Välkommen");
  await page.getByRole("option", { name: /^Välkommen/ }).waitFor();
  await page.keyboard.press("Enter");
  await said(page, "Röstmeddelandet nämner knapp 1, men den leder ingenstans.");
  await said(page, "Knapp 3 leder någonstans, men röstmeddelandet nämner den inte.");
  // Nothing is chosen for key 1, so there is nothing to save.
  await page.getByRole("button", { name: "Visa Knapp 1" }).click();
  await editor.getByRole("combobox", { name: "Leder till" }).selectOption("user");
  await page.getByRole("textbox", { name: "Namn" }).fill("Kvällsmeny");
  await page.keyboard.press("Control+s");
  await said(page, "Ange vart samtalen ska gå.");
  await expect.poll(() => focusedName(page)).toMatch(/Svarsgrupp/);
  await editor.getByRole("button", { name: "Töm knappen" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Skapa menyvalet" }).first().click();
  await said(page, "Kvällsmeny är skapat.");
  const made = await findMenu(house.db, { organisationId: firm.organisationId, name: "Kvällsmeny" });
  expect([made?.keys.length, made?.welcomeId, new URL(page.url()).pathname]).toEqual([1, firm.hello, `/menus/${made?.id}`]);
  await page.getByRole("heading", { level: 1, name: /Kvällsmeny/ }).waitFor();
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await expect
    .poll(async () => (await listMenus(house.db, firm.organisationId)).map((one) => one.name))
    .not.toContain("Kvällsmeny");
  await page.waitForURL(/\/menus$/);
});

test("A way that goes round is refused with its path; a key moves, and what callers hear at once is told before", async () => {
  expectFault(/422/);
  const page = await opened(firm.main.id);
  await said(page, "Öppet nu, till 17:00");
  // Back from Support to the menu itself, which then leads to nothing but Support.
  await saveMenu(
    house.db,
    {
      ...inputOf(await now(firm.support.id)),
      ...{ organisationId: firm.organisationId, id: firm.support.id, timeout: null },
      keys: [{ key: "9", destination: { kind: "menu", id: firm.main.id }, announcementId: null }],
    },
    somebody,
    house.now(),
  );
  await page.locator("menu-tree").getByRole("button", { name: "Tillbaka till Huvudmeny" }).waitFor();
  await key(page, "Knapp 1: Växeln").click();
  await page.keyboard.press("Delete");
  await page.locator(".other", { hasText: "Ingen knapp" }).click();
  const editor = page.locator("way-editor");
  await editor.getByRole("combobox", { name: "Leder till" }).selectOption("");
  await page.getByRole("button", { name: "Spara · 2 ändringar" }).first().click();
  const live = page.locator("confirm-dialog").filter({ hasText: "Knapp" });
  await page.getByRole("dialog", { name: "Den som ringer hör det genast" }).waitFor();
  await live.getByText("Knapp 1 leder ingenstans längre (hittills Växeln)").waitFor();
  await expectAccessible(page);
  await live.getByRole("button", { name: "Spara ändå" }).click();
  await said(page, /Samtalen skulle gå runt utan att nå någon: Huvudmeny → Support → Huvudmeny/);
  expect((await now(firm.main.id)).version).toBe(1);

  await page.getByRole("button", { name: "Ångra ändringarna" }).click();
  await key(page, "Knapp 1: Växeln").click();
  await editor.getByRole("combobox", { name: "Flytta till" }).selectOption("key:2");
  await key(page, "Knapp 1: Support").waitFor();
  await page.getByRole("button", { name: "Spara · 2 ändringar" }).first().click();
  await live.getByRole("button", { name: "Spara ändå" }).click();
  await said(page, "Huvudmeny är sparat.");
  expect(await leads(firm.main.id)).toEqual([`1 menu ${firm.support.id}`, `2 group ${house.ids.groups.switchboard}`]);
  await page.getByRole("button", { name: "Tidigare versioner" }).click();
  await page.getByRole("button", { name: "Jämför med nu" }).click();
  await said(page, "Knapp 1: Växeln (Kopplas)");
  await page.getByRole("button", { name: /^Återställ/ }).click();
  await expect.poll(() => leads(firm.main.id)).toEqual([`1 group ${house.ids.groups.switchboard}`, `2 menu ${firm.support.id}`]);
});

test("The tree leads on: links to what it names, a jump back to where calls come round, and sound in place", async () => {
  const page = await opened(firm.main.id, { width: 320, scheme: "dark", language: "en" });
  const tree = page.locator("menu-tree");
  await tree.getByRole("button", { name: "Back to Huvudmeny" }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await tree.getByRole("button", { name: "Back to Huvudmeny" }).click();
  expect(await focusedName(page)).toMatch(/^Huvudmeny/);
  await tree.getByRole("button", { name: /Kopplas/ }).waitFor();
  await tree.getByRole("button", { name: "Edit Key 2" }).click();
  await expect.poll(() => focusedName(page)).toMatch(/Response group/);
  await expectNoSideways(page);
  await tree.getByRole("link", { name: "Support" }).first().click();
  await page.getByRole("heading", { level: 1, name: /Support/ }).waitFor();
});

test("Two who edit at once get what the other saved, and are asked where both changed the same", async () => {
  expectFault(/412/);
  const page = await opened(firm.support.id);
  await key(page, "Knapp 9: Huvudmeny").waitFor();
  const settings = page.locator("menu-settings");
  await settings.getByLabel("Försök med fel knapp").selectOption("5");
  await settings.getByLabel("Namn").fill("Hjälpen");
  const before = inputOf(await now(firm.support.id));
  const theirs = { ...before, organisationId: firm.organisationId, id: firm.support.id, name: "Supporten", timeoutSeconds: 9 };
  await saveMenu(house.db, theirs, somebody, house.now());
  await page.getByRole("button", { name: "Spara · 2 ändringar" }).first().click();
  const dialog = page.locator("conflict-dialog");
  await dialog.getByRole("radio", { name: /Hjälpen/ }).check();
  await dialog.getByRole("button", { name: "Spara", exact: false }).last().click();
  await said(page, "Hjälpen är sparat.");
  expect(inputOf(await now(firm.support.id))).toMatchObject({ name: "Hjälpen", maxInvalid: 5, timeoutSeconds: 9 });
});

test("The list opens a menu beside itself, copies it, and lists what keeps one from being deleted", async () => {
  const page = await house.signedIn("anna", { path: `/menus?menu=${firm.support.id}`, height: 900 });
  const panel = page.locator("menu-panel");
  await panel.getByText("Samtal kommer hit från").waitFor();
  await panel.getByRole("link", { name: "Huvudmeny" }).first().waitFor();
  await panel.getByRole("button", { name: "Ta bort" }).click();
  await page.locator("confirm-dialog").getByText("Huvudmeny: Knapp 2").waitFor();
  await page.locator("confirm-dialog").getByRole("button", { name: "Stäng", exact: true }).last().click();
  await panel.getByRole("button", { name: "Kopiera" }).click();
  await page.locator("name-dialog").getByRole("textbox").fill("Support natt");
  await page.locator("name-dialog").getByRole("button", { name: "Kopiera" }).click();
  await said(page, "Support natt är skapat som kopia.");
  await page.getByRole("heading", { level: 1, name: /Support natt/ }).waitFor();
  await page.getByRole("button", { name: "Ta bort", exact: true }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Ta bort" }).click();
  await said(page, "Support natt är borttaget.");
  await expect.poll(() => page.locator("data-list").getByText("Huvudmeny").count()).toBe(1);
  const small = await house.signedIn("anna", { path: `/menus?menu=${firm.main.id}`, width: 320, scheme: "dark" });
  await small.getByRole("link", { name: "Ändra menyvalet" }).waitFor();
  await expectAccessible(small);
  await expectNoSideways(small);
});
