import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { MembersInput, setMembers } from "../../db/group-members.ts";
import { setMemberships } from "../../db/memberships.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };

/** Eva and Jonas answer for the switchboard, Eva alone for the support, where her login is fixed. */
beforeAll(async () => {
  const { groups, organisations, people } = house.ids;
  const put = (groupId: string, members: readonly object[]) =>
    setMembers(house.db, { organisationId: organisations.firm, groupId, ...MembersInput.parse({ members }) }, actor, house.now());
  await put(groups.switchboard, [{ userId: people.eva }, { userId: people.jonas, viaMobile: true }]);
  await put(groups.support, [{ userId: people.eva, mayToggle: false }]);
});

const group = (page: Page, name: string) => page.getByRole("switch", { name: new RegExp(`^${name}`) });

test("A receptionist logs in and out with one tap, two devices agree, and the last one is asked", async () => {
  const eva = await house.signedIn("eva", { path: "/my-groups" });
  const phone = await house.signedIn("eva", { path: "/my-groups", width: 390, height: 780, scheme: "dark", language: "en" });
  const jonas = await house.signedIn("jonas", { path: "/my-groups" });
  await eva.getByText("2 av 2 inloggade").waitFor();
  await eva.getByText("Jonas Malm").waitFor();
  expect(await group(eva, "Support").isDisabled()).toBe(true);
  await eva.getByText("Inloggningen är låst.").waitFor();

  // By keyboard, and the other window follows.
  await group(jonas, "Växeln").focus();
  await jonas.keyboard.press("Space");
  await jonas.getByText("Du är utloggad ur Växeln.").first().waitFor();
  await eva.getByText("1 av 2 inloggade").waitFor();
  await phone.getByText("1 of 2 logged in").waitFor();

  // Now Eva is the last one.
  await group(eva, "Växeln").click();
  await eva.getByRole("dialog", { name: "Du är den sista inloggade" }).waitFor();
  await eva.getByText("Växeln: ingen svarar den som ringer 08-465 004 00.").waitFor();
  await eva.getByRole("button", { name: "Avbryt" }).click();
  expect(await group(eva, "Växeln").isChecked()).toBe(true);
  await group(eva, "Växeln").click();
  await eva.getByRole("button", { name: "Logga ut ändå" }).click();
  await eva.getByText("0 av 2 inloggade").waitFor();
  await phone.getByText("0 of 2 logged in").waitFor();
  expect(await group(phone, "Växeln").isChecked()).toBe(false);
  await eva.getByRole("button", { name: "Ångra" }).click();
  await jonas.getByText("1 av 2 inloggade").waitFor();
  await expectAccessible(eva);
  await expectAccessible(phone);
  await phone.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(phone);
});

test("All groups are left at once, taps come in a hurry, and whoever is taken out of a group is told", async () => {
  const { groups, organisations, people } = house.ids;
  const page = await house.signedIn("eva", { path: "/my-groups" });
  const box = group(page, "Växeln");
  await house.db("group_member").update({ logged_in: true });
  await page.reload();
  await page.getByText("2 av 2 inloggade").waitFor();
  for (const _tap of [1, 2, 3]) await box.click();
  await page.getByText("1 av 2 inloggade").waitFor();
  await box.click();
  await page.getByText("2 av 2 inloggade").waitFor();
  await page.getByRole("button", { name: "Logga ut ur alla" }).click();
  await page.getByText("Du är utloggad ur 1 grupp.").first().waitFor();
  expect(await group(page, "Support").isChecked()).toBe(true);
  await page.getByRole("button", { name: "Ångra" }).last().click();
  await page.getByText("2 av 2 inloggade").waitFor();

  // A window that has not heard of it yet.
  const deaf = await house.opened();
  await deaf.route("**/api/events*", () => undefined);
  await deaf.context().addCookies([{ name: "klyka_session", value: await house.session("eva"), url: house.url }]);
  await deaf.goto(`${house.url}/my-groups`);
  await deaf.getByText("2 av 2 inloggade").waitFor();
  const out = { organisationId: organisations.firm, userId: people.eva };
  await setMemberships(house.db, { ...out, groups: [groups.support] }, actor, house.now());
  expectFault(/404/);
  await group(deaf, "Växeln").click();
  await deaf.getByText("Du är inte längre med i Växeln.").waitFor();
  expect(await group(deaf, "Växeln").count()).toBe(0);
  await setMemberships(house.db, { ...out, groups: [] }, actor, house.now());
  await page.getByText("Du är inte med i någon grupp").waitFor();
  await expectAccessible(page);
});
