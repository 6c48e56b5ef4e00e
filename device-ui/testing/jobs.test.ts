import { zipSync } from "fflate";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { listPhoneKeys } from "../../db/phone-keys.ts";
import { findPhone, getPhone } from "../../db/phones.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

/** Many phones at once, and phones that come from another system. */

const house = realHouse({ phones: true });
const firm = () => house.ids.organisations.firm;
const row = (page: Page, name: string) => page.getByRole("grid").getByRole("row").filter({ hasText: name });

test("Everything that a filter shows gets a key but one, by keyboard alone; the job is seen, told of and taken back", async () => {
  const page = await house.signedIn("anna", { path: "/phones", width: 1440 });
  await row(page, "Anna").waitFor();
  const total = (await page.getByRole("grid").getByRole("row").count()) - 1;
  await row(page, "Anna").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: `Välj alla ${total} som passar` }).press("Enter");
  await page.getByText(`${total} markerade`).waitFor();
  await row(page, "Verkstaden").focus();
  await page.keyboard.press("Space");
  await page.getByText(`${total - 1} markerade`).waitFor();
  await page.getByRole("button", { name: "Ändra", exact: true }).press("Enter");
  const dialog = page.locator("job-dialog");
  await dialog.getByRole("combobox", { name: "Vad ska göras?" }).selectOption("key");
  await dialog.getByRole("spinbutton", { name: "Knapp nummer" }).fill("9");
  await dialog.getByRole("combobox", { name: "Vad knappen gör" }).selectOption("speedDial");
  await dialog.getByRole("combobox", { name: "Vem eller vad" }).fill("0980-319 210");
  await page.getByRole("option", { name: /Ring/ }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await dialog.getByRole("textbox", { name: "Text på knappen" }).fill("Jouren");
  await dialog.getByRole("button", { name: "Visa vad som händer" }).press("Enter");
  await dialog.getByText("Vad som ändras i filerna").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /^Ändra \d+ telefon/ }).press("Enter");
  await dialog.getByText("Klar", { exact: true }).waitFor();
  const keyOf = async (phoneId: string) =>
    (await listPhoneKeys(house.db, { organisationId: firm(), phoneId })).find(
      ({ place }) => place.module === 0 && place.index === 9,
    )?.label;
  expect([await keyOf(house.ids.phones.office), await keyOf(house.ids.phones.workshop)]).toEqual(["Jouren", undefined]);
  await dialog.getByRole("button", { name: "Visa körningen" }).press("Enter");
  await page.getByRole("heading", { name: /Knapp 9: snabbnummer Jouren/ }).waitFor();
  await page.getByRole("cell", { name: "Anna" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ta tillbaka allt" }).press("Enter");
  await expect.poll(() => keyOf(house.ids.phones.office)).toBeUndefined();
  await page.goto(`${house.url}/jobs`);
  await page.getByText("Har tagits tillbaka").waitFor();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(page);
  await expectAccessible(page);
});

test("A setting is asked for as where one is set up, and what cannot be one is told before anything is counted", async () => {
  const page = await house.signedIn("anna", { path: "/phones", width: 1440 });
  await row(page, "Anna").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Ändra", exact: true }).press("Enter");
  const dialog = page.locator("job-dialog");
  await dialog.getByRole("combobox", { name: "Vad ska göras?" }).selectOption("setting");
  const which = dialog.getByRole("combobox", { name: "Inställning" });
  await which.selectOption({ label: "Tonernas land" });
  await dialog.getByRole("combobox", { name: "Värde" }).selectOption({ label: "Norge" });
  await which.selectOption({ label: "Ljudformat" });
  await dialog.getByRole("textbox", { name: "Värde" }).fill("g722, mp3");
  await dialog.getByRole("button", { name: "Visa vad som händer" }).press("Enter");
  await dialog.getByRole("alert").getByText("Flera skrivs med kommatecken mellan", { exact: false }).waitFor();
  await which.selectOption({ label: "Nödnummer" });
  await dialog.getByRole("textbox", { name: "Värde" }).fill("112\n113");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Visa vad som händer" }).press("Enter");
  await dialog.getByRole("button", { name: /^Ändra 1 telefon/ }).press("Enter");
  await dialog.getByText("Klar", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Visa körningen" }).press("Enter");
  await page.getByRole("heading", { name: /Nödnummer: 112, 113/ }).waitFor();
});

test("Files of another system are read, shown with what nobody understood, taken over phone by phone and taken back", async () => {
  const page = await house.signedIn("anna", { path: "/phones/import/files", width: 1440 });
  const mac = "001565aabb77";
  const text = `#!version:1.0.0.1
account.1.enable = 1
account.1.user_name = 477
account.1.display_name = Ture Holm
account.1.password = Gammalt!lösen
account.1.sip_server.1.address = gammal.example.se
linekey.2.type = 16
linekey.2.value = 401
phone_setting.x = hej
`;
  const archive = Buffer.from(zipSync({ [`${mac}.cfg`]: new Uint8Array(Buffer.from(text)) }));
  await page
    .locator("file-drop input[accept]")
    .first()
    .setInputFiles({ name: "gamla.zip", mimeType: "application/zip", buffer: archive });
  await page.getByText("Filerna säger inte vilken modell det är").waitFor();
  await page.getByRole("combobox", { name: /Vilken modell är Yealink/ }).fill("T46S");
  await page.getByRole("option", { name: "Yealink T46S" }).click();
  await page.getByRole("button", { name: "Läs igen" }).click();
  await page.getByText("Modeller: Yealink T46S (1)").waitFor();
  await page.getByRole("cell", { name: "phone_setting.x = hej" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ta över, telefon för telefon" }).click();
  await page.getByRole("heading", { name: "Tog in filer: gamla.zip" }).waitFor();
  await page.getByText("Klar", { exact: true }).waitFor();
  const phone = await findPhone(house.db, { organisationId: firm(), mac });
  expect(phone?.model).toBe("T46S");
  await page.getByRole("button", { name: "Ta tillbaka allt" }).click();
  await expect
    .poll(async () => (await getPhone(house.db, { organisationId: firm(), id: phone?.id ?? "" })).state)
    .toBe("retired");
});
