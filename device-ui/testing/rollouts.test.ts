import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { addImage } from "../../db/firmware-images.ts";
import { listSettings } from "../../db/settings.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ phones: true });
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.KLYKA_SHOTS) await page.screenshot({ path: `${process.env.KLYKA_SHOTS}/${name}.png`, fullPage: true });
}

test("An administrator rolls a setting out, follows it live phone by phone, leaves one out, and takes it back", async () => {
  const page = await house.signedIn("anna", { path: "/rollouts" });
  await page.getByText("Ingenting har rullats ut än.", { exact: false }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Ny utrullning" }).first().click();
  await page.getByText("Ingen av företagets modeller har någon firmware", { exact: false }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("Välj något att rulla ut.").waitFor();
  await page.getByRole("combobox", { name: "Lägg till en inställning" }).selectOption({ label: "Tonernas land" });
  await page.getByRole("combobox", { name: "Tonernas land" }).selectOption({ label: "Norge" });
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("listitem").filter({ hasText: "Tonernas land Norge" }).waitFor();
  await shot(page, "rollouts-what");
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("radio", { name: "Hela företaget" }).waitFor();
  await shot(page, "rollouts-who");
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("combobox", { name: "Vilka är med" }).selectOption({ label: "Utvalda telefoner" });
  await page.getByRole("combobox", { name: "Sök telefon att lägga till" }).fill("Recep");
  await page.getByRole("option", { name: /Receptionen/ }).click();
  await page.getByRole("button", { name: "Ta bort Receptionen" }).waitFor();
  await page.getByRole("textbox", { name: "Iakttas i (minuter)" }).first().fill("x");
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("Fyll i etappernas tal.").waitFor();
  await page.getByRole("textbox", { name: "Iakttas i (minuter)" }).first().fill("0");
  await page.getByRole("checkbox", { name: "Fråga mig innan nästa etapp" }).check();
  await expectAccessible(page);
  await shot(page, "rollouts-rings");
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
  await shot(page, "rollouts-rings-320");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("heading", { name: "3 telefoner får något nytt" }).waitFor();
  await expectAccessible(page);
  await shot(page, "rollouts-check");
  await page.getByRole("textbox", { name: "Utrullningens namn" }).fill("Norska toner");
  await page.getByRole("button", { name: "Starta utrullningen" }).click();

  await page.getByRole("heading", { name: "Norska toner" }).waitFor();
  const ring = (number: number) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: `Etapp ${number}` }) });
  await ring(1).getByText("1 på gång").first().waitFor();
  await house.boot("reception");
  await ring(1).getByText("1 mår bra").first().waitFor();
  await page
    .getByRole("row", { name: /Receptionen/ })
    .getByText("Mår bra")
    .waitFor();
  await expectAccessible(page);
  await shot(page, "rollouts-live");
  await page.getByRole("button", { name: "Hoppa över Verkstaden" }).click();
  await page.getByText("Verkstaden hoppas över och behåller det den har").waitFor();
  await page.locator(".toast").filter({ hasText: "hoppas över" }).getByRole("button", { name: "Ångra" }).click();
  await page.getByRole("button", { name: "Hoppa över Verkstaden" }).waitFor();
  await page.getByRole("button", { name: "Gå vidare till nästa etapp" }).click();
  await ring(2).getByText("2 på gång").first().waitFor();
  await page.getByRole("button", { name: "Pausa" }).click();
  await page.getByText("Utrullningen är pausad").waitFor();
  await page.getByRole("button", { name: "Fortsätt" }).click();
  await page.getByRole("button", { name: "Ta tillbaka" }).click();
  const dialog = page.locator("confirm-dialog");
  await dialog.getByText("3 telefoner får tillbaka exakt det de hade före").waitFor();
  await shot(page, "rollouts-back");
  await dialog.getByRole("button", { name: "Ta tillbaka" }).click();
  await page.getByText("Tillbakatagen", { exact: true }).waitFor();
  const at = { layer: "organisation", organisationId: house.ids.organisations.firm } as const;
  expect((await listSettings(house.db, at)).map(({ name }) => name)).not.toContain("phone.tones");
  await page.getByRole("link", { name: "Utrullningar" }).first().click();
  await page.getByText("Norska toner").first().waitFor();
  await shot(page, "rollouts-list");
});

