import { expect, test } from "vitest";
import { setSetting } from "../../db/settings.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const other: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };

test("An administrator sets what phones do, at one model too, takes it back, and is told when somebody else was quicker", async () => {
  const page = await house.signedIn("anna", { path: "/phone-settings" });
  const row = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await row("Samtal väntar").getByText("Förval").waitFor();
  // How phones reach the exchange is shown, and not for her to change.
  await row("SIP-registrar").getByText("Ställs in av operatören").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ändra Samtal väntar" }).click();
  await page.locator("setting-dialog").getByText("Nej", { exact: true }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Spara" }).click();
  await row("Samtal väntar").getByText("Sagt här").waitFor();
  await row("Samtal väntar").getByText("Nej").waitFor();
  await page.locator(".toast").getByRole("button", { name: "Ångra" }).click();
  await row("Samtal väntar").getByText("Förval").waitFor();

  await page.getByRole("combobox", { name: "Gäller för" }).selectOption({ label: "Modell: Yealink T54W" });
  await expect.poll(() => new URL(page.url()).search).toBe("?layer=model&id=yealink%2FT54W");
  await page.getByRole("button", { name: "Ändra Ljudformat" }).click();
  await page.getByRole("checkbox", { name: "Opus" }).check();
  await page.getByRole("button", { name: "Opus tidigare" }).press("Enter");
  await page.getByRole("button", { name: "Spara" }).click();
  await row("Ljudformat").getByText("G.722, G.711 A-law, Opus, G.711 µ-law").waitFor();
  await page.getByRole("button", { name: "Ta bort det som sägs här om Ljudformat" }).click();
  await row("Ljudformat").getByText("G.722, G.711 A-law, G.711 µ-law").waitFor();

  await page.getByRole("button", { name: "Ändra Hämtar själv så ofta" }).click();
  const field = page.getByRole("textbox", { name: "Hämtar själv så ofta" });
  await field.fill("hundra");
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Skriv ett heltal inom gränserna.").waitFor();
  const at = { layer: "model", organisationId: house.ids.organisations.firm, vendor: "yealink", model: "T54W" } as const;
  await setSetting(house.db, { at, name: "provisioning.pollHours", value: 12 }, other, house.now());
  await field.fill("6");
  expectFault(/409/);
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Någon annan har ändrat Hämtar själv så ofta under tiden", { exact: false }).waitFor();
  await row("Hämtar själv så ofta").getByText("12 timmar").waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
});
