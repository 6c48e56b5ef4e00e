import { request } from "node:http";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { KeyInput, setPhoneKeys } from "../../db/phone-keys.ts";
import { findPhone, getPhone, listPhoneAccounts } from "../../db/phones.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ phones: true });
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const mac = "805ec0a10042";

const firm = () => house.ids.organisations.firm;
const rows = (page: Page) => page.getByRole("grid").getByRole("row");
const row = (page: Page, name: string) => rows(page).filter({ hasText: name });
const toast = (page: Page, text: string) => page.locator("toast-stack").getByText(text).waitFor();
const undo = (page: Page) => page.locator("toast-stack").getByRole("button", { name: "Ångra" }).last().click();
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
const actions = async (action: string) => listAudit(house.db, { organisationId: firm(), action });

/** Somebody else with the same address on the wire. */
function stranger(path: string, from: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "user-agent": `Yealink SIP-T46U 108.86.0.70 ${mac}` };
    request(`${house.phonesUrl}${path}`, { localAddress: from, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });
}

let token = "";
beforeAll(async () => {
  const made = await createOrganisationToken(
    house.db,
    house.keyring,
    { organisationId: firm(), name: "Kontoret" },
    actor,
    house.now(),
  );
  token = made.token;
});

describe("The list of desk phones", () => {
  test("changes its row while one looks when the phone boots, and is narrowed, sorted and searched in the address", async () => {
    const page = await house.signedIn("anna", { path: "/phones", width: 1440 });
    await row(page, "Anna").getByText("Aldrig hörd").waitFor();
    await row(page, "Anna").getByText("Tilldelad").waitFor();
    await house.boot("office");
    await row(page, "Anna").getByText("I fas").waitFor();
    await row(page, "Anna").getByText("Bunden").waitFor();
    await page.getByRole("combobox", { name: "Läge" }).selectOption("current");
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(pathOf(page)).toBe("/phones?standing=current");
    await page.getByRole("combobox", { name: "Läge" }).selectOption("");
    await page.getByRole("searchbox", { name: /^Namn, MAC/ }).fill("80:5e:c0 a1");
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByRole("searchbox", { name: /^Namn, MAC/ }).fill("08-465 004 03");
    await row(page, "Verkstaden").waitFor();
    await page.getByRole("searchbox", { name: /^Namn, MAC/ }).fill("");
    await page.getByRole("button", { name: "Etikett" }).click();
    await expect.poll(() => pathOf(page)).toBe("/phones?sort=-label");
    await page.getByText("Alla användare").click();
    await page.getByRole("combobox", { name: "Användare" }).fill("jonas");
    await page.getByRole("option", { name: /Jonas Malm/ }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => rows(page).count()).toBe(2);
    await expectAccessible(page);
  });

  test("gives many phones a layout after showing what it reaches, and takes it back", async () => {
    const page = await house.signedIn("anna", { path: "/phones" });
    await page.getByRole("checkbox", { name: "Markera Anna" }).check();
    await page.getByRole("checkbox", { name: "Markera Verkstaden" }).check();
    await page.getByRole("button", { name: "Ändra", exact: true }).click();
    await page.locator("job-dialog").getByRole("combobox", { name: "Layout" }).selectOption({ label: "Ingen layout" });
    await page.getByRole("button", { name: "Visa vad som händer" }).click();
    await page.getByText("2 telefoner ändras.").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ändra 2 telefoner" }).click();
    await page.locator("job-progress").getByText("2 ändrade").waitFor();
    const layoutOf = async (phone: "office" | "workshop") =>
      (await getPhone(house.db, { organisationId: firm(), id: house.ids.phones[phone] })).layoutId;
    expect([await layoutOf("office"), await layoutOf("workshop")]).toEqual([null, null]);
    await page.getByRole("button", { name: "Ta tillbaka allt" }).click();
    await expect.poll(() => layoutOf("office")).toBe(house.ids.layout);
  });

  test("opens a phone beside it: renamed, given to somebody else without its keys, read, retired, and all of it taken back", async () => {
    const page = await house.signedIn("anna", { path: "/phones" });
    await row(page, "Receptionen").press("Enter");
    await expect.poll(() => focusedName(page)).toBe("Receptionen");
    await page.getByRole("textbox", { name: "Etikett" }).fill("Disken");
    await page.getByRole("button", { name: "Spara" }).click();
    await toast(page, "Disken är sparad.");
    await row(page, "Disken").waitFor();
    await undo(page);
    await row(page, "Receptionen").waitFor();

    const holder = page.locator("phone-panel").getByRole("combobox", { name: "Användare" });
    await holder.fill("jonas");
    await page.getByRole("option", { name: /Jonas Malm/ }).click();
    await page.getByText("Töm telefonens 2 egna knappar").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ge till Jonas Malm" }).click();
    await toast(page, "Receptionen tillhör Jonas Malm.");
    const id = house.ids.phones.reception;
    const by = { organisationId: firm(), id };
    expect(await listPhoneAccounts(house.db, by)).toMatchObject([{ sipUser: "jonas" }]);
    expect((await actions("phone.keys_cleared")).length).toBe(1);
    await undo(page);
    await expect.poll(async () => (await getPhone(house.db, by)).userId).toBe(house.ids.people.eva);
    expect(await listPhoneAccounts(house.db, by)).toMatchObject([{ sipUser: "eva" }]);

    await page.getByRole("button", { name: "Visa telefonens adress" }).click();
    await page.getByText(`${house.phonesUrl}/p/`, { exact: false }).waitFor();
    await page.getByRole("button", { name: "Visa telefonens lösenord" }).click();
    await page.getByRole("button", { name: "Visa lösenorden" }).click();
    await page.getByText("Administratörslösenord i telefonens meny").first().waitFor();
    const byAnna = (entries: Awaited<ReturnType<typeof actions>>) =>
      entries.filter(({ actor: one }) => one.name === "Anna Ek").length;
    expect([byAnna(await actions("phone.token_read")), byAnna(await actions("phone.passwords_read"))]).toEqual([1, 1]);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Ta telefonen ur drift" }).click();
    await page.locator("confirm-dialog").getByRole("button", { name: "Ta telefonen ur drift" }).click();
    await toast(page, "Receptionen är ur drift.");
    await expect.poll(() => row(page, "Receptionen").count()).toBe(0);
    await undo(page);
    await row(page, "Receptionen").getByText("Tilldelad").waitFor();
  });

  test.each([
    { language: "sv", scheme: "light", open: "Bordstelefoner" },
    { language: "en", scheme: "dark", open: "Desk phones" },
  ] as const)("is worked at 320 px in $language and $scheme, with a row over the list", async ({ language, scheme }) => {
    const path = `/phones?phone=${house.ids.phones.office}`;
    const page = await house.signedIn("anna", { path, language, scheme, width: 320, height: 800 });
    await page.getByRole("heading", { level: 2, name: "Anna" }).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    // What stays until it is closed covers nothing: Playwright refuses to click what something else lies over.
    await page.evaluate(() => {
      const detail = { text: "Det gick inte, och det tar två rader att säga det.", tone: "failed" };
      dispatchEvent(new CustomEvent("klyka-toast", { detail }));
      dispatchEvent(new CustomEvent("klyka-toast", { detail }));
    });
    await page.getByText("Det gick inte, och").first().waitFor();
    await page
      .locator("phone-panel")
      .getByRole("button", { name: language === "sv" ? "Stäng" : "Close", exact: true })
      .click();
    await page.goBack();
    await page.getByRole("heading", { level: 2, name: "Anna" }).waitFor();
    await page.keyboard.press("Escape");
    await page
      .getByRole("button", { name: language === "sv" ? "Stäng" : "Close" })
      .first()
      .click();
    await rows(page).first().waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
  });
});