test("Phones that were chosen in the list are taken along, each model with an image of its own, and begin when they are told to", async () => {
  const sha = (letter: string) => ({ sha256: letter.repeat(64), bytes: 40_000_000, source: "upload" }) as const;
  const found = await house.db("phone").where("organisation_id", house.ids.organisations.firm).whereNot("state", "retired");
  const models: string[] = [...new Set(found.map(({ vendor, model }) => `${vendor}/${model}`))].sort();
  for (const [n, key] of models.entries()) {
    const [vendor = "", model = ""] = key.split("/");
    const make = vendor === "snom" || vendor === "polycom" ? vendor : "yealink";
    const image = { vendor: make, name: `${model}-99.0.0.${n}.rom`, kind: "phone", models: [model] } as const;
    await addImage(house.db, { ...image, firmwareVersion: `99.0.0.${n}`, ...sha(`${n + 1}`) }, actor, house.now());
  }
  const page = await house.signedIn("anna", { path: "/phones", width: 1440 });
  const row = page.getByRole("grid").getByRole("row").filter({ hasText: "Anna" });
  await row.focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: /^Välj alla \d+ som passar/ }).press("Enter");
  await page.getByRole("button", { name: "Ändra", exact: true }).press("Enter");
  await page.getByRole("combobox", { name: "Vad ska göras?" }).selectOption("firmware");
  await page.getByRole("button", { name: "Ny utrullning" }).press("Enter");
  await page.waitForURL((url) => url.pathname === "/rollouts/new" && url.searchParams.has("selection"));
  const fields = page.getByRole("combobox", { name: /^Firmware för/ });
  await fields.first().waitFor();
  expect(await fields.count()).toBe(models.length);
  for (let n = 0; n < models.length; n += 1) await fields.nth(n).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText(`${found.length} telefoner ur listan`).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("Vid en viss tid").click();
  await page.getByLabel("Datum").fill("");
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("Skriv ett datum, och en tid som 22:00.").waitFor();
  await page.getByLabel("Datum").fill("2031-07-04");
  await page.getByRole("textbox", { name: "Klockan" }).fill("23:15");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("heading", { name: `${found.length} telefoner får något nytt` }).waitFor();
  await page
    .getByText(/^Utrullningens .*var och en för sig$/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Starta utrullningen" }).click();
  await page.getByText(/^Tidigast .*23:15/).waitFor();
  expect(await house.db("rollout").orderBy("id", "desc").first("starts_at", "state")).toEqual({
    starts_at: "2031-07-04T21:15:00.000Z",
    state: "running",
  });
  await page.getByRole("button", { name: "Ta tillbaka" }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Ta tillbaka" }).click();
  await page.getByText("Tillbakatagen", { exact: true }).waitFor();
});

test("Operator staff rolls a setting out over all organisations, follows it, takes it back, and finds each firm's own", async () => {
  const organisationId = house.ids.organisations.firm;
  const page = await house.signedIn("olle", { path: "/operator/rollouts", width: 1440 });
  await page.getByRole("grid").getByText("Norska toner").waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Ny utrullning" }).click();
  await page.waitForURL((url) => url.pathname === "/operator/rollouts/new");
  await page.getByText("Inställningar", { exact: true }).first().click();
  await page.getByRole("combobox", { name: "Lägg till en inställning" }).selectOption({ label: "Tonernas land" });
  await page.getByRole("combobox", { name: "Tonernas land" }).selectOption({ label: "Finland" });
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("listitem").filter({ hasText: "Tonernas land Finland" }).waitFor();
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("Alla företag").first().waitFor();
  expect(await page.getByText("Bara vissa telefoner").count()).toBe(0);
  await page.getByRole("button", { name: "Nästa" }).click();
  expect(await page.getByRole("combobox", { name: "Vilka är med" }).getByRole("option").count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("heading", { name: /telefon(er)? får något nytt/ }).waitFor();
  await page.getByText("Alla företag").first().waitFor();
  await page.getByRole("button", { name: "Starta utrullningen" }).click();
  await page.waitForURL((url) => /^\/operator\/rollouts\/[^/]+$/.test(url.pathname) && !url.pathname.endsWith("/new"));
  await page
    .getByText(/på gång/)
    .first()
    .waitFor();
  await page.getByRole("row").filter({ hasText: "Björkö Bygg AB" }).first().waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Ta tillbaka" }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Ta tillbaka" }).click();
  await page.getByText("Tillbakatagen", { exact: true }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${house.url}/operator/rollouts`);
  await page.getByRole("row").filter({ hasText: "Norska toner" }).click();
  await page.getByText("Du arbetar i Björkö Bygg AB som operatör.", { exact: false }).waitFor();
  await page.getByRole("heading", { name: "Norska toner" }).waitFor();
  expect(await house.db("rollout").where("organisation_id", organisationId).count({ count: "*" })).toMatchObject([{ count: 2 }]);
});

test("Firmware is offered for the models that can run it, and stops by itself when the first phone does not come back", async () => {
  const image = { vendor: "yealink", name: "T54W(T53,T53W)-96.87.0.25.rom", kind: "phone", models: ["T54W"] } as const;
  const said = { firmwareVersion: "96.87.0.25", sha256: "a".repeat(64), bytes: 40_000_000, source: "upload" } as const;
  const { image: added } = await addImage(house.db, { ...image, ...said }, actor, house.now());
  const page = await house.signedIn("anna", { path: `/rollouts/new?firmware=${added.id}`, scheme: "dark", width: 390 });
  const field = page.getByRole("combobox", { name: "Firmware för Yealink T54W" });
  await field.waitFor();
  expect(await field.inputValue()).toBe(added.name);
  await expectAccessible(page);
  await expectNoSideways(page);
  await shot(page, "rollouts-firmware-390-dark");
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByText("gäller det också nya telefoner av modellen", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("button", { name: "Nästa" }).click();
  await page.getByRole("heading", { name: "1 telefon får något nytt" }).waitFor();
  await page.getByRole("button", { name: "Starta utrullningen" }).click();
  await page.getByText("1 på gång").first().waitFor();
  // It fetches its files, and does not come back with what it was given.
  await house.boot("reception");
  await page.getByText("Har inte kommit tillbaka med den nya firmwaren").waitFor();
  house.clock.at = new Date(Date.now() + 31 * 60_000);
  await page.getByText("Utrullningen stoppade sig själv", { exact: false }).waitFor();
  await page.getByText("1 misslyckades").first().waitFor();
  await expectAccessible(page);
  await shot(page, "rollouts-halted-390-dark");
  house.clock.at = null;
});
