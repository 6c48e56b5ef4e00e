import { expect, test } from "vitest";
import { updateDetails } from "../../db/people-changes.ts";
import { listPhoneKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();

test("A key that somebody changed is found in the log as it happens, taken back from there, and the taking back is taken back", async () => {
  const { organisations, people, phones } = house.ids;
  const by = { organisationId: organisations.firm, phoneId: phones.office };
  const eva: Actor = { kind: "operator", id: people.olle, name: "Olle Palm", organisationId: null };
  const keys = async () => (await listPhoneKeys(house.db, by)).map(({ place, target, label }) => ({ place, target, label }));
  const before = await keys();
  const page = await house.signedIn("anna", { path: "/audit" });
  await page.getByRole("heading", { name: "Ändringslogg", level: 1 }).waitFor();
  await page.getByText("klyka (kommandoraden)").first().waitFor();

  // It comes while one looks.
  const key = { place: { module: 0, index: 4 }, kind: "blf", target: { kind: "user", id: people.jonas } } as const;
  const rest = { account: 1, label: null, value: null, locked: false } as const;
  await setPhoneKeys(house.db, { ...by, keys: [{ ...key, ...rest }] }, eva, house.now());
  const row = page.getByRole("link", { name: /Olle Palm \(operatör\) programmerade knappar på telefonen Anna/ });
  await row.waitFor();
  await row.getByText("Knapp 4: BLF · Jonas Malm").waitFor();

  // By keyboard: open, read, take back.
  await row.focus();
  await page.keyboard.press("Enter");
  const beside = page.locator("audit-entry");
  await beside.getByRole("heading", { name: /Olle Palm/ }).waitFor();
  await beside.getByText("Knapp 4", { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get("entry")).toMatch(/^[0-9a-f-]{36}$/);
  await expectAccessible(page);
  const undo = beside.getByRole("button", { name: "Ångra ändringen" });
  await undo.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Ändringen är återtagen.").first().waitFor();
  expect(await keys()).toEqual(before);
  await beside.getByText("Återtagen").first().waitFor();
  await page.getByRole("link", { name: /Anna Ek tömde knappar på telefonen Anna/ }).waitFor();
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await page.getByRole("link", { name: /Anna Ek programmerade knappar på telefonen Anna/ }).waitFor();
  expect(await keys()).not.toEqual(before);
  await page.keyboard.press("Escape");
  await expectNoSideways(page);
});

test("The log is narrowed by words, kind and person, the filter stands in the address, and what cannot be undone says so", async () => {
  const { organisations, people } = house.ids;
  const actor: Actor = {
    kind: "user",
    id: people.anna,
    name: "Anna Ek",
    organisationId: organisations.firm,
    administrator: true,
  };
  const details = { organisationId: organisations.firm, id: people.sara };
  await updateDetails(house.db, { ...details, lastName: "Åberg" }, actor, house.now());
  await updateDetails(house.db, { ...details, lastName: "Ödman" }, actor, house.now());
  const page = await house.signedIn("anna", {
    path: "/audit?kind=user",
    width: 320,
    height: 700,
    scheme: "dark",
    language: "en",
  });
  await page.getByRole("searchbox").fill("aberg");
  const rows = page.getByRole("link", { name: /changed the user fields of Sara/ });
  await expect.poll(() => rows.count()).toBe(2);
  await expect.poll(() => new URL(page.url()).search).toBe("?q=aberg&kind=user");
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.reload();
  await rows.nth(1).waitFor();

  // The older of the two has been changed since.
  await rows.nth(1).click();
  const beside = page.locator("audit-entry");
  await beside.getByText("Öberg").first().waitFor();
  await expectNoSideways(page);
  expectFault(/409/);
  await beside.getByRole("button", { name: "Undo the change" }).click();
  await page.getByText("It has changed since then: Last name. Open it and change it by hand.").first().waitFor();
  await beside.getByRole("link", { name: "Everything by Anna Ek" }).click();
  await page.getByRole("button", { name: /Show all: remove the filter By Anna Ek/ }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("");
  await page.getByRole("searchbox").fill("ingenting alls");
  await page.getByText("Nothing fits what you have filtered by.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await rows.first().waitFor();
  // Who signs in is asked for: it is no change.
  const signIn = page.getByRole("link", { name: /Anna Ek signed in/ }).first();
  expect(await signIn.count()).toBe(0);
  await page.getByRole("combobox", { name: "What" }).selectOption("sign_ins");
  await signIn.click();
  await page.getByText("This change cannot be undone from here.").waitFor();
  await beside.getByRole("button", { name: "Close" }).press("Enter");
  await expect.poll(() => beside.count()).toBe(0);
});
