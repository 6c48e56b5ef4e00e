import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();

const sections = (page: Page) => page.getByRole("navigation", { name: "Avdelningar" });
const open = (page: Page, name: string) => sections(page).locator('[aria-current="page"]', { hasText: name });
const views = (page: Page) => page.getByRole("navigation", { name: "Vy", exact: true });
const account = (page: Page, name: string) => page.getByRole("button", { name: `${name}, ditt konto` });
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

describe("The frame", () => {
  test("gives a user the own pages and nothing else, and says of others whom they are for", async () => {
    const page = await house.signedIn("eva", { path: "/users", width: 320 });
    await page.getByRole("heading", { name: "Sidan är inte öppen för dig" }).waitFor();
    await page.getByText("be en administratör i Björkö Bygg AB om behörigheten", { exact: false }).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    expect(await views(page).count()).toBe(0);
    await page.getByRole("link", { name: "Till startsidan" }).click();
    await sections(page).getByRole("link", { name: "I dag" }).waitFor();
    expect(pathOf(page)).toBe("/");
  });

  test("begins with an administrator's own day and switches to the organisation and back", async () => {
    const page = await house.signedIn("anna");
    await open(page, "I dag").waitFor();
    await views(page).getByRole("link", { name: "Administratörsvy" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: /^Användare/ }).waitFor();
    expect(await views(page).getByRole("link", { name: "Administratörsvy" }).getAttribute("aria-current")).toBe("true");
    expect(await sections(page).getByRole("link", { name: "I dag" }).count()).toBe(0);
    await account(page, "Anna Ek").press("Enter");
    await expect.poll(() => focusedName(page)).toBe("Ditt konto");
    await page.getByRole("link", { name: "Utseende och språk" }).press("Enter");
    await expect.poll(() => focusedName(page)).toBe("Utseende och språk");
    // A page of both views stays in the one that one came from.
    expect(await views(page).getByRole("link", { name: "Administratörsvy" }).getAttribute("aria-current")).toBe("true");
    await views(page).getByRole("link", { name: "Mina sidor" }).press("Enter");
    await expect.poll(() => pathOf(page)).toBe("/");
  });

  test.each([
    ["sv", "light", "Administratörsvy"],
    ["en", "dark", "Administrator view"],
  ] as const)("is worked at 320 px in %s and %s, with the sections at the lower edge", async (language, scheme, view) => {
    const page = await house.signedIn("anna", { path: "/appearance", language, scheme, width: 320, height: 640 });
    await page.getByRole("link", { name: view }).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
  });

  test("tells an operator in whose organisation they are, and lets them leave it", async () => {
    const page = await house.signedIn("olle", { path: "/appearance" });
    await account(page, "Olle Palm").waitFor();
    expect(await page.getByText("Du arbetar i", { exact: false }).count()).toBe(0);
    await page.evaluate(async (id) => {
      const { session } = await (await fetch("/api/session")).json();
      const headers = { "content-type": "application/json", "x-csrf-token": session.csrf };
      await fetch("/api/session/organisation", { method: "PUT", headers, body: JSON.stringify({ id }) });
    }, house.ids.organisations.firm);
    await page.reload();
    await page.getByText("Du arbetar i Björkö Bygg AB som operatör.", { exact: false }).waitFor();
    await views(page).getByRole("link", { name: "Administratörsvy" }).waitFor();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSideways(page);
    await page.getByRole("button", { name: "Lämna företaget" }).click();
    await page.getByText("Du är tillbaka i Kabelnord Drift AB.").waitFor();
    expect(await page.getByText("Du arbetar i", { exact: false }).count()).toBe(0);
    const { firm: organisationId } = house.ids.organisations;
    const entries = await listAudit(house.db, { organisationId });
    const actions = entries.map(({ action }) => action).filter((action) => action.startsWith("operator."));
    expect(actions.sort()).toEqual(["operator.entered", "operator.left"]);
  });

  test("listens to the server while somebody is signed in, and no longer", async () => {
    const page = await house.opened({ path: "/appearance" });
    const ended: string[] = [];
    // Whoever is first: the page closes it, or the server ends it.
    const note = (request: { url(): string }) => ended.push(new URL(request.url()).pathname);
    page.on("requestfailed", note);
    page.on("requestfinished", note);
    await page.context().addCookies([{ name: "klyka_session", value: await house.session("eva"), url: house.url }]);
    const stream = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/events");
    await page.reload();
    expect((await stream).status()).toBe(200);
    await account(page, "Eva Lund").click();
    await page.getByRole("button", { name: "Logga ut" }).click();
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    await expect.poll(() => ended).toContain("/api/events");
  });
});

