import { expect, test } from "vitest";
import { updateOrganisation } from "../../db/organisations.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const operator: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };

test("The operator permits a country, and an administrator sees it, names the firm and chooses its main number", async () => {
  const olle = await house.signedIn("olle", { path: "/operator?q=bj" });
  await olle
    .getByRole("button", { name: /^Ändra Björkö/ })
    .first()
    .click();
  const countries = olle.getByRole("textbox", { name: "Länder som samtal får kopplas vidare till" });
  await countries.fill("+46");
  expectFault(/422/);
  await olle.getByRole("button", { name: "Spara" }).click();
  await olle.getByText(/är ingen början på ett utländskt nummer/).waitFor();
  await expectAccessible(olle);
  await countries.fill("0047, +45");
  await olle.getByRole("button", { name: "Spara" }).click();
  await olle.getByText(/är sparat/).waitFor();

  const anna = await house.signedIn("anna", { path: "/organisation" });
  await anna.getByText("Tillåtet till +45, +47.").waitFor();
  await anna.getByRole("textbox", { name: "Företagets namn" }).fill("Björkö Bygg och Mark AB");
  await anna.getByRole("combobox", { name: "Huvudnummer" }).selectOption({ label: "Växeln, 08-465 004 00" });
  // Somebody changes the same name meanwhile, and another thing that is no question.
  const { firm: id } = house.ids.organisations;
  await updateOrganisation(house.db, { id, title: "Björkö AB" }, operator, house.now());
  expectFault(/412/);
  await anna.getByRole("button", { name: "Spara" }).click();
  await anna.getByRole("dialog", { name: "Någon annan har sparat samtidigt" }).waitFor();
  await anna.getByText("Sparat nu").waitFor();
  await anna.getByRole("radio", { name: /Björkö Bygg och Mark AB/ }).check();
  await anna.getByRole("button", { name: "Spara valen" }).click();
  await anna.locator(".toast", { hasText: "Björkö Bygg och Mark AB är sparat." }).waitFor();
  await anna.getByRole("banner").getByText("Björkö Bygg och Mark AB").first().waitFor();
  await expectAccessible(anna);
  await anna.getByRole("button", { name: "Ångra" }).click();
  await expect.poll(() => anna.getByRole("textbox", { name: "Företagets namn" }).inputValue()).toBe("Björkö AB");
  // A language reaches phones: which ones is said first.
  await anna.getByRole("combobox", { name: "Språk" }).selectOption("en");
  await anna.getByRole("button", { name: "Spara" }).click();
  await anna.getByRole("dialog", { name: "Spara Björkö AB?" }).waitFor();
  await anna.getByRole("button", { name: "Avbryt" }).click();
  await anna.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(anna);
});
