import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { clearPhoneKeys, KeyInput, listLayoutKeys, listPhoneKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";
import type { PhoneKey } from "./small-firm.ts";

const house = realHouse({ phones: true });
const cli: Actor = { kind: "cli", id: null, name: "Kalle", organisationId: null };
const firm = () => house.ids.organisations.firm;
const key = (page: Page, name: string | RegExp) => page.getByRole("option", { name, exact: true });
const save = (page: Page) => page.getByRole("button", { name: "Spara", exact: true }).click();
const toast = (page: Page, text: string | RegExp) => page.locator("toast-stack").getByText(text).waitFor();

async function keysOf(phone: PhoneKey): Promise<Record<string, string>> {
  const keys = await listPhoneKeys(house.db, { organisationId: firm(), phoneId: house.ids.phones[phone] });
  return Object.fromEntries(
    keys.map(({ place, kind, target, label, from }) => {
      const whom = target === null ? "" : target.kind === "number" ? target.number : nameOf(target.id);
      return [`${place.module}/${place.index}`, [from, kind, whom, label ?? ""].filter(Boolean).join(" ")];
    }),
  );
}

function nameOf(id: string): string {
  const all = { ...house.ids.people, ...house.ids.groups, contact: house.ids.contact };
  return Object.entries(all).find(([, one]) => one === id)?.[0] ?? id;
}

/** The workshop's phone has no keys of its own at the start of a test. */
afterEach(async () => {
  const phoneId = house.ids.phones.workshop;
  const own = (await listPhoneKeys(house.db, { organisationId: firm(), phoneId })).filter(({ from }) => from === "phone");
  const places = own.map(({ place }) => place);
  if (places.length > 0) await clearPhoneKeys(house.db, { organisationId: firm(), phoneId, places }, cli, house.now());
});

test("Keys are programmed by keyboard alone: chosen by arrows, found by typing, undone, redone, saved and taken back", async () => {
  const page = await house.signedIn("anna", { path: `/phones/${house.ids.phones.workshop}`, width: 1440, height: 1000 });
  await key(page, /^Knapp 1: Jonas Malm, linje/).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowDown");
  await page.keyboard.type("eva l");
  await page.getByRole("option", { name: /^Eva Lund 08-465/ }).waitFor();
  await page.keyboard.press("Enter");
  await key(page, "Knapp 4: Eva Lund, BLF, ändrad, inte sparad").waitFor();
  expect(await focusedName(page)).toContain("Knapp 4");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("08-465 004 31");
  await page.getByRole("option", { name: /08-465\s004\s31 ring det här numret/ }).waitFor();
  await page.keyboard.press("Enter");
  await key(page, /^Knapp 5: 08-465\s004\s31, snabbnummer, ändrad/).waitFor();
  await page.keyboard.press("Control+z");
  await key(page, "Knapp 5: tom").waitFor();
  await page.keyboard.press("Control+y");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+v");
  await key(page, /^Knapp 6: 08-465/).waitFor();
  await page.keyboard.press("Control+x");
  await key(page, "Knapp 6: tom").waitFor();
  await page.getByText("2 ändringar väntar").waitFor();
  await page.getByText("Så ändras filen").waitFor();
  await page.keyboard.press("Control+s");
  await toast(page, "2 knappar sparade.");
  expect(await keysOf("workshop")).toMatchObject({ "0/4": "phone blf eva", "0/5": "phone speedDial +46846500431" });
  const [entry] = await listAudit(house.db, { organisationId: firm() });
  expect(entry).toMatchObject({ action: "phone.keys_set", actor: { name: "Anna Ek" } });
  await page.locator("toast-stack").getByRole("button", { name: "Ångra" }).click();
  await toast(page, "Knapparna är som förut.");
  expect(await keysOf("workshop")).toEqual({ "0/2": "layout blf anna", "0/3": "layout blf switchboard" });
  await expectAccessible(page);
});

test("Dragging lays people and functions on keys and moves keys; the form changes them, and the layout's key comes back", async () => {
  const page = await house.signedIn("anna", {
    path: `/phones/${house.ids.phones.workshop}`,
    width: 1440,
    height: 1000,
    scheme: "dark",
  });
  await page.getByRole("option", { name: /^Sara Öberg 08-465/ }).dragTo(key(page, "Knapp 5: tom"));
  await key(page, "Knapp 5: Sara Öberg, BLF, ändrad, inte sparad").waitFor();
  // What was dropped can be undone at once, also after a click beside the phone.
  await page.keyboard.press("Control+z");
  await key(page, "Knapp 5: tom").waitFor();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+y");
  await key(page, "Knapp 5: Sara Öberg, BLF, ändrad, inte sparad").waitFor();
  await page.getByRole("button", { name: "Stör ej" }).dragTo(key(page, "Knapp 6: tom"));
  await key(page, "Knapp 6: Stör ej, stör ej, ändrad, inte sparad").waitFor();
  const from = await key(page, /^Knapp 5/).boundingBox();
  const to = await key(page, /^Knapp 2: Anna Ek/).boundingBox();
  if (!from || !to) throw new Error("both keys are drawn");
  await page.mouse.move(from.x + 15, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 15, to.y + to.height / 2, { steps: 4 });
  await page.mouse.up();
  await key(page, "Knapp 2: Sara Öberg, BLF, ändrad, inte sparad").waitFor();
  await key(page, "Knapp 5: Anna Ek, BLF, ändrad, inte sparad").waitFor();
  // What lies on the layout's key is taken away again.
  await key(page, /^Knapp 2/).click();
  await page.getByRole("button", { name: "Som layouten" }).click();
  await key(page, /^Knapp 2: Anna Ek, BLF, .*från layouten$/).waitFor();
  await key(page, /^Knapp 5/).click();
  await page.getByLabel("Knappen gör").selectOption({ label: "Koppla" });
  await page.getByLabel("Etikett").fill("Till Anna");
  await page.getByText("Bara administratören").click();
  await key(page, "Knapp 5: Till Anna, koppla, ändrad, inte sparad, låst").waitFor();
  await expectAccessible(page);
  await save(page);
  await toast(page, "2 knappar sparade.");
  expect(await keysOf("workshop")).toMatchObject({
    "0/2": "layout blf anna",
    "0/5": "phone transfer anna Till Anna",
    "0/6": "phone dnd",
  });
});

test("Two who save the same key choose whose stands; what only one of them changed stays", async () => {
  const phoneId = house.ids.phones.workshop;
  const page = await house.signedIn("anna", { path: `/phones/${phoneId}`, width: 1440, height: 1000 });
  const put = (index: number, who: "eva" | "sara") => {
    const target = { kind: "user", id: house.ids.people[who] };
    return KeyInput.parse({ place: { module: 0, index }, kind: "blf", target });
  };
  for (const [index, name] of [
    [4, "jonas m"],
    [5, "sara"],
  ] as const) {
    await key(page, new RegExp(`^Knapp ${index}: tom`)).click();
    await page.getByRole("combobox", { name: "Kollega, grupp, nummer …" }).fill(name);
    await page.keyboard.press("Enter");
    await key(page, new RegExp(`^Knapp ${index}: .*BLF`)).waitFor();
  }
  expectFault(/status of 412/);
  await setPhoneKeys(house.db, { organisationId: firm(), phoneId, keys: [put(4, "eva"), put(7, "sara")] }, cli, house.now());
  await save(page);
  const dialog = page.locator("conflict-dialog");
  await dialog.getByText("Eva Lund: Ringer Eva Lund").waitFor();
  await dialog.getByRole("radio", { name: /Din ändring/ }).check();
  await dialog.getByRole("button", { name: "Spara valen" }).click();
  await toast(page, "2 knappar sparade.");
  expect(await keysOf("workshop")).toMatchObject({ "0/4": "phone blf jonas", "0/5": "phone blf sara", "0/7": "phone blf sara" });
});

test("A layout's save shows first which phones change, and how many keys fit is seen through any model", async () => {
  const path = `/layouts/${house.ids.layout}`;
  const page = await house.signedIn("anna", { path, width: 1440, height: 1000 });
  await page.getByText("3 telefoner har layouten").waitFor();
  await page.getByRole("combobox", { name: "Visa som" }).selectOption({ label: "Polycom VVX 450" });
  await page.getByRole("heading", { name: "Kontoret Polycom VVX 450" }).waitFor();
  await key(page, "Knapp 8: tom").click();
  await page.getByRole("combobox", { name: "Kollega, grupp, nummer …" }).fill("sara");
  await page.keyboard.press("Enter");
  await save(page);
  const dialog = page.locator("reach-dialog");
  await dialog.getByText("3 telefoner ändras.").waitFor();
  await dialog.getByText("1 telefon startar om när den har hämtat ändringen.").waitFor();
  await dialog.getByText("linekey.8.label = Sara Öberg").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Avbryt" }).click();
  await key(page, "Knapp 8: Sara Öberg, BLF, ändrad, inte sparad").waitFor();
  await save(page);
  await dialog.getByRole("button", { name: "Spara", exact: true }).click();
  await toast(page, "1 knapp sparad.");
  await page.locator("toast-stack").getByRole("button", { name: "Ångra" }).click();
  await toast(page, "Knapparna är som förut.");
  const keys = await listLayoutKeys(house.db, { organisationId: firm(), layoutId: house.ids.layout });
  expect(keys.map(({ place }) => place.index)).toEqual([2, 3]);
});

test("The phone's own fetch is seen as it happens: waiting, asked, served, in step", async () => {
  await house.boot("workshop");
  const path = `/phones/${house.ids.phones.workshop}?beside=delivery`;
  const page = await house.signedIn("anna", { path, width: 1440, height: 1000 });
  // The part that the address names is in sight, below the keys, and the keyboard is at its tab.
  await expect.poll(() => focusedName(page)).toBe("Hämtat och önskat");
  const top = async () => (await page.locator("section.beside").boundingBox())?.y ?? Number.NaN;
  await expect.poll(top).toBeLessThan(120);
  await page.getByText(/^I fas\. Kontakt/).waitFor();
  await key(page, "Knapp 9: tom").click();
  await page.getByRole("combobox", { name: "Kollega, grupp, nummer …" }).fill("eva");
  await page.keyboard.press("Enter");
  await save(page);
  await page.getByText(/^Väntar på telefonen/).waitFor();
  await key(page, "Knapp 9: Eva Lund, BLF, väntar på att hämtas").waitFor();
  await page.getByText("Telefonen har inte hämtat det senaste ännu.").waitFor();
  const { state } = await house.boot("workshop");
  expect(state.keys.map(({ label }) => label)).toContain("Eva Lund");
  await page.getByText(/^I fas\. Kontakt/).waitFor();
  await key(page, "Knapp 9: Eva Lund, BLF").waitFor();
  await page.getByRole("tab", { name: "Händelser" }).click();
  await page.getByText("Frågade efter sin fil").first().waitFor();
  await page.getByText("levererad").first().waitFor();
  await page.getByRole("tab", { name: "Filen, rad för rad" }).click();
  await page
    .getByRole("listbox", { name: /rad för rad/ })
    .getByText(/Eva Lund/)
    .first()
    .hover();
  await page.getByText(/^Rad \d+: telefonen Verkstaden · Anna Ek/).waitFor();
  await expectAccessible(page);
  await page.getByRole("tab", { name: "Lager av inställningar" }).click();
  await page.getByText("företaget Björkö Bygg AB").first().waitFor();
  await expectAccessible(page);
});

test("Several keys in one go: a group's people, and keys from another phone with those that do not fit left out", async () => {
  const page = await house.signedIn("anna", { path: `/phones/${house.ids.phones.workshop}`, width: 1440, height: 1000 });
  await page.getByRole("button", { name: "Fyll flera" }).click();
  const fill = page.locator("fill-dialog");
  // Anna has a key already, and Oskar no number: they are left out until somebody says otherwise.
  expect(await fill.getByRole("checkbox", { name: /Anna Ek/ }).isChecked()).toBe(false);
  await expectAccessible(page);
  await fill.getByRole("button", { name: "Lägg på 3 knappar" }).click();
  await key(page, "Knapp 4: Eva Lund, BLF, ändrad, inte sparad").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Ångra/ }).click();
  await page.getByRole("button", { name: "Kopiera knappar" }).click();
  const copy = page.locator("copy-dialog");
  await copy.getByLabel("Kopiera från").selectOption({ label: "Receptionen (Yealink T54W)" });
  await copy.getByText("Ringer Jonas Malm").waitFor();
  await copy.getByRole("button", { name: "Kopiera 4 knappar" }).click();
  await key(page, /^Knapp 5: Verkstan, BLF, ändrad/).waitFor();
  await page.getByRole("link", { name: "Layouten Kontoret" }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Avbryt" }).click();
  await key(page, /^Knapp 5: Verkstan, BLF, ändrad/).waitFor();
  await save(page);
  await toast(page, /knappar sparade/);
  expect(await keysOf("workshop")).toMatchObject({ "0/4": "phone speedDial contact", "0/5": "phone blf jonas Verkstan" });
});

