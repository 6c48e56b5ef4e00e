import { expect, inject, test } from "vitest";
import type {} from "../src/app.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName, newPage, openPage } from "./browser.ts";

test.each([
  ["sv", "light", "Utseende och språk"],
  ["en", "dark", "Appearance and language"],
] as const)(
  "The first view in %s and %s is accessible, fits 320 px and is called by its heading",
  async (language, scheme, heading) => {
    const page = await openPage("/", { language, scheme, width: 320 });
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    expect(await page.title()).toBe(`${heading} · Klyka`);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await expectNoSideways(page);
    await expectAccessible(page);
  },
);

test("Colours that are chosen hold after the page has been left, and before the first paint", async () => {
  const page = await openPage("/appearance", { scheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).toBe("rgb(245, 242, 236)");
  await page.getByRole("radio", { name: "Mörkt" }).press("Space");
  expect(await ground()).toBe("rgb(23, 22, 19)");
  await page.reload();
  expect(await page.getByRole("radio", { name: "Mörkt" }).isChecked()).toBe(true);
  expect(await ground()).toBe("rgb(23, 22, 19)");
  await page.getByRole("radio", { name: "Som datorn" }).press("Space");
  expect(await ground()).toBe("rgb(245, 242, 236)");
});

test("The language changes everywhere at once and holds", async () => {
  const page = await openPage("/appearance");
  await page.getByRole("radio", { name: "English" }).press("Space");
  await page.getByRole("heading", { name: "Appearance and language" }).waitFor();
  expect(await page.title()).toBe("Appearance and language · Klyka");
  await page.reload();
  await page.getByRole("heading", { name: "Appearance and language" }).waitFor();
});

test("An address that leads nowhere says so, and the way back is taken without loading the document again", async () => {
  const page = await openPage("/telefoner/17");
  await page.getByText("Adressen /telefoner/17 leder ingenstans.").waitFor();
  await page.evaluate(() => Object.assign(window, { still: true }));
  await page.getByRole("link", { name: "Till startsidan" }).press("Enter");
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  await expect.poll(() => focusedName(page)).toBe("Utseende och språk");
  await page.goBack();
  await page.getByRole("heading", { name: "Sidan finns inte" }).waitFor();
  await expect.poll(() => focusedName(page)).toBe("Sidan finns inte");
  await page.goForward();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  expect(await page.evaluate(() => "still" in window)).toBe(true);
});

test("A page whose code does not arrive says so and can be fetched again", async () => {
  expectFault(/Failed to load resource|Failed to fetch/);
  const page = await newPage();
  await page.route(/appearance-page/, (route) => route.abort());
  await page.goto(`${inject("pageAddress")}/appearance`);
  await page.getByRole("heading", { name: "Sidan kunde inte hämtas" }).waitFor();
  await expectAccessible(page);
  await page.unroute(/appearance-page/);
  await page.getByRole("button", { name: "Hämta på nytt" }).click();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
});

test("A page on a slow line says that it is being fetched", async () => {
  const page = await newPage();
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(/appearance-page/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${inject("pageAddress")}/appearance`);
  await page.getByText("Hämtar sidan …").waitFor();
  go();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  expect(await page.getByText("Hämtar sidan …").count()).toBe(0);
});

test("Losing the network is said, and that it is back", async () => {
  const page = await openPage("/");
  await page.context().setOffline(true);
  await page.getByText("Ingen kontakt med servern.").waitFor();
  await page.context().setOffline(false);
  await expect.poll(() => page.getByText("Ingen kontakt med servern.").count()).toBe(0);
});

test("A page that will not be left yet stays, on a link and on the back button", async () => {
  const page = await openPage("/nowhere");
  await page.getByRole("link", { name: "Till startsidan" }).click();
  await page.getByRole("heading", { name: "Utseende och språk" }).waitFor();
  const guard = (may: boolean) =>
    page.evaluate((answer) => void document.querySelector("klyka-app")?.router.guard(() => answer), may);
  await guard(false);
  await page.getByRole("link", { name: "Klyka" }).click();
  await page.evaluate(() => history.back());
  await expect.poll(() => new URL(page.url()).pathname).toBe("/");
  expect(await page.getByRole("heading", { name: "Utseende och språk" }).count()).toBe(1);
  await guard(true);
  await page.evaluate(() => history.back());
  await page.getByRole("heading", { name: "Sidan finns inte" }).waitFor();
});