describe("The search", () => {
  const search = (page: Page) => page.getByRole("combobox", { name: "Sök i allt" });
  const option = (page: Page, name: RegExp) => page.getByRole("option", { name });

  test("offers the pages first, finds people by number in any form, and remembers what was opened", async () => {
    const page = await house.signedIn("anna", { path: "/appearance" });
    await account(page, "Anna Ek").waitFor();
    await page.keyboard.press("/");
    await option(page, /^Användare Administratörsvy/).waitFor();
    for (const written of ["eva lu", "+46 8 465 004 02", "0046846500402", "070-174 06 12", "402"]) {
      await search(page).fill(written);
      await option(page, /^Eva Lund 08-465 004 02 · 070-174 06 12/).waitFor();
    }
    await search(page).fill("xyzzy");
    await page.getByText("Inget stämmer med ”xyzzy”.", { exact: false }).waitFor();
    await expectAccessible(page);
    // What is too long is said, not called a fault.
    expectFault(/status of 422/);
    await search(page).fill("a".repeat(201));
    await page.getByText("Högst 200 tecken.").waitFor();
    await search(page).fill("jonas");
    await option(page, /^Jonas Malm/).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => pathOf(page)).toBe(`/users?user=${house.ids.people.jonas}`);
    await page.keyboard.press("Control+k");
    await search(page).fill("");
    await page
      .getByRole("group", { name: "Senast öppnade" })
      .getByRole("option", { name: /^Jonas Malm/ })
      .waitFor();
  });

  test("finds a user's colleagues and own pages, and nothing of the organisation's", async () => {
    const page = await house.signedIn("eva", { path: "/appearance", width: 320 });
    await page.getByRole("button", { name: "Sök" }).click();
    await option(page, /^I dag Mina sidor/).waitFor();
    expect(await option(page, /Administratörsvy/).count()).toBe(0);
    await search(page).fill("anna");
    await option(page, /^Anna Ek/).waitFor();
    await search(page).fill("verkstan");
    await page.getByText("Inget stämmer med ”verkstan”.", { exact: false }).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
  });

  test("finds phones by address and label, keys, the number of a group, and a contact, which it opens in its list", async () => {
    const page = await house.signedIn("anna", { path: "/appearance", width: 320, scheme: "dark" });
    await page.getByRole("button", { name: "Sök" }).click();
    for (const written of ["80:5E:C0:A1:00:01", "805ec0a1", "reception"]) {
      await search(page).fill(written);
      await option(page, /^Receptionen .*T54W · 80:5E:C0:A1:00:01 · Eva Lund/).waitFor();
    }
    await search(page).fill("verkstan");
    await option(page, /^Verkstan Knapp på Receptionen/).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    await search(page).fill("granberg");
    await option(page, /Granbergs Trä AB 0980-31 92 01/).click();
    await page.locator("contact-panel").getByRole("heading", { name: "Gunnar Gran" }).waitFor();
    expect(new URL(page.url()).search).toBe(`?contact=${house.ids.contact}`);
    await page.getByRole("button", { name: "Sök" }).click();
    await search(page).fill("växeln");
    await option(page, /^Växeln 08-465 004 00/).waitFor();
  });
});
