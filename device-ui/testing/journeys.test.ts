import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { loadDiversions } from "../../db/diversion-rows.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { everyPerson } from "../../db/people.ts";
import { KeyInput, setPhoneKeys } from "../../db/phone-keys.ts";
import type { Actor } from "../../db/types.ts";
import type { BootReport } from "../../templates/virtual/phone.ts";
import { expectAccessible } from "./browser.ts";
import { realHouse } from "./real-house.ts";

/** Three days of work from end to end: the real portal, the real server for phones, and phones that really fetch. */
const house = realHouse({ phones: true, at: "2026-03-02T10:52:00Z" });
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };

const firm = () => house.ids.organisations.firm;
const row = (page: Page, name: string) => page.getByRole("grid").getByRole("row").filter({ hasText: name });
const key = (page: Page, name: string | RegExp) => page.getByRole("option", { name });
const toast = (page: Page, text: string | RegExp) => page.locator("toast-stack").getByText(text).waitFor();
const shown = ({ state }: BootReport) => state.keys.filter(({ kind }) => kind !== "blank").map(({ label }) => label);

test("Away till 13:00 on a mobile in two taps, and colleagues see it at once", async () => {
  const desk = await house.signedIn("anna", { path: "/users", width: 1440 });
  await row(desk, "Jonas Malm").getByText("Nåbar").waitFor();
  const mobile = await house.signedIn("jonas", { width: 390, height: 844 });
  await mobile.getByRole("button", { name: "Lunch" }).click();
  await mobile.getByRole("button", { name: "till 13:00" }).click();
  await mobile.getByRole("heading", { name: "Lunch till 13:00" }).waitFor();
  await mobile.getByText("”Lunch, åter 13:00.”").waitFor();
  await row(desk, "Jonas Malm").getByText("Lunch till 13:00").waitFor();
  const [kept] = await loadDiversions(house.db, house.ids.people.jonas);
  expect(kept).toMatchObject({ reason: "lunch", endsAt: new Date("2026-03-02T12:00:00Z"), source: "portal" });
  await expectAccessible(mobile);
});

test("A new colleague is created with a Mex number, gets a phone that nobody had, and it comes up with the keys laid on it", async () => {
  // From here on time goes: windows and phones count it.
  house.clock.at = null;
  const page = await house.signedIn("anna", { path: "/users", width: 1440, height: 1000 });
  await page.getByRole("link", { name: "Ny användare" }).click();
  await page.getByLabel("Förnamn").fill("Lovisa");
  await page.getByLabel("Efternamn").fill("Tallmyr");
  await page.getByRole("group", { name: "Lediga bredvid era nummer:" }).getByRole("button").first().click();
  await page.getByRole("textbox", { name: "Mobilnummer" }).fill("070-174 06 41");
  expect(await page.getByRole("radio", { name: "Mex", exact: true }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "Skapa användaren" }).click();
  await page.getByRole("heading", { name: "Lovisa Tallmyr" }).waitFor();
  const numbers = [
    { kind: "primary", e164: "+46846500405" },
    { kind: "secondary" },
    { mobileProfile: "mex", e164: "+46701740641" },
  ];
  const made = (await everyPerson(house.db, firm())).find(({ lastName }) => lastName === "Tallmyr");
  expect(made?.numbers).toMatchObject(numbers);

  const forNew = { organisationId: firm(), name: "Nya telefoner" };
  const { token } = await createOrganisationToken(house.db, house.keyring, forNew, actor, house.now());
  const box = { mac: "805ec0a10042", vendor: "yealink", model: "T46U" } as const;
  await page.getByRole("link", { name: "Nya telefoner" }).click();
  const bare = await house.fresh({ ...box, server: `${house.phonesUrl}/o/${token}/` });
  expect(bare.state.accounts).toEqual([]);
  await row(page, "80:5E:C0:A1:00:42").press("Enter");
  await page.getByRole("textbox", { name: "Etikett" }).fill("Lovisas bord");
  await page.getByRole("combobox", { name: "Vem ska ha den?" }).fill("lovisa");
  // Whoever is quick takes the phone in before the person's accounts have come.
  await page.route(/\/api\/accounts\?/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.getByRole("option", { name: /Lovisa Tallmyr/ }).click();
  await page.getByRole("button", { name: "Ta in och släpp in" }).click();
  await page.getByRole("timer").waitFor();
  const up = await house.fresh(box);
  expect(up.state.accounts).toMatchObject([{ displayName: "Lovisa Tallmyr" }]);
  await page.getByText("Telefonen är klar.").waitFor();

  await page.getByRole("link", { name: "Visa i listan" }).click();
  await row(page, "Lovisas bord").getByText("I fas").waitFor();
  await row(page, "Lovisas bord").press("Enter");
  await page.getByRole("link", { name: "Öppna knapparna" }).click();
  for (const [index, whom] of [
    [2, "Anna Ek"],
    [3, "Växeln"],
  ] as const) {
    await key(page, new RegExp(`^Knapp ${index}, sida 1: tom`)).click();
    await page.getByRole("combobox", { name: "Kollega, grupp, nummer …" }).fill(whom);
    await page.getByRole("option", { name: new RegExp(`^${whom} 08-465`) }).click();
    await key(page, new RegExp(`^Knapp ${index}, sida 1: ${whom}.*ändrad`)).waitFor();
  }
  await page.getByRole("button", { name: "Spara", exact: true }).click();
  await toast(page, "2 knappar sparade.");
  await key(page, /^Knapp 2, sida 1: Anna Ek, BLF, väntar på att hämtas/).waitFor();
  const again = await house.fresh({ ...box, server: up.server });
  expect(shown(again)).toEqual(expect.arrayContaining(["Anna Ek", "Växeln"]));
  await page.getByText(/^I fas\. Kontakt/).waitFor();
  await expectAccessible(page);
});

test("A colleague is renamed: exactly the phones that show the name wait, fetch, and show the new one", async () => {
  const target = { kind: "user", id: house.ids.people.eva };
  const evasKey = KeyInput.parse({ place: { module: 0, index: 6 }, kind: "blf", target });
  const by = { organisationId: firm(), phoneId: house.ids.phones.workshop };
  await setPhoneKeys(house.db, { ...by, keys: [evasKey] }, actor, house.now());
  for (const phone of ["reception", "office", "workshop"] as const) await house.boot(phone);

  const phones = await house.signedIn("anna", { path: "/phones", width: 1440 });
  for (const name of ["Receptionen", "Anna", "Verkstaden"]) await row(phones, name).getByText("I fas").waitFor();
  const page = await house.signedIn("anna", { path: "/users", width: 1440, height: 1000 });
  await row(page, "Eva Lund").press("Enter");
  await page.getByLabel("Efternamn").fill("Lundqvist");
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  const reach = page.locator("reach-dialog");
  await reach.getByText("2 telefoner ändras.").waitFor();
  await reach.getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByRole("heading", { level: 2, name: "Eva Lundqvist" }).waitFor();

  await row(phones, "Receptionen").getByText("Inte hämtat").waitFor();
  await row(phones, "Verkstaden").getByText("Inte hämtat").waitFor();
  await row(phones, "Anna Ek").getByText("I fas").waitFor();
  expect((await house.boot("reception")).state.accounts).toMatchObject([{ displayName: "Eva Lundqvist" }]);
  expect(shown(await house.boot("workshop"))).toContain("Eva Lundqvist");
  await row(phones, "Receptionen").getByText("I fas").waitFor();
  await row(phones, "Verkstaden").getByText("I fas").waitFor();
  await expectAccessible(phones);
});
