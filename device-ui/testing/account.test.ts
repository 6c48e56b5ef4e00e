import { text } from "node:stream/consumers";
import sharp from "sharp";
import { expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ phones: true });

const red = { r: 200, g: 30, b: 30 };
const aPhoto = () =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: red } })
    .jpeg()
    .toBuffer();

test("A person gives a picture with the keyboard, sees it in the bar, takes it away and gets it back", async () => {
  const page = await house.signedIn("eva", { path: "/account" });
  const choose = page.getByRole("button", { name: "Välj bild" });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
  await chooser.setFiles({ name: "eva.txt", mimeType: "text/plain", buffer: Buffer.from("hej") });
  await page.getByText("Bilden behöver vara JPEG, PNG eller WebP.").waitFor();
  const [again] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
  await again.setFiles({ name: "eva.png", mimeType: "image/png", buffer: Buffer.from("hej") });
  await page.getByText("Bilden går inte att läsa.").waitFor();
  const [third] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
  await third.setFiles({ name: "eva.jpg", mimeType: "image/jpeg", buffer: await aPhoto() });
  await page.getByRole("dialog", { name: "Välj utsnitt" }).waitFor();
  await page.getByRole("application", { name: "Utsnitt" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("+");
  expect(Number(await page.getByLabel("Närmare").inputValue())).toBeGreaterThan(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Använd bilden" }).click();
  await page.getByText("Bilden är bytt.").waitFor();
  const shown = page.getByRole("img", { name: "Bild på Eva Lund" });
  const address = (await shown.getAttribute("src")) ?? "";
  await page.locator(`account-menu img[src="${address.replace("512", "96")}"]`).waitFor();
  await page.getByRole("button", { name: "Ta bort" }).click();
  await page.getByText("Bilden är borttagen.").waitFor();
  expect(await shown.count()).toBe(0);
  await page.getByRole("button", { name: "Ångra" }).last().click();
  await shown.waitFor();
});

test("A person changes mail, language and password, signs out elsewhere, and takes a copy of the own data", async () => {
  const phone = await house.signedIn("jonas", { path: "/account", width: 390, height: 780, scheme: "dark" });
  const page = await house.signedIn("jonas", { path: "/account", language: "sv" });
  await page.getByText("När du är hänvisad ringer mobilen som vanligt").waitFor();
  expect(await page.getByText("08-465 004 03").count()).toBeGreaterThan(0);

  // Two windows with the same mail address in hand.
  const mail = (at: typeof page) => at.getByLabel("E-post", { exact: true });
  await mail(phone).fill("jonas@example.se");
  await phone.getByRole("button", { name: "Spara" }).click();
  await phone.getByText("Sparat.").waitFor();
  expectFault(/412/);
  await mail(page).fill("malm@example.se");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Någon annan har sparat samtidigt" }).waitFor();
  await page.getByText("jonas@example.se").waitFor();
  await page.getByRole("radio", { name: /malm@example.se/ }).check();
  await page.getByRole("button", { name: "Spara valen" }).click();
  await page.getByText("Sparat.").waitFor();
  expectFault(/422/);
  await mail(page).fill("ingen adress");
  await page.keyboard.press("Enter");
  await page.getByText("Skriv en e-postadress, till exempel namn@foretag.se.").waitFor();
  await mail(page).fill("malm@example.se");

  await page.getByText("English", { exact: true }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  const kept = () => house.db("users").where("id", house.ids.people.jonas).first("language");
  await expect.poll(kept).toEqual({ language: "en" });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Fetch a copy" }).click(),
  ]);
  const copy = JSON.parse(await text(await download.createReadStream()));
  expect(copy.person).toMatchObject({ name: "Jonas Malm", email: "malm@example.se" });
  expect(copy.phones).toMatchObject([{ mac: "64167fa10003" }]);
  expect(copy.changes.map((one: { action: string }) => one.action)).toContain("user.details_updated");
  expect(JSON.stringify(copy)).not.toMatch(/argon2|secret|token|sealed/i);
  const [entry] = await listAudit(house.db, { organisationId: house.ids.organisations.firm, action: "user.exported" });
  expect(entry?.actor.name).toBe("Jonas Malm");

  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await page.getByText("You are signed out in 1 other place.").waitFor();
  await page.getByRole("button", { name: "Sign out everywhere else" }).last().click();
  await page.getByText("You are signed out everywhere but here.", { exact: true }).waitFor();
  await page.getByLabel("Present password").fill("fel lösenord");
  await page.getByLabel("New password").fill("fyra lata igelkottar i gräset");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The present password is wrong.").waitFor();
  await page.getByLabel("Present password").fill(house.password);
  await page.keyboard.press("Enter");
  await page.getByText("The password is changed.").waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(page);
});

test("A person puts a key on the own desk phone, sees the phone fetch it, and leaves what the administrator has locked", async () => {
  const { reception, office } = house.ids.phones;
  await house.boot("reception");
  const page = await house.signedIn("eva", { path: `/my-phones/${reception}` });
  await page.getByRole("heading", { name: "Min bordstelefon" }).waitFor();
  await page.getByText("Yealink T54W · Receptionen").waitFor();
  await page.getByRole("option", { name: /Knapp 3/ }).click();
  await page
    .getByText(/har låst knappen/)
    .first()
    .waitFor();
  await page.getByRole("option", { name: /Knapp 6/ }).click();
  await page.getByRole("combobox").first().selectOption("dnd");
  await page.getByRole("button", { name: "Spara" }).click();
  await expect
    .poll(() => house.db("phone_key").where({ phone_id: reception, key_index: 6 }).first("kind"))
    .toMatchObject({ kind: "dnd" });
  await page.getByText("väntar på telefonen").waitFor();
  await expectAccessible(page);
  const { state } = await house.boot("reception");
  expect(state.keys.some(({ index, kind }) => index === 6 && kind === "dnd")).toBe(true);
  await page.getByText("i fas med telefonen").waitFor();
  expectFault(/404/);
  const other = await house.signedIn("eva", { path: `/my-phones/${office}`, width: 320, scheme: "dark", language: "en" });
  await other.getByRole("button", { name: "Try again" }).waitFor();
  await expectAccessible(other);
  await expectNoSideways(other);
});
