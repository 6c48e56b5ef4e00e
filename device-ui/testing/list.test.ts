import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible, openPart } from "./browser.ts";

const focusedRow = (page: Page) =>
  page.locator("data-list").evaluate((list) => list.shadowRoot?.activeElement?.getAttribute("data-at") ?? null);

test("The keyboard alone finds a row, opens it beside the list, closes it and is back on the row", async () => {
  const page = await openPart("part=list");
  const first = page.getByRole("row").nth(1);
  await first.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(await focusedRow(page)).toBe("2");
  await page.keyboard.press("Enter");
  const beside = page.getByRole("complementary", { name: "Eva Lund" });
  await beside.waitFor();
  await page.getByRole("heading", { name: "Eva Lund" }).waitFor();
  expect(page.url()).toContain("open=p2");
  await page.getByRole("button", { name: "Stäng Eva Lund" }).press("Escape");
  expect(await page.getByRole("complementary").count()).toBe(0);
  await expect.poll(() => focusedRow(page)).toBe("2");
});

test("Space selects, Shift extends, Ctrl-A takes all, and what can be done to many is offered", async () => {
  const page = await openPart("part=list");
  await page.getByRole("row").nth(1).focus();
  await page.keyboard.press("Space");
  await page.getByText("1 markerad", { exact: true }).waitFor();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByText("3 markerade").waitFor();
  await page.getByRole("button", { name: "Byt grupp" }).waitFor();
  expect(await page.getByRole("checkbox", { name: "Markera Eva Lund" }).isChecked()).toBe(true);
  await page.keyboard.press("Control+a");
  await page.getByText("12 markerade").waitFor();
  await page.getByRole("button", { name: "Rensa" }).click();
  expect(await page.getByText("markerade").count()).toBe(0);
});

test("A click on a heading sorts, again turns it, and the address remembers", async () => {
  const page = await openPart("part=list");
  const heading = page.getByRole("columnheader", { name: "Namn" });
  expect(await heading.getAttribute("aria-sort")).toBe("ascending");
  await heading.getByRole("button").press("Enter");
  await expect.poll(() => heading.getAttribute("aria-sort")).toBe("descending");
  await page.getByRole("row").nth(1).getByText("Sara Öberg").waitFor();
  expect(page.url()).toContain("sort=-name");
});

test("The open row stays in sight when the rows are sorted anew, unless it had been scrolled away from", async () => {
  const page = await openPart("part=list&rows=90&open=p0");
  const top = () => page.locator("data-list").evaluate((list) => list.shadowRoot?.querySelector(".scroll")?.scrollTop ?? 0);
  const sort = page.getByRole("columnheader", { name: "Namn" }).getByRole("button");
  const opened = page.locator("data-list .line.open");
  await opened.waitFor();
  await sort.click();
  await expect.poll(() => opened.count()).toBe(1);
  const at = Number(await opened.getAttribute("data-at"));
  expect(at).toBeGreaterThan(30);
  await expect.poll(top).toBeGreaterThan(0);
  await sort.click();
  await expect.poll(top).toBe(0);
  await page.locator("data-list .scroll").evaluate((scroll) => scroll.scrollTo(0, 2000));
  await expect.poll(top).toBe(2000);
  await sort.click();
  await page.locator("[aria-sort=descending]").waitFor();
  expect(await top()).toBe(2000);
});

test("What stands on the row is reached by Tab from that row alone", async () => {
  const page = await openPart("part=list");
  await page.getByRole("row").nth(1).focus();
  await page.keyboard.press("Tab");
  const focused = () => page.locator("data-list").evaluate((list) => list.shadowRoot?.activeElement?.getAttribute("aria-label"));
  expect(await focused()).toBe("SMS till Anna Ek");
  await page.keyboard.press("Escape");
  expect(await focusedRow(page)).toBe("0");
});

test("Of 10,000 rows only those in sight are drawn, however far one scrolls, and a row that has focus is never lost", async () => {
  const page = await openPart("part=list&rows=10000");
  const rows = page.getByRole("row");
  await rows.nth(1).focus();
  expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe("10001");
  expect(await rows.count()).toBeLessThan(60);
  await page.getByRole("grid").evaluate((grid) => grid.scrollTo(0, 240_000));
  await page.locator('[data-at="5005"]').getByText(/\S/).first().waitFor();
  expect(await rows.count()).toBeLessThan(60);
  expect(await focusedRow(page)).toBe("0");
  await page.keyboard.press("End");
  await expect.poll(() => focusedRow(page)).toBe("9999");
  await page.keyboard.press("PageUp");
  expect(Number(await focusedRow(page))).toBeLessThan(9_999);
  await page.keyboard.press("Home");
  await expect.poll(() => focusedRow(page)).toBe("0");
  await expectAccessible(page);
});

test.each([
  ["failed", "Listan kunde inte hämtas.", "Försök igen"],
  ["empty", "Här finns inga användare ännu.", "Skapa den första"],
  ["filtered", "Inget stämmer med det du har filtrerat på.", "Visa alla"],
])("The face %s says what is the matter and offers the next step", async (face, sentence, step) => {
  const page = await openPart(`part=list&face=${face}`);
  await page.getByText(sentence).waitFor();
  await page.getByRole("button", { name: step }).waitFor();
});

test("What is typed narrows the list and stands in the address; nothing found offers all again", async () => {
  const page = await openPart("part=list");
  const field = page.getByRole("searchbox", { name: "Namn, nummer, sökord" });
  await field.fill("öberg");
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  expect(decodeURIComponent(page.url())).toContain("?q=öberg");
  await field.fill("finns inte");
  await page.getByRole("button", { name: "Visa alla" }).click();
  await expect.poll(() => page.getByRole("row").count()).toBe(13);
  expect(await field.inputValue()).toBe("");
});