describe("A new phone", () => {
  test("shows up as it asks, is taken in with its user and account, and is seen coming up until it is programmed", async () => {
    const page = await house.signedIn("anna", { path: "/phones/new", width: 1440, height: 1000 });
    await page.getByText("Ingen ny telefon har frågat.").waitFor();
    const box = { mac, vendor: "yealink", model: "T46U" } as const;
    await house.fresh({ ...box, server: `${house.phonesUrl}/o/${token}/` });
    await row(page, "80:5E:C0:A1:00:42").waitFor();
    await row(page, "80:5E:C0:A1:00:42").press("Enter");
    await page.getByRole("heading", { name: "Ta in Yealink T46U" }).waitFor();
    await page.getByRole("img", { name: "Yealink T46U" }).waitFor();
    await page.getByRole("textbox", { name: "Etikett" }).fill("Nya kontoret");
    await page.getByRole("combobox", { name: "Vem ska ha den?" }).fill("sara");
    await page.getByRole("option", { name: /Sara Öberg/ }).click();
    await page.getByText("Skapa ett SIP-konto åt Sara Öberg").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ta in och släpp in" }).click();
    await page.getByText("Fönstret är öppet").waitFor();
    await page.getByRole("timer").waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "Telefonen frågar" }).getAttribute("aria-current")).toBe("step");
    await expectAccessible(page);

    await house.fresh(box);
    await page.getByText("Telefonen är klar.").waitFor();
    const phone = await findPhone(house.db, { organisationId: firm(), mac });
    expect(phone).toMatchObject({ state: "bound", label: "Nya kontoret", userId: house.ids.people.sara });
    expect(await listPhoneAccounts(house.db, { organisationId: firm(), id: phone?.id ?? "" })).toMatchObject([
      { sipUser: "404" },
    ]);
    expect([(await actions("phone.claimed")).length, (await actions("window.opened")).length]).toEqual([1, 1]);
    await expectAccessible(page);

    // Somebody else asks with the same address while the window has time left.
    expect(await stranger(`/${mac}.cfg`, "127.0.0.66")).toBe(404);
    await page.getByRole("alert").filter({ hasText: "127.0.0.66" }).waitFor();
    await page.getByRole("button", { name: "Jag har sett det" }).click();
    await expect.poll(() => page.getByRole("alert").count()).toBe(0);
    expect((await actions("alarm.acknowledged")).length).toBe(1);
    await page.getByRole("link", { name: "Visa i listan" }).click();
    await row(page, "Nya kontoret").getByText("I fas").waitFor();
  });

  test("is added by what stands on its label; what cannot be a phone, and one that is there already, is said at the field", async () => {
    expectFault(/409/);
    const page = await house.signedIn("anna", { path: "/phones/new?add=hand", scheme: "dark", height: 1000 });
    await page.getByRole("button", { name: "Lägg till och släpp in" }).click();
    await page.getByText("En MAC-adress har 12 hexadecimala siffror").waitFor();
    await page.getByText("Välj vilken modell det är.").waitFor();
    const address = page.getByRole("textbox", { name: "MAC-adress eller serienummer" });
    await address.fill("S/N: 805EC0A10001");
    await page.getByText("80:5E:C0:A1:00:01").waitFor();
    await page.getByRole("combobox", { name: "Modell" }).fill("vvx 450");
    await page.getByRole("option", { name: /VVX 450/ }).click();
    await page.getByRole("button", { name: "Lägg till och släpp in" }).click();
    await page.getByText(/^Telefonen 80:5E:C0:A1:00:01 är redan registrerad/).waitFor();
    await expectAccessible(page);
    await address.fill("64 16 7f a1 00 77");
    await page.getByRole("textbox", { name: "Etikett" }).fill("Köket");
    await page.getByRole("combobox", { name: "Varifrån den får fråga" }).waitFor();
    await page.getByRole("button", { name: "Lägg till och släpp in" }).press("Enter");
    await page.getByText("Fönstret är öppet").waitFor();
    await page.getByRole("link", { name: /Köket/ }).waitFor();
    await page.getByRole("button", { name: "Stäng fönstret" }).click();
    await page.getByText("Öppna fönstret igen").waitFor();
    expect((await actions("window.closed")).length).toBe(1);
  });

  test("takes the place of a broken one: what moves and what does not fit is seen before it is done", async () => {
    const page = await house.signedIn("anna", { path: `/phones/${house.ids.phones.reception}/swap`, width: 1440, height: 1000 });
    await page.getByRole("heading", { name: "Byt ut Receptionen" }).waitFor();
    await page.getByRole("combobox", { name: "Ny modell" }).fill("vvx 150");
    await page.getByRole("option", { name: /VVX 150 / }).click();
    await page.getByText(/får inte plats:/).waitFor();
    // Both drawings say what stands on the keys.
    await page.locator("phone-drawing").nth(1).locator("text.label", { hasText: "Anna Ek" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "MAC-adress eller serienummer" }).fill("64167fa10099");
    await page.getByRole("button", { name: "Byt apparat" }).click();
    await page.getByText("Den gamla, en Yealink T54W, tas ur drift", { exact: false }).waitFor();
    await page.locator("confirm-dialog").getByRole("button", { name: "Byt apparat" }).click();
    await toast(page, "Receptionen är nu en Polycom VVX 150. Släpp in den nya apparaten.");
    await page.getByText("Släpp in telefonen", { exact: false }).first().waitFor();
    const old = await getPhone(house.db, { organisationId: firm(), id: house.ids.phones.reception });
    const fresh = await findPhone(house.db, { organisationId: firm(), mac: "64167fa10099" });
    expect([old.state, fresh?.userId, fresh?.label]).toEqual(["retired", house.ids.people.eva, "Receptionen"]);
    expect((await actions("phone.swapped")).length).toBe(1);
    // Modules full of keys that the new model has no place for are said by their places, not one by one.
    const target = { kind: "user", id: house.ids.people.jonas };
    const place = (module: number, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) =>
        KeyInput.parse({ place: { module, index: from + n }, kind: "blf", target }),
      );
    const keys = [...place(0, 30, 36), ...place(1, 1, 12), ...place(1, 14, 20), ...place(2, 1, 20)];
    await setPhoneKeys(house.db, { organisationId: firm(), phoneId: house.ids.phones.office, keys }, actor, house.now());
    const small = await house.signedIn("anna", {
      path: `/phones/${house.ids.phones.office}/swap`,
      width: 320,
      scheme: "dark",
      language: "en",
    });
    await small.getByRole("combobox", { name: "New model" }).fill("t54");
    await small.getByRole("option", { name: /T54W/ }).click();
    await small.getByRole("heading", { name: "Then: Yealink T54W" }).waitFor();
    await small.getByText("46 things do not fit:").waitFor();
    await small.getByText("7 keys: The model has no such key.").waitFor();
    await small.getByText("Keys 30–36.").waitFor();
    await small.getByText("39 keys: The expansion module does not fit the model.").waitFor();
    await small.getByText("Module 1: keys 1–12, 14–20.").waitFor();
    await small.getByText("Module 2: keys 1–20.").waitFor();
    expect(await small.getByText("Module 1, key 14: Jonas Malm").isVisible()).toBe(false);
    await small.getByText("Show all 39").click();
    await small.getByText("Module 1, key 14: Jonas Malm").waitFor();
    await expectNoSideways(small);
    await expectAccessible(small);
  });
});

