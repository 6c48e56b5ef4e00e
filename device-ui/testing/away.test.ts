import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { setDiversion } from "../../db/diversions.ts";
import { setMemberships } from "../../db/memberships.ts";
import { updateAdvanced } from "../../db/people-changes.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

/** A Monday, 11:52 in Stockholm. */
const start = "2026-03-02T10:52:00Z";
const later = new Date("2026-03-02T11:30:00Z");
const house = realHouse({ at: start });
const anna: Actor = { kind: "user", id: "anna", name: "Anna Ek", organisationId: null, administrator: true };
const jonas = () => ({ organisationId: house.ids.organisations.firm, userId: house.ids.people.jonas });

test("On a mobile one is away till 13:00 in two taps, is back with one, and takes each of them back", async () => {
  await setMemberships(house.db, { ...jonas(), groups: [house.ids.groups.switchboard] }, anna, house.now());
  const page = await house.signedIn("jonas", { width: 390, height: 844 });
  await page.getByRole("heading", { level: 1, name: "Jonas Malm" }).waitFor();
  await page.getByRole("heading", { name: "Nåbar" }).waitFor();
  await page.getByText("Du visar 08-465 004 03 när du ringer. Inloggad i Växeln.").waitFor();
  await page.getByRole("button", { name: "Lunch" }).click();
  // What callers would hear is said before anything is saved, for the end that one is about to choose.
  await page.getByText("”Lunch, åter 12:55.”").waitFor();
  await page.getByRole("button", { name: "till 13:00" }).click();
  await page.getByRole("heading", { name: "Lunch till 13:00" }).waitFor();
  await page.getByText("Den som ringer hör: ”Lunch, åter 13:00.”").waitFor();
  await page.getByText("Mobilen ringer som vanligt.").waitFor();
  await page.getByRole("button", { name: "Jag är tillbaka" }).click();
  await expect.poll(() => focusedName(page)).toBe("Nåbar");
  await page.getByRole("heading", { name: "Nåbar" }).waitFor();
  const back = page.locator(".toast", { hasText: "Du är nåbar igen." });
  await back.getByRole("button", { name: "Ångra" }).click();
  await page.getByRole("heading", { name: "Lunch till 13:00" }).waitFor();
  // Another reason replaces it, said before and undone after.
  await page.getByRole("button", { name: "Möte" }).click();
  await page.getByText("Ersätter Lunch till 13:00.").waitFor();
  await page.getByRole("button", { name: "till 14:00" }).click();
  await page.getByRole("heading", { name: "Möte till 14:00" }).waitFor();
  const set = page.locator(".toast", { hasText: "Möte till 14:00. Ersatte Lunch." });
  await set.getByRole("button", { name: "Ångra" }).click();
  await page.getByRole("heading", { name: "Lunch till 13:00" }).waitFor();
  // An administrator sets something else meanwhile: it is seen without asking.
  house.clock.at = new Date("2026-03-02T10:53:00Z");
  const meeting = { reason: "sjuk", startsAt: null, endsAt: null, note: null, source: "admin" } as const;
  await setDiversion(house.db, { ...jonas(), ...meeting }, anna, house.now());
  await page.getByRole("heading", { name: "Sjuk tills vidare" }).waitFor();
  await page.getByText("Satt av Anna Ek.").waitFor();
  await page.getByText("”Är inte anträffbar.”").waitFor();
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Jag är tillbaka" }).click();
  await page.getByRole("heading", { name: "Nåbar" }).waitFor();
});