test("Keys go to another phone, and an edit outlives the end of the session", async () => {
  expectFault(/401/);
  const path = `/phones/${house.ids.phones.reception}?key=0/12`;
  const page = await house.signedIn("anna", { path, width: 1440, height: 1000 });
  // The address names a key: it is chosen, on its page.
  await page.getByRole("option", { name: /^Knapp 12, sida 2/, selected: true }).waitFor();
  await page.getByRole("button", { name: "Sida 1", exact: true }).click();
  await page.getByRole("button", { name: "Kopiera knappar" }).click();
  const copy = page.locator("copy-dialog");
  await copy.getByText("Kopiera härifrån").click();
  await copy.getByLabel("Kopiera till").selectOption({ label: "Verkstaden (Polycom VVX 450)" });
  await copy.getByRole("checkbox", { name: /Knapp 4.*Gunnar Gran/ }).uncheck();
  await copy.getByRole("button", { name: "Kopiera 3 knappar" }).click();
  await toast(page, "3 knappar kopierade till Verkstaden.");
  expect(await keysOf("workshop")).toMatchObject({ "0/2": "phone blf anna", "0/5": "phone blf jonas Verkstan" });
  await key(page, /^Knapp 9, sida 1: tom/).click();
  await page.getByRole("combobox", { name: "Kollega, grupp, nummer …" }).fill("sara");
  await page.keyboard.press("Enter");
  await key(page, /^Knapp 9, sida 1: Sara Öberg/).waitFor();
  await house.db("session").where("user_id", house.ids.people.anna).delete();
  await save(page);
  await page.getByRole("textbox", { name: "Fast nummer eller användarnamn" }).fill("anna.ek");
  await page.getByLabel("Lösenord", { exact: true }).fill(house.password);
  await page.keyboard.press("Enter");
  await toast(page, "1 knapp sparad.");
  expect(await keysOf("reception")).toMatchObject({ "0/9": "phone blf sara" });
});

test("At 320 px a key opens over the others, in English and dark", async () => {
  const path = `/phones/${house.ids.phones.workshop}`;
  const page = await house.signedIn("anna", { path, width: 320, height: 640, scheme: "dark", language: "en" });
  await key(page, "Key 6: empty").click();
  const sheet = page.locator("key-editor modal-dialog");
  await sheet.getByLabel("The key does").selectOption({ label: "Address (URL)" });
  await sheet.getByLabel("Address", { exact: true }).fill("nonsense");
  await sheet.getByText("Write an address that begins with http:// or https://.").waitFor();
  await sheet.getByLabel("Address", { exact: true }).fill("https://dorr.example.se/oppna");
  await expectAccessible(page);
  await expectNoSideways(page);
  await sheet.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await toast(page, "1 key saved.");
  expect((await keysOf("workshop"))["0/6"]).toBe("phone url");
  await expectNoSideways(page);
  await expectAccessible(page);
});
