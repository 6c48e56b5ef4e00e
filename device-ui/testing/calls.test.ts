import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setMembers } from "../../db/group-members.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { seedMenus } from "./menus-house.ts";
import { realHouse } from "./real-house.ts";

// A Monday, 10:28 on the wall.
const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
let firm: Awaited<ReturnType<typeof seedMenus>>;
const somebody: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };

beforeAll(async () => {
  firm = await seedMenus(house);
});

const heading = (page: Page, name: string | RegExp) => page.locator("route-steps").getByRole("heading", { level: 2, name });
const said = (page: Page, text: string | RegExp) => page.locator("route-steps").getByText(text).first().waitFor();

test("A call to the main menu is tried by keyboard: its whole way, a jump to the next stop, and another moment", async () => {
  const page = await house.signedIn("anna", { path: "/calls", height: 1000 });
  await page.getByText("Välj vart samtalet går").waitFor();
  await page.getByRole("combobox", { name: "Till" }).fill("Huvudm");
  await page.getByRole("option", { name: /Huvudmeny/ }).waitFor();
  await page.keyboard.press("Enter");
  await heading(page, /Huvudmeny/).waitFor();
  expect(new URL(page.url()).searchParams.get("to")).toBe(`menu:${firm.main.id}`);
  await said(page, "Öppet bestämmer.");
  await said(page, "Välkommen till Björkö Bygg. För växeln, tryck 1. För support, tryck 2.");
  await said(page, "Knapp 2");
  const jump = page.locator("route-steps").getByRole("button", { name: "till Support" }).first();
  await jump.focus();
  await page.keyboard.press("Enter");
  expect(await focusedName(page)).toMatch(/^Menyval Support/);
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "När" }).fill("sön 12");
  await page.keyboard.press("Tab");
  await said(page, "[default] bestämmer: ingen post ovanför stämmer.");
  await said(page, "samtalet avslutas");
  expect(await heading(page, /Support/).count()).toBe(0);
  await page.reload();
  await heading(page, /Huvudmeny/).waitFor();
  await said(page, "Stängt då");
});

test("A group's call says of each member why it rings there or not, also in English, in the dark and on a small screen", async () => {
  const { ids, db } = house;
  const groupId = ids.groups.support;
  const members = [ids.people.eva, ids.people.jonas].map((userId) => ({ userId, mayToggle: true, viaMobile: false }));
  const out = members.map((one, at) => ({ ...one, loggedIn: at === 0 }));
  await setMembers(db, { organisationId: firm.organisationId, groupId, members: out }, somebody, house.now());
  const look = { width: 320, colorScheme: "dark", locale: "en-GB" } as const;
  const page = await house.signedIn("anna", { path: `/calls?to=group:${groupId}&from=hej`, ...look });
  await said(page, /logged out|utloggad/);
  await said(page, /rings|ringer/);
  await page
    .getByText(/is no telephone number|är inget telefonnummer/)
    .first()
    .waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
});

test("What is nobody's is said, and nothing else is shown", async () => {
  expectFault(/404/);
  const page = await house.signedIn("anna", { path: "/calls?to=031-390 06 99" });
  await page.getByText("Ingen här har det numret.").waitFor();
  expect(await page.locator("route-steps").count()).toBe(0);
});
