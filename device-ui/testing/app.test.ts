import { expect, test } from "vitest";
import type {} from "../src/app.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const path = "/appearance";

test.each([
  ["sv", "light", "Utseende och språk"],
  ["en", "dark", "Appearance and language"],
] as const)("A view in %s and %s is accessible, fits 320 px and is called by its heading", async (language, scheme, heading) => {
  const page = await house.signedIn("jonas", { path, language, scheme, width: 320 });
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  expect(await page.title()).toBe(`${heading} · Klyka`);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  await expectNoSideways(page);
  await expectAccessible(page);
});

test("Colours that are chosen hold after the page has been left, and before the first paint", async () => {
  const page = await house.signedIn("jonas", { path, scheme: "light" });
  await page.getByRole("radio", { name: "Mörkt" }).waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).toBe("rgb(245, 242, 236)");
  await page.getByRole("radio", { name: "Mörkt" }).press("Space");
  expect(await ground()).toBe("rgb(23, 22, 19)");
  await page.reload();
  await expect.poll(() => page.getByRole("radio", { name: "Mörkt" }).isChecked()).toBe(true);
  expect(await ground()).toBe("rgb(23, 22, 19)");
  await page.getByRole("radio", { name: "Som datorn" }).press("Space");
  expect(await ground()).toBe("rgb(245, 242, 236)");
});

test("The language changes everywhere at once, and follows the person to another browser", async () => {
  const page = await house.signedIn("eva", { path });
  await page.getByRole("radio", { name: "English" }).press("Space");
  await page.getByRole("heading", { name: "Appearance and language" }).waitFor();
  expect(await page.title()).toBe("Appearance and language · Klyka");
  const { eva } = house.ids.people;
  await expect.poll(async () => (await house.db("users").where("id", eva).first("language")).language).toBe("en");
  const other = await house.signedIn("eva", { path, language: "sv" });
  await other.getByRole("heading", { name: "Appearance and language" }).waitFor();
  await house.db("users").where("id", eva).update({ language: null });
});

test("An address that leads nowhere says so, and the way back is taken without loading the document again", async () => {
  const page = await house.signedIn("jonas", { path });
  // Only the first page that is seen keeps the browser's own start.
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  await page.evaluate(() => Object.assign(window, { still: true }));
  await page.evaluate(() => void document.querySelector("klyka-app")?.router.go("/telefoner/17"));
  await page.getByText("Adressen /telefoner/17 leder ingenstans.").waitFor();
  await expect.poll(() => focusedName(page)).toBe("Sidan finns inte");
  await page.goBack();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  await expect.poll(() => focusedName(page)).toBe("Utseende och språk");
  await page.goForward();
  await page.getByRole("link", { name: "Till startsidan" }).press("Enter");
  await expect.poll(() => new URL(page.url()).pathname).toBe("/");
  expect(await page.evaluate(() => "still" in window)).toBe(true);
});

test("A page whose code does not arrive says so and can be fetched again", async () => {
  expectFault(/Failed to load resource|Failed to fetch/);
  const page = await house.opened();
  await page.context().addCookies([{ name: "klyka_session", value: await house.session("jonas"), url: house.url }]);
  await page.route(/appearance-page/, (route) => route.abort());
  await page.goto(house.url + path);
  await page.getByRole("heading", { name: "Sidan kunde inte hämtas" }).waitFor();
  await expectAccessible(page);
  await page.unroute(/appearance-page/);
  await page.getByRole("button", { name: "Hämta på nytt" }).click();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
});

test("A page on a slow line says that it is being fetched", async () => {
  const page = await house.opened();
  await page.context().addCookies([{ name: "klyka_session", value: await house.session("jonas"), url: house.url }]);
  const held = Promise.withResolvers<void>();
  await page.route(/appearance-page/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto(house.url + path);
  await page.getByText("Hämtar sidan …").waitFor();
  held.resolve();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  expect(await page.getByText("Hämtar sidan …").count()).toBe(0);
});

test("Losing the network is said, and that it is back; a start without the server can be tried again", async () => {
  expectFault(/Failed to load resource/);
  const page = await house.signedIn("jonas", { path });
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  await page.context().setOffline(true);
  await page.getByText("Ingen kontakt med servern.").waitFor();
  await page.context().setOffline(false);
  await expect.poll(() => page.getByText("Ingen kontakt med servern.").count()).toBe(0);
  await page.route(/\/api\/session$/, (route) => route.fulfill({ status: 500, body: "" }));
  await page.reload();
  await page.getByRole("heading", { name: "Servern svarar inte" }).waitFor();
  await expectAccessible(page);
  await page.unroute(/\/api\/session$/);
  await page.getByRole("button", { name: "Försök igen" }).click();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
});

test("A page that will not be left yet stays, on a link and on the back button", async () => {
  const page = await house.signedIn("jonas", { path: "/nowhere" });
  await page.getByRole("heading", { name: "Sidan finns inte" }).waitFor();
  await page.evaluate((to) => void document.querySelector("klyka-app")?.router.go(to), path);
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  const guard = (may: boolean) =>
    page.evaluate((answer) => void document.querySelector("klyka-app")?.router.guard(() => answer), may);
  await guard(false);
  await page.getByRole("link", { name: "Klyka" }).click();
  await page.evaluate(() => history.back());
  await expect.poll(() => new URL(page.url()).pathname).toBe(path);
  expect(await page.getByRole("heading", { name: "Utseende och språk" }).count()).toBe(1);
  await guard(true);
  await page.evaluate(() => history.back());
  await page.getByRole("heading", { name: "Sidan finns inte" }).waitFor();
});
