import { expect, test } from "vitest";
import { getSchedule } from "../../db/schedules.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { entry, seedCalendar, weekly } from "./calendar-house.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });

test("An earlier calendar is compared with now in words, restored, and taken back; a restoration meets what was saved meanwhile", async () => {
  const { ids, usual, write, organisationId } = await seedCalendar(house);
  await write(usual);
  const [red, lunch, open] = usual.entries;
  if (!red || !lunch || !open) throw new Error("three entries");
  house.clock.at = new Date("2026-11-23T10:29:00+01:00");
  const evening = entry("evening", "Kvällsöppet", weekly("17:00", "20:00", [4]), { action: "open" });
  await write({ ...usual, entries: [red, open, { ...lunch, enabled: false }, evening] });
  const now = async () => (await getSchedule(house.db, { organisationId, id: ids.switchboard })).schedule.entries;
  const names = async () => (await now()).map(({ id }) => id);

  const path = `/groups/${house.ids.groups.switchboard}/calendar`;
  const page = await house.signedIn("anna", { path, width: 1440, height: 1000 });
  const history = page.getByRole("button", { name: "Tidigare versioner" });
  await history.click();
  await page.getByRole("dialog", { name: /^Tidigare versioner av / }).waitFor();
  const lines = page.locator("versions-panel li");
  await lines.first().getByText("så är det nu").waitFor();
  expect(await lines.count()).toBe(3);
  // The usual hours, compared with now.
  await lines.nth(1).getByRole("button").click();
  const told = lines.nth(1).locator(".diff li");
  await told.first().waitFor();
  expect(await told.evaluateAll((all) => all.map((one) => one.textContent?.replace(/\s+/g, " ").trim()))).toEqual([
    "−Tas bort: Lunch: Varje vecka mån–fre 12:00–13:00. Stängt med ”Lunch”. Avstängd.",
    "−Tas bort: Kvällsöppet: Varje vecka tor 17:00–20:00. Öppet.",
    "+Kommer till: Lunch: Varje vecka mån–fre 12:00–13:00. Stängt med ”Lunch”.",
  ]);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Återställ den här versionen" }).click();
  await page.getByText("Den tidigare versionen gäller igen.").waitFor();
  expect(await names()).toEqual(["red", "lunch", "open"]);
  await page.locator("schedule-entries li.entry").filter({ hasText: "Kvällsöppet" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Ångra", exact: true }).last().click();
  await page.locator("schedule-entries li.entry").filter({ hasText: "Kvällsöppet" }).waitFor();
  expect(await names()).toEqual(["red", "open", "lunch", "evening"]);

  await page.setViewportSize({ width: 320, height: 800 });
  await history.click();
  await lines.last().getByRole("button").click();
  await page.getByRole("button", { name: "Återställ den här versionen" }).waitFor();
  await expectNoSideways(page);
  await write({ ...usual, entries: [open] });
  expectFault(/412/);
  await page.getByRole("button", { name: "Återställ den här versionen" }).click();
  await page.getByText("Någon har sparat under tiden.").waitFor();
  expect(await names()).toEqual(["open"]);
});

test("In English and dark, a group's settings of before say what they were", async () => {
  const path = `/groups/${house.ids.groups.support}`;
  const page = await house.signedIn("anna", { path, width: 390, scheme: "dark", language: "en" });
  await page.getByRole("button", { name: "Earlier versions" }).click();
  await page.getByText("as it is now").waitFor();
  await page.getByText("Nothing has been changed yet.").waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.locator("versions-panel").waitFor({ state: "detached" });
});
