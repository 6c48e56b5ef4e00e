import type { Download, Page } from "playwright-core";
import { expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { setDiversion } from "../../db/diversions.ts";
import { getPerson } from "../../db/people.ts";
import { updateDetails, updateExtra } from "../../db/people-changes.ts";
import { createPerson } from "../../db/people-create.ts";
import { loadPointers } from "../../db/pointers.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const actor: Actor = { kind: "cli", id: null, name: "Petra", organisationId: null };
const strange = `<>&"' %{}👩‍🔧`;

const firm = () => house.ids.organisations.firm;
const person = (id: string) => getPerson(house.db, { organisationId: firm(), id });
const add = async (lastName: string, more: object = {}) =>
  (await createPerson(house.db, { organisationId: firm(), firstName: "Per", lastName, ...more }, "all", actor, house.now())).id;

/** What stands in a dialog is slotted into it: it is found by the element that made it. */
const over = (page: Page, name: "confirm" | "conflict" | "bulk" | "password" | "reach") => page.locator(`${name}-dialog`);
const tab = (page: Page, name: string) => page.getByRole("tab", { name }).click();
const save = async (page: Page) => {
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByText("Inget ändrat").waitFor();
};

async function textOf(download: Download): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

test("A new colleague is created by keyboard alone: a suggested number, a Mex mobile, a password shown once", async () => {
  const page = await house.signedIn("anna", { path: "/users/new", width: 1440 });
  await page.getByLabel("Förnamn").focus();
  await page.keyboard.type("Åsa");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Björkegren");
  await page.getByRole("group", { name: "Lediga bredvid era nummer:" }).getByRole("button").first().press("Enter");
  expect(await page.getByLabel("Primärnummer").inputValue()).toMatch(/^08-465.004.05$/);
  expect(await page.getByLabel("Anknytning").inputValue()).toBe("405");
  await page.getByRole("textbox", { name: "Mobilnummer" }).focus();
  await page.keyboard.type("070 174 06 11");
  await page.getByRole("radio", { name: "Mex", exact: true }).isChecked();
  await page.getByLabel("Första lösenordet").selectOption("Skapa ett och visa det för mig");
  expectFault(/409/);
  await page.getByRole("button", { name: "Skapa användaren" }).press("Enter");
  // Anna has that number: the error stands beside the field, and the rest stays.
  await page.getByText("används redan").waitFor();
  expect(await focusedName(page)).toBe("");
  expect(await page.getByLabel("Förnamn").inputValue()).toBe("Åsa");
  await page.getByRole("textbox", { name: "Mobilnummer" }).fill("070-174 06 21");
  await page.keyboard.press("Enter");
  // It was to be made and shown: nothing more is asked.
  const password = await over(page, "password").locator("output").textContent();
  expect(password?.length).toBeGreaterThan(11);
  await page.getByRole("button", { name: "Klart" }).press("Enter");
  await page.getByRole("heading", { name: "Åsa Björkegren" }).waitFor();
  await page.getByText("be operatören att mexa").waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Öppna Åsa Björkegren" }).press("Enter");
  await page.getByRole("row", { name: /Åsa Björkegren.*Mex/ }).waitFor();
  await page.getByRole("tab", { name: "Nummer" }).click();
  expect(await page.getByLabel("Sekundärnummer").isDisabled()).toBe(true);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(page);
});

test("A user is found, opened beside the list and edited category by category, with strange text and an undo", async () => {
  expectFault(/422/);
  const id = await add("Redigera", { primaryNumber: "08-465 004 61", extension: "461" });
  const page = await house.signedIn("anna", { path: "/users" });
  await page.getByLabel("Namn, nummer, sökord").fill("08 465 004 61");
  await page.getByRole("row", { name: /Per Redigera/ }).press("Enter");
  await page.waitForURL(/q=08.*user=/);
  await page.getByLabel("Förnamn").fill(strange);
  await page.getByLabel("Användarnamn").fill("å".repeat(100));
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByText("Ett användarnamn har 3 till 64 bokstäver").waitFor();
  await page.getByLabel("Användarnamn").fill("");
  await save(page);
  expect((await person(id)).firstName).toBe(strange);
  await page.getByRole("status").getByRole("button", { name: "Ångra" }).click();
  await page.getByRole("heading", { level: 2, name: "Per Redigera" }).waitFor();

  await tab(page, "Nummer");
  await page.getByRole("textbox", { name: "Mobilnummer" }).fill("0701740622");
  await page.getByText("mexa").or(page.getByText("Följer Mex-mobilen")).first().waitFor();
  await page.getByLabel("Operatör för fasta numret").selectOption("Telia");
  await save(page);
  expect(await person(id)).toMatchObject({
    fixedOperator: "telia",
    numbers: [{ kind: "primary" }, { kind: "secondary" }, { kind: "mobile" }],
  });
  await page.getByText("Ej Mex", { exact: true }).click();
  await save(page);
  expect((await person(id)).numbers.map((one) => one.kind)).toEqual(["primary", "mobile"]);

  await tab(page, "Extra");
  await page.getByLabel("Nytt sökord").fill(`kran, ${strange}`);
  await page.getByLabel("Nytt sökord").press("Enter");
  await page.getByText("Inget ändrat").waitFor();
  await page.getByLabel("Nytt sökord").fill("x".repeat(400));
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByText("Högst 20 sökord").waitFor();
  await page.getByRole("button", { name: /^Ta bort xxx/ }).click();
  await page.getByText("Inget ändrat").waitFor();
  expect((await person(id)).searchWords).toEqual(["kran", strange]);

  await tab(page, "Avancerat");
  await page.getByLabel("EX-Val för telefonist i röstbrevlåda").check();
  await save(page);
  expect((await person(id)).features).toEqual(["ex_telefonist"]);
  await page.getByLabel("Support").check();
  await page.getByText("Nu med i Support.").waitFor();

  await tab(page, "Roll");
  await page.getByRole("switch", { name: "Administratör" }).check();
  await save(page);
  expect((await person(id)).rights).toEqual(["user", "administrator"]);
  await expectAccessible(page);
});

test("What another tab or another administrator saves is neither lost nor overwritten: mine or theirs, field by field", async () => {
  const id = await add("Samtidig", { email: "per@example.se" });
  const page = await house.signedIn("anna", { path: `/users?user=${id}` });
  await page.getByLabel("Förnamn").fill("Mitt");
  await page.getByRole("textbox", { name: "E-post" }).fill("mitt@example.se");
  const by = { organisationId: firm(), id };
  await updateDetails(house.db, { ...by, email: "deras@example.se", lastName: "Deras" }, actor, house.now());
  await updateExtra(house.db, { ...by, searchWords: ["deras"] }, actor, house.now());
  expectFault(/412/);
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  const dialog = over(page, "conflict");
  await dialog.getByRole("group", { name: "E-post" }).waitFor();
  await expectAccessible(page);
  // Who it was, not of the last entry but of the last that was about this.
  await dialog.getByText(`${actor.name} har sparat (`).waitFor();
  // Only the field that both changed is a question.
  expect(await dialog.getByRole("group").count()).toBe(1);
  await dialog.getByRole("radio", { name: /Din ändring/ }).check();
  await dialog.getByRole("button", { name: "Spara valen" }).click();
  await page.getByRole("heading", { level: 2, name: "Mitt Deras" }).waitFor();
  expect(await person(id)).toMatchObject({
    firstName: "Mitt",
    lastName: "Deras",
    email: "mitt@example.se",
    searchWords: ["deras"],
  });
});

test("What is typed stays: when another row is opened, when the page is left, and when the session ends", async () => {
  const id = await add("Kvar");
  const page = await house.signedIn("anna", { path: `/users?user=${id}&category=extra` });
  await page.getByLabel("Nytt sökord").fill("tornkran,");
  await tab(page, "Användare");
  await page.getByRole("tab", { name: "Extra •" }).waitFor();
  await page.getByRole("row", { name: /Eva Lund/ }).click();
  await over(page, "confirm").getByRole("button", { name: "Avbryt" }).click();
  await page.getByRole("link", { name: "Importera" }).click();
  await over(page, "confirm").getByRole("button", { name: "Avbryt" }).click();
  await tab(page, "Extra •");
  await house.db("session").where("user_id", house.ids.people.anna).delete();
  expectFault(/401/);
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  await page.locator("sign-in-again").getByLabel("Fast nummer eller användarnamn").fill("anna.ek");
  await page.locator("sign-in-again").getByLabel("Lösenord").fill(house.password);
  await page.locator("sign-in-again").getByRole("button", { name: "Logga in" }).click();
  await page.getByText("är sparad.").waitFor();
  expect((await person(id)).searchWords).toEqual(["tornkran"]);
});

test("Many are selected by keyboard and get the same, with a result for each and one undo", async () => {
  const ids = [await add("Många Ett"), await add("Många Två"), await add("Många Tre")];
  const page = await house.signedIn("anna", { path: "/users?q=M%C3%A5nga" });
  await page.getByRole("row", { name: /Per Många Ett/ }).focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Ändra …" }).press("Enter");
  const dialog = over(page, "bulk");
  await dialog.getByLabel("Vad ska ändras?").selectOption("Språk");
  await dialog.getByLabel("Språk").selectOption("English");
  await dialog.getByRole("button", { name: "Fortsätt" }).press("Enter");
  await dialog.getByText("3 användare får språket English.").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Ändra 3 användare" }).press("Enter");
  await dialog.getByText("3 ändrade.").waitFor();
  for (const id of ids) expect((await person(id)).language).toBe("en");
  expect((await listAudit(house.db, { organisationId: firm(), subjectId: ids[0] }))[0]?.action).toBe("user.details_updated");
  await dialog.getByRole("button", { name: "Ångra" }).press("Enter");
  await expect.poll(async () => (await person(ids[2] ?? "")).language).toBeNull();
});

test("Whoever leaves is deactivated at once with somebody in their place, and the last administrator is not", async () => {
  const heir = await add("Arvinge");
  const page = await house.signedIn("anna", { path: `/users?user=${house.ids.people.jonas}&category=deactivation` });
  await page.getByText("Verkstaden").waitFor();
  await page.getByLabel("Första dag utan tjänst").fill("31 feb");
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  await page.getByText("31 feb är inget datum. Skriv till exempel 2026-11-27").waitFor();
  await page.getByLabel("Första dag utan tjänst").fill("i dag");
  await page.getByRole("combobox", { name: "Vem tar över?" }).fill("Arvinge");
  await page.getByRole("option", { name: /Per Arvinge/ }).click();
  await page.locator("user-panel footer").getByRole("button", { name: "Spara", exact: true }).click();
  // Two phones change: the one with the key, and his own.
  await over(page, "reach").getByText("1 knapp går till Per Arvinge.").waitFor();
  await expectAccessible(page);
  await over(page, "reach").getByRole("button", { name: "Avsluta Jonas Malm" }).click();
  await page.getByText("är sparad.").waitFor();
  expect((await loadPointers(house.db, { organisationId: firm(), userId: heir })).keys).toHaveLength(1);
  await page.getByRole("row", { name: /Jonas Malm/ }).waitFor({ state: "detached" });
  const own = await house.signedIn("anna", {
    path: `/users?user=${house.ids.people.anna}&category=deactivation`,
    language: "en",
    scheme: "dark",
  });
  await house.db("user_right").where("right_name", "administrator").whereNot("user_id", house.ids.people.anna).delete();
  await own.getByLabel("First day without service").fill("2031-01-01");
  expectFault(/409/);
  await own.getByRole("button", { name: "Save", exact: true }).click();
  await own.getByText("The last administrator stays.").waitFor();
  await expectAccessible(own);
  await own.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(own);
});

test("People go out as a file and come in again: wrong rows are named and nothing is kept, right ones are shown first", async () => {
  const page = await house.signedIn("anna", { path: "/users", width: 320, height: 700 });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Exportera" }).click()]);
  const exported = await textOf(download);
  expect(exported).toContain("anna.ek@example.se");
  await page.getByRole("link", { name: "Importera" }).click();
  const choose = async (name: string, content: string | Buffer) =>
    page.getByLabel("Välj en fil").setInputFiles({ name, mimeType: "", buffer: Buffer.from(content) });
  await choose("samma.csv", exported);
  await page.getByText("Filen säger inget nytt").waitFor();
  await choose("fel.csv", `förnamn;efternamn;e-post;skonummer\nÅsa;;x;43\n`);
  await page.getByText("Det finns ingen kolumn som heter skonummer.").waitFor();
  await choose("fel.csv", `förnamn;efternamn;e-post\nÅsa;;${strange.replaceAll('"', "")}\n`);
  await page.getByRole("cell", { name: "Får inte vara tom." }).waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  expectFault(/422/);
  await choose("bild.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x22]));
  await page.getByRole("alert").getByText("Filen är ingen CSV", { exact: false }).waitFor();
  await choose("citat.csv", `förnamn;efternamn;e-post\nÅsa;Ek;a@example.se\n"Eva;Ek;e@example.se\n`);
  await page.getByRole("alert").getByText("Rad 3 i filen går inte att läsa", { exact: false }).waitFor();
  const rows = exported.replace("anna.ek@example.se", "anna@example.se");
  await choose("rätt.csv", rows);
  await page.getByText("Inget är ändrat ännu.").waitFor();
  await page.getByRole("row", { name: /Anna Ek.*anna\.ek@example\.se.*anna@example\.se/ }).waitFor();
  await page.getByRole("button", { name: "Importera 1 användare" }).click();
  await page.getByText("Filen är importerad.").first().waitFor();
  expect((await person(house.ids.people.anna)).email).toBe("anna@example.se");
  await page.getByRole("status").getByRole("button", { name: "Ångra" }).click();
  await expect.poll(async () => (await person(house.ids.people.anna)).email).toBe("anna.ek@example.se");
  await choose("ny.csv", "förnamn;efternamn;e-post\nÅsa;Importerad;asa@example.se\n");
  await page.getByRole("button", { name: "Importera 1 användare" }).click();
  await page.getByRole("link", { name: "Till användarna" }).click();
  await page.getByRole("row", { name: /Åsa Importerad/ }).waitFor();
});

test("The list stands in the address, says what is empty, and a row that is gone says so", async () => {
  const page = await house.signedIn("anna", { path: "/users?q=finnsinte&right=administrator&status=all", scheme: "dark" });
  await page.getByText("Inget stämmer med det du har filtrerat på.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Visa alla" }).click();
  await page.getByRole("row", { name: /Anna Ek/ }).waitFor();
  await page.getByRole("button", { name: "E-post", exact: true }).waitFor({ state: "detached" });
  await page.locator("summary").click();
  await page.getByRole("checkbox", { name: "E-post" }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "E-post", exact: true }).click();
  await page.waitForURL(/sort=email/);
  expectFault(/404/);
  await page.goto(`${house.url}/users?user=0190ffff-ffff-7fff-bfff-ffffffffffff`);
  await page.getByRole("heading", { name: "Användaren finns inte" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Stäng" }).click();
  await page.waitForURL(/\/users$/);
});

test("The list changes by itself when an absence ends by the clock", async () => {
  const userId = await add("Tillbaka");
  const endsAt = new Date(house.now().getTime() + 3_600_000).toISOString();
  const away = { organisationId: firm(), userId, reason: "lunch", startsAt: null, endsAt, note: null, source: "portal" } as const;
  await setDiversion(house.db, away, actor, house.now());
  // A diversion lasts whole minutes; this one ends while one looks.
  await house
    .db("diversion")
    .where("user_id", userId)
    .update({ ends_at: new Date(house.now().getTime() + 4_000).toISOString() });
  const page = await house.signedIn("anna", { path: "/users?q=tillbaka" });
  const row = page.getByRole("row", { name: /Per Tillbaka/ });
  await row.getByText(/Lunch/).waitFor();
  await row.getByText("Nåbar").waitFor();
});

test("A new name shows which phones change before it is saved, and the legacy groups are three wishes", async () => {
  await house.db("organisation").where("id", firm()).update({ feature_scheme: "legacy" });
  const { anna } = house.ids.people;
  const page = await house.signedIn("anna", {
    path: `/users?user=${anna}`,
    width: 390,
    height: 844,
    scheme: "dark",
    language: "en",
  });
  await page.getByLabel("Last name").fill("Ekdahl");
  // What saves is in sight, above the sections at the lower edge.
  const box = await page.locator("user-panel footer").boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(800);
  await page.locator("user-panel footer").getByRole("button", { name: "Save" }).click();
  await over(page, "reach").getByText("3 phones change.").waitFor();
  await expectAccessible(page);
  await over(page, "reach").getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 2, name: "Anna Ekdahl" }).waitFor();
  await page.getByRole("tab", { name: "Advanced" }).click();
  await page.getByText("Custom: no groups.").waitFor();
  await page.getByRole("radio", { name: "Without voicemail" }).check();
  await page.locator("user-panel footer").getByRole("button", { name: "Save" }).click();
  await page.getByText("Nothing changed").waitFor();
  expect((await person(anna)).features).toEqual(["hanvisning_utan_rbl", "utan_rbl"]);
  await expectAccessible(page);
});