test("Phones come from a file: every wrong row is named and nothing is kept, right ones are shown before they are taken in", async () => {
  const page = await house.signedIn("anna", { path: "/phones/import", width: 320, height: 800, scheme: "dark" });
  const choose = (text: string) =>
    page.getByLabel("Välj en fil").setInputFiles({ name: "telefoner.csv", mimeType: "", buffer: Buffer.from(text) });
  await choose("mac;modell;användare\n80;T46U;\n805ec0a10201;T99;\n805ec0a10202;T46U;Ingen\n");
  await page.getByRole("row", { name: /2 MAC-adress En MAC-adress har 12/ }).waitFor();
  await page.getByRole("row", { name: /3 Modell Modellen T99 finns inte/ }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await choose("mac;modell;etikett;användare\n805ec0a10201;T46U;Lager 1;Jonas Malm\n805ec0a10202;T46U;Lager 2;\n");
  await page.getByText("Inget är ändrat ännu.").waitFor();
  await page.getByRole("button", { name: "Importera 2 telefoner" }).click();
  await page.getByText("Filen är importerad.").first().waitFor();
  expect(await findPhone(house.db, { organisationId: firm(), mac: "805ec0a10201" })).toMatchObject({
    userId: house.ids.people.jonas,
  });
  await undo(page);
  await expect.poll(() => findPhone(house.db, { organisationId: firm(), mac: "805ec0a10201" })).toBeNull();
});

test("Whoever passes for a phone is held and shown, and let in or shut out; a move is said beforehand", async () => {
  await house.boot("office");
  const by = { organisationId: firm(), id: house.ids.phones.office };
  const phone = await getPhone(house.db, by);
  const pass = async (userAgent: string) => {
    const token = await readPhoneToken(house.db, house.keyring, by, actor, house.now());
    const headers = { "user-agent": userAgent };
    return (await fetch(`${house.phonesUrl}/p/${token}/${phone.mac}.cfg`, { headers })).status;
  };
  expect(await pass("curl/8.5.0")).toBe(404);
  const page = await house.signedIn("anna", { path: `/phones?phone=${phone.id}`, width: 320, height: 800 });
  await page.getByText("hade telefonens bevis men fick inget", { exact: false }).waitFor();
  await page.getByText("ett annat program (curl/8.5.0)", { exact: false }).waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Det är inte vår telefon" }).click();
  await page.getByRole("button", { name: "Stäng ute och byt adress" }).click();
  await page.getByText("Utestängd av Anna Ek", { exact: false }).waitFor();
  expect(await pass("curl/8.5.0")).toBe(404);
  expect(await pass("Wget/1.24")).toBe(404);
  await page.getByRole("button", { name: "Det är telefonen" }).click();
  await page.getByText("Insläppt av Anna Ek", { exact: false }).waitFor();
  await page.getByText("Telefonen ska flytta eller få äldre firmware").click();
  await page.getByRole("button", { name: "Vänta den" }).click();
  await page.getByText("Telefonen väntas flytta.", { exact: false }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Vänta den inte längre" }).click();
  await page.getByText("Telefonen ska flytta eller få äldre firmware").waitFor();
  const done = ["phone.hold_denied", "phone.hold_released", "phone.expected", "phone.expected_no_more"];
  for (const action of done) expect([action, (await actions(action)).length]).toEqual([action, 1]);
});

describe("Layouts and sites", () => {
  test("are made, copied, renamed and deleted; a layout that phones have stays, and says which they are", async () => {
    expectFault(/409|422/);
    const page = await house.signedIn("anna", { path: "/layouts", width: 320, height: 800 });
    await page.getByRole("button", { name: "Ta bort Kontoret" }).click();
    await page.getByRole("button", { name: "Ta bort layouten" }).click();
    await page.getByText(/Layouten används av \d telefoner: .*Anna/).waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Avbryt" }).click();
    await page.getByRole("button", { name: "Kopiera Kontoret" }).click();
    await page.getByRole("textbox", { name: "Kopians namn" }).fill("Lagret");
    await page.getByRole("button", { name: "Kopiera", exact: true }).click();
    await page.getByRole("link", { name: "Lagret" }).waitFor();
    await page.getByRole("button", { name: "Ta bort Lagret" }).click();
    await page.getByRole("button", { name: "Ta bort layouten" }).click();
    await expect.poll(() => page.getByRole("link", { name: "Lagret" }).count()).toBe(0);
    await undo(page);
    await page.getByRole("link", { name: "Lagret" }).waitFor();
    expect((await actions("layout.created")).length).toBeGreaterThan(0);
    await page.goto(`${house.url}/sites`);
    await page.getByRole("button", { name: "Ny plats" }).click();
    await page.getByRole("textbox", { name: "Namn" }).fill("Hamnen");
    await page.keyboard.press("Enter");
    await toast(page, "Platsen Hamnen finns nu.");
    await page.getByRole("button", { name: "Ta bort Hamnen" }).click();
    await toast(page, "Hamnen är borttagen.");
    await undo(page);
    await page.getByRole("button", { name: "Ta bort Hamnen" }).waitFor();
    await page.getByRole("button", { name: "Ta bort Kontoret" }).click();
    await page.getByText(/Platsen Kontoret används: .*Flytta det som finns där först/).waitFor();
    await page.getByRole("button", { name: "Byt namn på Hamnen" }).click();
    await page.getByRole("textbox", { name: "Namn" }).fill("Kontoret");
    await page.getByRole("button", { name: "Spara" }).click();
    await page.getByRole("textbox", { name: "Namn" }).and(page.locator("[aria-invalid=true]")).waitFor();
    await expectAccessible(page);
  });
});
