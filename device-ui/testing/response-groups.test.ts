import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { getMembers, MembersInput, setMembers } from "../../db/group-members.ts";
import { createResponseGroup, findResponseGroup, getWholeGroup, updateResponseGroup } from "../../db/response-groups.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

// A Monday morning.
const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
const actor: Actor = { kind: "cli", id: null, name: "Petra", organisationId: null };
const firm = () => house.ids.organisations.firm;
const whole = (id: string) => getWholeGroup(house.db, { organisationId: firm(), id });

async function aGroup(name: string, members: readonly object[] = []): Promise<string> {
  const input = { organisationId: firm(), name, number: null, extension: null, start: "office" } as const;
  const { id } = await createResponseGroup(house.db, input, actor, house.now());
  const said = MembersInput.parse({ members });
  await setMembers(house.db, { organisationId: firm(), groupId: id, ...said }, actor, house.now());
  return id;
}
const set = (id: string, said: object) =>
  updateResponseGroup(house.db, { organisationId: firm(), id, ...said }, actor, house.now());
const order = async (id: string) =>
  (await getMembers(house.db, { organisationId: firm(), groupId: id })).members.map((one) => one.name);
const toast = (page: Page, text: string | RegExp) => page.locator("toast-stack").getByText(text).waitFor();
const kind = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });
const save = (page: Page) => page.locator("response-group-page .bar").getByRole("button", { name: "Spara" });

test("The list says what is open till when; beside it the last one is logged out after being warned, and logged in again", async () => {
  const { anna, eva, jonas } = house.ids.people;
  const id = await aGroup("Order", [{ userId: eva }, { userId: jonas, loggedIn: false }, { userId: anna, loggedIn: false }]);
  const page = await house.signedIn("anna", { path: "/groups", width: 1440 });
  const row = page.getByRole("row", { name: /Order/ });
  await row.getByText("Öppet nu, till 17:00").waitFor();
  await row.getByText("1 av 3").waitFor();
  await row.focus();
  await page.keyboard.press("Enter");
  const panel = page.locator("response-group-panel");
  await panel.getByText("Så går ett samtal").waitFor();
  expect(new URL(page.url()).search).toBe(`?group=${id}`);
  await panel.getByRole("switch", { name: "Eva Lund är inloggad" }).click();
  await page.locator("confirm-dialog").getByText("Order: ingen svarar den som ringer gruppen.").waitFor();
  await page.getByRole("button", { name: "Logga ut ändå" }).click();
  await panel.getByText("Gruppen är öppen men ingen är inloggad").waitFor();
  await row.getByText("0 av 3").waitFor();
  await panel.getByRole("button", { name: "Logga in alla" }).click();
  await panel.getByText("3 av 3 inloggade").waitFor();
  // Somebody else takes one out: it is seen at once.
  const left = MembersInput.parse({ members: [{ userId: anna }] });
  await setMembers(house.db, { organisationId: firm(), groupId: id, ...left }, actor, house.now());
  await panel.getByText("1 av 1 inloggade").waitFor();
  await row.getByText("1 av 1").waitFor();
  expect((await listAudit(house.db, { organisationId: firm(), action: "response_group.logins_set" })).length).toBe(1);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
});

