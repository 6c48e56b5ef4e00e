import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { getPerson } from "../../db/people.ts";
import { updateAdvanced } from "../../db/people-changes.ts";
import { createPerson } from "../../db/people-create.ts";
import { endSession } from "../../db/sessions.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const refused = "Numret eller lösenordet är fel. Kontrollera dem och försök igen.";

async function fill(page: Page, name: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "Fast nummer eller användarnamn" }).fill(name);
  await page.getByLabel("Lösenord", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
}

const account = (page: Page, name: string) => page.getByRole("button", { name: `${name}, ditt konto` });

/** The session of a person is over: somebody ended it, or its time has come. */
async function endSessionsOf(userId: string): Promise<void> {
  const ids: string[] = await house.db("session").where("user_id", userId).pluck("id");
  for (const id of ids) await endSession(house.db, id);
}

describe("Signing in", () => {
  test("takes the number in any form, says one thing for every mistake, and leads to the page that was wanted", async () => {
    expectFault(/401/);
    const page = await house.opened({ path: "/appearance-x" });
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    expect(await page.title()).toBe("Logga in · Klyka");
    const name = page.getByRole("textbox", { name: "Fast nummer eller användarnamn" });
    await expect.poll(() => name.evaluate((input) => input.matches(":focus"))).toBe(true);
    expect(await name.getAttribute("autocomplete")).toBe("username");
    const password = page.getByLabel("Lösenord", { exact: true });
    expect(await password.getAttribute("autocomplete")).toBe("current-password");
    await page.getByRole("button", { name: "Logga in" }).click();
    await page.getByText("Fyll i det här.").first().waitFor();
    for (const wrong of ["08-465 004 02", "08-465 004 98", "eva.lund", "+46 70 174 06 12"]) {
      await fill(page, wrong, "inte det rätta lösenordet");
      await page.getByRole("alert").getByText(refused).waitFor();
      expect(await name.inputValue()).toBe(wrong);
    }
    await fill(page, "00468 465 00402 ", house.password);
    await account(page, "Eva Lund").waitFor();
    expect(new URL(page.url()).pathname).toBe("/appearance-x");
    await expect.poll(() => focusedName(page)).toBe("Sidan finns inte");
  });

  test("is slowed down after too many tries, and says for how long", async () => {
    expectFault(/401|429/);
    const page = await house.opened();
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    const statuses = await page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name: "08-465 004 97", password: "x" });
      const found: number[] = [];
      for (let count = 0; count < 10; count++)
        found.push((await fetch("/api/session", { method: "POST", headers, body })).status);
      return found;
    });
    expect(new Set(statuses)).toEqual(new Set([401]));
    await fill(page, "08-465 004 97", "inte det rätta lösenordet");
    await page.getByRole("alert").getByText("Det blev för många försök. Vänta 15 minuter och försök igen.").waitFor();
    await expectAccessible(page);
  });

  test.each([
    ["sv", "light"],
    ["en", "dark"],
  ] as const)("is accessible and fits 320 px in %s and %s, also after a refusal", async (language, scheme) => {
    expectFault(/401/);
    const page = await house.opened({ language, scheme, width: 320 });
    await page.getByRole("heading", { name: language === "sv" ? "Logga in" : "Sign in" }).waitFor();
    await expectNoSideways(page);
    await page.getByRole("textbox").first().fill("nobody");
    await page.locator("input[name=password]").fill("nothing");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    await page.getByRole("button", { name: language === "sv" ? "English" : "Svenska" }).click();
    await page.getByRole("heading", { name: language === "sv" ? "Sign in" : "Logga in" }).waitFor();
  });

  test("with a password that somebody else has chosen demands an own one before anything else", async () => {
    expectFault(/422/);
    const page = await house.opened({ path: "/appearance", width: 320 });
    await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
    await page.goto(house.url);
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    await fill(page, "0846500404", house.password);
    await page.getByRole("heading", { name: "Välj ett eget lösenord" }).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    expect(await page.getByLabel("Lösenordet du fick").count()).toBe(0);
    const own = page.getByLabel("Nytt lösenord");
    for (const [bad, sentence] of [
      ["kort", "Lösenordet behöver minst 12 tecken."],
      ["SaraÖberg2026", "Lösenordet är lätt att gissa."],
    ] as const) {
      await own.fill(bad);
      await page.keyboard.press("Enter");
      await page.getByText(sentence, { exact: false }).waitFor();
      await expect.poll(() => own.evaluate((input) => input.matches(":focus"))).toBe(true);
    }
    await own.fill("sju sega gäddor simmar");
    await page.keyboard.press("Enter");
    await account(page, "Sara Öberg").waitFor();
    await page.reload();
    await account(page, "Sara Öberg").waitFor();
  });
});

