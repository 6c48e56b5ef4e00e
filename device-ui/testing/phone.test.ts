import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openPart } from "./browser.ts";

const key = (page: Page, name: string) => page.getByRole("option", { name, exact: true });
const selected = async (page: Page) =>
  page.getByRole("option", { selected: true }).evaluate((one) => one.querySelector("title, .hidden")?.textContent ?? "");

test("Every key of the page in sight has a name that says where it is and what is on it", async () => {
  const page = await openPart("part=phone");
  const keys = page.getByRole("listbox", { name: "Yealink T46U, knappar" }).getByRole("option");
  expect(await keys.count()).toBe(9);
  expect(await keys.evaluateAll((all) => all.map((one) => one.querySelector("title")?.textContent))).toMatchInlineSnapshot(`
    [
      "Knapp 1, sida 1: Reception, linje",
      "Knapp 2, sida 1: Anna Ek, BLF",
      "Knapp 3, sida 1: Bo Lindqvist, BLF, går inte på modellen",
      "Knapp 4, sida 1: Växel in, grupp in/ut, väntar på att hämtas",
      "Knapp 5, sida 1: Lager, BLF",
      "Knapp 6, sida 1: Hänvisa, hänvisning, låst",
      "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas",
      "Knapp 8, sida 1: Dörr 2, adress (URL)",
      "Knapp 9, sida 1: Jour 070, snabbnummer",
    ]
  `);
});

test("Arrows walk over the keys as they lie, and turn the page", async () => {
  const page = await openPart("part=phone");
  await key(page, "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas").focus();
  await page.keyboard.press("ArrowLeft");
  expect(await selected(page)).toBe("Knapp 2, sida 1: Anna Ek, BLF");
  await page.keyboard.press("ArrowDown");
  expect(await selected(page)).toContain("Knapp 3");
  await page.keyboard.press("PageDown");
  expect(await selected(page)).toBe("Knapp 12, sida 2: Sara Öberg, BLF");
  await page.keyboard.press("Enter");
  await page.getByText("open 0/12").waitFor();
  await page.keyboard.press("Delete");
  await page.getByText("clear 0/12").waitFor();
  await page.keyboard.press("Control+c");
  await page.getByText("copy 0/12").waitFor();
});

test("The drawing is one stop for the Tab key, the page key another", async () => {
  const page = await openPart("part=phone");
  const stops = await page
    .locator("phone-drawing svg.phone [tabindex='0']")
    .evaluateAll((all) => all.map((one) => one.querySelector("title")?.textContent));
  expect(stops).toEqual(["Sida 2", "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas"]);
});

test("The page key and the buttons below show the next page", async () => {
  const page = await openPart("part=phone");
  await page.locator("phone-drawing svg").getByRole("button", { name: "Sida 2" }).press("Enter");
  await key(page, "Knapp 10, sida 2: Jonas Malm, BLF").waitFor();
  await page.getByRole("button", { name: "Sida 3" }).last().click();
  await key(page, "Knapp 19, sida 3: tom").waitFor();
});

test("A colleague dragged on to a key lies on it", async () => {
  const page = await openPart("part=phone");
  await page.getByRole("button", { name: "Sida 2" }).last().click();
  await page.getByText("Sara Öberg").last().dragTo(key(page, "Knapp 13, sida 2: tom"));
  await key(page, "Knapp 13, sida 2: Sara Öberg, BLF, väntar på att hämtas").waitFor();
  expect(await selected(page)).toContain("Knapp 13");
});

test("A key dragged to another place moves, a click only chooses", async () => {
  const page = await openPart("part=phone");
  const from = await key(page, "Knapp 2, sida 1: Anna Ek, BLF").boundingBox();
  const to = await key(page, "Knapp 5, sida 1: Lager, BLF").boundingBox();
  if (!from || !to) throw new Error("both keys are drawn");
  await page.mouse.click(from.x + 15, from.y + from.height / 2);
  expect(await selected(page)).toBe("Knapp 2, sida 1: Anna Ek, BLF");
  await page.mouse.move(from.x + 15, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 15, to.y + to.height / 2, { steps: 4 });
  await page.mouse.up();
  await key(page, "Knapp 5, sida 1: Anna Ek, BLF, väntar på att hämtas").waitFor();
  await key(page, "Knapp 2, sida 1: tom").waitFor();
});

test("A module's keys are walked to from the phone, and its own page keys show its pages", async () => {
  const page = await openPart("part=phone&model=t54wWithModule");
  await key(page, "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas").focus();
  await page.keyboard.press("ArrowRight");
  expect(await selected(page)).toMatch(/^Modul 1, knapp \d+, sida 1: /);
  await page.getByRole("button", { name: "Modul 1, sida 2" }).press("Enter");
  await key(page, "Modul 1, knapp 21, sida 2: tom").waitFor();
  await key(page, "Knapp 1, sida 1: Reception, linje").waitFor();
});

test("A phone without keys says so", async () => {
  const page = await openPart("part=phone&model=cp920");
  await page.getByText("Den här modellen har inga knappar att lägga något på.").waitFor();
});

test("At 320 px the keys are rows that a finger can hit, walked by arrows", async () => {
  const page = await openPart("part=phone", { width: 320, height: 640 });
  const seventh = key(page, "Knapp 7, sida 1: Eva Lund, BLF, väntar på att hämtas");
  expect((await seventh.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
  await seventh.focus();
  await page.keyboard.press("ArrowDown");
  expect(await selected(page)).toContain("Knapp 8");
});