test("A group is made and set up by keyboard: its steps drawn as they act, what changes for callers said before it is saved", async () => {
  const page = await house.signedIn("anna", { path: "/groups", width: 1440 });
  await page.getByRole("button", { name: "Ny svarsgrupp" }).press("Enter");
  await page.keyboard.type("Kundtjänst");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Kundtjänst/ }).waitFor();
  const id = (await findResponseGroup(house.db, { organisationId: firm(), name: "Kundtjänst" }))?.id ?? "";
  await page.getByText("Gruppen är öppen men har inga medlemmar").waitFor();
  await page.getByLabel("Ringtid, sekunder").fill("15");
  await page.getByRole("radio", { name: /^Turas om/ }).check();
  await page.getByRole("button", { name: "Lägg till steg" }).press("Enter");
  await page.getByLabel("Efter sekunder").fill("20");
  await page.locator("group-settings").getByText("I praktiken efter 30 s").waitFor();
  // Nothing goes anywhere without somebody who said where.
  await save(page).press("Enter");
  await page.getByText("Ange vart samtalen ska gå.").waitFor();
  await kind(page, "Gå vidare till").selectOption("Röstbrevlåda");
  await page.keyboard.type("eva");
  await page.getByRole("option", { name: /Eva Lund/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("group-flow").getByText("Efter 20 s: Röstbrevlådan hos Eva Lund").waitFor();
  await save(page).press("Enter");
  const asked = page.locator("confirm-dialog");
  await asked.getByText("Ringtid: 20 s → 15 s").waitFor();
  await asked.getByText("Omstyrning efter tid: inget → efter 20 s: Röstbrevlådan hos Eva Lund").waitFor();
  await asked.getByRole("button", { name: "Spara" }).press("Enter");
  await toast(page, "Kundtjänst är sparad.");
  expect(await whole(id)).toMatchObject({
    version: 2,
    ringSeconds: 15,
    distribution: "rotating",
    redirects: [{ afterSeconds: 20 }],
  });
  // What is wrong is told at once, each beside its field, and the focus is on the first.
  await page.getByLabel("Ringtid, sekunder").fill("90");
  await page.getByLabel("Begränsa kön").check();
  await page.getByLabel("Så många får vänta").fill("4");
  for (const name of ["När ingen är inloggad", "När kön är full"]) await kind(page, name).selectOption("Lägg på");
  await save(page).click();
  expectFault(/422/);
  await asked.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Skriv ett heltal från 5 till 60.").waitFor();
  const ring = page.getByLabel("Ringtid, sekunder");
  await expect.poll(() => ring.evaluate((input) => input.matches(":focus"))).toBe(true);
  await page.getByLabel("Ringtid, sekunder").fill("30");
  await save(page).click();
  await asked.getByRole("button", { name: "Spara" }).click();
  await expect.poll(async () => (await whole(id)).maxQueue).toBe(4);
  // The page knows it too: the newest of the toasts is about this.
  await expect.poll(() => save(page).isDisabled()).toBe(true);
  await page.locator("toast-stack").getByRole("button", { name: "Ångra" }).last().click();
  await expect.poll(async () => (await whole(id)).maxQueue).toBeNull();
  await expectAccessible(page);
});