test("By keyboard alone an absence is planned with typed and picked times, changed, removed and brought back", async () => {
  house.clock.at = later;
  const page = await house.signedIn("jonas", { path: "/diversion", width: 1280 });
  const form = page.locator("diversion-form");
  await page.getByRole("button", { name: "Planera" }).press("Enter");
  await expect.poll(() => page.getByLabel("Orsak").evaluate((select) => select.matches(":focus"))).toBe(true);
  await page.getByLabel("Orsak").selectOption("utbildning");
  await form.getByRole("button", { name: "Planera" }).press("Enter");
  await page.getByText("Ange när.").first().waitFor();
  // What cannot be read is not called missing.
  await page.getByLabel("Från", { exact: true }).first().fill("banan");
  await form.getByRole("button", { name: "Planera" }).press("Enter");
  await page.getByText(/^Det går inte att läsa som en tid/).waitFor();
  await page.getByLabel("Från", { exact: true }).first().fill("fre 8");
  await page.getByText("fredag 08:00", { exact: true }).waitFor();
  // A day is said as from today, whatever it was counted from.
  await page.getByLabel("Åter", { exact: true }).fill("lör 13");
  await page.getByText("till lördag 13:00", { exact: true }).waitFor();
  // The end counts from the beginning: 1630 is that Friday's.
  await page.getByLabel("Åter", { exact: true }).fill("1630");
  await page.getByText("Utbildning från fredag 08:00 till 16:30.").waitFor();
  await page.getByLabel("Anteckning till kollegor").fill("Kurs i Malmö");
  await page.getByLabel("Åter", { exact: true }).press("Enter");
  const what = "Utbildning från fredag 08:00 till 16:30";
  await page.getByRole("button", { name: `Ändra ${what}` }).press("Enter");
  // The spring night has no 02:30.
  await page.getByLabel("Åter", { exact: true }).fill("29 mars 02:30");
  await page.getByText("Klockan ställs fram den natten och 02:30 finns inte. Det blir 03:00.").waitFor();
  await page.getByText("Det är helg. Nästa arbetsdag börjar måndag 30 mars 08:00.").waitFor();
  await page.getByRole("button", { name: "Åter: välj i kalendern" }).press("Enter");
  await page.getByRole("button", { name: "söndag 29 mars 2026" }).press("ArrowDown");
  await expect.poll(() => focusedName(page)).toBe("söndag 5 april 2026, påskdagen");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByLabel("Åter", { exact: true }).inputValue()).toBe("7 april 03:00");
  await expectAccessible(page);
  await page.getByLabel("Åter", { exact: true }).fill("7 april");
  await form.getByRole("button", { name: "Spara" }).press("Enter");
  const changed = "Utbildning från fredag 08:00 till tisdag 7 april 08:00";
  await page.getByRole("button", { name: `Ta bort ${changed}` }).press("Enter");
  await page.getByText("Inget planerat.").waitFor();
  await page.locator(".toast", { hasText: "Borttaget" }).getByRole("button", { name: "Ångra" }).press("Enter");
  await page.getByRole("button", { name: `Ta bort ${changed}` }).waitFor();
});

test("Forwarding follows a colleague who was found by name, and says what is wrong beside the field", async () => {
  expectFault(/status of 422/);
  house.clock.at = later;
  const page = await house.signedIn("eva", { path: "/forwarding", width: 390, scheme: "dark" });
  await page.getByText("är Ej Mex: samtal direkt till den kopplas inte vidare.").waitFor();
  await page.getByRole("switch", { name: "Alla samtal" }).click();
  const target = page.getByRole("combobox", { name: "Går till" });
  await target.fill("112");
  await page.getByRole("option", { name: "Numret 112" }).click();
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Samtal kan inte kopplas vidare till 112: nödnummer, betalnummer och korta nummer går inte.").waitFor();
  await target.fill("eva");
  await page.getByRole("option", { name: "Eva Lund" }).click();
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Samtalen kommer från det numret. Välj ett annat mål.").waitFor();
  await target.fill("jonas");
  await page.getByRole("option", { name: "Jonas Malm" }).click();
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Alla samtal går till Jonas Malm 08-465 004 03.").waitFor();
  expect(await page.getByRole("switch", { name: "Alla samtal" }).isChecked()).toBe(true);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.locator(".toast").getByRole("button", { name: "Ångra" }).click();
  await page.getByText("Alla samtal: vidarekopplingen är av.").waitFor();
  await expect.poll(() => page.getByRole("switch", { name: "Alla samtal" }).isChecked()).toBe(false);
});