test("A forgotten password is replaced through the link in the mail, once", async () => {
  expectFault(/410|404|422|400|409/);
  const page = await house.opened();
  await page.getByRole("link", { name: "Glömt lösenordet?" }).click();
  await page.getByRole("heading", { name: "Glömt lösenordet" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Fast nummer eller användarnamn" }).fill("anna.ek");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Titta i din e-post" }).waitFor();
  await expect.poll(() => house.mails.length).toBe(1);
  const link = `/new-password#${house.mails[0]?.token}`;
  await page.goto(house.url + link);
  await page.getByRole("heading", { name: "Välj ett nytt lösenord" }).waitFor();
  await expectAccessible(page);
  await page.getByLabel("Nytt lösenord").fill("åtta blå älgar vid sjön");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Lösenordet är bytt" }).waitFor();
  expect(page.url()).toBe(`${house.url}/new-password`);
  const again = await house.opened({ path: link });
  await again.getByLabel("Nytt lösenord").fill("nio blå älgar vid sjön");
  await again.keyboard.press("Enter");
  await again.getByRole("alert").getByText("Länken är använd eller för gammal.", { exact: false }).waitFor();
  await again.getByRole("link", { name: "Be om en ny länk" }).waitFor();
  await page.getByRole("link", { name: "Till inloggningen" }).click();
  await fill(page, "anna.ek", "åtta blå älgar vid sjön");
  await account(page, "Anna Ek").waitFor();
});

describe("A session that ends", () => {
  test("is signed in to again over the page, and what was under way is done then", async () => {
    expectFault(/401/);
    const page = await house.signedIn("jonas", { path: "/appearance", width: 320 });
    await page.getByRole("radio", { name: "English" }).waitFor();
    await endSessionsOf(house.ids.people.jonas);
    await page.getByRole("radio", { name: "English" }).press("Space");
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "Fixed number or user name" }).fill("08-465 004 03");
    await page.getByLabel("Password", { exact: true }).fill(house.password);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    const language = async () => (await house.db("users").where("id", house.ids.people.jonas).first("language")).language;
    await expect.poll(language).toBe("en");
    await house.db("users").where("id", house.ids.people.jonas).update({ language: null });
  });

  test("leaves the page as it is for whoever will not sign in just now", async () => {
    expectFault(/401/);
    const page = await house.signedIn("jonas", { path: "/appearance" });
    await page.getByRole("radio", { name: "English" }).waitFor();
    await endSessionsOf(house.ids.people.jonas);
    await page.getByRole("radio", { name: "English" }).press("Space");
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByText("You need to sign in again.", { exact: false }).waitFor();
    await page.getByRole("heading", { name: "Appearance and language" }).waitFor();
  });

  test("is left by signing out, in every window at once", async () => {
    const page = await house.signedIn("jonas", { path: "/appearance" });
    await account(page, "Jonas Malm").waitFor();
    const other = await page.context().newPage();
    await other.goto(`${house.url}/appearance`);
    await account(other, "Jonas Malm").waitFor();
    await account(page, "Jonas Malm").press("Enter");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Logga ut" }).press("Enter");
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
    // Also from a page that is open to everybody.
    await other.getByRole("heading", { name: "Logga in" }).waitFor();
    expect(await house.db("session").where("user_id", house.ids.people.jonas)).toEqual([]);
  });

  test("takes along what lay over the page of another window, which may show what is nobody else's business", async () => {
    // The dialog that goes has its page read the list once more.
    expectFault(/401/);
    const page = await house.signedIn("anna", { path: "/sites" });
    await page.getByRole("button", { name: "Ny plats" }).click();
    await page.getByRole("textbox", { name: "Namn" }).fill("Lagret");
    await page.getByRole("button", { name: "Skapa platsen" }).click();
    const said = page.getByText("Platsen Lagret finns nu.");
    await said.waitFor();
    await page.getByRole("button", { name: "Ny plats" }).click();
    const other = await page.context().newPage();
    await other.goto(house.url);
    await account(other, "Anna Ek").press("Enter");
    await other.getByRole("button", { name: "Logga ut" }).press("Enter");
    await page.getByRole("heading", { name: "Logga in" }).waitFor();
    expect([await page.getByRole("dialog").count(), await said.count()]).toEqual([0, 0]);
    await page.getByRole("textbox", { name: /Fast nummer/ }).fill("nobody");
  });
});

test("A right that is taken away is gone from the page at once", async () => {
  const page = await house.signedIn("petra", { path: "/appearance" });
  const office = page.getByRole("link", { name: "Administratörsvy" });
  await office.waitFor();
  const { petra: id, anna } = house.ids.people;
  const { other: organisationId } = house.ids.organisations;
  const actor = { kind: "cli", id: anna, name: "klyka", organisationId: null } as const;
  // Petra is not the last one.
  const second = { organisationId, firstName: "Kim", lastName: "Ny", rights: ["user" as const, "administrator" as const] };
  await createPerson(house.db, second, "all", actor, new Date());
  const { versions } = await getPerson(house.db, { organisationId, id });
  const input = { organisationId, id, version: versions.advanced, rights: ["user" as const] };
  await updateAdvanced(house.db, input, "ex", "all", actor, new Date());
  await office.waitFor({ state: "detached" });
});