test("Members are put in order by keyboard, added and locked, also when somebody else has changed the list meanwhile", async () => {
  const { anna, eva, jonas } = house.ids.people;
  const id = await aGroup("Jour", [{ userId: anna }, { userId: eva }, { userId: jonas }]);
  const page = await house.signedIn("anna", { path: `/groups/${id}`, width: 390, scheme: "dark" });
  await page.getByRole("switch", { name: "Jonas Malm är inloggad" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => order(id)).toEqual(["Anna Ek", "Jonas Malm", "Eva Lund"]);
  await expect.poll(() => focusedName(page)).toBe("Jonas Malm är inloggad");
  await page.keyboard.press("Alt+Home");
  await expect.poll(() => order(id)).toEqual(["Jonas Malm", "Anna Ek", "Eva Lund"]);
  await page.getByRole("button", { name: "Flytta ner Jonas Malm" }).press("Enter");
  await expect.poll(() => order(id)).toEqual(["Anna Ek", "Jonas Malm", "Eva Lund"]);
  // Eva has been taken out where this page does not see it yet.
  const without = MembersInput.parse({ members: [{ userId: anna }, { userId: jonas }] });
  await setMembers(house.db, { organisationId: firm(), groupId: id, ...without }, actor, house.now());
  expectFault(/412/);
  await page.getByRole("button", { name: "Flytta upp Jonas Malm" }).press("Enter");
  await expect.poll(() => order(id)).toEqual(["Jonas Malm", "Anna Ek"]);
  await page.getByRole("combobox", { name: "Lägg till medlem" }).fill("eva");
  await page.getByRole("option", { name: /Eva Lund/ }).click();
  await expect.poll(() => order(id)).toEqual(["Jonas Malm", "Anna Ek", "Eva Lund"]);
  await page.getByRole("button", { name: "Mer för Eva Lund" }).click();
  await page.getByRole("button", { name: "Lås inloggningen" }).click();
  await page.getByText("Inloggningen är låst").waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
  await expectAccessible(page);
});

test("A loop is refused with its way in words; two who edit at once are asked about what both changed", async () => {
  const other = await aGroup("Reserv");
  const id = await aGroup("Verkstan");
  await set(id, { redirects: [{ afterSeconds: 60, destination: { kind: "hangUp" }, announcementId: null }] });
  await set(other, { redirects: [{ afterSeconds: 60, destination: { kind: "group", id }, announcementId: null }] });
  const page = await house.signedIn("anna", { path: `/groups/${id}`, width: 1440, language: "en" });
  await kind(page, "Go on to").selectOption("Response group");
  await page.keyboard.type("reserv");
  await page.getByRole("option", { name: /Reserv/ }).waitFor();
  await page.keyboard.press("Enter");
  const saving = page.locator("response-group-page .bar").getByRole("button", { name: "Save" });
  const agree = () => page.locator("confirm-dialog").getByRole("button", { name: "Save" }).click();
  await saving.click();
  expectFault(/422/);
  await agree();
  await page.getByText("Verkstan → Reserv → Verkstan").waitFor();
  await page.getByRole("button", { name: "Discard the changes" }).click();
  await page.getByLabel("Wrap-up time, seconds").fill("30");
  await page.getByLabel("Ring time, seconds").fill("25");
  await set(id, { ringSeconds: 40, distribution: "random" });
  await saving.click();
  expectFault(/412/);
  await agree();
  const clash = page.locator("conflict-dialog");
  await clash.getByText("Ring time").waitFor();
  await clash.getByRole("radio", { name: /25 s/ }).check();
  await clash.getByRole("button", { name: "Save the choices" }).click();
  await expect.poll(() => whole(id)).toMatchObject({ ringSeconds: 25, wrapUpSeconds: 30, distribution: "random" });
  await expectAccessible(page);
});

test("Deleting lists what leads there, waits until no calls do, asks about keys, and can be undone", async () => {
  const id = house.ids.groups.switchboard;
  const other = await aGroup("Kvällen");
  const full = { destination: { kind: "group", id }, announcementId: null };
  await set(other, { full, nobody: full, maxQueue: 2 });
  const page = await house.signedIn("anna", { path: `/groups/${id}`, width: 390 });
  await page.getByRole("button", { name: "Ta bort …" }).click();
  const dialog = page.locator("delete-group-dialog");
  await dialog.getByText("Samtal leder hit.").waitFor();
  await dialog.getByText("Kön är full").waitFor();
  expect(await dialog.getByRole("button", { name: "Ta bort Växeln" }).count()).toBe(0);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Stäng" }).last().click();
  await set(other, { full: null, nobody: null, maxQueue: null });
  await page.getByRole("button", { name: "Ta bort …" }).click();
  await dialog.getByText("knapplayout, knapp 3").waitFor();
  const remove = dialog.getByRole("button", { name: "Ta bort Växeln" });
  expect(await remove.isDisabled()).toBe(true);
  await dialog.getByLabel("Det är i sin ordning").check();
  await remove.click();
  await toast(page, "Växeln är borttagen.");
  await page.getByRole("heading", { name: /^Svarsgrupper/ }).waitFor();
  expect(await findResponseGroup(house.db, { organisationId: firm(), name: "Växeln" })).toBeNull();
  await page.locator("toast-stack").getByRole("button", { name: "Ångra" }).click();
  await page.getByRole("heading", { name: /^Växeln/ }).waitFor();
  expect(await whole(id)).toMatchObject({ name: "Växeln", e164: "+46846500400" });
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(page);
});