test("The shown number is chosen in English, and hours of work decide when the mobile is shown", async () => {
  house.clock.at = later;
  const { organisationId, userId: id } = jonas();
  await updateAdvanced(house.db, { organisationId, id, features: { ex_arbetstid: true } }, "ex", "all", anna, house.now());
  const page = await house.signedIn("jonas", { path: "/shown-number", language: "en", scheme: "dark", width: 320 });
  await page.getByRole("radio", { name: /Hidden number/ }).check();
  await page.getByText("You show hidden number.").waitFor();
  await page.getByText("Emergency calls always show 08-465 004 03").waitFor();
  await page.getByRole("switch", { name: "Show the mobile number outside working hours" }).check();
  await page.getByText("Outside working hours: the mobile number is shown.").waitFor();
  await page.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("checkbox", { name: "Monday" }).uncheck();
  await page.getByLabel("To", { exact: true }).fill("nonsense");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Write the time as 8, 0800 or 08:00.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("16");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The working hours are saved.").waitFor();
  await page.getByText("Tue–Fri 08:00–16:00 the choice above is shown.").waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Today" }).click();
  // This Monday is no day of work any more.
  await page.getByText("You show 070-174 06 13 when you call.").waitFor();
  await page.getByRole("heading", { name: "Reachable" }).waitFor();
  // What can be undone is still said, and moves the page down: what it moves below the sections the keyboard brings up.
  await page.getByText("The working hours are saved.").waitFor();
  await expectAccessible(page);
  const [edit, sections] = [
    page.getByRole("button", { name: /^Change Course/ }),
    page.getByRole("navigation", { name: "Sections" }),
  ];
  await edit.focus();
  const lower = async (of: Locator) => (await of.boundingBox())?.y ?? Number.NaN;
  const free = async () => (await lower(sections)) - (await lower(edit)) - ((await edit.boundingBox())?.height ?? 0);
  await expect.poll(free).toBeGreaterThanOrEqual(0);
});

test("Without an answer from the server the home page says so and fetches again", async () => {
  expectFault(/Failed to load resource/);
  house.clock.at = null;
  const page = await house.signedIn("eva", { path: "/appearance", width: 390 });
  await page.route("**/api/me/today", (route) => route.fulfill({ status: 500, json: { code: "internal" } }));
  await page.goto(`${house.url}/`);
  const alert = page.getByRole("alert");
  await alert.getByText("Det gick inte att hämta.").waitFor();
  await expectAccessible(page);
  await page.unroute("**/api/me/today");
  await alert.getByRole("button", { name: "Försök igen" }).click();
  await page.getByRole("heading", { name: "Nåbar" }).waitFor();
});

test("An administrator sets a colleague away beside the list, and the list says so at once", async () => {
  house.clock.at = later;
  const page = await house.signedIn("anna", { path: `/users?user=${house.ids.people.eva}&category=role`, width: 1440 });
  const editor = page.locator("diversion-editor");
  await editor.getByRole("heading", { name: "Nåbar" }).waitFor();
  await editor.getByRole("button", { name: "Möte" }).click();
  await editor.getByText("Mobilen är Ej Mex: samtal direkt till 070-174 06 12 går inte att stoppa.").waitFor();
  await editor.getByRole("button", { name: "till 14:00" }).click();
  await editor.getByRole("heading", { name: "Möte till 14:00" }).waitFor();
  await page
    .getByRole("row", { name: /Eva Lund/ })
    .getByText("Möte till 14:00")
    .waitFor();
  await expectAccessible(page);
  await editor.getByRole("button", { name: "Avsluta hänvisningen" }).click();
  await editor.getByRole("heading", { name: "Nåbar" }).waitFor();
});
