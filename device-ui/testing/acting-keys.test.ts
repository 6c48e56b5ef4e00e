import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setMemberships } from "../../db/memberships.ts";
import { KeyInput, setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";
import type { PersonKey } from "./small-firm.ts";

const house = realHouse({ phones: true });
const cli: Actor = { kind: "cli", id: null, name: "Kalle", organisationId: null };
const firm = () => house.ids.organisations.firm;
const key = (page: Page, name: string | RegExp) => page.getByRole("option", { name, exact: true });
const asks = "Frågar Klyka: loggar in och ut telefonens användare, och skärmen visar resultatet.";

const logIn = (index: number) => {
  const target = { kind: "group", id: house.ids.groups.support } as const;
  return KeyInput.parse({ place: { module: 0, index }, kind: "groupLogin", target });
};
const absence = (index: number) => KeyInput.parse({ place: { module: 0, index }, kind: "diversion" });

async function inSupport(...people: PersonKey[]): Promise<void> {
  for (const who of ["eva", "jonas"] as const) {
    const groups = people.includes(who) ? [house.ids.groups.support] : [];
    const input = { organisationId: firm(), userId: house.ids.people[who], groups };
    await setMemberships(house.db, input, cli, house.now());
  }
}

test("The editor says what a key that asks Klyka does, warns while it does nothing, and says where it cannot be", async () => {
  await inSupport();
  const phoneId = house.ids.phones.reception;
  await setPhoneKeys(house.db, { organisationId: firm(), phoneId, keys: [logIn(6), absence(7)] }, cli, house.now());
  const page = await house.signedIn("anna", { path: `/phones/${phoneId}?beside=plan`, width: 1440, height: 1000 });
  await page.getByRole("row", { name: /0\/6 Support .* frågar Klyka key\/0-6/ }).waitFor();
  await key(page, /^Knapp 6.*Support/).click();
  const form = page.locator("key-form");
  await form.getByText(asks).waitFor();
  const warning = form.getByText("Eva Lund är inte med i Support, så knappen gör ingenting: skärmen säger det.");
  await warning.waitFor();
  await expectAccessible(page);
  // Whoever comes into the group is seen without a reload.
  await inSupport("eva");
  await warning.waitFor({ state: "detached" });
  await form.getByLabel("Egen kod").fill("*45");
  await form.getByText(asks).waitFor({ state: "detached" });
  await form.getByLabel("Egen kod").fill("");
  await form.getByText(asks).waitFor();

  const layoutId = house.ids.layout;
  await setLayoutKeys(house.db, { organisationId: firm(), layoutId, keys: [absence(5)] }, cli, house.now());
  const look = { path: `/layouts/${layoutId}`, width: 1440, height: 1000, scheme: "dark", language: "en" } as const;
  const layout = await house.signedIn("anna", look);
  await layout.getByRole("combobox", { name: "Show as" }).selectOption({ label: "Polycom SoundPoint IP 650" });
  await layout.getByRole("option", { name: /^Key 5/ }).click();
  await layout
    .locator("key-form")
    .getByText(/SoundPoint IP 650 has no browser, and cannot ask Klyka\. Give the exchange's code instead\./)
    .waitFor();
  await layout.getByRole("combobox", { name: "Show as" }).selectOption({ label: "Yealink T54W" });
  await layout.getByText("Asks Klyka: sets and ends an absence of the phone's user").waitFor();
  await expectAccessible(layout);
});

test("A key that is pressed on a phone is seen at once where somebody looks: who is logged in, and who is away", async () => {
  await inSupport("eva", "jonas");
  const phoneId = house.ids.phones.reception;
  await setPhoneKeys(house.db, { organisationId: firm(), phoneId, keys: [logIn(6), absence(7)] }, cli, house.now());
  const { state, firmware } = await house.boot("reception");
  // As the phone says who it is: somebody else who knows the address is held.
  const press = (address: string) =>
    fetch(address, { headers: { "user-agent": `Yealink SIP-T54W ${firmware} 80:5e:c0:a1:00:01` } });
  const addressOf = (index: number) => state.keys.find((one) => one.module === 0 && one.index === index)?.value ?? "";
  // A boot presses nothing.
  expect((await house.journal()).filter(({ path }) => path.includes("/key/"))).toEqual([]);
  const groups = await house.signedIn("anna", { path: `/groups?group=${house.ids.groups.support}`, width: 1440 });
  const eva = groups.getByRole("switch", { name: "Eva Lund är inloggad" });
  await eva.waitFor();
  expect(await eva.isChecked()).toBe(true);
  const users = await house.signedIn("anna", { path: "/users", width: 1440 });
  const row = users.getByRole("row", { name: /Eva Lund/ });
  await row.waitFor();
  const own = await house.signedIn("eva", { path: "/my-groups", width: 320 });
  await own.getByText("Inloggad i 1 av 1").waitFor();

  const said = await (await press(addressOf(6))).text();
  expect(said).toContain("Utloggad. 1 av 2 inloggade.");
  await expect.poll(() => eva.isChecked()).toBe(false);
  await own.getByText("Inloggad i 0 av 1").waitFor();
  await expectNoSideways(own);

  expect(await (await press(`${addressOf(7)}?do=lunch`)).text()).toContain("Lunch till");
  await row.getByText(/Lunch/).waitFor();
  await press(addressOf(7));
  await row.getByText(/Lunch/).waitFor({ state: "detached" });
});
