import { expect, test } from "vitest";
import { setPhoneKeys } from "../../db/phone-keys.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ phones: true });
const somebody: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };

test("An administrator sees how many phones are not in step and why, the figure falls while one looks on, and asks those that are left to fetch", async () => {
  await house.boot("reception");
  await house.boot("workshop");
  const page = await house.signedIn("anna", { path: "/fleet", width: 1440, height: 1000 });
  const sentence = page.getByRole("status").filter({ hasText: "inte i fas" });
  const all = Object.keys(house.ids.phones).length;
  const listed = page.locator("data-list [role=row]");
  const reason = (name: RegExp) => page.getByRole("group", { name: "Varför" }).getByRole("button", { name });
  await reason(/^I fas/).waitFor();
  const before = Number(/^\d+/.exec((await sentence.textContent()) ?? "")?.[0]);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(all);

  const owner = { organisationId: house.ids.organisations.firm, phoneId: house.ids.phones.reception };
  const key = {
    place: { module: 0, index: 5 },
    kind: "speedDial",
    target: { kind: "number", number: "+4684650040" },
    label: "Nytt",
  } as const;
  await setPhoneKeys(house.db, { ...owner, keys: [{ account: 1, value: null, locked: false, ...key }] }, somebody, house.now());
  await reason(/^Inte hämtat 1$/).waitFor();
  await sentence.filter({ hasText: `${before + 1} av` }).waitFor();
  await reason(/^Inte hämtat/).click();
  await page.getByText("Det finns nytt att hämta.", { exact: false }).waitFor();
  await expect.poll(() => listed.count()).toBe(2);
  expect(new URL(page.url()).search).toBe("?reason=not_fetched");
  await page.getByRole("row", { name: /Receptionen/ }).click();
  const panel = page.locator("phone-panel");
  await panel.getByText("Inte hämtat").first().waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Be 1 telefon hämta nu" }).click();
  await page.getByRole("button", { name: "Be dem hämta", exact: true }).click();
  await page.getByText("1 telefon får veta att den ska hämta.").waitFor();
  expect(await house.db("job").count({ count: "*" }).first()).toEqual({ count: 1 });
  await house.boot("reception");
  await sentence.filter({ hasText: `${before} av` }).waitFor();
  await reason(/^Inte hämtat 0$/).waitFor();
  await panel
    .getByText(/^I fas/)
    .first()
    .waitFor();

  await panel.getByRole("button", { name: "Stäng" }).click();
  await reason(/^I fas/).click();
  await page.getByRole("row", { name: /Verkstaden/ }).waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
});
